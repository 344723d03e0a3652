//! `ws bootstrap`: siblings that are not there are cloned or linked.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use ws_core::plan::bootstrap::{self, Action, Options, State, StepDone};

use crate::cli::{BootstrapArgs, Global};
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::{context, output};

/// Prints a row for each sibling, in order.
pub fn run(global: &Global, args: &BootstrapArgs) -> Result<ExitCode> {
    let config = if args.plan { context::open_workspace(global) } else { context::open_to_work(global) }?;
    let chosen = context::choose(&config, &args.selection)?;
    let options = Options {
        from: args.from.as_deref().map(context::absolute).transpose()?,
        link: args.link,
        depth: args.depth,
        filter: args.filter.clone(),
        branch: args.branch.clone(),
        silence: Some(Duration::from_secs(args.patience.max(1))),
    };
    let steps = bootstrap::plan(&config, &chosen, &options, &context::inspect_options(&config, true).look);
    let mut failed = false;
    if args.plan {
        let rows = steps.into_iter().map(bootstrap::Step::planned);
        output::print(global, rows.inspect(|row| failed |= row.state == State::Error))?;
        return Ok(ExitCode::from(u8::from(failed)));
    }
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(steps.iter().map(|step| step.name.clone()).collect());
    let moving = progress.clone();
    let done = bootstrap::carry_out(
        steps,
        args.jobs.get(),
        &config.root,
        &options,
        context::host(&interrupt),
        Arc::new(move |place, phase, percent| moving.at(place, phase, percent)),
    );
    let rows = done.enumerate().map(|(place, row)| {
        failed |= row.state != State::Ok;
        if row.step.action != Some(Action::Skip) {
            progress.done(place, &summary(&row));
        }
        row
    });
    output::print(global, rows)?;
    Ok(interrupt.code(failed))
}

fn summary(row: &StepDone) -> String {
    let action = row.step.action.map_or("nothing", Action::as_str);
    match (&row.step.error, row.duration) {
        (Some(error), _) => format!("{action}: {error}"),
        (None, Some(duration)) => format!("{action}: done in {:.1} s", duration.as_secs_f32()),
        (None, None) => format!("{action}: done"),
    }
}
