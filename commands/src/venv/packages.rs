//! `ws venv packages`: what is installed.

use ws_core::inspect;
use ws_core::python::venv::{self, SiblingProject, VenvPackageRow};
use ws_core::row::Row as _;

use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "venv packages",
    about: "One row for every package that is installed in the shared venv",
    more: "The packages that `uv pip list` lists, read from their metadata.",
    search: &["workspace", "python", "pip", "list", "installed", "size"],
    takes: &[&[select::ROOT.any()]],
    gives: Gives::Rows(VenvPackageRow::COLUMNS),
    examples: &[
        Example::new("ws venv packages | sort-by size --reverse | first 5", "The largest packages"),
        Example::new("ws venv packages | where sibling != null", "The packages of siblings"),
        Example::gives("ws venv packages | length", "How many there are", "0"),
    ],
    usage: &["ws venv packages --format json"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let (config, options) = session.open_packages(asked)?;
    let known = inspect::known_projects(&config, &options);
    let projects = SiblingProject::all(&config.siblings, &known);
    Ok(Answer::rows(venv::packages(&config, &projects)?.into_iter()))
}
