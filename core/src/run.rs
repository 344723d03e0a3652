//! `ws run` and `ws exec`: commands in siblings, a limited number at a time, each after those that it depends on.
//!
//! The next one to start is the one with the longest chain of others that wait for it. What depends on a failure is blocked,
//! unless failures block nothing (`--independent`); `--fail-fast` starts no more. Every unit gives a row.

mod missing;
mod rows;
mod steps;
mod units;

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::activate;
use crate::config::Config;
use crate::env::{self, Env};
use crate::error::RowError;
use crate::row::Verbatim;
use crate::secrets;
use crate::tasks::TaskStep;
use crate::work::child::{self, Captured, Host, Stream};
use crate::work::{panics, pool};

pub use self::rows::ExecRow;
use self::steps::StepDone;
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
    /// The siblings that failed and that it depends on.
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
        self.commands.iter().map(|line| secrets::left_out(line).into_owned()).collect()
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
}

/// Told what a unit says as it says it, by its place.
pub type OnOutput = Arc<dyn Fn(usize, Stream, &[u8]) + Send + Sync>;

/// Whether there is a venv that [`environment`] would use in a trusted workspace.
pub fn has_venv(config: &Config) -> bool {
    config.python.venv_path.join("pyvenv.cfg").is_file()
}

/// What commands find around them.
#[derive(Debug, Clone)]
pub struct Environment {
    /// With the shared venv, where there is one that may be used.
    pub with_venv: Env,
    /// Without.
    pub without_venv: Env,
    /// Where the siblings are: what they ask for tells which of them has a program that is missing.
    pub siblings: Vec<PathBuf>,
}

/// The environment of a command in a sibling: that of an active workspace, whatever is active where it was asked for.
/// `venv` is the real path of the venv that may be used ([`crate::trust::Registry::venv`]). Without one it is as it was:
/// the directory of programs of a workspace that is not trusted may hold a `git` that somebody else put there.
pub fn environment(config: &Config, env: &Env, venv: Option<&Path>) -> Environment {
    let mut env = env::changed(env, &env::reconcile(env, None));
    let mut without_venv = env.clone();
    without_venv.remove(std::ffi::OsStr::new(env::RECORD));
    if let Some(wanted) = venv.and_then(|venv| activate::wanted(config, venv)) {
        env.remove(std::ffi::OsStr::new("VIRTUAL_ENV"));
        env = env::changed(&env, &env::reconcile(&env, Some(&wanted)));
    }
    // A shell that is started in there is not to take anything back.
    env.remove(std::ffi::OsStr::new(env::RECORD));
    let siblings = config.siblings.iter().map(|sibling| sibling.path.clone()).collect();
    Environment { with_venv: env, without_venv, siblings }
}

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
    let (heights, waves) = (heights(&units), waves(&units));
    let crew = Arc::new(Crew {
        units,
        heights,
        waves,
        env,
        options,
        host,
        on_output,
        begun: Instant::now(),
        board: Mutex::new(Board { states: vec![None; count], running: 0, stopped: false }),
        changed: Condvar::new(),
    });
    let hire = |_: &usize| {
        let (crew, rows) = (Arc::clone(&crew), rows.clone());
        let work = move || {
            while let Some(row) = crew.next_row() {
                // Nobody may listen any more; what was begun is ended all the same.
                let _ = rows.send(row);
            }
        };
        pool::spawn(work)
    };
    // After the first that the system does not start, others would not be started either.
    let threads = (0..options.jobs.clamp(1, count.max(1))).take_while(hire).count();
    drop(rows);
    // Without any, the thread that asks for rows does the work.
    let remaining = std::iter::from_fn(move || if threads == 0 { crew.next_row() } else { None });
    received.into_iter().chain(remaining)
}

/// How long the chain of units is that wait for each, itself included.
fn heights(units: &[Unit]) -> Vec<usize> {
    let mut heights = vec![1; units.len()];
    // As many rounds as the longest chain; without cycles it settles before.
    for _ in 0..units.len() {
        let mut settled = true;
        for (place, unit) in units.iter().enumerate() {
            for before in &unit.after {
                if heights[*before] <= heights[place] && heights[place] < units.len() {
                    heights[*before] = heights[place] + 1;
                    settled = false;
                }
            }
        }
        if settled {
            break;
        }
    }
    heights
}

/// What is known of each unit: `None` as long as it waits.
struct Board {
    states: Vec<Option<Progress>>,
    running: usize,
    stopped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Running,
    Ended(RunState),
}

struct Crew {
    units: Vec<Unit>,
    heights: Vec<usize>,
    waves: Vec<Option<usize>>,
    env: Environment,
    options: RunOptions,
    host: Host,
    on_output: OnOutput,
    begun: Instant,
    board: Mutex<Board>,
    changed: Condvar,
}

/// What one of the crew does next.
enum Next {
    Do(usize),
    /// It will not be run.
    Say(Box<RunRow>),
    Wait,
    Leave,
}

impl Next {
    fn say(row: RunRow) -> Self {
        Self::Say(Box::new(row))
    }
}

