//! The shared venv as it truly is, from its files alone: what it is made of, what is installed in it, and whether each
//! sibling is imported from the checkout next door. No Python is started, nothing is imported.
//!
//! [`Venv::open`] reads the directory once; [`read`], [`siblings`] and [`packages`] answer the three questions that
//! users ask. Answers agree with `uv pip list` and `uv pip check`, which the scenarios hold against real venvs.
//!
//! Refuses to do: look at the environment (callers pass it as [`CallerEnv`]), and take an editable's own word for it:
//! where a module would be imported from is followed through the `.pth` files and finders.

mod editable;
pub(super) mod import_path;
mod installed;
pub(super) mod layout;
mod literal;
mod meson;
mod requirements;
mod rows;
mod scikit_build;
mod siblings;
mod wanted_python;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pep440_rs::{Version, VersionSpecifiers};

use self::import_path::ImportPath;
use self::layout::Layout;
pub use self::requirements::Outdated;
pub use self::siblings::{InstallState, ModuleState, VenvSiblingRow};
pub use self::wanted_python::WantedPython;
use super::dist::{self, Distribution, Flaw};
use super::{PackageName, Project, markers};
use crate::config::{Config, Sibling, SiblingName};
use crate::error::{Error, RowError};
use crate::trust::Verdict;

/// A sibling with what its metadata says.
#[derive(Debug, Clone, Copy)]
pub struct SiblingProject<'a> {
    /// The sibling.
    pub sibling: &'a Sibling,
    /// What [`crate::python::read`] gave for it.
    pub project: &'a Result<Option<Project>, RowError>,
    /// Its `requires-python`.
    pub requires_python: Option<&'a VersionSpecifiers>,
}

impl<'a> SiblingProject<'a> {
    /// Of a sibling and what was read of it.
    pub fn new(sibling: &'a Sibling, project: &'a Result<Option<Project>, RowError>) -> Self {
        let requires_python = project
            .as_ref()
            .ok()
            .and_then(|project| project.as_ref())
            .and_then(|project| project.requires_python.as_ref());
        Self { sibling, project, requires_python }
    }

    /// Each of `siblings` with what was read of it, in the same order.
    pub fn all(siblings: &'a [Sibling], projects: &'a [Result<Option<Project>, RowError>]) -> Vec<Self> {
        siblings.iter().zip(projects).map(|(sibling, project)| Self::new(sibling, project)).collect()
    }
}

/// What the caller's environment says: its own variables, or those of Nushell's engine.
#[derive(Debug, Clone, Default)]
pub struct CallerEnv {
    /// `VIRTUAL_ENV`; empty counts as unset.
    pub virtual_env: Option<PathBuf>,
    /// `PATH`, joined with `:`.
    pub path: Option<OsString>,
    /// What trust says of the workspace, when it was asked.
    pub trust: Option<Verdict>,
}

/// A venv, read once.
#[derive(Debug, Clone)]
pub struct Venv {
    path: PathBuf,
    layout: Layout,
    distributions: Vec<Distribution>,
    flaws: Vec<Flaw>,
    import_path: ImportPath,
}

/// The record of `ws venv`.
#[derive(Debug, Clone)]
pub struct VenvRow {
    /// Where it is configured to be.
    pub path: PathBuf,
    /// Whether there is a directory.
    pub exists: bool,
    /// Whether the caller's shell uses it: `VIRTUAL_ENV` names it and its `bin` is in `PATH`.
    pub active: bool,
    /// The version of its Python.
    pub python_version: Option<Version>,
    /// What `bin/python` leads to, also when that is gone.
    pub interpreter: Option<PathBuf>,
    /// Whether that can be run; `None` without a venv.
    pub interpreter_ok: Option<bool>,
    /// What the workspace and its siblings ask of the Python, together.
    pub requires_python: Option<String>,
    /// Whether its Python meets all of that; `None` when either is unknown.
    pub requires_ok: Option<bool>,
    /// `uv`, `venv` or `virtualenv`.
    pub created_by: Option<&'static str>,
    /// The name that it shows in a prompt.
    pub prompt: Option<String>,
    /// How many distributions are installed; `None` without a venv.
    pub packages: Option<usize>,
    /// How many siblings are imported from their checkout, at the version of their source; `None` without a venv.
    pub siblings_editable: Option<usize>,
    /// How many siblings are Python packages, or may be.
    pub siblings_total: usize,
    /// What is wrong, each with a stable code.
    pub problems: Vec<RowError>,
}

