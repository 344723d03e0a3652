//! What a sibling's last build said about it: the METADATA of its installed distribution.

use pep508_rs::MarkerExpression;

use super::Venv;
use crate::python::dist::Distribution;
use crate::python::{Dependency, Kind, Project, normal, parse_requirement};

/// Adds it to `project`. The file stays what decides where it says anything.
pub fn complete(venv: &Venv, project: &mut Project) {
    let Some(found) = distribution(venv, project) else { return };
    if project.package.is_none() {
        project.package = Some(found.name.clone());
        project.version.clone_from(&found.version);
    }
    if project.unknown_dependencies.is_none() || project.dependencies.iter().any(|it| it.kind == Kind::Runtime) {
        return;
    }
    for line in &found.requires {
        let Ok(requirement) = parse_requirement(line) else { continue };
        let extra = match requirement.marker.top_level_extra() {
            Some(MarkerExpression::Extra { name, .. }) => Some(name.to_string()),
            _ => None,
        };
        if let Some(extra) = extra.as_deref().filter(|_| !project.unknown_extras) {
            // The file says what this extra is.
            if project.extras.contains(&normal(extra)) {
                continue;
            }
        }
        project.extras.extend(extra.as_deref().map(normal));
        let kind = extra.as_deref().map_or(Kind::Runtime, Kind::extra);
        project.dependencies.push(Dependency {
            kind,
            requirement,
            one_of: Vec::new(),
            text: line.clone(),
            place: None,
        });
    }
}

/// The one that is an editable of the project's directory, else the one with its name.
fn distribution<'v>(venv: &'v Venv, project: &Project) -> Option<&'v Distribution> {
    let here = crate::work::paths::real_path(&project.directory);
    let is_here = |found: &&Distribution| {
        found.editable.as_deref().is_some_and(|path| crate::work::paths::real_path(path) == here)
    };
    let all = || venv.distributions().iter();
    all().find(is_here).or_else(|| all().find(|found| Some(&found.name) == project.package.as_ref()))
}
