//! `ws run` and `ws exec`: commands in siblings. In a table's place, what they say as they say it, each line behind the
//! name of its sibling.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use ws_core::run::{self, OnOutput, RunOptions, RunRow, State, Unit};
use ws_core::terminal::escape;
use ws_core::{Config, Sibling, inspect};

use crate::cli::{ExecArgs, Format, Global, RunArgs};
use crate::interrupt::Interrupt;
use crate::output::lines::Lines;
use crate::{context, output};

/// Runs a task.
pub fn task(global: &Global, args: &RunArgs) -> Result<ExitCode> {
    let config = context::open_to_work(global)?;
    let mut chosen = context::choose(&config, &args.selection)?;
    let look = context::inspect_options(&config, true);
    if let Some(since) = &args.since {
        chosen = inspect::changed_or_dependent(&config, chosen, since, &look)?;
    }
    let graph = inspect::graph(&config, &look);
    let units = if chosen.is_empty() {
        Vec::new()
    } else {
        run::of_task(&config, &chosen, &graph, &args.task, &args.arguments).map_err(|error| anyhow!("{error}"))?
    };
    carry_out(global, &config, units, args.jobs, args.fail_fast)
}

/// Runs a command.
pub fn command(global: &Global, args: &ExecArgs) -> Result<ExitCode> {
    let config = context::open_workspace(global)?;
    let chosen: Vec<&Sibling> = context::choose(&config, &args.selection)?;
    carry_out(global, &config, run::of_command(&chosen, &args.command), args.jobs, args.fail_fast)
}

fn carry_out(
    global: &Global,
    config: &Config,
    units: Vec<Unit>,
    jobs: Option<std::num::NonZeroUsize>,
    fail_fast: bool,
) -> Result<ExitCode> {
    let interrupt = Interrupt::listen()?;
    let jobs = jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(2, std::num::NonZero::get);
    let venv = context::trusted_venv(config);
    if venv.is_none() && std::io::stderr().is_terminal() && run::has_venv(config) {
        output::warn("the shared venv is not used, since the workspace is not trusted: run `ws trust`");
    }
    let env = run::environment(config, &context::environment(), venv.as_deref());
    let lines = Arc::new(Lines::new(units.iter().map(|unit| unit.name.clone()).collect(), global.color));
    let as_lines = global.format == Format::Table;
    let spoken = Arc::clone(&lines);
    let on_output: OnOutput = Arc::new(move |place, stream, bytes| {
        if as_lines {
            spoken.say(place, stream, bytes);
        }
    });
    let rows = run::run(units, env, RunOptions { jobs, fail_fast }, context::host(&interrupt), on_output);
    let mut failed = false;
    let rows = rows.inspect(|row| failed |= row.is_failure());
    if as_lines {
        let mut counts: Vec<(State, usize)> = Vec::new();
        for row in rows {
            lines.end(row.place);
            match counts.iter_mut().find(|(state, _)| *state == row.state) {
                Some((_, count)) => *count += 1,
                None => counts.push((row.state, 1)),
            }
            if row.state != State::Ok {
                eprintln!("{}", escape(&summary(&row)));
            }
        }
        let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {}", state.as_str())).collect();
        eprintln!("{}", if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") });
        lines.finish()?;
    } else {
        output::print(global, rows)?;
    }
    Ok(interrupt.code(failed))
}

fn summary(row: &RunRow) -> String {
    let why = match (&row.error, row.exit_code) {
        _ if !row.blocked_by.is_empty() => format!(" by {}", row.blocked_by.join(", ")),
        (Some(error), _) => format!(": {}", error.message),
        (None, Some(code)) => format!(" with exit code {code}"),
        (None, None) => String::new(),
    };
    format!("{}: {}{why}", row.name, row.state.as_str())
}
