//! An error as people read it: heading, excerpts of the file with the place underlined, hint. Text only; whether it
//! is coloured is the caller's choice, and where it is written too.

use crate::error::{Error, Problem};
use crate::source::SourceFile;

/// Renders an error with its code, excerpts and hint; ends with a line feed.
pub fn error(error: &Error, colour: bool) -> String {
    todo!()
}

/// Renders problems of a file, each with its excerpt; ends with a line feed.
pub fn problems(source_file: &SourceFile, problems: &[Problem], colour: bool) -> String {
    todo!()
}
