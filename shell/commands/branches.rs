//! `ws branches`: one row for every local branch of every sibling.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect;

use crate::cli::{BranchesArgs, Global};
use crate::{context, output};

/// Prints the rows as they are ready.
pub fn run(global: &Global, args: &BranchesArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    output::print(global, inspect::branches(&chosen, &context::inspect_options(&config, true)))?;
    Ok(ExitCode::SUCCESS)
}
