//! The CLI `ws`: parses, runs one command, and turns its outcome into an exit code.
//!
//! 0 fine, 1 it ran and found failures, 2 usage or configuration, 130 interrupted. A broken pipe is 0 and silent.

mod adapter;
mod cli;
mod complete;
mod context;
mod failure;
mod install;
mod interrupt;
mod nushell;
mod output;
mod own;
mod progress;
mod shells;

use std::io::Write as _;
use std::process::ExitCode;

use clap::FromArgMatches as _;

use crate::cli::{Own, ReconcileArgs};

fn main() -> ExitCode {
    complete::answer_if_asked();
    let outcome = match ReconcileArgs::asked() {
        Some(args) => own::reconcile::run(&args),
        None => run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be done when standard error is gone too.
            let _ = std::io::stderr().write_all(failure::render(&error).as_bytes());
            ExitCode::from(failure::exit_code(&error))
        }
    }
}

/// Reads the command line and does what it asks for.
fn run() -> anyhow::Result<ExitCode> {
    // Only the subcommand that the first word names is built: building all of them takes longer than most commands do.
    let first = std::env::args().nth(1).filter(|word| !word.starts_with('-') && word != "help");
    let known = first.as_deref().filter(|name| cli::is_command(name));
    let matches = match cli::command(known).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return Err(failure::of_clap(error)),
    };
    match adapter::run(&matches) {
        Some(outcome) => outcome,
        None => own::run(Own::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())),
    }
}

/// The reader of our output went away, which is its right: `ws siblings | head -1`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = match (cause.downcast_ref::<std::io::Error>(), cause.downcast_ref::<serde_json::Error>()) {
            (Some(error), _) => Some(error.kind()),
            (None, Some(error)) => error.io_error_kind(),
            (None, None) => None,
        };
        kind == Some(std::io::ErrorKind::BrokenPipe)
    })
}
