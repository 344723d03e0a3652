//! One file for each command: flags → core → output.

mod siblings;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command};

/// Runs the command that was asked for.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let Cli { global, command } = cli;
    match command {
        Command::Siblings(args) => siblings::run(&global, &args),
    }
}
