//! The table of `ws validate`.

use super::FindingRow;
use crate::row::table;

table! { FindingRow as it {
    severity: String = it.severity.as_str(), "error, warning, note, or allowed by [workspace.validate].";
    code: String = it.code, "A stable code such as ws::layers::upward.";
    message: String = it.message.as_str(), "The problem, in one line.";
    sibling: String or null = it.sibling.as_deref(), "The sibling that it is about.";
    #[wide] file: Path or null = it.file.as_deref(), "The file that it is in.";
    #[wide] line: Int or null = it.line, "The line in it, from 1.";
    #[wide] column: Int or null = it.column, "The character in that line, from 1.";
    hint: String or null = it.hint.as_deref(), "What to do about it.";
    #[wide] fix: String or null = it.fix.as_deref(), "A command that fixes it, quoted for a POSIX shell.";
} }
