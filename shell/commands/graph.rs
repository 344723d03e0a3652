//! `ws graph`: the layered graph as a picture.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::{draw, inspect};

use crate::cli::{Format, Global, GraphArgs};
use crate::{context, output};

/// Prints the picture.
pub fn run(global: &Global, args: &GraphArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    let graph = inspect::graph(&config, &context::inspect_options(&config, true));
    let draw = match args.format {
        Format::Dot => draw::dot,
        Format::Svg => draw::svg,
        _ => draw::mermaid,
    };
    output::print_text(&draw(&graph, &graph.places(&chosen), args.kind.into()))?;
    Ok(ExitCode::SUCCESS)
}
