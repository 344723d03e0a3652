//! `ws tasks`: what can be run in each sibling.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::tasks;

use crate::cli::{Global, TasksArgs};
use crate::{context, output};

/// Prints a row for each task of each sibling.
pub fn run(global: &Global, args: &TasksArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    output::print(global, chosen.into_iter().flat_map(|sibling| tasks::rows(&config, sibling)))?;
    Ok(ExitCode::SUCCESS)
}
