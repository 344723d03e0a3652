//! The table of `ws trust --list`: one row for every trusted workspace, the one trusted last first.

use jiff::tz::Offset;

use super::{Cell, Column, Kind, Row};
use crate::trust::Trusted;

const fn column(name: &'static str, kind: Kind, brief: bool, about: &'static str) -> Column {
    Column { name, kind, nullable: false, brief, about }
}

impl Row for Trusted {
    const COLUMNS: &'static [Column] = &[
        column("root", Kind::String, true, "The real path of the workspace's root."),
        column("venv", Kind::String, true, "The real path of its venv when it was trusted."),
        column("siblings", Kind::Int, true, "How many siblings it has."),
        column("env", Kind::List(&Kind::String), true, "The variables that activation sets, by name."),
        column("trusted_at", Kind::Date, true, "When it was last trusted."),
        column("hash", Kind::String, false, "The SHA-256 of what activation depends on."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.root.to_string_lossy().as_ref().into(),
            self.venv_real.to_string_lossy().as_ref().into(),
            self.settings.siblings.len().into(),
            Cell::List(self.settings.env.keys().map(|name| name.as_str().into()).collect()),
            Cell::Date(self.trusted_at, Offset::UTC),
            self.hash.as_str().into(),
        ]
    }
}
