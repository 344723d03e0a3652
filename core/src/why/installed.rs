//! Who asks for a package: from the siblings' metadata through the metadata of what is installed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pep508_rs::{ExtraName, MarkerEnvironment, VersionOrUrl};

use super::{Question, WhyRow};
use crate::python::dist::Distribution;
use crate::python::venv::{InstallState, SiblingProject, Venv, VenvSiblingRow};
use crate::python::{Dependency, Kind, PackageName, Version, parse_requirement};

/// Everything that is asked for in a venv.
pub struct Requirements<'v> {
    installed: BTreeMap<&'v PackageName, &'v Distribution>,
    /// The siblings by their packages.
    siblings: BTreeMap<PackageName, SiblingProject<'v>>,
    /// `None` when the venv's Python is unknown: then every marker applies.
    environment: Option<MarkerEnvironment>,
}

/// That one package asks for another.
#[derive(Debug, Clone)]
struct Want {
    target: PackageName,
    extras: BTreeSet<ExtraName>,
    /// The requirement as it stands there, without its marker.
    text: String,
    /// `(group:dev)`, with a space before it; empty when it is wanted wherever the asking package is.
    kind: String,
    versions: Option<VersionOrUrl>,
}

/// A package with the extras of it that are asked for.
type State = (PackageName, BTreeSet<ExtraName>);

