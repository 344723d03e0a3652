//! Which Python a venv has to have: what the workspace and every sibling ask for, together.

use pep440_rs::{Version, VersionSpecifiers, release_specifiers_to_ranges};

use super::SiblingProject;
use crate::config::Config;
use crate::error::RowError;
use crate::python::python_satisfies;

/// What is asked of the Python, each with who asks.
#[derive(Debug, Clone, Default)]
pub struct WantedPython {
    asks: Vec<(String, VersionSpecifiers)>,
}

impl WantedPython {
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
                    let message = format!("no Python can meet both: {who} asks for {wanted}, and {whom} for {other}");
                    return Some(RowError::new("ws::setup::no_python", message));
                }
            }
        }
        None
    }

    /// Who is not satisfied by `version`, and what they ask for.
    pub fn unsatisfied(&self, version: &Version) -> Option<&(String, VersionSpecifiers)> {
        self.asks.iter().find(|(_, wanted)| !python_satisfies(version, wanted))
    }

    /// What is asked, each once with who asks: ">=3.11 is asked for by `a` and 4 others".
    pub fn by_whom(&self) -> Vec<String> {
        let mut texts: Vec<(String, Vec<&str>)> = Vec::new();
        for (who, wanted) in &self.asks {
            let text = wanted.to_string();
            match texts.iter_mut().find(|(known, _)| *known == text) {
                Some((_, all)) => all.push(who),
                None => texts.push((text, vec![who])),
            }
        }
        let said = |(text, all): (String, Vec<&str>)| match all.as_slice() {
            [] => text,
            [who] => format!("{who} asks for {text}"),
            [who, others @ ..] => format!("{who} and {} more ask for {text}", others.len()),
        };
        texts.into_iter().map(said).collect()
    }

    /// A problem for each that `version` does not satisfy. Code: `ws::venv::python_mismatch`.
    pub fn mismatches(&self, version: &Version) -> Vec<RowError> {
        let unsatisfied = self.asks.iter().filter(|(_, wanted)| !python_satisfies(version, wanted));
        let problem = |(who, wanted): &(String, VersionSpecifiers)| {
            let message = format_args!("{who} requires Python {wanted}, but the venv has {version}");
            RowError::new("ws::venv::python_mismatch", message)
        };
        unsatisfied.map(problem).collect()
    }

    /// All of it, specifier by specifier, each once.
    pub fn specifiers(&self) -> Vec<String> {
        let mut specifiers: Vec<String> =
            self.asks.iter().flat_map(|(_, wanted)| wanted.iter().map(ToString::to_string)).collect();
        specifiers.sort();
        specifiers.dedup();
        specifiers
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;

    fn wanted(asks: &[(&str, &str)]) -> WantedPython {
        let ask = |(who, wanted): &(&str, &str)| ((*who).to_owned(), VersionSpecifiers::from_str(wanted).unwrap());
        WantedPython { asks: asks.iter().map(ask).collect() }
    }

    #[test]
    fn the_two_that_disagree_are_named() {
        assert_eq!(wanted(&[("a", ">=3.11"), ("b", ">=3.9,<3.14"), ("c", "!=3.12.1")]).conflict(), None);
        let error = wanted(&[("a", ">=3.11"), ("b", ">=3.9"), ("c", "<3.11")]).conflict().unwrap();
        assert_eq!(error.message, "no Python can meet both: a asks for >=3.11, and c for <3.11");
        assert!(wanted(&[("a", "==3.11.*"), ("b", "==3.12.*")]).conflict().is_some());
        assert_eq!(wanted(&[("a", ">=3.11"), ("b", ">=3.11,<3.14")]).specifiers(), ["<3.14", ">=3.11"]);
        assert!(wanted(&[]).specifiers().is_empty());
    }

    #[test]
    fn a_candidate_of_a_python_is_taken_for_its_release() {
        let candidate = Version::from_str("3.14.0rc2").unwrap();
        for (specifier, fits) in [(">=3.14", true), ("==3.14.*", true), ("<3.14", false), (">=3.11,<3.15", true)] {
            let wanted = wanted(&[("a", specifier)]);
            assert_eq!(wanted.unsatisfied(&candidate).is_none(), fits, "{specifier}");
        }
    }

    #[test]
    fn who_asks_is_said_once_for_each_specifier() {
        let asks = wanted(&[("a", ">=3.11"), ("b", "<4"), ("c", ">=3.11"), ("d", ">=3.11")]).by_whom();
        assert_eq!(asks, ["a and 2 more ask for >=3.11", "b asks for <4"]);
    }
}
