//! A sibling's Python metadata: `pyproject.toml` (`[project]`, PEP 621; else `[tool.poetry]` or flit's old table), else
//! `setup.cfg` and `setup.py`. Runs nothing: what only a build would tell is unknown.

mod built;
mod code;
pub mod dist;
mod dynamic;
mod flit;
mod grammar;
mod groups;
pub mod imports;
pub mod markers;
pub mod modules;
pub mod packages;
mod poetry;
mod pyproject;
mod setup_cfg;
mod sources;
pub mod venv;
mod version;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

pub use pep440_rs::{Version, VersionSpecifiers};
pub use pep508_rs::PackageName;
use pep508_rs::{Pep508Error, Requirement, VerbatimUrl, VersionOrUrl};

pub use self::built::built_from;
pub(crate) use self::sources::lexical;
pub use self::sources::{Origin, Source, Sources};

use crate::error::{Error, RowError};
use crate::source::SourceFile;
use crate::work::panics;

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
    /// Why only a build tells what it asks for at runtime; `None` when the files say it.
    pub unknown_dependencies: Option<&'static str>,
    /// The extras that it has, normalised (PEP 685).
    pub extras: BTreeSet<String>,
    /// Whether a build may tell of other extras.
    pub unknown_extras: bool,
    /// The dependency groups that it has, normalised (PEP 735).
    pub groups: BTreeSet<String>,
    /// Those of them that `[dependency-groups]` defines, which uv reads by itself.
    pub standard_groups: BTreeSet<String>,
    /// Packages that are taken from a directory, a repository or an archive.
    pub sources: Sources,
    /// The entry points that it installs, by group (`console_scripts`, `gui_scripts`, those of plugins), each with what it
    /// calls; `None` when the file does not say all of them.
    pub entry_points: Option<BTreeMap<String, BTreeMap<String, String>>>,
    /// The module that builds it, `setuptools.build_meta` and the like; `None` when no file says it, which is setuptools'.
    pub backend: Option<String>,
    /// Whether it says that it is no package: `package-mode = false` of Poetry, `package = false` of uv.
    pub is_virtual: bool,
    /// Where it was read.
    pub directory: PathBuf,
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
    /// Ranges of which any will do, where one specifier does not say that: `^1.2 || ^3` of Poetry.
    pub one_of: Vec<VersionSpecifiers>,
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
    /// `optional-dependencies`: with this extra, whose name is normalised (PEP 685).
    Extra(String),
    /// `[dependency-groups]`: for those who work on it; the name is normalised (PEP 735).
    Group(String),
}

impl Kind {
    /// With the extra of this name.
    pub fn extra(name: &str) -> Self {
        Self::Extra(normal(name))
    }

    /// In the group of this name.
    pub fn group(name: &str) -> Self {
        Self::Group(normal(name))
    }
}

/// The name of an extra or a group as it is compared (PEP 685 and 735): in lower case, with one hyphen for each run of
/// hyphens, underscores and dots.
pub fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            letter => normal.extend(letter.to_lowercase()),
        }
    }
    normal
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
            _ if !self.one_of.is_empty() => Some(self.one_of.iter().any(|wanted| wanted.contains(version))),
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
        match parse_requirement(&with_root(text, &self.directory)) {
            Ok(requirement) => {
                let (kind, one_of, text) = (kind.clone(), Vec::new(), text.to_owned());
                self.dependencies.push(Dependency { kind, requirement, one_of, text, place });
            }
            Err(reason) => {
                let message = format!("{file}: `{text}` ({kind}) is not a requirement: {reason}");
                self.problems.push(RowError { place, ..RowError::new("ws::python::bad_requirement", message) });
            }
        }
    }

    /// Reads `requires-python` in PEP 440's form; `place` is its line and column in the file.
    fn require_python(&mut self, text: &str, file: &str, place: Option<(usize, usize)>) {
        self.requires_python = VersionSpecifiers::from_str(text).ok();
        if self.requires_python.is_none() {
            let message = format!("{file}: `{text}` is not a version specifier (PEP 440)");
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
    let mut project = Project { directory: directory.to_path_buf(), ..Project::default() };
    if let Some(source_file) = source(directory, "pyproject.toml")? {
        let read = pyproject::read(directory, &source_file)?;
        if read.describes {
            return Ok(Some(read.project));
        }
        project = read.project;
    }
    let (cfg, setup_py) = (source(directory, "setup.cfg")?, source(directory, "setup.py")?);
    let text = |file: &Option<SourceFile>| file.as_ref().map(|file| file.text.clone());
    let found = setup_cfg::read(directory, text(&cfg).as_deref(), text(&setup_py).as_deref(), project.clone())?;
    // A backend that takes its metadata from files of its own.
    let is_unknown = found.is_none() && project.backend.as_ref().is_some_and(|it| !it.starts_with("setuptools"));
    Ok(found.or_else(|| {
        let unknown_dependencies = Some("its build backend computes them, so only a build can tell");
        is_unknown.then_some(Project { unknown_dependencies, unknown_extras: true, ..project })
    }))
}

/// A requirement with the project's directory in the place of what stands for it: `{root:uri}`, `{root:parent:uri}` of
/// hatch, `${PROJECT_ROOT}` of PDM.
fn with_root(text: &str, directory: &Path) -> String {
    let mut text = text.to_owned();
    for (levels, above) in directory.ancestors().take(8).enumerate() {
        let Ok(url) = url::Url::from_file_path(above) else { continue };
        text = text.replace(&format!("{{root{}:uri}}", ":parent".repeat(levels)), url.as_str().trim_end_matches('/'));
    }
    text.replace("${PROJECT_ROOT}", directory.to_string_lossy().trim_start_matches('/'))
}

/// Does this Python satisfy that specifier? A pre-release counts as its release, as pip and uv have it: `3.14.0rc2` meets
/// `>=3.14`, and does not meet `<3.14`.
pub fn python_satisfies(version: &Version, wanted: &VersionSpecifiers) -> bool {
    wanted.contains(&version.only_release())
}

/// How many opening parentheses a requirement may have; real markers have a handful.
const PARENTHESES: usize = 64;

/// Reads a requirement (PEP 508); the error is one line. `pep508_rs` 0.9 panics on some texts that are not ASCII: it cuts
/// `attrs; extra == 'a'é` within the last letter. It goes into parentheses by recursion, and an overflow of the stack ends
/// the process: so many are refused before.
pub(crate) fn parse_requirement(text: &str) -> Result<Requirement<VerbatimUrl>, String> {
    if text.bytes().filter(|byte| *byte == b'(').count() > PARENTHESES {
        return Err(format!("it has more than {PARENTHESES} parentheses"));
    }
    let read = panics::caught(|| Requirement::from_str(text));
    read.map_err(|_| "it has letters where none may be".to_owned())?.map_err(|error: Pep508Error<VerbatimUrl>| {
        let reason = error.message.to_string();
        reason.lines().next().unwrap_or_default().to_owned()
    })
}

/// A `pyproject.toml` or a `setup.py` is what an installer needs.
pub(crate) fn is_buildable(directory: &Path) -> bool {
    ["pyproject.toml", "setup.py"].iter().any(|name| directory.join(name).is_file())
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
        .map_err(|_| RowError::new("ws::python::bad_name", format!("{file}: `{name}` is not a package name")))
}

#[cfg(test)]
mod tests;
