//! How one sibling is installed: whether its modules are imported from the checkout next door.

use std::path::PathBuf;
use std::str::FromStr as _;

use pep440_rs::Version;

use super::editable::{Origin, directory_of, follow, is_same_path, owner};
use super::{SiblingProject, Venv};
use crate::config::SiblingName;
use crate::error::RowError;
use crate::python::PackageName;
use crate::python::dist::Distribution;
use crate::work::paths::{self, real_path};

/// How a sibling is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstallState {
    /// Imported from its checkout, at the version of its source.
    Editable,
    /// A copy in `site-packages` is imported; edits of the checkout have no effect.
    Wheel,
    /// An editable, of another directory.
    WrongPath,
    /// Imported from its checkout, but installed when that had another version.
    Stale,
    /// Installed from its checkout, and Python imports something else that comes first.
    Shadowed,
    /// Not installed, or nothing that could be imported.
    Missing,
    /// No Python package.
    NotPython,
    /// Its metadata cannot be read.
    Unknown,
}

/// A module that is not imported from the checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleState {
    /// Dotted.
    pub module: String,
    /// What is imported in its place; `None` when nothing is.
    pub path: Option<PathBuf>,
    /// `shadowed`, `wrong_path` or `missing`.
    pub state: InstallState,
}

/// A row of `ws venv siblings`.
#[derive(Debug, Clone)]
pub struct VenvSiblingRow {
    /// The sibling.
    pub name: SiblingName,
    /// Its package; `None` when it has none or its metadata cannot be read.
    pub package: Option<PackageName>,
    /// How it is installed.
    pub state: InstallState,
    /// Where it should be imported from.
    pub expected_path: PathBuf,
    /// The project it is imported from, or the `site-packages` that holds the copy.
    pub actual_path: Option<PathBuf>,
    /// The version that is installed.
    pub installed_version: Option<String>,
    /// The version that the source has; `None` when only a build would tell.
    pub source_version: Option<String>,
    /// Who is imported in its place: a distribution, or a path.
    pub shadowed_by: Option<String>,
    /// The modules that are not imported from the checkout. A second module that another project has too may be among
    /// them while the sibling is an editable.
    pub modules: Vec<ModuleState>,
    /// Whether it is installed from here as an editable, and its backend has built the modules into `site-packages`: no
    /// installer can do better, and what is edited is seen when it is installed again.
    pub built: bool,
    /// Why its metadata cannot be read.
    pub error: Option<RowError>,
}

impl InstallState {
    /// Its name in the column `state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editable => "editable",
            Self::Wheel => "wheel",
            Self::WrongPath => "wrong_path",
            Self::Stale => "stale",
            Self::Shadowed => "shadowed",
            Self::Missing => "missing",
            Self::NotPython => "not_python",
            Self::Unknown => "unknown",
        }
    }
}

