//! What the siblings ask for beside each other: everything that has to come from an index.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::path::PathBuf;
use std::str::FromStr as _;

use pep440_rs::Version;
use pep508_rs::{ExtraName, MarkerEnvironment, Requirement, VerbatimUrl, VersionOrUrl};

use crate::python::dist::Distribution;
use crate::python::{Dependency, Kind, Origin, PackageName, Project, Source, normal, parse_requirement};
use crate::work::paths::real_path;

/// One sibling that is here and is a package.
#[derive(Debug, Clone)]
pub struct Package<'a> {
    /// Its name.
    pub name: PackageName,
    /// Its metadata.
    pub project: &'a Project,
    /// The extras that are wanted of it.
    pub extras: Vec<String>,
    /// The dependency groups (PEP 735) that are wanted of it, where it defines them.
    pub groups: Vec<String>,
    /// Whether its own requirements are looked for; those of the others only lead to extras of siblings.
    pub counts: bool,
}

/// Requirements that are not met by a sibling, in PEP 508's form, each once. A requirement between siblings is never
/// among them, nor is one of those in `refused`: it would come from the index.
pub fn from_index(
    packages: &[Package<'_>],
    refused: &HashSet<&PackageName>,
    environment: &MarkerEnvironment,
) -> Vec<Wanted> {
    let places: BTreeMap<&PackageName, usize> =
        packages.iter().enumerate().map(|(place, package)| (&package.name, place)).collect();
    let mut asking: Vec<Asking<'_>> = packages.iter().map(Asking::new).collect();
    // One sibling may ask for an extra of another, which may ask for one of a third: each is looked at once.
    let mut next: VecDeque<(usize, Option<ExtraName>)> = (0..packages.len()).map(|place| (place, None)).collect();
    while let Some((place, extra)) = next.pop_front() {
        for dependency in asking[place].ask(extra.as_ref(), environment) {
            let requirement = &dependency.requirement;
            let Some(sibling) = places.get(&requirement.name) else { continue };
            for extra in &requirement.extras {
                if asking[*sibling].extras.insert(extra.clone()) {
                    asking[*sibling].active.push(extra.clone());
                    next.push_back((*sibling, Some(extra.clone())));
                }
            }
        }
    }
    let mut wanted = BTreeMap::new();
    for (package, asking) in packages.iter().zip(asking).filter(|(package, _)| package.counts) {
        for dependency in asking.asked {
            let requirement = &dependency.requirement;
            if !places.contains_key(&requirement.name) && !refused.contains(&requirement.name) {
                let origin = origin(package.project, dependency, Some(environment)).cloned();
                let requirement = requirement.clone();
                wanted.insert(requirement.to_string(), Wanted { requirement, origin });
            }
        }
    }
    wanted.into_values().collect()
}

/// What one sibling asks for with its groups and the extras that are known to be wanted so far.
struct Asking<'p> {
    extras: BTreeSet<ExtraName>,
    /// The same, for markers.
    active: Vec<ExtraName>,
    /// What it asks for with an extra.
    by_extra: BTreeMap<ExtraName, Vec<&'p Dependency>>,
    /// What does not apply, but may with one more extra: at first all that needs none to be meant.
    undecided: Vec<&'p Dependency>,
    asked: Vec<&'p Dependency>,
}

impl<'p> Asking<'p> {
    fn new(package: &Package<'p>) -> Self {
        let extras: BTreeSet<ExtraName> =
            package.extras.iter().filter_map(|extra| ExtraName::from_str(extra).ok()).collect();
        let groups: HashSet<String> = package.groups.iter().map(|group| normal(group)).collect();
        let mut by_extra: BTreeMap<ExtraName, Vec<&Dependency>> = BTreeMap::new();
        let mut undecided = Vec::new();
        for dependency in &package.project.dependencies {
            match &dependency.kind {
                Kind::Runtime => undecided.push(dependency),
                Kind::Group(name) if groups.contains(name) => undecided.push(dependency),
                Kind::Extra(name) => {
                    if let Ok(name) = ExtraName::from_str(name) {
                        by_extra.entry(name).or_default().push(dependency);
                    }
                }
                Kind::Group(_) | Kind::Build => {}
            }
        }
        for extra in &extras {
            undecided.extend(by_extra.remove(extra).unwrap_or_default());
        }
        Self { active: extras.iter().cloned().collect(), extras, by_extra, undecided, asked: Vec::new() }
    }

    /// What it asks for more with one more extra, as far as it applies; without one, what it asks for anyway.
    fn ask(&mut self, extra: Option<&ExtraName>, environment: &MarkerEnvironment) -> Vec<&'p Dependency> {
        let with_it = extra.and_then(|extra| self.by_extra.remove(extra)).unwrap_or_default();
        let mut more = Vec::new();
        for dependency in std::mem::take(&mut self.undecided).into_iter().chain(with_it) {
            if dependency.requirement.evaluate_markers(environment, &self.active) {
                more.push(dependency);
            } else if dependency.text.contains("extra") {
                self.undecided.push(dependency);
            }
        }
        self.asked.extend(&more);
        more
    }
}

/// Where the project takes the package from in this environment, other than from its usual index.
fn origin<'p>(
    project: &'p Project,
    dependency: &Dependency,
    environment: Option<&MarkerEnvironment>,
) -> Option<&'p Origin> {
    let applies = |source: &&Source| {
        let marker = source.marker.as_deref().zip(environment);
        let holds = marker.map(|(marker, environment)| {
            parse_requirement(&format!("x ; {marker}")).is_ok_and(|marker| marker.evaluate_markers(environment, &[]))
        });
        holds != Some(false) && source.only.as_ref().is_none_or(|only| *only == dependency.kind)
    };
    project.sources.get(&dependency.requirement.name)?.iter().find(applies).map(|source| &source.origin)
}

