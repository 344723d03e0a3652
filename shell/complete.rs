//! Completion on each TAB: the shell's words → clap's engine → what may stand at the cursor. Reads `wrknv.toml` and,
//! for a large one, what the cache knows of it, and is silent about whatever is wrong: an error text would end up in the user's line.
//!
//! The shells ask by `COMPLETE=SHELL ws -- INDEX WORDS...`, by the scripts in `shells/`.

mod answer;
mod line;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use clap_complete::env::{CompleteEnv, Shells};
use ws_commands::{Completes, Declared, Position};

use crate::cli::Shell;
use crate::{adapter, cli, context};
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
    let line = answer::line(&shell, &arguments).map(|mut line| {
        line.learn(&adapter::root());
        line
    });
    let name = line.as_ref().and_then(Line::command).filter(|name| cli::is_command(name));
    // One subcommand where the line says which: to make all of them ready takes a third of a key press.
    let command = cli::command(name);
    if let Some(mut line) = line {
        line.learn(&command);
        let _ = LINE.set(line);
    }
    // Only the scripts of clap's own would call it.
    CompleteEnv::with_factory(|| command.clone()).bin("ws").completer("ws").shells(Shells(answer::ALL)).complete();
}

/// The script that makes `shell` ask `program`; Nushell's is made by [`crate::nushell`].
pub fn script(shell: Shell, program: &str) -> Vec<u8> {
    answer::script(shell, program)
}

/// Completes what a declared argument may have, but for what is on the line already.
pub fn values(declared: &'static Declared, completes: Completes) -> ArgValueCompleter {
    let option = format!("--{}", declared.name);
    ArgValueCompleter::new(move |current: &OsStr| {
        let Ok(session) = context::short_session() else { return Vec::new() };
        let used = LINE.get().map(|line| match declared.position {
            Position::Flag => line.used(&[&option]),
            _ => line.used(&[]),
        });
        let used = used.unwrap_or_default();
        let root = root();
        let values = ws_commands::values::values(completes, &session, root.as_deref());
        matching(current, values.into_iter().filter(|(value, _)| !used.contains(&value.as_str())))
    })
}

/// Completes what `ws cd` takes.
pub fn destinations() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let Ok(session) = context::short_session() else { return Vec::new() };
        let typed = current.to_str().unwrap_or_default();
        matching(current, ws_commands::cd::values(&session, root().as_deref(), typed).into_iter())
    })
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

/// The `--root` on the line.
fn root() -> Option<PathBuf> {
    let root = LINE.get().and_then(|line| line.value_of("--root")).map(PathBuf::from)?;
    // A `~` is still as it was typed.
    match (root.strip_prefix("~"), dirs::home_dir()) {
        (Ok(below), Some(home)) => Some(home.join(below)),
        _ => Some(root),
    }
}

fn matching(current: &OsStr, values: impl Iterator<Item = (String, Option<String>)>) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let values = values.filter(|(value, _)| value.starts_with(current));
    values.map(|(value, about)| CompletionCandidate::new(value).help(about.map(Into::into))).collect()
}
