//! What the siblings ask for beside each other: everything that has to come from an index.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use pep440_rs::Version;
use pep508_rs::{ExtraName, MarkerEnvironment, Requirement, VerbatimUrl, VersionOrUrl};

use crate::python::dist::Distribution;
use crate::python::{Kind, PackageName, Project, normal, parse_requirement};

/// One sibling that is here and is a package.
#[derive(Debug, Clone)]
pub struct Package<'a> {
    /// Its name.
    pub name: PackageName,
    /// Its metadata.
    pub project: &'a Project,
    /// How it is installed, if it is: for requirements that only a build tells.
    pub installed: Option<&'a Distribution>,
    /// The extras that are wanted of it.
    pub extras: Vec<String>,
    /// The dependency groups (PEP 735) that are wanted of it, where it defines them.
    pub groups: Vec<String>,
}

/// Requirements that are not met by a sibling, in PEP 508's form, each once. A requirement between siblings is never
/// among them: it would come from the index.
pub fn from_index(packages: &[Package<'_>], environment: &MarkerEnvironment) -> Vec<Wanted> {
    let places: BTreeMap<&PackageName, usize> =
        packages.iter().enumerate().map(|(place, package)| (&package.name, place)).collect();
    let mut extras: Vec<BTreeSet<ExtraName>> = packages
        .iter()
        .map(|package| package.extras.iter().filter_map(|extra| ExtraName::from_str(extra).ok()).collect())
        .collect();
    let mut wanted = BTreeMap::new();
    // One sibling may ask for an extra of another, which may ask for one of a third.
    loop {
        let before = extras.clone();
        wanted.clear();
        for (place, package) in packages.iter().enumerate() {
            for requirement in asked(package, &before[place], environment) {
                match places.get(&requirement.name) {
                    Some(sibling) => extras[*sibling].extend(requirement.extras.iter().cloned()),
                    None => {
                        wanted.insert(requirement.to_string(), Wanted(requirement));
                    }
                }
            }
        }
        if extras == before {
            return wanted.into_values().collect();
        }
    }
}

/// What one sibling asks for with these extras and its groups, as far as it applies.
fn asked(
    package: &Package<'_>,
    extras: &BTreeSet<ExtraName>,
    environment: &MarkerEnvironment,
) -> Vec<Requirement<VerbatimUrl>> {
    let active: Vec<ExtraName> = extras.iter().cloned().collect();
    let is_meant = |kind: &Kind| match kind {
        Kind::Runtime => true,
        Kind::Build => false,
        Kind::Extra(name) => ExtraName::from_str(name).is_ok_and(|name| extras.contains(&name)),
        Kind::Group(name) => package.groups.iter().any(|group| normal(group) == *name),
    };
    let written = package.project.dependencies.iter().filter(|dependency| is_meant(&dependency.kind));
    let mut asked: Vec<Requirement<VerbatimUrl>> = written.map(|dependency| dependency.requirement.clone()).collect();
    if !says_runtime(package.project) {
        let built = package.installed.map(|installed| installed.requires.as_slice()).unwrap_or_default();
        asked.extend(built.iter().filter_map(|line| parse_requirement(line).ok()));
    }
    asked.retain(|requirement| requirement.evaluate_markers(environment, &active));
    asked
}

/// Does the file itself say what it asks for? Else a build does.
fn says_runtime(project: &Project) -> bool {
    project.unknown_dependencies.is_none()
}

/// Whether the file asks for other packages than when it was installed.
pub fn have_changed(project: &Project, installed: &Distribution) -> bool {
    if !says_runtime(project) {
        return false;
    }
    let now: BTreeSet<&PackageName> = project
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == Kind::Runtime)
        .map(|dependency| &dependency.requirement.name)
        .collect();
    let built: Vec<Requirement<VerbatimUrl>> =
        installed.requires.iter().filter_map(|line| parse_requirement(line).ok()).collect();
    let then: BTreeSet<&PackageName> = built.iter().map(|requirement| &requirement.name).collect();
    // Those of extras are in there too.
    !now.is_subset(&then)
}

/// A requirement that an index has to meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted(Requirement<VerbatimUrl>);

impl Wanted {
    /// In PEP 508's form.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// Is it met by what is installed?
    pub fn is_met(&self, installed: &[Distribution]) -> bool {
        let version = |found: &Distribution| found.version.as_deref().and_then(|text| Version::from_str(text).ok());
        installed.iter().filter(|found| found.name == self.0.name).any(|found| match &self.0.version_or_url {
            Some(VersionOrUrl::VersionSpecifier(wanted)) => version(found).is_some_and(|v| wanted.contains(&v)),
            None | Some(VersionOrUrl::Url(_)) => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Dependency;
    use crate::python::markers;

    fn project(dependencies: &[(Kind, &str)]) -> Project {
        let dependency = |(kind, text): &(Kind, &str)| Dependency {
            kind: kind.clone(),
            requirement: Requirement::from_str(text).unwrap(),
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
            installed: None,
            extras: extras.iter().map(|extra| (*extra).to_owned()).collect(),
            groups: groups.to_vec(),
        };
        let environment = markers::environment(&Version::new([3, 12, 1]), false).unwrap();
        let texts = |extras: &[&str], groups: &[String]| {
            let packages = [package("base-package", &base, &[], &[]), package("top", &top, extras, groups)];
            from_index(&packages, &environment).iter().map(Wanted::text).collect::<Vec<_>>()
        };
        assert_eq!(texts(&[], &[]), ["attrs>=23", "click"]);
        assert_eq!(texts(&["dev"], &["docs".to_owned()]), ["attrs>=23", "click", "mkdocs", "pytest"]);
    }
}