impl<'v> Requirements<'v> {
    /// Of a venv and the siblings, with how each of these is installed.
    pub fn new(venv: &'v Venv, projects: &[SiblingProject<'v>], installs: &[VenvSiblingRow]) -> Self {
        let siblings =
            projects.iter().zip(installs).filter_map(|(project, install)| Some((install.package.clone()?, *project)));
        Self {
            installed: venv.distributions().iter().map(|distribution| (&distribution.name, distribution)).collect(),
            siblings: siblings.collect(),
            environment: venv.marker_environment(),
        }
    }

    /// Whether the package is installed or asked for.
    pub fn know(&self, package: &PackageName) -> bool {
        self.installed.contains_key(package) || self.everyone().any(|(_, want)| want.target == *package)
    }

    /// The names of what is installed or asked for.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.installed.keys().map(ToString::to_string).chain(self.everyone().map(|(_, want)| want.target.to_string()))
    }

    /// Why it is installed, or is not: the shortest way from each sibling that does not lead through another one.
    pub fn installed(&self, package: &PackageName, sibling: Option<&VenvSiblingRow>) -> Vec<WhyRow> {
        let distribution = self.installed.get(package);
        let what = if distribution.is_some() { Question::Installed } else { Question::Missing };
        let mut rows = Vec::new();
        if let Some(install) = sibling {
            let path = install.expected_path.display();
            let because = match (install.state, distribution) {
                (InstallState::Editable | InstallState::Stale, _) => {
                    format!("it is a sibling, an editable of `{path}`")
                }
                (_, Some(_)) => "it is a sibling".to_owned(),
                (_, None) => format!("nothing has installed it from `{path}`: run `ws setup`"),
            };
            rows.push(WhyRow::new(what, because, Vec::new()));
        }
        let ways = self.siblings.keys().filter(|root| *root != package).filter_map(|root| self.way(root, package));
        let ways: Vec<WhyRow> = ways.map(|(because, through)| WhyRow::new(what, because, through)).collect();
        if ways.is_empty() && sibling.is_none() {
            let by = distribution.and_then(|found| found.installer.as_deref()).unwrap_or("somebody");
            let because = match distribution {
                Some(_) => format!("{by} installed it, and no sibling needs it"),
                None => "no sibling needs it".to_owned(),
            };
            rows.push(WhyRow::new(what, because, Vec::new()));
        }
        rows.extend(ways);
        rows
    }

    /// Why it has this version: what is there, and each requirement that says something about it.
    pub fn version(&self, package: &PackageName, sibling: Option<&VenvSiblingRow>) -> Vec<WhyRow> {
        let Some(distribution) = self.installed.get(package) else { return Vec::new() };
        let version = distribution.version.as_deref().unwrap_or("unknown");
        let because = match sibling {
            Some(install) if install.state == InstallState::Stale => format!(
                "{version} was the checkout's version when it was installed; the checkout now has {}: run `ws setup`",
                install.source_version.as_deref().unwrap_or("another")
            ),
            Some(install) if install.state == InstallState::Editable => {
                format!("{version} is the version of the checkout")
            }
            _ => match &distribution.installer {
                Some(installer) => format!("{installer} installed {version}"),
                None => format!("{version} is installed"),
            },
        };
        let mut rows = vec![WhyRow::new(Question::Version, because, Vec::new())];
        let parsed = distribution.version.as_deref().and_then(|version| version.parse::<Version>().ok());
        let mut seen = BTreeSet::new();
        for (by, want) in self.everyone().filter(|(_, want)| want.target == *package) {
            let Some(wanted) = &want.versions else { continue };
            let verdict = match (wanted, &parsed) {
                (VersionOrUrl::VersionSpecifier(wanted), Some(version)) if wanted.contains(version) => {
                    format!(", which {version} meets")
                }
                (VersionOrUrl::VersionSpecifier(_), Some(version)) => format!(", which {version} does not meet"),
                _ => String::new(),
            };
            let because = format!("`{by}` asks for `{}`{}{verdict}", want.text, want.kind);
            if seen.insert(because.clone()) {
                rows.push(WhyRow::new(Question::Version, because, vec![by, package.to_string()]));
            }
        }
        rows
    }

    /// The shortest way from a sibling to a package, and its last step in words.
    fn way(&self, root: &PackageName, package: &PackageName) -> Option<(String, Vec<String>)> {
        let start: State = (root.clone(), BTreeSet::new());
        let mut before: BTreeMap<State, (State, Want)> = BTreeMap::new();
        let mut open = VecDeque::from([start.clone()]);
        while let Some(state) = open.pop_front() {
            // What another sibling asks for is that one's own reason.
            if state.0 != *root && self.siblings.contains_key(&state.0) {
                continue;
            }
            for want in self.wants(&state.0, &state.1) {
                let next: State = (want.target.clone(), want.extras.clone());
                if next == start || before.contains_key(&next) {
                    continue;
                }
                let found = want.target == *package;
                before.insert(next.clone(), (state.clone(), want));
                if found {
                    return Some(self.told(&before, next));
                }
                open.push_back(next);
            }
        }
        None
    }

    fn told(&self, before: &BTreeMap<State, (State, Want)>, end: State) -> (String, Vec<String>) {
        let mut names = vec![self.shown(&end.0)];
        let mut because = String::new();
        let mut at = end;
        while let Some((earlier, want)) = before.get(&at) {
            let by = self.shown(&earlier.0);
            if because.is_empty() {
                because = format!("`{by}` asks for `{}`{}", want.text, want.kind);
            }
            names.push(by);
            at = earlier.clone();
        }
        names.reverse();
        (because, names)
    }

    /// Every requirement, with the name of who has it.
    fn everyone(&self) -> impl Iterator<Item = (String, Want)> {
        let packages: BTreeSet<&PackageName> = self.siblings.keys().chain(self.installed.keys().copied()).collect();
        packages.into_iter().flat_map(|package| {
            let by = self.shown(package);
            self.wants(package, &BTreeSet::new()).into_iter().map(move |want| (by.clone(), want))
        })
    }

    /// A sibling by its own name.
    fn shown(&self, package: &PackageName) -> String {
        self.siblings.get(package).map_or_else(|| package.to_string(), |project| project.sibling.name.to_string())
    }

    /// What a package with these extras asks for: first what it needs to run.
    fn wants(&self, package: &PackageName, extras: &BTreeSet<ExtraName>) -> Vec<Want> {
        let of_project = self.siblings.get(package).and_then(|project| project.project.as_ref().ok()?.as_ref());
        let mut wants = Vec::new();
        if let Some(project) = of_project {
            let mut dependencies: Vec<&Dependency> = project.dependencies.iter().collect();
            dependencies.retain(|dependency| dependency.kind != Kind::Build);
            dependencies.sort_by_key(|dependency| dependency.kind != Kind::Runtime);
            let want = |dependency: &Dependency| {
                let kind = match &dependency.kind {
                    Kind::Runtime => String::new(),
                    kind => format!(" ({kind})"),
                };
                let extra = match &dependency.kind {
                    Kind::Extra(name) => name.parse().ok(),
                    _ => None,
                };
                self.want(&dependency.text, &extra.into_iter().collect::<Vec<_>>(), kind)
            };
            wants.extend(dependencies.into_iter().filter_map(want));
            if project.unknown_dependencies.is_none() {
                return wants;
            }
        }
        let extras: Vec<ExtraName> = extras.iter().cloned().collect();
        let lines = self.installed.get(package).into_iter().flat_map(|distribution| &distribution.requires);
        wants.extend(lines.filter_map(|line| self.want(line, &extras, String::new())));
        wants
    }

    /// A requirement that applies here.
    fn want(&self, line: &str, extras: &[ExtraName], kind: String) -> Option<Want> {
        let requirement = parse_requirement(line).ok()?;
        let applies =
            self.environment.as_ref().is_none_or(|environment| requirement.evaluate_markers(environment, extras));
        let text = requirement.to_string();
        let text = text.split_once(" ; ").map_or(text.as_str(), |(before, _)| before).to_owned();
        applies.then(|| Want {
            target: requirement.name.clone(),
            extras: requirement.extras.iter().cloned().collect(),
            text,
            kind,
            versions: requirement.version_or_url,
        })
    }
}
