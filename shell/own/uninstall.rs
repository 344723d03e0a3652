//! `ws uninstall`: takes out what `ws install` put in.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use super::install::describe;
use crate::cli::UninstallArgs;
use crate::install;

/// Shows each change and makes it: only lines and plugins of `ws` go, so nobody is asked.
pub fn run(args: &UninstallArgs) -> Result<ExitCode> {
    let plans = install::plan_uninstall(&args.target)?;
    let mut out = io::stdout().lock();
    let mut changes = Vec::new();
    for plan in plans {
        describe(&mut out, &plan, args.target.dry_run)?;
        changes.extend(plan.changes);
    }
    if args.target.dry_run {
        writeln!(out, "nothing was changed")?;
    } else {
        install::carry_out(&changes)?;
    }
    Ok(ExitCode::SUCCESS)
}
