//! The record of `ws venv`.

use super::{Cell, Column, ERROR_KIND, Kind, Row};
use crate::python::venv::VenvState;

const fn column(name: &'static str, kind: Kind, nullable: bool, brief: bool, about: &'static str) -> Column {
    Column { name, kind, nullable, brief, about }
}

impl Row for VenvState {
    const COLUMNS: &'static [Column] = &[
        column("path", Kind::String, false, true, "Where the venv is configured to be, as an absolute path."),
        column("exists", Kind::Bool, false, true, "Whether there is a directory."),
        column(
            "active",
            Kind::Bool,
            false,
            true,
            "Whether the caller uses it: VIRTUAL_ENV names it and its bin is in PATH.",
        ),
        column("python_version", Kind::String, true, true, "The version of its Python, from pyvenv.cfg."),
        column("interpreter", Kind::String, true, false, "What bin/python leads to, also when that is gone."),
        column("interpreter_ok", Kind::Bool, true, true, "Whether that is a program; null without a venv."),
        column(
            "requires_python",
            Kind::String,
            true,
            true,
            "What the workspace and its siblings ask of the Python, together.",
        ),
        column("requires_ok", Kind::Bool, true, true, "Whether its Python meets all of that; null when unknown."),
        column("created_by", Kind::String, true, true, "uv, venv or virtualenv."),
        column("prompt", Kind::String, true, false, "The name it shows in a prompt."),
        column("packages", Kind::Int, true, true, "How many packages are installed; null without a venv."),
        column(
            "siblings_editable",
            Kind::Int,
            true,
            true,
            "Siblings that are imported from their checkout at the version of its source; null without a venv.",
        ),
        column("siblings_total", Kind::Int, false, true, "Siblings that are Python packages, or may be."),
        column(
            "problems",
            Kind::List(&ERROR_KIND),
            false,
            true,
            "What is wrong with it, or why it is not active, each as code and message.",
        ),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.path.to_string_lossy().as_ref().into(),
            self.exists.into(),
            self.active.into(),
            self.python_version.as_ref().map(ToString::to_string).into(),
            self.interpreter.as_ref().map(|path| path.to_string_lossy().into_owned()).into(),
            self.interpreter_ok.into(),
            self.requires_python.clone().into(),
            self.requires_ok.into(),
            self.created_by.into(),
            self.prompt.clone().into(),
            self.packages.into(),
            self.siblings_editable.into(),
            self.siblings_total.into(),
            Cell::List(self.problems.iter().map(Cell::from).collect()),
        ]
    }
}
