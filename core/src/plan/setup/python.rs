//! Which Python the venv is made with.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use pep440_rs::{Version, VersionSpecifiers};

use crate::env::Env;
use crate::error::RowError;
use crate::python::python_satisfies;
use crate::python::venv::WantedPython;
use crate::work::child::{self, Job};

/// A Python that satisfies `wanted`, and `--python` if that was given: a version such as `3.12`, or a path. Looked at are
/// the PATH of `env`, pyenv's versions, and those that uv has. Codes: `ws::setup::no_python`.
pub fn find(env: &Env, wanted: &WantedPython, asked: Option<&str>) -> Result<PathBuf, RowError> {
    let candidates = match asked {
        Some(path) if path.contains('/') => vec![PathBuf::from(path)],
        asked => candidates(env, asked),
    };
    let mut found: Vec<(PathBuf, Version)> = Vec::new();
    for candidate in candidates {
        let Some(version) = version_of(env, &candidate) else { continue };
        let is_asked = asked.is_none_or(|asked| asked.contains('/') || is_asked(&version, asked));
        if is_asked && wanted.unsatisfied(&version).is_none() {
            return Ok(candidate);
        }
        // One Python has several names.
        let real = candidate.canonicalize().unwrap_or_else(|_| candidate.clone());
        if !found.iter().any(|(known, _)| known.canonicalize().is_ok_and(|known| known == real)) {
            found.push((candidate, version));
        }
    }
    let seen: Vec<String> = found.iter().map(|(path, version)| format!("{} is {version}", path.display())).collect();
    let seen = if seen.is_empty() { "none".to_owned() } else { seen.join(", ") };
    let mut asks = wanted.by_whom();
    asks.extend(asked.map(|asked| format!("--python asks for {asked}")));
    let asks = if asks.is_empty() { "any version is accepted".to_owned() } else { asks.join(", ") };
    let message =
        format!("no suitable Python was found: {asks}; found: {seen}; install one, or install uv, which downloads it");
    Err(RowError::new("ws::setup::no_python", message))
}

/// Every Python that is likely to be there, in the order in which they are taken.
fn candidates(env: &Env, asked: Option<&str>) -> Vec<PathBuf> {
    let minors = (8..=20).rev().map(|minor| format!("python3.{minor}"));
    let names = asked.map(|version| format!("python{version}")).into_iter();
    let names = names.chain(["python3".to_owned(), "python".to_owned()]).chain(minors);
    let mut candidates: Vec<PathBuf> = names.filter_map(|name| child::find(env, &name)).collect();
    let home = child::variable(env, "HOME").map(PathBuf::from);
    let directory = |variable: &str, below_home: &str| {
        let own = child::variable(env, variable).map(PathBuf::from);
        own.or_else(|| home.as_ref().map(|home| home.join(below_home)))
    };
    let pyenv = directory("PYENV_ROOT", ".pyenv").map(|root| root.join("versions"));
    let of_uv = directory("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python");
    for directory in [pyenv, of_uv].into_iter().flatten() {
        let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
        let mut pythons: Vec<PathBuf> =
            entries.map(|entry| entry.path().join("bin/python3")).filter(|python| python.is_file()).collect();
        pythons.sort();
        candidates.extend(pythons.into_iter().rev());
    }
    candidates
}

/// Is `version` what `--python` asks for: its beginning, or a specifier that it fits?
pub fn is_asked(version: &Version, asked: &str) -> bool {
    let text = version.to_string();
    text == asked
        || text.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
        || VersionSpecifiers::from_str(asked).is_ok_and(|wanted| python_satisfies(version, &wanted))
}

fn version_of(env: &Env, python: &Path) -> Option<Version> {
    let job = Job {
        program: python.into(),
        arguments: vec!["-Ic".into(), "import platform; print(platform.python_version())".into()],
        directory: "/".into(),
        env: env.clone(),
        timeout: Some(Duration::from_secs(20)),
        silence: None,
        spill_directory: None,
    };
    let finished = child::run(&job, &|| false, &mut |_, _| {});
    Version::from_str(finished.stdout.text().trim()).ok().filter(|_| finished.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_asked_for_by_its_beginning() {
        let version = Version::from_str("3.12.1").unwrap();
        assert!(["3.12", "3", "3.12.1", ">=3.11"].iter().all(|asked| is_asked(&version, asked)));
        assert!(!["3.1", "3.13", "2"].iter().any(|asked| is_asked(&version, asked)));
    }

    #[test]
    fn a_candidate_of_a_python_counts_as_its_release() {
        let candidate = Version::from_str("3.14.0rc2").unwrap();
        assert!(is_asked(&candidate, "3.14") && is_asked(&candidate, ">=3.14"));
    }
}
