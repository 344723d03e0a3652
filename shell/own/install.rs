//! `ws install`: adds plugins, hook and completion where the user names or confirms it.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{InstallArgs, InstallTarget};
use crate::install::{self, Detail, Plan};

/// Shows each change, and makes those that were named or are confirmed.
pub fn run(args: &InstallArgs) -> Result<ExitCode> {
    let target = &args.target;
    let plans = install::plan_install(target)?;
    let consented = target.yes || !target.named().is_empty();
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    let mut out = io::stdout().lock();
    let mut waiting = false;
    let (mut accepted, mut failed) = (Vec::new(), Vec::new());
    for plan in plans {
        // Whoever has not agreed yet sees what changes.
        describe(&mut out, &plan, detail(target, target.dry_run || !consented))?;
        if plan.problem.is_some() {
            failed.push(plan);
        } else if plan.changes.is_empty() || target.dry_run {
        } else if consented || (can_ask && confirm(&plan)?) {
            accepted.push(plan);
        } else if !can_ask {
            waiting = true;
        }
    }
    accepted.iter_mut().for_each(Plan::carry_out);
    let (done, not_done): (Vec<_>, Vec<_>) = accepted.into_iter().partition(|plan| plan.problem.is_none());
    failed.extend(not_done);
    if target.dry_run || waiting {
        writeln!(out, "nothing was changed")?;
    }
    if waiting {
        writeln!(out, "name shells with --shell, or pass --yes, to make these changes")?;
    }
    if !done.is_empty() {
        writeln!(out, "done; it takes effect in a new shell")?;
    }
    for plan in &done {
        if let Some(answer) = install::check(target, plan.shell) {
            out.write_all(answer.as_bytes())?;
        }
    }
    conclude(failed, !done.is_empty())
}

/// A single failure with nothing else done is the command's error; any other failure is printed, and the exit code is 1.
pub fn conclude(mut failed: Vec<Plan>, others_done: bool) -> Result<ExitCode> {
    if let ([plan], false) = (failed.as_mut_slice(), others_done)
        && let Some(problem) = plan.problem.take()
    {
        return Err(problem);
    }
    let mut errors = io::stderr().lock();
    for plan in &failed {
        if let Some(problem) = &plan.problem {
            writeln!(errors, "error: {}: {problem:#}", plan.shell.name())?;
        }
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// How much of each change is shown: more before it is agreed to, and all of it with `--verbose`.
pub fn detail(target: &InstallTarget, before_it_is_made: bool) -> Detail {
    match (target.verbose, before_it_is_made) {
        (true, _) => Detail::Lines,
        (false, true) => Detail::Summary,
        (false, false) => Detail::File,
    }
}

/// Prints what a plan says.
pub fn describe(out: &mut impl io::Write, plan: &Plan, detail: Detail) -> Result<()> {
    for note in &plan.notes {
        writeln!(out, "note: {note}")?;
    }
    for change in &plan.changes {
        out.write_all(change.describe(detail).as_bytes())?;
    }
    if plan.changes.is_empty() && plan.problem.is_none() {
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
