//! `ws setup`: the shared venv with every sibling in it.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use ws_core::inspect;
use ws_core::plan::setup::{self, Options, State, Step, StepRow};

use crate::cli::{Global, SetupArgs};
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::{context, output};

/// Prints a row for each step.
pub fn run(global: &Global, args: &SetupArgs) -> Result<ExitCode> {
    let config = if args.plan { context::open_workspace(global) } else { context::open_to_work(global) }?;
    let chosen = context::choose(&config, &args.selection)?;
    let look = context::inspect_options(&config, true);
    let options = Options {
        python: args.python.clone(),
        extras: args.extras.clone(),
        groups: args.groups.clone(),
        reinstall: args.reinstall,
        ..Options::default()
    };
    let projects = inspect::known_projects(&config, &look);
    let graph = inspect::graph(&config, &look);
    let plan = setup::plan(&config, &chosen, projects, &graph, options, &context::environment())
        .map_err(|error| anyhow!("{error}"))?;
    let mut failed = false;
    let mut note = |row: &StepRow| failed |= matches!(row.state, State::Failed | State::Cancelled);
    if args.plan {
        output::print(global, plan.rows().into_iter().inspect(&mut note))?;
        return Ok(ExitCode::from(u8::from(failed)));
    }
    let interrupt = Interrupt::listen()?;
    let steps = [Step::Venv, Step::Install, Step::Dependencies, Step::Verify];
    let progress = Progress::new(steps.iter().map(|step| step.as_str().to_owned()).collect());
    let place = move |step: Step| steps.iter().position(|other| *other == step).unwrap_or_default();
    let moving = progress.clone();
    let rows =
        setup::carry_out(plan, context::host(&interrupt), Arc::new(move |step, line| moving.says(place(step), line)));
    let rows = rows.inspect(|row| {
        note(row);
        progress.done(place(row.step), &summary(row));
    });
    output::print(global, rows)?;
    Ok(interrupt.code(failed))
}

fn summary(row: &StepRow) -> String {
    let about = match (&row.layer, row.siblings.as_slice()) {
        (Some(layer), siblings) => format!("{layer} ({})", siblings.join(", ")),
        (None, []) => String::new(),
        (None, siblings) => format!("{} siblings", siblings.len()),
    };
    let why = row.error.as_ref().map(ToString::to_string).or_else(|| row.reason.clone());
    let parts = [Some(about), Some(row.state.as_str().to_owned()), why];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}
