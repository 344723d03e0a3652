//! The record of `ws venv`, and the tables of `ws venv siblings` and `ws venv packages`.

use super::{ModuleState, VenvPackageRow, VenvRow, VenvSiblingRow};
use crate::config::SiblingName;
use crate::row::{Cell, table};

table! { VenvRow as it {
    path: Path = &it.path, "Where the venv is configured to be, as an absolute path.";
    exists: Bool = it.exists, "Whether there is a directory at that path.";
    active: Bool = it.active, "Whether the caller uses it: VIRTUAL_ENV names it and its bin is in PATH.";
    python_version: String or null = it.python_version.as_ref().map(ToString::to_string),
        "The version of its Python, from pyvenv.cfg.";
    #[wide] interpreter: Path or null = it.interpreter.as_deref(),
        "The target of bin/python, even if it no longer exists.";
    interpreter_ok: Bool or null = it.interpreter_ok, "Whether the interpreter is a program; null without a venv.";
    requires_python: String or null = it.requires_python.as_deref(),
        "The Python versions that the workspace and all its siblings allow.";
    requires_ok: Bool or null = it.requires_ok, "Whether its Python is one of these; null when unknown.";
    created_by: String or null = it.created_by, "uv, venv or virtualenv.";
    #[wide] prompt: String or null = it.prompt.as_deref(), "The name it shows in a prompt.";
    packages: Int or null = it.packages, "How many packages are installed; null without a venv.";
    siblings_editable: Int or null = it.siblings_editable,
        "Siblings that Python imports from their checkout, at the source's version; null without a venv.";
    siblings_total: Int = it.siblings_total, "Siblings that are Python packages, or may be.";
    problems: [Error] = it.problems.iter().map(Cell::from).collect::<Vec<_>>(),
        "What is wrong with it, or why it is not active, each as code and message.";
} }

table! { VenvSiblingRow as it {
    name: String = it.name.as_str(), "The sibling's name in wrknv.toml.";
    package: String or null = it.package.as_ref().map(ToString::to_string),
        "Its Python package, normalised (PEP 503).";
    state: String = it.state.as_str(),
        "editable, wheel, wrong_path, stale, shadowed, missing, not_python, or unknown when its metadata cannot be read.";
    installed_version: String or null = it.installed_version.as_deref(), "The version that is installed.";
    source_version: String or null = it.source_version.as_deref(),
        "The version in the source; null when only a build could tell.";
    shadowed_by: String or null = it.shadowed_by.as_deref(),
        "What is imported instead: the other package, or the path of a copy.";
    #[wide] modules: [Module] = it.modules.iter().map(Cell::from).collect::<Vec<_>>(),
        "The modules that are not imported from the checkout, each with what is imported and why.";
    expected_path: Path = &it.expected_path, "Where it should be imported from.";
    actual_path: Path or null = it.actual_path.as_deref(),
        "The project it is imported from, or the site-packages that holds the copy; null when there is neither.";
    error: Error or null = it.error.as_ref(), "Why its metadata cannot be read.";
} }

impl From<&ModuleState> for Cell {
    fn from(it: &ModuleState) -> Self {
        let path = it.path.as_deref().map(|path| path.display().to_string());
        Self::Record(vec![
            ("module", it.module.as_str().into()),
            ("path", path.into()),
            ("state", it.state.as_str().into()),
        ])
    }
}

table! { VenvPackageRow as it {
    name: String = it.distribution.name.to_string(), "The package, normalised (PEP 503).";
    version: String or null = it.distribution.version.as_deref(), "The version that is installed.";
    editable: Bool or null = it.distribution.unknown_origin.is_none().then_some(it.distribution.editable.is_some()),
        "Whether it was installed as editable; null when its direct_url.json cannot be read.";
    location: Path = it.distribution.editable.as_ref().unwrap_or(&it.distribution.site_packages),
        "The project of an editable, else the site-packages.";
    installer: String or null = it.distribution.installer.as_deref(),
        "The program that installed it, such as uv or pip; null when none is recorded.";
    sibling: String or null = it.sibling.as_ref().map(SiblingName::as_str), "The sibling whose package it is.";
    size: Filesize or null = it.distribution.size.map(Cell::Filesize),
        "The total size of its files, from its RECORD; null without one.";
    error: Error or null = it.distribution.flaw.as_ref(), "What of its metadata cannot be read.";
} }
