//! One call of a declared command: what clap read → what was asked for → the answer → output and exit code.

mod audience;
mod declare;
mod read;
mod summary;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::{ArgMatches, ValueEnum as _};
use ws_commands::{Answer, Asked, Failure, Gives, Session, Spec};
use ws_core::env::{self, Changes};

pub use self::audience::Terminal;
pub use self::declare::{ABOUT, add_commands, root};
use crate::cli::HookShell;
use crate::context;
use crate::failure::UsageError;
use crate::interrupt::Interrupt;
use crate::output::{self, Format, Printing, findings};
use crate::shells::Marks;

/// Does what was asked for; `None` for a command that is not declared.
pub fn run(matches: &ArgMatches) -> Option<Result<ExitCode>> {
    let (name, below) = matches.subcommand()?;
    let (spec, below) = match below.subcommand() {
        Some((second, further)) => (ws_commands::find(&format!("{name} {second}"))?, further),
        None if name == "activate" => (ws_commands::find("venv activate")?, below),
        None => (ws_commands::find(name)?, below),
    };
    Some(answer(spec, matches, below))
}

fn answer(spec: &'static Spec, above: &ArgMatches, matches: &ArgMatches) -> Result<ExitCode> {
    let call = matches.try_get_one::<String>(read::CALL).ok().flatten();
    let mut asked = read::arguments(spec, above, matches)?;
    let (format, printing) = read::printing(spec, above, matches)?;
    let runs = matches!(spec.gives, Gives::Runs(_));
    let as_lines = runs && printing.format == Format::Table;
    let interrupt = Interrupt::listen()?;
    let terminal = Arc::new(Terminal::new(as_lines, printing.color));
    let interrupted = interrupt.asked();
    // What runs for a reader ends with it, also where it says nothing for long.
    let cancelled = move || interrupted() || runs && output::is_reader_gone();
    let session = context::session(Arc::new(cancelled), Arc::clone(&terminal) as _)?;
    if let Some(call) = call
        && !read::whole_call(spec, call, &session, &mut asked)?
    {
        return help(spec);
    }
    let answer = match (spec.run)(&asked, &session) {
        Err(Failure::Core(ws_core::Error::Interrupted, _)) => return Ok(interrupt.code(true)),
        answer => answer.map_err(into_error)?,
    };
    let failed = match answer {
        Answer::Rows(rows) if as_lines && terminal.is_begun() => {
            let failed = summary::of_runs(rows);
            terminal.finish()?;
            failed
        }
        Answer::Rows(rows) if as_lines => summary::of_plan(rows)?,
        Answer::Findings(found, root) => return findings::print(&found, &root, &format, printing, &asked),
        Answer::Environment(changes, off) => {
            print_environment(&changes, off, &asked, &session)?;
            false
        }
        other => print(other, printing)?,
    };
    Ok(interrupt.code(failed))
}

/// Prints values. Whether one of them makes the command fail.
fn print(answer: Answer, printing: Printing) -> Result<bool> {
    let mut failed = false;
    match answer {
        Answer::Rows(rows) => {
            let cells = rows.lines.map(|line| {
                failed |= line.failed;
                line.cells
            });
            output::print(printing, rows.columns, cells)?;
        }
        Answer::Record(columns, cells) => output::print_record(printing, columns, cells)?,
        Answer::Text(text) => output::print_text(&text)?,
        Answer::Findings(..) | Answer::Environment(..) => {}
    }
    Ok(failed)
}

/// Prints the changes as the text that the caller's shell evaluates.
fn print_environment(changes: &Changes, off: Option<String>, asked: &Asked, session: &Session) -> Result<()> {
    let shell = asked.text(&ws_commands::SHELL).unwrap_or_default();
    let shell = HookShell::from_str(shell, false).map_err(|error| anyhow!(error))?;
    let venv = env::active_venv(&env::changed(&session.env, changes)).unwrap_or_default();
    let marks = Marks { off: off.map(Into::into), venv: Some(venv.into()), ..Marks::default() };
    output::print_bytes(&shell.language().environment(changes, &marks))
}

/// A command's help.
fn help(spec: &'static Spec) -> Result<ExitCode> {
    let help = declare::command(spec, spec.name).bin_name(format!("ws {}", spec.name)).render_long_help();
    output::print_text(&help.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// A failure as the error that `main` renders.
pub fn into_error(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Core(error, _) => error.into(),
        Failure::Row(error, _) => anyhow!("{error}"),
        Failure::Usage { message, help, code, .. } => UsageError { message, help, code, exit: 2 }.into(),
        Failure::Refused { message, help, code, .. } => UsageError { message, help, code, exit: 1 }.into(),
    }
}
