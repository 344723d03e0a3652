//! A program that was not found: which group or extra of the sibling has it. Runs nothing.

use std::path::Path;
use std::str::FromStr as _;

use super::steps::StepDone;
use crate::env::Env;
use crate::error::RowError;
use crate::python::{self, Kind, PackageName};
use crate::tasks::Step;
use crate::work::child;

/// What a shell exits with when it does not find a program (POSIX, 2.8.2).
const NOT_FOUND: i32 = 127;

/// What to say of a command that ended since a program is not there. Code: `ws::exec::not_found`.
pub fn program(step: &Step, done: &StepDone, env: &Env, directory: &Path) -> Option<RowError> {
    let never_began = done.error.as_ref().is_some_and(|error| error.code == "ws::exec::not_found");
    if !never_began && done.exit_code != Some(NOT_FOUND) {
        return None;
    }
    // A shell's line names several programs: the first that is nowhere, and that the sibling knows a package for.
    let words = shell_words::split(&step.line).unwrap_or_else(|_| step.line.split(' ').map(str::to_owned).collect());
    let project = python::read(directory).ok().flatten();
    let package = |word: &str| {
        let name = PackageName::from_str(word).ok()?;
        let dependencies = project.iter().flat_map(|project| &project.dependencies);
        dependencies.filter(|dependency| dependency.requirement.name == name).map(|dependency| &dependency.kind).min()
    };
    let is_nowhere = |word: &&String| !word.contains('/') && child::find(env, word).is_none();
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
        None => "a program that it names was not found".to_owned(),
    };
    Some(RowError::new("ws::exec::not_found", message))
}
