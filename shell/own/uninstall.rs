//! `ws uninstall`: takes out what `ws install` put in.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use super::install::{conclude, describe, detail};
use crate::cli::UninstallArgs;
use crate::install;

/// Shows each change and makes it without asking, since only lines and plugins of `ws` go.
pub fn run(args: &UninstallArgs) -> Result<ExitCode> {
    let plans = install::plan_uninstall(&args.target)?;
    let mut out = io::stdout().lock();
    let mut failed = Vec::new();
    let mut any_done = false;
    for mut plan in plans {
        describe(&mut out, &plan, detail(&args.target, args.target.dry_run))?;
        if !args.target.dry_run {
            plan.carry_out();
        }
        if plan.problem.is_some() {
            failed.push(plan);
        } else {
            any_done |= !plan.changes.is_empty();
        }
    }
    if args.target.dry_run {
        writeln!(out, "nothing was changed")?;
    }
    conclude(failed, any_done)
}
