//! What only the CLI has: one file for each command.

mod cd;
mod completions;
mod generate;
pub mod hook;
mod init;
mod install;
mod prompt;
pub mod reconcile;
mod reference;
mod trust;
mod uninstall;
mod untrust;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Own;

/// Runs the command that was asked for.
pub fn run(own: Own) -> Result<ExitCode> {
    match own {
        Own::Trust(args) => trust::run(&args),
        Own::Untrust(args) => untrust::run(&args),
        Own::Hook(args) => hook::run(&args),
        Own::Init(args) => init::run(&args),
        Own::Prompt(args) => prompt::run(&args),
        Own::Cd(args) => cd::explain(&args),
        Own::Reconcile(args) => reconcile::run(&args),
        Own::Path(args) => cd::path(&args),
        Own::Completions(args) => completions::run(&args),
        Own::Install(args) => install::run(&args),
        Own::Uninstall(args) => uninstall::run(&args),
        Own::Generate(args) => generate::run(&args),
    }
}