/// A row of `ws venv packages`.
#[derive(Debug, Clone)]
pub struct VenvPackageRow {
    /// The distribution.
    pub distribution: Distribution,
    /// The sibling that it is the package of.
    pub sibling: Option<SiblingName>,
}

/// The state of `config`'s venv. `projects` are all of its siblings.
pub fn read(config: &Config, projects: &[SiblingProject<'_>], caller: &CallerEnv) -> VenvRow {
    let venv = Venv::open(&config.python.venv_path, false);
    let installs = venv.siblings(projects);
    let wanted = WantedPython::of(config, projects);
    let version = venv.layout.python_version.as_ref();
    let mismatches = version.map(|version| wanted.mismatches(version)).unwrap_or_default();
    let specifiers = wanted.specifiers();
    let asked = !specifiers.is_empty();
    let is_package = |install: &&VenvSiblingRow| install.state != InstallState::NotPython;
    let editable = installs.iter().filter(|install| install.state == InstallState::Editable).count();

    let mut problems = venv.layout.problems.clone();
    problems.extend(mismatches.iter().cloned());
    if venv.layout.exists {
        problems.extend(venv.package_problems());
        problems.extend(siblings::problems(&installs));
        problems.extend(venv.outdated(projects).into_iter().map(|outdated| outdated.error));
    }
    let active = venv.is_active(caller);
    if let Some(other) = caller.virtual_env.as_deref().filter(|other| !other.as_os_str().is_empty() && !venv.is(other))
    {
        let message = format_args!("another venv is active: `{}`", other.display());
        problems.push(RowError::new("ws::venv::another_active", message));
    }
    if let Some((code, message)) =
        caller.trust.as_ref().and_then(|verdict| verdict.code().zip(verdict.message(&config.root)))
        && !problems.iter().any(|problem| problem.code == code)
    {
        problems.push(RowError::new(code, message));
    }
    VenvRow {
        path: venv.path.clone(),
        exists: venv.layout.exists,
        active,
        python_version: venv.layout.python_version.clone(),
        interpreter: venv.layout.interpreter.clone(),
        interpreter_ok: venv.layout.exists.then_some(venv.layout.interpreter_ok),
        requires_python: asked.then(|| specifiers.join(", ")),
        requires_ok: version.filter(|_| asked).map(|_| mismatches.is_empty()),
        created_by: venv.layout.created_by,
        prompt: venv.layout.prompt.clone(),
        packages: venv.layout.exists.then_some(venv.distributions.len()),
        siblings_editable: venv.layout.exists.then_some(editable),
        siblings_total: installs.iter().filter(is_package).count(),
        problems,
    }
}

/// How each of `projects` is installed in `config`'s venv, in their order; all are missing when there is no venv.
pub fn siblings(config: &Config, projects: &[SiblingProject<'_>]) -> Vec<VenvSiblingRow> {
    Venv::open(&config.python.venv_path, false).siblings(projects)
}

/// What is installed in `config`'s venv, sorted by name, with sizes. [`Error::Venv`] when there is no venv.
pub fn packages(config: &Config, projects: &[SiblingProject<'_>]) -> Result<Vec<VenvPackageRow>, Error> {
    let venv = Venv::open(&config.python.venv_path, true);
    match venv.layout.problems.first() {
        Some(problem) if venv.layout.site_packages.is_empty() => Err(Error::Venv(problem.clone())),
        _ => Ok(venv.packages(projects)),
    }
}

impl Venv {
    /// Reads the venv at `path`, whatever state it is in; `sizes` says whether [`Distribution::size`] is wanted.
    pub fn open(path: &Path, sizes: bool) -> Self {
        let layout = layout::read(path);
        let scans = layout.site_packages.iter().map(|directory| dist::scan(directory, sizes));
        let (mut distributions, mut flaws) = (Vec::new(), Vec::new());
        for scan in scans {
            distributions.extend(scan.distributions);
            flaws.extend(scan.flaws);
        }
        distributions.sort_by(|a, b| a.name.cmp(&b.name));
        let import_path =
            ImportPath::read(&layout.standard_library, &layout.site_packages, layout.python_version.as_ref());
        Self { path: path.to_path_buf(), layout, distributions, flaws, import_path }
    }

    /// A venv of which nothing is there yet.
    pub fn absent(path: &Path) -> Self {
        let (layout, import_path) = (Layout::default(), ImportPath::default());
        Self { path: path.to_path_buf(), layout, distributions: Vec::new(), flaws: Vec::new(), import_path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every distribution, sorted by name; of one that is installed twice, both.
    pub fn distributions(&self) -> &[Distribution] {
        &self.distributions
    }

    /// The version of its Python.
    pub fn python_version(&self) -> Option<&Version> {
        self.layout.python_version.as_ref()
    }

    /// What markers of requirements are evaluated with; `None` when its Python is unknown.
    pub fn marker_environment(&self) -> Option<pep508_rs::MarkerEnvironment> {
        let pypy = self.layout.implementation.as_deref() == Some("pypy");
        markers::environment(self.python_version()?, pypy)
    }

    /// That its interpreter is another Python than the one whose packages are in it, if it is.
    pub fn other_python(&self) -> Option<&RowError> {
        self.layout.other_python.as_ref()
    }

    /// Can its Python be run, and is there a place for packages?
    pub fn is_whole(&self) -> bool {
        self.layout.interpreter_ok && !self.layout.site_packages.is_empty()
    }

    /// How each sibling is installed, in the order of `projects`.
    pub fn siblings(&self, projects: &[SiblingProject<'_>]) -> Vec<VenvSiblingRow> {
        projects.iter().map(|project| siblings::install(self, project)).collect()
    }

    /// How one sibling is installed.
    pub fn sibling(&self, project: &SiblingProject<'_>) -> VenvSiblingRow {
        siblings::install(self, project)
    }

    /// The distribution by which a sibling is in from its checkout, at the version of its source. Something else that comes
    /// first may be imported in its place: to install it again would change nothing.
    pub fn from_checkout(&self, install: &VenvSiblingRow) -> Option<&Distribution> {
        let is_in = install.built || matches!(install.state, InstallState::Editable | InstallState::Shadowed);
        let belongs = |found: &&Distribution| is_in && Some(&found.name) == install.package.as_ref();
        self.distributions.iter().find(belongs)
    }

    /// Every distribution with the sibling that it belongs to.
    pub fn packages(&self, projects: &[SiblingProject<'_>]) -> Vec<VenvPackageRow> {
        let installs = self.siblings(projects);
        let sibling = |name: &PackageName| {
            installs.iter().find(|install| install.package.as_ref() == Some(name)).map(|install| install.name.clone())
        };
        let row = |distribution: &Distribution| VenvPackageRow {
            sibling: sibling(&distribution.name),
            distribution: distribution.clone(),
        };
        self.distributions.iter().map(row).collect()
    }

    /// What is wrong with the distributions: what `uv pip check` says, and what could not be read.
    pub fn package_problems(&self) -> Vec<RowError> {
        let unreadable = self.flaws.iter().map(|flaw| flaw.error.clone());
        unreadable.chain(requirements::check(self)).collect()
    }

    /// What the sources of installed siblings ask for, and the venv lacks.
    pub fn outdated(&self, projects: &[SiblingProject<'_>]) -> Vec<Outdated> {
        requirements::outdated(self, projects)
    }

    /// Adds to a project what only a build tells, as the build that is installed told it: the requirements, and the name
    /// and version of one that has `setup.py` alone.
    pub fn complete(&self, project: &mut Project) {
        installed::complete(self, project);
    }

    /// Whether `other` is this venv, by real path.
    fn is(&self, other: &Path) -> bool {
        other == self.path || matches!((other.canonicalize(), self.path.canonicalize()), (Ok(a), Ok(b)) if a == b)
    }

    fn is_active(&self, caller: &CallerEnv) -> bool {
        let named = caller.virtual_env.as_deref().is_some_and(|other| self.is(other));
        named
            && caller.path.as_ref().is_some_and(|path| {
                std::env::split_paths(path).any(|directory| {
                    directory.file_name() == Some("bin".as_ref())
                        && directory.parent().is_some_and(|venv| self.is(venv))
                })
            })
    }
}