/// How `project` is installed in `venv`.
pub fn install(venv: &Venv, project: &SiblingProject<'_>) -> VenvSiblingRow {
    let expected = &project.sibling.path;
    let here = real_path(expected);
    let known = project.project.as_ref().ok().and_then(Option::as_ref);
    let at_expected = || {
        let at = |distribution: &&Distribution| {
            distribution.editable.as_deref().is_some_and(|path| is_same_path(path, &here))
        };
        venv.distributions.iter().find(at).map(|distribution| distribution.name.clone())
    };
    let package = known.and_then(|project| project.package.clone()).or_else(at_expected);
    let mut install = VenvSiblingRow {
        name: project.sibling.name.clone(),
        state: InstallState::Missing,
        expected_path: expected.clone(),
        actual_path: None,
        installed_version: None,
        source_version: known.and_then(|project| project.version.clone()),
        shadowed_by: None,
        modules: Vec::new(),
        built: false,
        error: project.project.as_ref().err().filter(|_| paths::is_there(&here) != Ok(false)).cloned(),
        package,
    };
    let Some(package) = &install.package else {
        install.state = match project.project {
            _ if paths::is_there(&here) == Ok(false) => InstallState::Missing,
            Ok(None) => InstallState::NotPython,
            // It has no name before it is installed.
            Ok(Some(_)) => InstallState::Missing,
            Err(_) => InstallState::Unknown,
        };
        return install;
    };
    let all: Vec<&Distribution> = venv.distributions.iter().filter(|found| found.name == *package).collect();
    let (editables, copies): (Vec<&Distribution>, Vec<&Distribution>) =
        all.into_iter().partition(|found| found.editable.is_some());
    let origins: Vec<(&Distribution, Origin)> =
        editables.into_iter().map(|found| (found, follow(venv, found, &here, &mut install.modules))).collect();
    // What may be an editable is no copy.
    let unknown = copies.iter().find_map(|found| Some((*found, found.unknown_origin.as_ref()?)));
    let best = origins.iter().find(|(_, origin)| matches!(origin, Origin::Here));
    match (best, copies.first(), origins.first()) {
        (Some((found, _)), ..) => {
            let stale = differ(found.version.as_deref(), install.source_version.as_deref());
            install.set(
                if stale { InstallState::Stale } else { InstallState::Editable },
                found,
                found.editable.clone(),
            );
        }
        (None, ..) if unknown.is_some() => {
            install.state = InstallState::Unknown;
            if let Some((found, error)) = unknown {
                install.installed_version.clone_from(&found.version);
                install.error = install.error.or(Some(error.clone()));
            }
        }
        (None, Some(copy), _) => install.set(InstallState::Wheel, copy, Some(copy.site_packages.clone())),
        (None, None, Some((found, Origin::Shadowed(path)))) => {
            install.shadowed_by = Some(owner(venv, path));
            install.set(InstallState::Shadowed, found, Some(directory_of(venv, path)));
        }
        (None, None, Some((found, Origin::Built))) => {
            let is_stale = differ(found.version.as_deref(), install.source_version.as_deref());
            install.built = !is_stale;
            let state = if is_stale { InstallState::Stale } else { InstallState::Wheel };
            install.set(state, found, Some(found.site_packages.clone()));
        }
        (None, None, Some((found, Origin::Elsewhere(path)))) => {
            install.set(InstallState::WrongPath, found, Some(path.clone()));
        }
        (None, None, Some((found, _))) => install.set(InstallState::Missing, found, None),
        (None, None, None) => {}
    }
    install
}

/// One problem for each state that is not as it should be, naming the siblings.
pub fn problems(installs: &[VenvSiblingRow]) -> Vec<RowError> {
    let cases = [
        (InstallState::Wheel, "ws::venv::shadowed", "shadowed by a copy in site-packages"),
        (InstallState::Shadowed, "ws::venv::shadowed", "shadowed by a module that Python finds first"),
        (InstallState::WrongPath, "ws::venv::wrong_path", "imported from another directory"),
        (InstallState::Stale, "ws::venv::stale", "installed at a version that is not the source's"),
        (InstallState::Missing, "ws::venv::not_installed", "not installed"),
    ];
    let problem = |(state, code, what): (InstallState, &'static str, &str)| {
        let names: Vec<&str> =
            installs.iter().filter(|it| it.state == state && !it.built).map(|install| install.name.as_str()).collect();
        (!names.is_empty()).then(|| RowError::new(code, format_args!("{what}: {}", names.join(", "))))
    };
    cases.into_iter().filter_map(problem).collect()
}

impl VenvSiblingRow {
    fn set(&mut self, state: InstallState, found: &Distribution, actual_path: Option<PathBuf>) {
        self.state = state;
        self.installed_version.clone_from(&found.version);
        self.actual_path = actual_path;
    }
}

/// Whether two versions are known and different (PEP 440: `1.0` and `1.0.0` are not).
fn differ(installed: Option<&str>, source: Option<&str>) -> bool {
    let (Some(installed), Some(source)) = (installed, source) else { return false };
    match (Version::from_str(installed), Version::from_str(source)) {
        (Ok(a), Ok(b)) => a != b,
        _ => installed != source,
    }
}
