//! The table of `ws setup`.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column, nanoseconds};
use crate::plan::setup::StepRow;

impl Row for StepRow {
    const COLUMNS: &'static [Column] = &[
        column("step", Kind::String, false, true, "venv, install, dependencies or verify."),
        column("layer", Kind::String, true, true, "The layer that is installed."),
        column("siblings", Kind::List(&Kind::String), false, true, "The siblings that it is about."),
        column(
            "state",
            Kind::String,
            false,
            true,
            "ok, up_to_date, skipped, failed, cancelled, or planned with --plan.",
        ),
        column("duration", Kind::Duration, true, true, "How long it took; null for what was not begun."),
        column("reason", Kind::String, true, true, "Why it was skipped."),
        column("command", Kind::String, true, false, "What was run, as one would type it."),
        column("output", Kind::String, true, false, "What the command said, when it failed: the last 64 KiB."),
        column("error", ERROR_KIND, true, true, "Why it failed."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.step.as_str().into(),
            self.layer.clone().into(),
            Cell::List(self.siblings.iter().map(|name| name.as_str().into()).collect()),
            self.state.as_str().into(),
            nanoseconds(self.duration),
            self.reason.clone().into(),
            self.command.clone().into(),
            self.output.clone().into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
