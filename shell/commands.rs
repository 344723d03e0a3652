//! One file for each command: flags → core → output.

mod activate;
mod affected;
mod bootstrap;
mod branches;
mod cd;
mod completions;
mod deps;
mod generate;
mod graph;
pub mod hook;
mod init;
mod install;
mod layers;
mod order;
mod prompt;
pub mod reconcile;
mod run;
mod setup;
mod siblings;
mod snapshot;
mod sync;
mod tasks;
mod trust;
mod uninstall;
mod untrust;
mod validate;
mod venv;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command};

/// Runs the command that was asked for.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let Cli { global, command } = cli;
    match command {
        Command::Siblings(args) => siblings::run(&global, &args),
        Command::Layers => layers::run(&global),
        Command::Deps(args) => deps::run(&global, &args),
        Command::Order(args) => order::run(&global, &args),
        Command::Affected(args) => affected::run(&global, &args),
        Command::Graph(args) => graph::run(&global, &args),
        Command::Venv(args) => venv::run(&global, &args),
        Command::Trust(args) => trust::run(&global, &args),
        Command::Untrust(args) => untrust::run(&global, &args),
        Command::Hook(args) => hook::run(&args),
        Command::Activate(args) => activate::run(&global, &args),
        Command::Bootstrap(args) => bootstrap::run(&global, &args),
        Command::Setup(args) => setup::run(&global, &args),
        Command::Validate(args) => validate::run(&global, &args),
        Command::Init(args) => init::run(&global, &args),
        Command::Tasks(args) => tasks::run(&global, &args),
        Command::Run(args) => run::task(&global, &args),
        Command::Exec(args) => run::command(&global, &args),
        Command::Sync(args) => sync::run(&global, &args),
        Command::Branches(args) => branches::run(&global, &args),
        Command::Snapshot(args) => snapshot::run(&global, &args),
        Command::Prompt(args) => prompt::run(&global, &args),
        Command::Cd(args) => cd::explain(&args),
        Command::Reconcile(args) => reconcile::run(&args),
        Command::Path(args) => cd::path(&global, &args),
        Command::Completions(args) => completions::run(&args),
        Command::Install(args) => install::run(&args),
        Command::Uninstall(args) => uninstall::run(&args),
        Command::Generate(args) => generate::run(&args),
    }
}
