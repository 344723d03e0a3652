//! `ws install`: plugins, hook and completion, where the user names or confirms it.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::InstallArgs;
use crate::install::{self, Plan};

/// Shows each change, and makes those that were named or are confirmed.
pub fn run(args: &InstallArgs) -> Result<ExitCode> {
    let target = &args.target;
    let plans = install::plan_install(target)?;
    let consented = target.yes || !target.named().is_empty();
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut out = io::stdout().lock();
    let mut made = 0;
    let mut waiting = false;
    let mut accepted = Vec::new();
    for plan in plans {
        // Whoever has not agreed yet sees every line.
        describe(&mut out, &plan, target.dry_run || !consented)?;
        if plan.changes.is_empty() || target.dry_run {
            continue;
        }
        if consented || (can_ask && confirm(&plan)?) {
            made += plan.changes.len();
            accepted.extend(plan.changes);
        } else if !can_ask {
            waiting = true;
        }
    }
    install::carry_out(&accepted)?;
    if target.dry_run || waiting {
        writeln!(out, "nothing was changed")?;
    }
    if waiting {
        writeln!(out, "name shells with --shell, or pass --yes, to make these changes")?;
    }
    if made > 0 {
        writeln!(out, "done; it takes effect in a new shell")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what a plan says, with every line that comes or goes if `fully`.
pub fn describe(out: &mut impl io::Write, plan: &Plan, fully: bool) -> Result<()> {
    for note in &plan.notes {
        writeln!(out, "note: {note}")?;
    }
    for change in &plan.changes {
        out.write_all(change.describe(fully).as_bytes())?;
    }
    if plan.changes.is_empty() {
        writeln!(out, "{}: nothing to do", plan.shell.name())?;
    }
    out.flush()?;
    Ok(())
}

fn confirm(plan: &Plan) -> Result<bool> {
    let mut errors = io::stderr().lock();
    write!(errors, "make these changes for {}? [y/N] ", plan.shell.name())?;
    errors.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
