//! The table of `ws bootstrap`.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column, nanoseconds};
use crate::plan::bootstrap::{Action, StepDone};

impl Row for StepDone {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column(
            "action",
            Kind::String,
            true,
            true,
            "clone, link, skip (it is there) or mismatch (what is there is a clone of something else); null when nothing \
             can be done.",
        ),
        column("state", Kind::String, false, true, "ok, error, cancelled, or planned with --plan."),
        column("source", Kind::String, true, true, "The URL that is cloned, or the directory that is linked to."),
        column("target", Kind::String, false, false, "Its place."),
        column("duration", Kind::Duration, true, true, "How long it took; null for what was not begun."),
        column("error", ERROR_KIND, true, true, "Why it is not done, and what to do."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.step.name.as_str().into(),
            self.step.action.map(Action::as_str).into(),
            self.state.as_str().into(),
            self.step.source.as_deref().into(),
            self.step.target.to_string_lossy().as_ref().into(),
            nanoseconds(self.duration),
            self.step.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