impl Crew {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what comes next and gives its row; `None` when nothing is left to do.
    fn next_row(&self) -> Option<RunRow> {
        loop {
            let mut board = self.board();
            let row = match self.next(&mut board) {
                Next::Leave => return None,
                Next::Wait => {
                    // A cancellation wakes no thread, so it is polled.
                    let _ = self.changed.wait_timeout(board, Duration::from_millis(50));
                    continue;
                }
                Next::Say(row) => {
                    board.states[row.place] = Some(Progress::Ended(row.state));
                    drop(board);
                    *row
                }
                Next::Do(place) => {
                    board.states[place] = Some(Progress::Running);
                    board.running += 1;
                    drop(board);
                    let row = panics::caught(|| self.carry_out(place)).unwrap_or_else(|panic| {
                        let message = format_args!("running it failed unexpectedly: {panic}");
                        let error = RowError::new("ws::run::failed", message);
                        RunRow { error: Some(error), ..self.row(place, RunState::Failed) }
                    });
                    let mut board = self.board();
                    board.states[place] = Some(Progress::Ended(row.state));
                    board.running -= 1;
                    board.stopped |= self.options.fail_fast && row.is_failure();
                    row
                }
            };
            self.changed.notify_all();
            return Some(row);
        }
    }

    fn next(&self, board: &mut Board) -> Next {
        let waiting = |place: &usize| board.states[*place].is_none();
        let mut ready: Option<usize> = None;
        let mut any = false;
        for place in (0..self.units.len()).filter(waiting) {
            any = true;
            let unit = &self.units[place];
            if let Err(error) = &unit.steps
                && unit.is_skipped()
            {
                return Next::say(RunRow { error: Some(error.clone()), ..self.row(place, RunState::Skipped) });
            }
            if board.stopped || (self.host.cancelled)() {
                let why = if board.stopped { "another one failed before it was started" } else { "it was interrupted" };
                let error = RowError::new("ws::run::cancelled", why);
                return Next::say(RunRow { error: Some(error), ..self.row(place, RunState::Cancelled) });
            }
            let ended = |other: &usize| match board.states[*other] {
                Some(Progress::Ended(state)) => Some(state),
                _ => None,
            };
            let failed =
                |state: Option<RunState>| state.is_some_and(|state| !matches!(state, RunState::Ok | RunState::Skipped));
            let blocked_by: Vec<String> = unit
                .after
                .iter()
                .filter(|other| failed(ended(other)))
                .map(|other| self.units[*other].name.clone())
                .collect();
            if !blocked_by.is_empty() {
                return Next::say(RunRow { blocked_by, ..self.row(place, RunState::Blocked) });
            }
            if unit.after.iter().all(|other| ended(other).is_some())
                && ready.is_none_or(|best| self.heights[place] > self.heights[best])
            {
                ready = Some(place);
            }
        }
        match ready {
            Some(place) => match &self.units[place].steps {
                Ok(_) => Next::Do(place),
                Err(error) => {
                    board.stopped |= self.options.fail_fast;
                    Next::say(RunRow { error: Some(error.clone()), ..self.row(place, RunState::Failed) })
                }
            },
            None if any => Next::Wait,
            None => Next::Leave,
        }
    }

    fn row(&self, place: usize, state: RunState) -> RunRow {
        RunRow::of(&self.units, place, state, self.waves[place])
    }

    fn carry_out(&self, place: usize) -> RunRow {
        let unit = &self.units[place];
        let began = Instant::now();
        let mut row = self.row(place, RunState::Ok);
        row.began_after = Some(began.duration_since(self.begun));
        let setting = steps::Setting {
            directory: &unit.directory,
            env: &self.env.with_venv,
            without_venv: &self.env.without_venv,
            host: &self.host,
            heard: &|stream, bytes| (self.on_output)(place, stream, bytes),
        };
        let steps = unit.steps.as_deref().unwrap_or_default();
        let outcomes = steps::run(steps, &setting);
        sum_up(&mut row, steps, outcomes, &self.env, &unit.directory);
        row.duration = Some(began.elapsed());
        row
    }
}

/// What a row says of its commands: the first that failed decides, and all that failed are named.
fn sum_up(row: &mut RunRow, steps: &[TaskStep], outcomes: Vec<Option<StepDone>>, env: &Environment, directory: &Path) {
    let mut failed: Vec<(&str, StepDone)> = Vec::new();
    for (step, done) in steps.iter().zip(outcomes) {
        let Some(mut done) = done else { continue };
        if let Some(error) = missing::program(step, &done, env, directory) {
            done.error = Some(error);
        }
        append(&mut row.stdout, std::mem::take(&mut done.stdout));
        append(&mut row.stderr, std::mem::take(&mut done.stderr));
        if done.state == RunState::Ok {
            row.exit_code = Some(0);
        } else {
            failed.push((&step.part, done));
        }
    }
    // An interrupted part did not fail by itself.
    failed.sort_by_key(|(_, done)| done.state == RunState::Cancelled);
    let is_composite = steps.len() > 1 || steps.iter().any(|step| row.task.as_ref() != Some(&step.part));
    if row.task.is_some() && is_composite && !failed.is_empty() {
        row.step = Some(failed.iter().map(|(part, _)| *part).collect::<Vec<_>>().join(", "));
    }
    let several = (failed.len() > 1).then(|| {
        let ends: Vec<String> = failed.iter().map(|(part, done)| format!("`{part}` ({})", done.end())).collect();
        RowError::new("ws::run::failed", format_args!("{} commands failed: {}", failed.len(), ends.join(", ")))
    });
    if let Some((_, first)) = failed.into_iter().next() {
        (row.state, row.exit_code) = (first.state, first.exit_code);
        row.error = several.or(first.error);
    }
}

/// What several commands said, one after another. Of a file, only the last is named.
fn append(all: &mut Captured, more: Captured) {
    let room = child::CAPTURE_LIMIT.saturating_sub(all.bytes.len()).min(more.bytes.len());
    all.bytes.extend_from_slice(&more.bytes[..room]);
    all.total += more.total;
    all.file = more.file.or(all.file.take());
}

#[cfg(test)]
mod tests;
