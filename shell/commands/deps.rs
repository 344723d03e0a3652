//! `ws deps`: one row for every dependency between siblings.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect;
use ws_core::layers::DependencyRow;

use crate::cli::{DepsArgs, Global};
use crate::{context, output};

/// Prints the dependencies of the chosen siblings.
pub fn run(global: &Global, args: &DepsArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    let graph = inspect::graph(&config, &context::inspect_options(&config, true));
    output::print(global, DependencyRow::of(&graph, &graph.places(&chosen)).into_iter())?;
    Ok(ExitCode::SUCCESS)
}
