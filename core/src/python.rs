//! A sibling's Python metadata: `pyproject.toml` (`[project]`, PEP 621; else `[tool.poetry]`), else `setup.cfg`. Runs
//! nothing: what only a build would tell is unknown.

pub mod dist;
pub mod markers;
mod poetry;
mod pyproject;
mod setup_cfg;
pub mod venv;
mod version;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

pub use pep440_rs::{Version, VersionSpecifiers};
pub use pep508_rs::PackageName;
use pep508_rs::{Requirement, VerbatimUrl, VersionOrUrl};

use crate::error::{Error, RowError};
use crate::source::SourceFile;

/// What a sibling's metadata says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// The package's name, normalised (PEP 503).
    pub package: Option<PackageName>,
    /// The package's version as its source says it; `None` when only a build would tell.
    pub version: Option<String>,
    /// The Pythons it runs on.
    pub requires_python: Option<VersionSpecifiers>,
    /// Everything it asks for, in the order of the file, kind by kind.
    pub dependencies: Vec<Dependency>,
    /// `[tool.uv.sources]`: packages that are taken from a directory, absolute.
    pub sources: BTreeMap<PackageName, PathBuf>,
    /// What in it could not be read, each with a stable code: the rest stands. Codes: `ws::python::bad_requirement`,
    /// `ws::python::bad_group`, `ws::python::bad_specifier`.
    pub problems: Vec<RowError>,
}

/// One requirement of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependency {
    /// When it applies.
    pub kind: Kind,
    /// The requirement (PEP 508).
    pub requirement: Requirement<VerbatimUrl>,
    /// As the file has it.
    pub text: String,
    /// Line and column in the file, from 1; `None` where it follows from another file, or is not known.
    pub place: Option<(usize, usize)>,
}

/// Why a project asks for another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `dependencies`: wherever it is installed.
    Runtime,
    /// `[build-system] requires`: to build it.
    Build,
    /// `optional-dependencies`: with this extra.
    Extra(String),
    /// `[dependency-groups]` (PEP 735): for those who work on it.
    Group(String),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runtime => f.write_str("runtime"),
            Self::Build => f.write_str("build"),
            Self::Extra(name) => write!(f, "extra:{name}"),
            Self::Group(name) => write!(f, "group:{name}"),
        }
    }
}

impl Dependency {
    /// Does `version` fit? `None` when the requirement is a URL.
    pub fn allows(&self, version: &Version) -> Option<bool> {
        match &self.requirement.version_or_url {
            None => Some(true),
            // A checkout is at a development version as often as not: those count, as for an installed package.
            Some(VersionOrUrl::VersionSpecifier(wanted)) => Some(wanted.contains(version)),
            Some(VersionOrUrl::Url(_)) => None,
        }
    }
}

impl Project {
    /// Adds a requirement, or what is wrong with it. `file` is for the message.
    fn require(&mut self, kind: &Kind, text: &str, file: &str) {
        self.require_at(kind, text, file, None);
    }

    /// The same, with its line and column in the file.
    fn require_at(&mut self, kind: &Kind, text: &str, file: &str, place: Option<(usize, usize)>) {
        match parse_requirement(text) {
            Ok(requirement) => {
                self.dependencies.push(Dependency { kind: kind.clone(), requirement, text: text.to_owned(), place });
            }
            Err(reason) => {
                let message = format!("{file}: `{text}` ({kind}) is no requirement: {reason}");
                self.problems.push(RowError { place, ..RowError::new("ws::python::bad_requirement", message) });
            }
        }
    }

    /// Reads `requires-python` in PEP 440's form; `place` is its line and column in the file.
    fn require_python(&mut self, text: &str, file: &str, place: Option<(usize, usize)>) {
        self.requires_python = VersionSpecifiers::from_str(text).ok();
        if self.requires_python.is_none() {
            let message = format!("{file}: `{text}` is no version specifier (PEP 440)");
            self.problems.push(RowError { place, ..RowError::new("ws::python::bad_specifier", message) });
        }
    }

    /// The package's version, when it is known and is one.
    pub fn parsed_version(&self) -> Option<Version> {
        Version::from_str(self.version.as_deref()?).ok()
    }
}

/// Reads the metadata of the sibling in `directory`; `None` when it has none. Codes: `ws::python::parse`,
/// `ws::python::unreadable`, `ws::python::bad_name`.
pub fn read(directory: &Path) -> Result<Option<Project>, RowError> {
    let project = match source(directory, "pyproject.toml")? {
        Some(source_file) => pyproject::read(directory, &source_file)?,
        None => None,
    };
    match project {
        Some(project) => Ok(Some(project)),
        None => source(directory, "setup.cfg")?.map_or(Ok(None), |file| setup_cfg::read(directory, &file.text)),
    }
}

/// Does this Python satisfy that specifier? A pre-release counts as its release, as pip and uv have it: `3.14.0rc2` meets
/// `>=3.14`, and does not meet `<3.14`.
pub fn python_satisfies(version: &Version, wanted: &VersionSpecifiers) -> bool {
    wanted.contains(&version.only_release())
}

/// Reads a requirement (PEP 508); the error is one line. The grammar of names, specifiers and markers is ASCII, and
/// `pep508_rs` 0.9 panics on some other letters, such as those of `attrs; extra == 'a'é`.
pub(crate) fn parse_requirement(text: &str) -> Result<Requirement<VerbatimUrl>, String> {
    if !text.is_ascii() {
        return Err("it has letters that are not ASCII".to_owned());
    }
    Requirement::from_str(text).map_err(|error| {
        let reason = error.message.to_string();
        reason.lines().next().unwrap_or_default().to_owned()
    })
}

fn source(directory: &Path, name: &str) -> Result<Option<SourceFile>, RowError> {
    let path = directory.join(name);
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => SourceFile::read(&path).map(Some).map_err(|error| unreadable(&error)),
    }
}

fn unreadable(error: &Error) -> RowError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    RowError::new("ws::python::unreadable", format!("{error}{cause}"))
}

fn package_name(name: &str, file: &str) -> Result<PackageName, RowError> {
    PackageName::from_str(name)
        .map_err(|_| RowError::new("ws::python::bad_name", format!("{file}: `{name}` is no package name")))
}

#[cfg(test)]
mod tests;
