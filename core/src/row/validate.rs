//! The table of `ws validate`.

use super::{Cell, Column, Kind, Row, column};
use crate::error::Severity;
use crate::validate::Finding;

impl Row for Finding {
    const COLUMNS: &'static [Column] = &[
        column("severity", Kind::String, false, true, "error or warning."),
        column("code", Kind::String, false, true, "A stable code such as ws::layers::upward."),
        column("message", Kind::String, false, true, "What is wrong, in one line."),
        column("sibling", Kind::String, true, true, "The sibling that it is about."),
        column("file", Kind::String, true, false, "The file that says so."),
        column("line", Kind::Int, true, false, "The line in it, from 1."),
        column("column", Kind::Int, true, false, "The character in that line, from 1."),
        column("hint", Kind::String, true, true, "What to do about it."),
        column("fix", Kind::String, true, false, "A command that mends it, quoted for a POSIX shell."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        vec![
            severity.into(),
            self.code.into(),
            self.message.as_str().into(),
            self.sibling.clone().into(),
            self.file.as_ref().map(|file| file.to_string_lossy().into_owned()).into(),
            self.line.into(),
            self.column.into(),
            self.hint.clone().into(),
            self.fix.clone().into(),
        ]
    }
}
