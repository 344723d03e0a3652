//! The tables of `ws run`, `ws exec` and `ws tasks`.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column, nanoseconds};
use crate::run::RunRow;
use crate::tasks::TaskRow;

impl Row for RunRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("layer", Kind::String, true, true, "Its layer; null when wrknv.toml names none."),
        column("task", Kind::String, true, true, "The task; null for a command of your own."),
        column("state", Kind::String, false, true, "ok, failed, skipped, blocked, timed_out or cancelled."),
        column("blocked_by", Kind::List(&Kind::String), false, true, "The failures that it depends on."),
        column(
            "exit_code",
            Kind::Int,
            true,
            true,
            "Of the last command that was run; null when none exited by itself.",
        ),
        column("duration", Kind::Duration, true, true, "How long it took; null for what was not begun."),
        column("stdout", Kind::String, true, false, "What it said: the first 4 MiB; null for what was not begun."),
        column("stderr", Kind::String, true, false, "What it said on standard error, likewise."),
        column("stdout_file", Kind::String, true, false, "All that it said, when that is more than 4 MiB."),
        column("stderr_file", Kind::String, true, false, "Likewise of standard error."),
        column("error", ERROR_KIND, true, true, "Why it was not run, or how it ended."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let file = |file: &Option<std::path::PathBuf>| file.as_ref().map(|file| file.to_string_lossy().into_owned());
        let begun = self.duration.is_some();
        vec![
            self.name.as_str().into(),
            self.layer.clone().into(),
            self.task.clone().into(),
            self.state.as_str().into(),
            Cell::List(self.blocked_by.iter().map(|name| name.as_str().into()).collect()),
            self.exit_code.map_or(Cell::Null, |code| Cell::Int(code.into())),
            nanoseconds(self.duration),
            begun.then(|| self.stdout.text()).into(),
            begun.then(|| self.stderr.text()).into(),
            file(&self.stdout.file).into(),
            file(&self.stderr.file).into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}

impl Row for TaskRow {
    const COLUMNS: &'static [Column] = &[
        column("sibling", Kind::String, false, true, "The sibling."),
        column("task", Kind::String, true, true, "The task's full name; null when the tasks cannot be read."),
        column("command", Kind::String, true, true, "The command line; of a composite the tasks that it names."),
        column("description", Kind::String, true, true, "What it is for."),
        column("kind", Kind::String, true, true, "command, composite or namespace."),
        column("inherited", Kind::Bool, true, true, "Whether it is of [workspace.tasks]."),
        column("shell", Kind::Bool, true, false, "Whether `sh -c` runs it, since it uses a shell's syntax."),
        column("error", ERROR_KIND, true, false, "Why the tasks cannot be read."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.sibling.as_str().into(),
            self.task.clone().into(),
            self.command.clone().into(),
            self.description.clone().into(),
            self.kind.into(),
            self.inherited.into(),
            self.shell.into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
