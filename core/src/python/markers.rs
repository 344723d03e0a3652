//! Environment markers (PEP 508): does a requirement apply on this machine, with this workspace's Python?

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::{ExtraName, MarkerEnvironment, MarkerEnvironmentBuilder};

use super::venv::layout;
use super::{Dependency, Kind};
use crate::config::Config;

/// The minor versions of Python 3 that may be meant where no venv says which it is.
const MINORS: std::ops::RangeInclusive<u64> = 8..=16;

/// The environments that markers are evaluated in: one for the venv's Python, or one for each that the workspace
/// allows when there is no venv.
#[derive(Debug)]
pub struct Markers {
    environments: Vec<MarkerEnvironment>,
}

impl Markers {
    /// Those of `config`'s workspace; reads the venv's `pyvenv.cfg`.
    pub fn of(config: &Config) -> Self {
        let layout = layout::read(&config.python.venv_path);
        let pypy = layout.implementation.as_deref() == Some("pypy");
        let environments = match layout.python_version.as_ref().and_then(|version| environment(version, pypy)) {
            Some(environment) => vec![environment],
            None => allowed(config.python.version.as_ref()),
        };
        Self { environments }
    }

    /// Those of one version of `CPython`.
    pub fn of_version(version: &Version) -> Self {
        Self { environments: environment(version, false).into_iter().collect() }
    }

    /// Does the requirement apply here? `None` when that depends on a Python that is not known. An extra's requirement
    /// is asked about as if the extra were wanted.
    pub fn apply(&self, dependency: &Dependency) -> Option<bool> {
        let extra = match &dependency.kind {
            Kind::Extra(name) => ExtraName::from_str(name).ok(),
            _ => None,
        };
        let extras: Vec<ExtraName> = extra.into_iter().collect();
        let mut answers =
            self.environments.iter().map(|environment| dependency.requirement.evaluate_markers(environment, &extras));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

fn allowed(wanted: Option<&VersionSpecifiers>) -> Vec<MarkerEnvironment> {
    let versions = MINORS.map(|minor| Version::new([3, minor, 0]));
    // A late patch release: `>=3.11.4` allows 3.11, and no minor version has had a hundred.
    let fits = |version: &Version| {
        let late = Version::new([3, version.release()[1], 99]);
        wanted.is_none_or(|wanted| wanted.contains(version) || wanted.contains(&late))
    };
    versions.filter(fits).filter_map(|version| environment(&version, false)).collect()
}

/// The markers of this machine and a Python of `version`. Release and version of the operating system are unknown from
/// files; hardly any requirement asks for them.
pub(crate) fn environment(version: &Version, pypy: bool) -> Option<MarkerEnvironment> {
    let full = version.to_string();
    let python = version.release().get(..2).map(|parts| format!("{}.{}", parts[0], parts[1]))?;
    let (sys_platform, platform_system) = match std::env::consts::OS {
        "macos" => ("darwin", "Darwin"),
        "windows" => ("win32", "Windows"),
        "freebsd" => ("freebsd", "FreeBSD"),
        _ => ("linux", "Linux"),
    };
    let machine = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => "arm64",
        (_, machine) => machine,
    };
    MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
        implementation_name: if pypy { "pypy" } else { "cpython" },
        implementation_version: &full,
        os_name: if cfg!(windows) { "nt" } else { "posix" },
        platform_machine: machine,
        platform_python_implementation: if pypy { "PyPy" } else { "CPython" },
        platform_release: "",
        platform_system,
        platform_version: "",
        python_full_version: &full,
        python_version: &python,
        sys_platform,
    })
    .ok()
}
