//! Do the installed distributions fit each other? The findings of `uv pip check`, from metadata alone.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::{MarkerEnvironment, Requirement, VerbatimUrl, VersionOrUrl};

use super::{SiblingProject, Venv};
use crate::error::RowError;
use crate::python::dist::Distribution;
use crate::python::{Kind, PackageName, markers, normal, parse_requirement, python_satisfies};

/// Every distribution that is broken, there twice, made for another Python, or lacks something.
pub fn check(venv: &Venv) -> Vec<RowError> {
    let mut by_name: BTreeMap<&PackageName, Vec<&Distribution>> = BTreeMap::new();
    for distribution in &venv.distributions {
        by_name.entry(&distribution.name).or_default().push(distribution);
    }
    let pypy = venv.layout.implementation.as_deref() == Some("pypy");
    let environment = venv.layout.python_version.as_ref().and_then(|version| markers::environment(version, pypy));
    let mut problems = Vec::new();
    for (name, distributions) in &by_name {
        let [distribution] = distributions.as_slice() else {
            let versions: Vec<&str> = distributions.iter().filter_map(|d| d.version.as_deref()).collect();
            let message = format_args!("`{name}` is installed more than once: {}", versions.join(", "));
            problems.push(RowError::new("ws::venv::duplicate_package", message));
            continue;
        };
        if let Some(flaw) = &distribution.flaw {
            problems.push(flaw.clone());
        }
        problems.extend(wrong_python(distribution, venv.layout.python_version.as_ref()));
        // Without the Python's version no marker can be evaluated.
        if let Some(environment) = &environment {
            let unmet =
                distribution.requires.iter().filter_map(|line| unmet(distribution, line, environment, &by_name));
            problems.extend(unmet);
        }
    }
    problems
}

/// What the source of a sibling asks for and the venv lacks, though the sibling is installed in it.
#[derive(Debug, Clone)]
pub struct Outdated {
    /// The place of its project among those that were given.
    pub project: usize,
    /// What is lacking. Its place is that of the requirement. Code: `ws::venv::outdated`.
    pub error: RowError,
}

/// Requirements that were added or raised since the siblings were installed. What the installed metadata asks for in vain
/// is [`check`]'s to tell.
pub fn outdated(venv: &Venv, projects: &[SiblingProject<'_>]) -> Vec<Outdated> {
    let mut by_name: BTreeMap<&PackageName, Vec<&Distribution>> = BTreeMap::new();
    for distribution in &venv.distributions {
        by_name.entry(&distribution.name).or_default().push(distribution);
    }
    let pypy = venv.layout.implementation.as_deref() == Some("pypy");
    let Some(environment) = venv.layout.python_version.as_ref().and_then(|version| markers::environment(version, pypy))
    else {
        return Vec::new();
    };
    let mut outdated = Vec::new();
    for (place, known) in projects.iter().enumerate() {
        let Ok(Some(source)) = known.project else { continue };
        let Some(package) = &source.package else { continue };
        let Some(installed) = by_name.get(package).and_then(|all| all.iter().find(|it| it.editable.is_some())) else {
            continue;
        };
        let told: Vec<PackageName> = installed
            .requires
            .iter()
            .filter(|line| unmet(installed, line, &environment, &by_name).is_some())
            .filter_map(|line| Some(parse_requirement(line).ok()?.name))
            .collect();
        let is_wanted = |kind: &Kind| match kind {
            Kind::Runtime => true,
            Kind::Extra(extra) => known.sibling.extras.iter().any(|wanted| normal(wanted) == *extra),
            Kind::Build | Kind::Group(_) => false,
        };
        for dependency in source.dependencies.iter().filter(|dependency| is_wanted(&dependency.kind)) {
            let requirement = &dependency.requirement;
            if told.contains(&requirement.name) || !requirement.evaluate_markers(&environment, &[]) {
                continue;
            }
            let Some(reason) = lack(requirement, &by_name) else { continue };
            let wanted = without_marker(requirement);
            let message = format_args!("`{}` requires `{wanted}`, but the venv {reason}", known.sibling.name);
            let error = RowError { place: dependency.place, ..RowError::new("ws::venv::outdated", message) };
            outdated.push(Outdated { project: place, error });
        }
    }
    outdated
}

/// Which part of a requirement is not met; `None` when all is, or when that cannot be told.
fn lack(
    requirement: &Requirement<VerbatimUrl>,
    installed: &BTreeMap<&PackageName, Vec<&Distribution>>,
) -> Option<String> {
    let found = match installed.get(&requirement.name).map(Vec::as_slice) {
        None | Some([]) => return Some("lacks it".to_owned()),
        Some([found]) => found,
        Some(_) => return None,
    };
    let Some(VersionOrUrl::VersionSpecifier(wanted)) = &requirement.version_or_url else { return None };
    let version = Version::from_str(found.version.as_deref()?).ok()?;
    (!wanted.contains(&version)).then(|| format!("has {version}"))
}

fn wrong_python(distribution: &Distribution, version: Option<&Version>) -> Option<RowError> {
    let wanted = VersionSpecifiers::from_str(distribution.requires_python.as_deref()?).ok()?;
    let version = version.filter(|version| !python_satisfies(version, &wanted))?;
    let message = format_args!("`{}` requires Python {wanted}, but the venv has {version}", distribution.name);
    Some(RowError::new("ws::venv::python_mismatch", message))
}

fn unmet(
    distribution: &Distribution,
    line: &str,
    environment: &MarkerEnvironment,
    installed: &BTreeMap<&PackageName, Vec<&Distribution>>,
) -> Option<RowError> {
    // A line that cannot be parsed asks for nothing that could be checked.
    let requirement = parse_requirement(line).ok()?;
    if !requirement.evaluate_markers(environment, &[]) {
        return None;
    }
    let name = &distribution.name;
    let found = match installed.get(&requirement.name).map(Vec::as_slice) {
        None | Some([]) => {
            let message = format_args!("`{name}` requires `{}`, which is not installed", without_marker(&requirement));
            return Some(RowError::new("ws::venv::requirement_missing", message));
        }
        Some([found]) => found,
        // There twice: which one counts is not defined, and that is reported by itself.
        Some(_) => return None,
    };
    let Some(VersionOrUrl::VersionSpecifier(wanted)) = &requirement.version_or_url else { return None };
    let version = Version::from_str(found.version.as_deref()?).ok()?;
    if wanted.contains(&version) {
        return None;
    }
    let message = format_args!("`{name}` requires `{}`, but {version} is installed", without_marker(&requirement));
    Some(RowError::new("ws::venv::requirement_conflict", message))
}

fn without_marker(requirement: &Requirement<VerbatimUrl>) -> String {
    let text = requirement.to_string();
    text.split_once(" ; ").map_or(text.clone(), |(before, _)| before.to_owned())
}
