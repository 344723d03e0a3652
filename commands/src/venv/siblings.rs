//! `ws venv siblings`: is each sibling imported from its checkout?

use ws_core::inspect;
use ws_core::python::venv::{self, SiblingProject, VenvSiblingRow};
use ws_core::row::Row as _;

use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "venv siblings",
    about: "One row for every sibling: whether Python imports it from its checkout",
    more: "editable: from its checkout. wheel: an installed copy hides the checkout. wrong_path: \
           editable from another clone. stale: the source has another version by now. shadowed: Python imports what \
           `shadowed_by` names instead. missing: not installed. not_python: not a Python package. unknown: its \
           metadata cannot be read.",
    search: &["workspace", "python", "editable", "install", "shadow", "wheel"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(VenvSiblingRow::COLUMNS),
    examples: &[
        Example::new("ws venv siblings | where state != editable", "Siblings whose edits Python does not see"),
        Example::new("ws venv siblings | group-by --to-table state", "Siblings by how they are installed"),
        Example::gives("ws venv siblings pyvider | get state", "How one is installed", r#"["missing"]"#),
    ],
    usage: &["ws venv siblings", "ws venv siblings --layer framework"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let (config, options) = session.open_packages(asked)?;
    let chosen = select::choose(&config, asked, session)?;
    let known = inspect::known_projects(&config, &options);
    let all = config.siblings.iter().zip(&known);
    let meant = all.filter(|(sibling, _)| chosen.iter().any(|chosen| chosen.name == sibling.name));
    let projects: Vec<SiblingProject<'_>> =
        meant.map(|(sibling, project)| SiblingProject::new(sibling, project)).collect();
    Ok(Answer::rows(venv::siblings(&config, &projects).into_iter()))
}
