//! `ws affected`: what a change reaches.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect;
use ws_core::layers::AffectedRow;

use crate::cli::{AffectedArgs, Global};
use crate::{context, output};

/// Prints what was changed and what depends on it. 1 when it is unknown of a sibling whether it was changed.
pub fn run(global: &Global, args: &AffectedArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let options = context::inspect_options(&config, true);
    let named = if args.names.is_empty() { None } else { Some(args.names.as_slice()) };
    let rows = inspect::affected(&config, named, args.since.as_deref(), args.kind.into(), &options)?;
    let complete = rows.iter().all(AffectedRow::is_known);
    output::print(global, rows.into_iter())?;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
