//! `ws siblings`: one row for every sibling.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect;

use crate::cli::{Global, SiblingsArgs};
use crate::{context, output};

/// Prints the rows as they are ready.
pub fn run(global: &Global, args: &SiblingsArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose_by_name(&config, &args.selection)?;
    let states = inspect::siblings(&chosen, &context::inspect_options(args.fast));
    output::print(global, states.filter(|state| !args.selection.dirty || state.dirty() == Some(true)))?;
    Ok(ExitCode::SUCCESS)
}
