//! The table of `ws venv packages`: one row for every distribution; two of one package are two rows.

use super::{Cell, Column, Kind, Row};
use crate::python::venv::InstalledPackage;

const fn column(name: &'static str, kind: Kind, nullable: bool, brief: bool, about: &'static str) -> Column {
    Column { name, kind, nullable, brief, about }
}

impl Row for InstalledPackage {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The package, normalised (PEP 503)."),
        column("version", Kind::String, true, true, "The version that is installed."),
        column("editable", Kind::Bool, false, true, "Whether it was installed as an editable."),
        column("location", Kind::String, false, true, "The project of an editable, else the site-packages."),
        column("installer", Kind::String, true, true, "Who installed it: uv, pip; null when nobody signed."),
        column("sibling", Kind::String, true, true, "The sibling that it is the package of."),
        column("size", Kind::Filesize, true, true, "The sizes of its files added up, by its RECORD; null without one."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let found = &self.distribution;
        let location = found.editable.as_ref().unwrap_or(&found.site_packages);
        vec![
            found.name.to_string().into(),
            found.version.clone().into(),
            found.editable.is_some().into(),
            location.to_string_lossy().as_ref().into(),
            found.installer.clone().into(),
            self.sibling.as_ref().map(crate::config::SiblingName::as_str).into(),
            found.size.map_or(Cell::Null, Cell::Filesize),
        ]
    }
}
