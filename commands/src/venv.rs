//! `ws venv`: the shared venv as a record; its parts are in `venv/`.

pub mod activate;
pub mod packages;
pub mod siblings;

use ws_core::inspect;
use ws_core::python::venv::{self, SiblingProject, VenvRow};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "venv",
    about: "The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it",
    more: "Reads files only; no Python is started. The column problems says what is wrong. It also says why the venv \
           is not active: the workspace is not trusted, there is no venv, its interpreter is gone, or another venv is \
           active.",
    search: &["workspace", "python", "virtualenv", "uv", "environment", "active"],
    takes: &[&[select::ROOT.any()]],
    gives: Gives::Record(VenvRow::COLUMNS),
    examples: &[
        Example::new("ws venv", "Everything about it"),
        Example::new("ws venv | get problems", "What is wrong with it, and why it is not active"),
        Example::gives("ws venv | get active", "Whether it is active here", "false"),
    ],
    usage: &["ws venv", "ws venv siblings", "ws venv packages --format json"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let options = session.inspect_options(&config, Depth::Refs);
    let packages = inspect::by_package(&config, &options);
    let known = inspect::known_projects(&packages, &options);
    let projects = SiblingProject::all(&packages.siblings, &known);
    Ok(Answer::record(&venv::read(&config, &projects, &session.caller_env(&config)?)))
}
