//! `ws order`: the siblings in the order of installation.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::layers::OrderRow;
use ws_core::{inspect, layers};

use crate::cli::{Global, OrderArgs};
use crate::{context, output};

/// Prints the order; a cycle that had to be cut is a warning.
pub fn run(global: &Global, args: &OrderArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    let graph = inspect::graph(&config, &context::inspect_options(&config, true));
    let order = layers::order(&graph);
    order.warnings(&graph).iter().for_each(|warning| output::warn(warning));
    output::print(global, OrderRow::of(&graph, &order, &graph.places(&chosen)).into_iter())?;
    Ok(ExitCode::SUCCESS)
}
