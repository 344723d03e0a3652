//! Which Python may the venv have? What the workspace and every sibling ask for, together.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use pep440_rs::{Version, VersionSpecifiers, release_specifiers_to_ranges};

use crate::config::Config;
use crate::env::Env;
use crate::error::RowError;
use crate::exec::{self, Job};
use crate::python::venv::SiblingProject;

/// What is asked of the Python, each with who asks.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    asks: Vec<(String, VersionSpecifiers)>,
}

impl Wanted {
    /// Of the workspace, of these siblings, and of `--python` when that is a version.
    pub fn of(config: &Config, projects: &[SiblingProject<'_>]) -> Self {
        let workspace = config.python.version.clone().map(|wanted| ("[workspace.python]".to_owned(), wanted));
        let siblings = projects
            .iter()
            .filter_map(|project| Some((format!("`{}`", project.sibling.name), project.requires_python?.clone())));
        Self { asks: workspace.into_iter().chain(siblings).collect() }
    }

    /// The two that no Python can satisfy together, if there are such. Code: `ws::setup::no_python`.
    pub fn conflict(&self) -> Option<RowError> {
        let ranges: Vec<_> = self.asks.iter().map(|(_, wanted)| release_specifiers_to_ranges(wanted.clone())).collect();
        for (place, one) in ranges.iter().enumerate() {
            for (other_place, other) in ranges.iter().enumerate().skip(place + 1) {
                if one.intersection(other).is_empty() {
                    let ((who, wanted), (whom, other)) = (&self.asks[place], &self.asks[other_place]);
                    let message = format!("no Python will do: {who} asks for {wanted}, and {whom} for {other}");
                    return Some(RowError::new("ws::setup::no_python", message));
                }
            }
        }
        None
    }

    /// Who is not satisfied by `version`, and what they ask for.
    pub fn unsatisfied(&self, version: &Version) -> Option<&(String, VersionSpecifiers)> {
        self.asks.iter().find(|(_, wanted)| !wanted.contains(version))
    }

    /// All of it as one PEP 440 specifier; empty when nothing is asked.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> =
            self.asks.iter().flat_map(|(_, wanted)| wanted.iter().map(ToString::to_string)).collect();
        parts.sort();
        parts.dedup();
        parts.join(",")
    }
}

/// A Python on the PATH of `env` that satisfies `wanted`, and `--python` if that was given: a version such as `3.12`,
/// or a path. Codes: `ws::setup::no_python`.
pub fn find(env: &Env, wanted: &Wanted, asked: Option<&str>) -> Result<PathBuf, RowError> {
    let minors = (8..=20).rev().map(|minor| format!("python3.{minor}"));
    let names = ["python3".to_owned(), "python".to_owned()].into_iter().chain(minors);
    let candidates: Vec<PathBuf> = match asked {
        Some(path) if path.contains('/') => vec![PathBuf::from(path)],
        Some(version) => {
            [format!("python{version}")].into_iter().chain(names).filter_map(|name| exec::find(env, &name)).collect()
        }
        None => names.filter_map(|name| exec::find(env, &name)).collect(),
    };
    let mut seen = Vec::new();
    for candidate in candidates {
        let Some(version) = version_of(env, &candidate) else { continue };
        let is_asked = asked.is_none_or(|asked| asked.contains('/') || is_asked(&version, asked));
        if is_asked && wanted.unsatisfied(&version).is_none() {
            return Ok(candidate);
        }
        seen.push(format!("{} is {version}", candidate.display()));
    }
    let wanted = [wanted.text(), asked.map(str::to_owned).unwrap_or_default()];
    let wanted = wanted.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    let seen = if seen.is_empty() { "there is none".to_owned() } else { seen.join(", ") };
    let message = format!("no Python on PATH is {wanted} ({seen}): install one, or uv, which fetches it");
    Err(RowError::new("ws::setup::no_python", message))
}

/// Is `version` what `--python` asks for: its beginning, or a specifier that it fits?
pub fn is_asked(version: &Version, asked: &str) -> bool {
    let text = version.to_string();
    text == asked
        || text.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
        || VersionSpecifiers::from_str(asked).is_ok_and(|wanted| wanted.contains(version))
}

fn version_of(env: &Env, python: &Path) -> Option<Version> {
    let job = Job {
        program: python.into(),
        arguments: vec!["-Ic".into(), "import platform; print(platform.python_version())".into()],
        directory: "/".into(),
        env: env.clone(),
        timeout: Some(Duration::from_secs(20)),
        silence: None,
        spill_directory: std::path::PathBuf::from("/"),
    };
    let finished = exec::run(&job, &|| false, &mut |_, _| {});
    Version::from_str(finished.stdout.text().trim()).ok().filter(|_| finished.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(asks: &[(&str, &str)]) -> Wanted {
        let ask = |(who, wanted): &(&str, &str)| ((*who).to_owned(), VersionSpecifiers::from_str(wanted).unwrap());
        Wanted { asks: asks.iter().map(ask).collect() }
    }

    #[test]
    fn the_two_that_disagree_are_named() {
        assert_eq!(wanted(&[("a", ">=3.11"), ("b", ">=3.9,<3.14"), ("c", "!=3.12.1")]).conflict(), None);
        let error = wanted(&[("a", ">=3.11"), ("b", ">=3.9"), ("c", "<3.11")]).conflict().unwrap();
        assert_eq!(error.message, "no Python will do: a asks for >=3.11, and c for <3.11");
        assert!(wanted(&[("a", "==3.11.*"), ("b", "==3.12.*")]).conflict().is_some());
        assert_eq!(wanted(&[("a", ">=3.11"), ("b", ">=3.11,<3.14")]).text(), "<3.14,>=3.11");
        assert_eq!(wanted(&[]).text(), "");
    }

    #[test]
    fn a_version_is_asked_for_by_its_beginning() {
        let version = Version::from_str("3.12.1").unwrap();
        assert!(["3.12", "3", "3.12.1", ">=3.11"].iter().all(|asked| is_asked(&version, asked)));
        assert!(!["3.1", "3.13", "2"].iter().any(|asked| is_asked(&version, asked)));
    }
}
