//! The table of `ws venv siblings`: one row for every sibling, in the configured order.

use super::{Cell, Column, Kind, Row};
use crate::python::venv::SiblingInstall;

const fn column(name: &'static str, nullable: bool, about: &'static str) -> Column {
    Column { name, kind: Kind::String, nullable, brief: true, about }
}

impl Row for SiblingInstall {
    const COLUMNS: &'static [Column] = &[
        column("name", false, "The sibling's name in wrknv.toml."),
        column("package", true, "Its Python package, normalised (PEP 503)."),
        column(
            "state",
            true,
            "editable, wheel, wrong_path, stale, missing or not_python; null when its metadata cannot be read.",
        ),
        column("expected_path", false, "Where it should be imported from."),
        column(
            "actual_path",
            true,
            "The project it is imported from, or the site-packages that holds the copy; null when there is neither.",
        ),
        column("installed_version", true, "The version that is installed."),
        column("source_version", true, "The version that the source has; null when only a build would tell."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.name.as_str().into(),
            self.package.as_ref().map(ToString::to_string).into(),
            self.state.map(crate::python::venv::InstallState::as_str).into(),
            self.expected_path.to_string_lossy().as_ref().into(),
            self.actual_path.as_ref().map(|path| path.to_string_lossy().into_owned()).into(),
            self.installed_version.clone().into(),
            self.source_version.clone().into(),
        ]
    }
}
