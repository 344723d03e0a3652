//! Completion on each TAB: the shell's words → clap's engine → what may stand at the cursor. Reads `wrknv.toml` and,
//! for a large one, what the cache knows of it, and is silent about whatever is wrong: an error text would end up in the user's line.
//!
//! The shells ask by `COMPLETE=SHELL ws -- INDEX WORDS...`, by the scripts in `shells/`.

mod answer;
mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::CommandFactory as _;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use clap_complete::env::{CompleteEnv, Shells};
use ws_core::LayerName;
use ws_core::outline::{Member, Outline};
use ws_core::python::Kind;
use ws_core::snapshot::Store;

use crate::cli::{Cli, Shell};
use crate::context;
use line::Line;

/// Stands for "directories": the shell offers them itself, since it knows about `~`, quoting and `CDPATH`.
const DIRECTORIES: &str = "\u{1}directories";
/// Stands for "files", likewise.
const FILES: &str = "\u{1}files";

/// The line that is completed; unset for a shell whose script is clap's own.
static LINE: OnceLock<Line> = OnceLock::new();

/// Answers a shell that asks for completion, and ends the process; does nothing when none does. To be called before
/// anything else: a line that is being typed is not a command line.
pub fn answer_if_asked() {
    let Some(shell) = context::variable("COMPLETE") else { return };
    let mut arguments = std::env::args_os().skip(1);
    // Whatever else the variable may be for, the scripts alone call with nothing before the line.
    if arguments.next().is_none_or(|first| first != "--") {
        return;
    }
    let arguments: Vec<OsString> = arguments.collect();
    if let Some(line) = answer::line(&shell, &arguments) {
        let _ = LINE.set(line);
    }
    let program = context::program().map_or_else(|_| "ws".to_owned(), |program| program.to_string_lossy().into_owned());
    CompleteEnv::with_factory(command).bin("ws").completer(program).shells(Shells(answer::ALL)).complete();
}

/// The command, with one subcommand when the line says which: to make all of them ready takes a third of a key press.
fn command() -> clap::Command {
    let mut command = Cli::command();
    let named = LINE.get().and_then(Line::command).and_then(|name| command.find_subcommand_mut(name));
    let Some(subcommand) = named.map(std::mem::take) else { return command };
    clap::Command::new("ws").args(command.get_arguments().cloned()).subcommand(subcommand)
}

/// The script that makes `shell` ask `program`; Nushell's is made by [`crate::nushell`].
pub fn script(shell: Shell, program: &str) -> Vec<u8> {
    answer::script(shell, program)
}

/// Completes the names of siblings, each with its layer; not those that are on the line already.
pub fn siblings() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let used = LINE.get().map(|line| line.used(&[])).unwrap_or_default();
        let Some(outline) = outline() else { return Vec::new() };
        let siblings = outline.siblings.iter().filter(|sibling| !used.contains(&sibling.name.as_str()));
        let layer = |sibling: &Member| sibling.layer.as_ref().map(ToString::to_string);
        matching(current, siblings.map(|sibling| (sibling.name.to_string(), layer(sibling))))
    })
}

/// Completes the names of tasks: the workspace's and those of the siblings' own files.
pub fn tasks() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let Some(config) = context::open_quietly(root()) else { return Vec::new() };
        matching(current, ws_core::tasks::known(&config).into_iter())
    })
}

/// Completes the names of snapshots, each with when it was taken.
pub fn snapshots() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let Some(outline) = outline() else { return Vec::new() };
        matching(current, Store::of(&outline.root).known().into_iter())
    })
}

/// Completes the names of layers, bottom first, each with how many siblings it has.
pub fn layers() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let used = LINE.get().map(|line| line.used(&["--layer"])).unwrap_or_default();
        let Some(outline) = outline() else { return Vec::new() };
        let members = |layer: &LayerName| outline.siblings.iter().filter(|it| it.layer.as_ref() == Some(layer)).count();
        let layers = outline.layers.iter().filter(|layer| !used.contains(&layer.as_str()));
        matching(current, layers.map(|layer| (layer.to_string(), Some(counted(members(layer))))))
    })
}

/// Completes the names of extras that the siblings' metadata defines, each with how many do.
pub fn extras() -> ArgValueCompleter {
    requirement_sets(|kind| match kind {
        Kind::Extra(name) => Some(name),
        _ => None,
    })
}

/// Completes the names of dependency groups (PEP 735), likewise.
pub fn groups() -> ArgValueCompleter {
    requirement_sets(|kind| match kind {
        Kind::Group(name) => Some(name),
        _ => None,
    })
}

fn requirement_sets(name: fn(&Kind) -> Option<&String>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let Some(outline) = outline() else { return Vec::new() };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for member in outline.siblings {
            let Ok(Some(project)) = ws_core::python::read(&member.path) else { continue };
            let names: BTreeSet<&String> = project.dependencies.iter().filter_map(|it| name(&it.kind)).collect();
            for name in names {
                *counts.entry(name.clone()).or_default() += 1;
            }
        }
        matching(current, counts.into_iter().map(|(name, count)| (name, Some(counted(count)))))
    })
}

fn counted(siblings: usize) -> String {
    if siblings == 1 { "1 sibling".to_owned() } else { format!("{siblings} siblings") }
}

/// Completes directories, as the shell itself does.
pub fn directories() -> ArgValueCompleter {
    paths(DIRECTORIES, PathCompleter::dir)
}

/// Completes files, as the shell itself does.
pub fn files() -> ArgValueCompleter {
    paths(FILES, PathCompleter::any)
}

fn paths(stand_in: &'static str, by_engine: fn() -> PathCompleter) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| match LINE.get() {
        Some(_) => vec![CompletionCandidate::new(stand_in)],
        None => by_engine().complete(current),
    })
}

/// The workspace of the line.
fn outline() -> Option<Outline> {
    context::outline_quietly(root())
}

/// The `--root` on the line.
fn root() -> Option<PathBuf> {
    LINE.get().and_then(|line| line.value_of("--root")).map(PathBuf::from)
}

fn matching(current: &OsStr, values: impl Iterator<Item = (String, Option<String>)>) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let values = values.filter(|(value, _)| value.starts_with(current));
    values.map(|(value, about)| CompletionCandidate::new(value).help(about.map(Into::into))).collect()
}
