//! `ws run` and `ws exec`: commands in siblings, a limited number at a time, each after those that it depends on.
//!
//! What depends on a failure is blocked, unless failures block nothing (`--independent`); `--fail-fast` starts no more.
//! Every unit gives a row.

mod environment;
mod missing;
mod outcome;
mod rows;
mod schedule;
mod steps;
mod units;

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::error::RowError;
use crate::row::Verbatim;
use crate::secrets;
use crate::work::child::{Captured, Host, Stream};
use crate::work::pool;

pub use self::environment::{Environment, environment, has_venv};
pub use self::rows::ExecRow;
use self::schedule::Schedule;
pub use self::units::{Places, Unit, dependencies, independent, of_command, of_task, of_task_in, waves};

/// How a unit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// All commands exited with 0.
    Ok,
    /// One did not, or could not be run.
    Failed,
    /// There was nothing to do here.
    Skipped,
    /// Something that it depends on failed.
    Blocked,
    /// A command took longer than it may.
    TimedOut,
    /// Interrupted, or not started because another failed (`--fail-fast`).
    Cancelled,
    /// Only shown, not run.
    Planned,
}

impl RunState {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Blocked => "blocked",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Planned => "planned",
        }
    }
}

/// A row of `ws run` and `ws exec`.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// The unit's place.
    pub place: usize,
    /// The sibling.
    pub name: String,
    /// Its layer.
    pub layer: Option<String>,
    /// The task.
    pub task: Option<String>,
    /// How it went.
    pub state: RunState,
    /// Which parts of a composite failed, or which task that it depends on.
    pub step: Option<String>,
    /// In which wave it can begin, from 0.
    pub wave: Option<usize>,
    /// What is run, as one would type it.
    pub commands: Vec<String>,
    /// The siblings that it depends on and that failed, or were blocked themselves.
    pub blocked_by: Vec<String>,
    /// The code of the last command that was run; `None` when none exited by itself.
    pub exit_code: Option<i32>,
    /// When it was started, counted from the start of the run.
    pub began_after: Option<Duration>,
    /// How long it took.
    pub duration: Option<Duration>,
    /// What its commands said on standard output.
    pub stdout: Captured,
    /// What they said on standard error.
    pub stderr: Captured,
    /// Why it was not run, or how it ended.
    pub error: Option<RowError>,
}

impl RunRow {
    /// The command lines as they may be seen by anybody.
    pub fn shown_commands(&self) -> Vec<String> {
        self.commands.iter().map(|line| secrets::without_secrets(line).into_owned()).collect()
    }

    /// Does it make the command fail?
    pub fn is_failure(&self) -> bool {
        match self.state {
            RunState::Ok | RunState::Skipped => false,
            // Planned in an order that may be wrong.
            RunState::Planned => self.error.is_some(),
            _ => true,
        }
    }

    fn of(units: &[Unit], place: usize, state: RunState, wave: Option<usize>) -> Self {
        let unit = &units[place];
        Self {
            place,
            name: unit.name.clone(),
            layer: unit.layer.clone(),
            task: unit.task.clone(),
            state,
            step: None,
            wave,
            commands: unit.steps.iter().flatten().map(|step| step.line.clone()).collect(),
            blocked_by: Vec::new(),
            exit_code: None,
            began_after: None,
            duration: None,
            stdout: Captured::default(),
            stderr: Captured::default(),
            error: None,
        }
    }

    /// What was said on a stream; `None` when it was not started.
    fn said(&self, stream: &Captured) -> Option<Verbatim> {
        self.duration.map(|_| Verbatim(stream.text()))
    }
}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// Start nothing more after a failure.
    pub fail_fast: bool,
    /// What commands say is kept whole, in files where it is too large for memory.
    pub whole_output: bool,
}

/// Told what a unit says as it says it, by its place.
pub type OnOutput = Arc<dyn Fn(usize, Stream, &[u8]) + Send + Sync>;

/// What would be run, and in which waves: a row for every unit, in waves, and nothing is run.
pub fn plan(units: &[Unit]) -> Vec<RunRow> {
    let mut rows: Vec<RunRow> = waves(units)
        .into_iter()
        .enumerate()
        .map(|(place, wave)| match &units[place].steps {
            Ok(_) => {
                RunRow { error: units[place].unknown.clone(), ..RunRow::of(units, place, RunState::Planned, wave) }
            }
            Err(error) => {
                let state = if units[place].is_skipped() { RunState::Skipped } else { RunState::Failed };
                RunRow { error: Some(error.clone()), ..RunRow::of(units, place, state, wave) }
            }
        })
        .collect();
    rows.sort_by_key(|row| (row.wave.is_none(), row.wave, row.place));
    rows
}

/// Runs everything. Rows come as units end. `env` is the environment of the commands.
pub fn run(
    units: Vec<Unit>,
    env: Environment,
    options: RunOptions,
    host: Host,
    on_output: OnOutput,
) -> impl Iterator<Item = RunRow> + Send + use<> {
    let (rows, received) = channel();
    let count = units.len();
    let schedule = Arc::new(Schedule::new(units, env, options, host, on_output));
    let start_worker = |_: &usize| {
        let (schedule, rows) = (Arc::clone(&schedule), rows.clone());
        let work = move || {
            while let Some(row) = schedule.next_row() {
                // The reader may be gone; what was started is ended all the same.
                let _ = rows.send(row);
            }
        };
        pool::spawn(work)
    };
    // After the first that the system does not start, others would not be started either.
    let threads = (0..options.jobs.clamp(1, count.max(1))).take_while(start_worker).count();
    drop(rows);
    // Without any, the thread that asks for rows does the work.
    let remaining = std::iter::from_fn(move || if threads == 0 { schedule.next_row() } else { None });
    received.into_iter().chain(remaining)
}

#[cfg(test)]
mod tests;
