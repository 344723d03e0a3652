//! The table of `ws sync`.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column, nanoseconds};
use crate::plan::sync::SyncRow;

impl Row for SyncRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("state", Kind::String, false, true, "up_to_date, updated, fetched, skipped, failed or cancelled."),
        column("reason", Kind::String, true, true, "Why it was not fast-forwarded."),
        column("from", Kind::String, true, false, "The commit that HEAD was at."),
        column("to", Kind::String, true, false, "The commit that HEAD is at."),
        column("commits", Kind::Int, true, true, "How many commits came in; null when it was not judged."),
        column("duration", Kind::Duration, true, true, "How long it took; null for what was not begun."),
        column("error", ERROR_KIND, true, true, "Why it failed."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.name.as_str().into(),
            self.state.as_str().into(),
            self.reason.clone().into(),
            self.from.clone().into(),
            self.to.clone().into(),
            self.commits.into(),
            nanoseconds(self.duration),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
