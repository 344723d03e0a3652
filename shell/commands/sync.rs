//! `ws sync`: everything is fetched, and fast-forwarded where that is safe.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use ws_core::plan::sync::{self, Options, State};

use crate::cli::{Global, SyncArgs};
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::{context, output};

/// Prints a row for each sibling, in order.
pub fn run(global: &Global, args: &SyncArgs) -> Result<ExitCode> {
    let config = context::open_to_work(global)?;
    let chosen = context::choose(&config, &args.selection)?;
    let options = Options {
        fetch_only: args.fetch_only,
        prune: args.prune,
        jobs: args.jobs.get(),
        silence: Some(Duration::from_secs(args.patience.max(1))),
    };
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(chosen.iter().map(|sibling| sibling.name.to_string()).collect());
    let moving = progress.clone();
    let rows = sync::sync(
        &config,
        &chosen,
        options,
        &context::inspect_options(&config, false).look,
        context::host(&interrupt),
        Arc::new(move |place, phase, percent| moving.at(place, phase, percent)),
    );
    let mut failed = false;
    let rows = rows.enumerate().map(|(place, row)| {
        failed |= matches!(row.state, State::Failed | State::Cancelled);
        progress.forget(place);
        row
    });
    output::print(global, rows)?;
    Ok(interrupt.code(failed))
}
