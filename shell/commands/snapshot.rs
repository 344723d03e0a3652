//! `ws snapshot`: the exact revision of every sibling, under a name.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use ws_core::inspect::default_jobs;
use ws_core::plan::restore::{self, Options};
use ws_core::snapshot::{self, Snapshot, Store};

use crate::cli::{Global, SnapshotArgs, SnapshotCommand};
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::{context, output};

/// Does what was asked for.
pub fn run(global: &Global, args: &SnapshotArgs) -> Result<ExitCode> {
    let changes_clones = matches!(args.command, SnapshotCommand::Restore { plan: false, .. });
    let config = if changes_clones { context::open_to_work(global) } else { context::open_workspace(global) }?;
    let store = Store::of(&config.root);
    let look = context::inspect_options(&config, false).look;
    match &args.command {
        SnapshotCommand::Save { name } => {
            // Before the work: a name that will not do costs nothing.
            store.check_new(name)?;
            let rows = snapshot::take(&config, &look, default_jobs());
            store.write(name, &Snapshot::of(&config, &rows, SystemTime::now()))?;
            let failed = rows.iter().any(|row| row.error.is_some());
            output::print(global, rows.into_iter())?;
            Ok(ExitCode::from(u8::from(failed)))
        }
        SnapshotCommand::List => {
            output::print(global, store.list().into_iter())?;
            Ok(ExitCode::SUCCESS)
        }
        SnapshotCommand::Diff { name, selection } => {
            let snapshot = store.read(name, &context::shell_directory()?)?;
            let chosen = context::choose(&config, selection)?;
            output::print(global, snapshot::compare(&config, &chosen, &snapshot, &look).into_iter())?;
            Ok(ExitCode::SUCCESS)
        }
        SnapshotCommand::Restore { name, selection, plan, jobs, patience } => {
            let snapshot = store.read(name, &context::shell_directory()?)?;
            let chosen = context::choose(&config, selection)?;
            let silence = Some(Duration::from_secs((*patience).max(1)));
            let options = Options { plan: *plan, jobs: jobs.get(), silence };
            let interrupt = Interrupt::listen()?;
            let progress = Progress::new(chosen.iter().map(|sibling| sibling.name.to_string()).collect());
            let moving = progress.clone();
            let told = Arc::new(move |place, phase: &str, percent| moving.at(place, phase, percent));
            let host = context::host(&interrupt);
            let rows = restore::restore(&config, &chosen, &snapshot, options, &look, host, told);
            let mut failed = false;
            let rows = rows.enumerate().map(|(place, row)| {
                failed |= !matches!(row.state, "ok" | "planned");
                progress.forget(place);
                row
            });
            output::print(global, rows)?;
            Ok(interrupt.code(failed))
        }
        SnapshotCommand::Export { name } => {
            let snapshot = store.read(name, &context::shell_directory()?)?;
            let rows = snapshot::exportable(&config, &snapshot, &look);
            let refused: Vec<_> = rows.iter().filter_map(|row| Some((&row.pinned.name, row.error.as_ref()?))).collect();
            for (name, error) in &refused {
                output::warn(&format!("`{name}`: {error}"));
            }
            if !refused.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
            output::print_text(&snapshot.exported(&rows).to_toml())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
