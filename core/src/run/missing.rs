//! A program that was not found: which group or extra of the sibling has it. Runs nothing.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use pep508_rs::{Requirement, VerbatimUrl};

use super::Environment;
use super::steps::StepDone;
use crate::error::RowError;
use crate::python::{self, Dependency, Kind, PackageName, Project};
use crate::tasks::TaskStep;
use crate::work::child;

/// What a shell exits with when it does not find a program (POSIX, 2.8.2).
const NOT_FOUND: i32 = 127;

/// What to say of a command that ended since a program is not there. Code: `ws::exec::not_found`.
pub fn program(step: &TaskStep, done: &StepDone, env: &Environment, directory: &Path) -> Option<RowError> {
    let never_began = done.error.as_ref().is_some_and(|error| error.code == "ws::exec::not_found");
    if !never_began && done.exit_code != Some(NOT_FOUND) {
        return None;
    }
    // A shell's line names several programs: the first that is nowhere, and that the sibling knows a package for.
    let words = shell_words::split(&step.line).unwrap_or_else(|_| step.line.split(' ').map(str::to_owned).collect());
    let own = python::read(directory).ok().flatten().unwrap_or_default();
    let others = LazyCell::new(|| read(&env.siblings));
    let package = |word: &str| {
        let name = PackageName::from_str(word).ok()?;
        let leads = |dependency: &&Dependency| {
            let requirement = &dependency.requirement;
            requirement.name == name || brings(&others, requirement, &name, &mut BTreeSet::new())
        };
        own.dependencies.iter().filter(leads).map(|dependency| &dependency.kind).min()
    };
    let is_nowhere = |word: &&String| !word.contains('/') && child::find(&env.with_venv, word).is_none();
    let known = words.iter().filter(is_nowhere).find_map(|word| Some((word, package(word)?)));
    let message = match known {
        Some((word, Kind::Group(group))) => {
            format!("there is no program `{word}`: the group `{group}` has it: run `ws setup --groups {group}`")
        }
        Some((word, Kind::Extra(extra))) => {
            format!("there is no program `{word}`: the extra `{extra}` has it: run `ws setup --extras {extra}`")
        }
        Some((word, Kind::Runtime | Kind::Build)) => {
            format!("there is no program `{word}`, and the sibling requires its package: run `ws setup`")
        }
        None if never_began => return None,
        None => "a program in the command was not found".to_owned(),
    };
    Some(RowError::new("ws::exec::not_found", message))
}

fn read(siblings: &[PathBuf]) -> BTreeMap<PackageName, Project> {
    let read = siblings.iter().filter_map(|path| python::read(path).ok().flatten());
    read.filter_map(|project| Some((project.package.clone()?, project))).collect()
}

/// Whether a requirement brings the package `name` along: through a sibling, by what that requires and by the extras of it
/// that are asked for.
fn brings(
    siblings: &BTreeMap<PackageName, Project>,
    requirement: &Requirement<VerbatimUrl>,
    name: &PackageName,
    seen: &mut BTreeSet<(PackageName, Vec<String>)>,
) -> bool {
    let Some(project) = siblings.get(&requirement.name) else { return false };
    let extras: Vec<String> = requirement.extras.iter().map(|extra| python::normal(extra.as_ref())).collect();
    if !seen.insert((requirement.name.clone(), extras.clone())) {
        return false;
    }
    let is_asked = |kind: &Kind| match kind {
        Kind::Runtime => true,
        Kind::Extra(extra) => extras.contains(extra),
        Kind::Build | Kind::Group(_) => false,
    };
    let asked = project.dependencies.iter().filter(|dependency| is_asked(&dependency.kind));
    asked.into_iter().any(|next| next.requirement.name == *name || brings(siblings, &next.requirement, name, seen))
}
