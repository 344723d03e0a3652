//! `ws layers`: one row for every layer, bottom first.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::{inspect, layers};

use crate::cli::Global;
use crate::{context, output};

/// Prints the layers.
pub fn run(global: &Global) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let graph = inspect::graph(&config, &context::inspect_options(&config, true));
    output::print(global, layers::layers(&graph).into_iter())?;
    Ok(ExitCode::SUCCESS)
}