/// A requirement as a line of a requirements file, from where the project takes it; `None` for one that a sibling meets.
pub fn line(
    project: &Project,
    dependency: &Dependency,
    siblings: &HashSet<PackageName>,
    environment: Option<&MarkerEnvironment>,
) -> Option<String> {
    let requirement = &dependency.requirement;
    let origin = origin(project, dependency, environment).cloned();
    (!siblings.contains(&requirement.name)).then(|| Wanted { requirement: requirement.clone(), origin }.text())
}

/// A requirement that no sibling meets.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    requirement: Requirement<VerbatimUrl>,
    /// Where its package is taken from, when that is not the usual index.
    origin: Option<Origin>,
}

impl Wanted {
    /// The requirement, in PEP 508's form.
    pub fn requirement(&self) -> &Requirement<VerbatimUrl> {
        &self.requirement
    }

    /// Whether its package is taken from a directory as an editable.
    pub fn is_editable(&self) -> bool {
        matches!(self.origin, Some(Origin::Directory { editable: true, .. }))
    }

    /// What uv alone takes it from: pip would take what its own index has under the name.
    pub fn of_uv_alone(&self) -> Option<&'static str> {
        match &self.origin {
            Some(Origin::Index) => Some("an index of its own"),
            Some(Origin::NoMember) => Some("a member of its uv workspace that is not there"),
            Some(Origin::Directory { .. } | Origin::Url(_)) | None => None,
        }
    }

    /// As a line of a requirements file.
    pub fn text(&self) -> String {
        let marker = self.requirement.marker.try_to_string().map(|marker| format!(" ; {marker}")).unwrap_or_default();
        let extras: Vec<String> = self.requirement.extras.iter().map(ToString::to_string).collect();
        let extras = if extras.is_empty() { String::new() } else { format!("[{}]", extras.join(",")) };
        match &self.origin {
            Some(Origin::Directory { path, editable }) => match url::Url::from_file_path(path) {
                Ok(url) if *editable => format!("-e {url}{extras}"),
                Ok(url) => format!("{}{extras} @ {url}{marker}", self.requirement.name),
                Err(()) => self.requirement.to_string(),
            },
            Some(Origin::Url(url)) => format!("{}{extras} @ {url}{marker}", self.requirement.name),
            Some(Origin::Index | Origin::NoMember) | None => self.requirement.to_string(),
        }
    }

    /// Is it met by what is installed, from where it is to come from?
    pub fn is_met(&self, installed: &[Distribution]) -> bool {
        let version = |found: &Distribution| found.version.as_deref().and_then(|text| Version::from_str(text).ok());
        installed.iter().filter(|found| found.name == self.requirement.name).any(|found| match &self.origin {
            Some(Origin::Directory { path, editable }) => {
                directory_of(found).is_some_and(|from| from == real_path(path))
                    && (!editable || found.editable.is_some())
            }
            Some(Origin::Url(url)) => found.url.as_deref().is_some_and(|from| url.contains(from)),
            Some(Origin::Index | Origin::NoMember) | None => match &self.requirement.version_or_url {
                Some(VersionOrUrl::VersionSpecifier(wanted)) => version(found).is_some_and(|v| wanted.contains(&v)),
                Some(VersionOrUrl::Url(wanted)) => match wanted.to_file_path() {
                    Ok(path) => directory_of(found).is_some_and(|from| from == real_path(&path)),
                    Err(()) => found.url.as_deref().is_some_and(|from| wanted.to_string().contains(from)),
                },
                None => true,
            },
        })
    }
}

/// The directory or file that a distribution was installed from.
fn directory_of(found: &Distribution) -> Option<PathBuf> {
    let url = url::Url::parse(found.url.as_deref()?).ok()?;
    url.to_file_path().ok().map(|path| real_path(&path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::markers;

    fn project(dependencies: &[(Kind, &str)]) -> Project {
        let dependency = |(kind, text): &(Kind, &str)| Dependency {
            kind: kind.clone(),
            requirement: Requirement::from_str(text).unwrap(),
            one_of: Vec::new(),
            text: (*text).to_owned(),
            place: None,
        };
        Project { dependencies: dependencies.iter().map(dependency).collect(), ..Project::default() }
    }

    #[test]
    fn siblings_and_their_extras_are_not_from_the_index() {
        let base = project(&[
            (Kind::Runtime, "attrs>=23"),
            (Kind::Extra("all".to_owned()), "click"),
            (Kind::Extra("other".to_owned()), "never"),
            (Kind::Build, "hatchling"),
        ]);
        let top = project(&[
            (Kind::Runtime, "Base_Package[all]>=1"),
            (Kind::Runtime, "old; python_version < '3'"),
            (Kind::Extra("dev".to_owned()), "pytest"),
            (Kind::Group("docs".to_owned()), "mkdocs"),
        ]);
        let package = |name: &str, project, extras: &[&str], groups: &[String]| Package {
            name: PackageName::from_str(name).unwrap(),
            project,
            extras: extras.iter().map(|extra| (*extra).to_owned()).collect(),
            groups: groups.to_vec(),
            counts: true,
        };
        let environment = markers::environment(&Version::new([3, 12, 1]), false).unwrap();
        let texts = |extras: &[&str], groups: &[String]| {
            let packages = [package("base-package", &base, &[], &[]), package("top", &top, extras, groups)];
            from_index(&packages, &HashSet::new(), &environment).iter().map(Wanted::text).collect::<Vec<_>>()
        };
        assert_eq!(texts(&[], &[]), ["attrs>=23", "click"]);
        assert_eq!(texts(&["dev"], &["docs".to_owned()]), ["attrs>=23", "click", "mkdocs", "pytest"]);
    }
}
