//! `ws siblings`: one row for every sibling.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect::{self, SiblingState};

use crate::cli::{Global, SiblingsArgs};
use crate::{context, output};

/// Prints the rows as they are ready.
pub fn run(global: &Global, args: &SiblingsArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen = context::choose_by_name(&config, &args.selection)?;
    let options = context::inspect_options(&config, args.fast);
    let wanted = |state: &SiblingState| !args.selection.dirty || state.dirty() == Some(true);
    if args.backup {
        output::print(global, inspect::backups(&chosen, &options).filter(|backed| wanted(&backed.state)))?;
    } else {
        output::print(global, inspect::siblings(&chosen, &options).filter(wanted))?;
    }
    Ok(ExitCode::SUCCESS)
}
