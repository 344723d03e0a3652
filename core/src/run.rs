//! `ws run` and `ws exec`: commands in siblings, so many at a time, each after those that it depends on.
//!
//! The next to be begun is always the one that most others wait for, by the longest chain above it. What depends on a
//! failure is blocked, and nothing else. Every unit gives a row.

mod rows;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::activate;
use crate::config::{Config, Sibling};
use crate::env::{self, Env};
use crate::error::{RowError, nearest};
use crate::exec::{self, Captured, End, Host, Job, Stream};
use crate::layers::{Graph, Kinds};
use crate::tasks::{Step, Tasks};

pub use self::rows::ExecRow;

/// What is to be done in one sibling.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The sibling.
    pub name: String,
    /// Its layer.
    pub layer: Option<String>,
    /// The task; `None` for a command of the user's own.
    pub task: Option<String>,
    /// Where the sibling is.
    pub directory: PathBuf,
    /// The commands, one after another; or why there is nothing to do here.
    pub steps: Result<Vec<Step>, RowError>,
    /// Units that come first, by their places.
    pub after: Vec<usize>,
}

/// How a unit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
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
    /// Interrupted, or not begun since another failed (`--fail-fast`).
    Cancelled,
}

impl State {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Blocked => "blocked",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
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
    pub state: State,
    /// The siblings that failed and that it depends on.
    pub blocked_by: Vec<String>,
    /// The code of the last command that was run; `None` when none exited by itself.
    pub exit_code: Option<i32>,
    /// When it was begun, from the beginning of all.
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
    /// Does it make the command fail?
    pub fn is_failure(&self) -> bool {
        !matches!(self.state, State::Ok | State::Skipped)
    }

    /// What was said on a stream; `None` for what was not begun.
    fn said(&self, stream: &Captured) -> Option<String> {
        self.duration.map(|_| stream.text())
    }
}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// Begin nothing more after a failure.
    pub fail_fast: bool,
}

/// Told what a unit says as it says it, by its place.
pub type OnOutput = Arc<dyn Fn(usize, Stream, &[u8]) + Send + Sync>;

/// The units of a task: in each of `chosen` the commands that it comes to, after those that the sibling depends on. A
/// sibling that lacks it is skipped. Code, when all lack it: `ws::tasks::unknown`, with the nearest name.
pub fn of_task(
    config: &Config,
    chosen: &[&Sibling],
    graph: &Graph,
    task: &str,
    arguments: &[String],
) -> Result<Vec<Unit>, RowError> {
    let after = dependencies(graph, &graph.places(chosen));
    // Of siblings that are not there it is not known.
    let mut known = config.tasks.iter().any(|known| known.name == task);
    let (mut units, mut names) = (Vec::new(), BTreeSet::new());
    for (sibling, after) in chosen.iter().zip(after) {
        let steps = match Tasks::of(config, sibling) {
            _ if !sibling.path.is_dir() => Err(missing(sibling)),
            Err(error) => Err(error),
            Ok(tasks) if tasks.has(task) => {
                known = true;
                tasks.steps(task, arguments)
            }
            Ok(tasks) => {
                names.extend(tasks.names().map(str::to_owned));
                Err(RowError::new("ws::tasks::none", format_args!("it has no task `{task}`")))
            }
        };
        units.push(Unit { task: Some(task.to_owned()), after, steps, ..Unit::of(sibling) });
    }
    if known || units.iter().any(|unit| matches!(&unit.steps, Err(error) if error.code == "ws::tasks::unreadable")) {
        return Ok(units);
    }
    let near = nearest(task, names.iter().map(String::as_str));
    let hint = near.map_or_else(|| "`ws tasks` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    Err(RowError::new("ws::tasks::unknown", format_args!("no sibling has a task `{task}`: {hint}")))
}

/// The units of a command of the user's own, which depend on nothing.
pub fn of_command(chosen: &[&Sibling], words: &[String]) -> Vec<Unit> {
    let step = Step { words: words.to_vec(), env: BTreeMap::new(), working_dir: None, timeout: None };
    let unit = |sibling: &&Sibling| {
        let steps = if sibling.path.is_dir() { Ok(vec![step.clone()]) } else { Err(missing(sibling)) };
        Unit { steps, ..Unit::of(sibling) }
    };
    chosen.iter().map(unit).collect()
}

fn missing(sibling: &Sibling) -> RowError {
    RowError::new("ws::sibling::missing", format_args!("`{}` is not there", sibling.path.display()))
}

impl Unit {
    fn of(sibling: &Sibling) -> Self {
        Self {
            name: sibling.name.to_string(),
            layer: sibling.layer.as_ref().map(ToString::to_string),
            task: None,
            directory: sibling.path.clone(),
            steps: Ok(Vec::new()),
            after: Vec::new(),
        }
    }
}

/// Whether there is a venv that [`environment`] would use.
pub fn has_venv(config: &Config) -> bool {
    config.python.venv_path.join("pyvenv.cfg").is_file()
}

/// The environment of a command in a sibling: that of an active workspace, whatever is active where it was asked for.
/// Without a venv it is as it was, and so it is where the workspace is not `trusted`: its venv's directory of programs may
/// hold a `git` that somebody else put there.
pub fn environment(config: &Config, env: &Env, trusted: bool) -> Env {
    let mut env = env::changed(env, &env::reconcile(env, None));
    if let Some(wanted) = activate::wanted(config).filter(|_| trusted && has_venv(config)) {
        env.remove(std::ffi::OsStr::new("VIRTUAL_ENV"));
        env = env::changed(&env, &env::reconcile(&env, Some(&wanted)));
    }
    // A shell that is started in there is not to take anything back.
    env.remove(std::ffi::OsStr::new(env::RECORD));
    env
}

/// Which of `chosen` each has to come after: those that it depends on, also by way of siblings that were not chosen.
/// Cycles are cut where the order of installation cuts them.
pub fn dependencies(graph: &Graph, chosen: &[usize]) -> Vec<Vec<usize>> {
    let order = crate::layers::order(graph);
    let position: BTreeMap<usize, usize> = order.steps.iter().enumerate().map(|(at, step)| (step.node, at)).collect();
    let places: BTreeMap<usize, usize> = chosen.iter().enumerate().map(|(place, node)| (*node, place)).collect();
    let below = |node: usize| {
        graph.edges.iter().filter(move |edge| edge.from == node && edge.counts(Kinds::Runtime)).map(|edge| edge.to)
    };
    chosen
        .iter()
        .map(|start| {
            let (mut found, mut seen, mut next) = (HashSet::new(), HashSet::from([*start]), vec![*start]);
            while let Some(node) = next.pop() {
                for other in below(node).filter(|other| position[other] < position[&node]) {
                    if seen.insert(other) {
                        match places.get(&other) {
                            Some(place) => _ = found.insert(*place),
                            None => next.push(other),
                        }
                    }
                }
            }
            let mut found: Vec<usize> = found.into_iter().collect();
            found.sort_unstable();
            found
        })
        .collect()
}

/// Runs everything. Rows come as units end. `env` is the environment of the commands.
pub fn run(
    units: Vec<Unit>,
    env: Env,
    options: RunOptions,
    host: Host,
    on_output: OnOutput,
) -> impl Iterator<Item = RunRow> + Send + use<> {
    let (rows, received) = channel();
    let count = units.len();
    let heights = heights(&units);
    let crew = Arc::new(Crew {
        units,
        heights,
        env,
        options,
        host,
        on_output,
        begun: Instant::now(),
        board: Mutex::new(Board { states: vec![None; count], running: 0, stopped: false }),
        changed: Condvar::new(),
    });
    for _ in 0..options.jobs.clamp(1, count.max(1)) {
        let (crew, rows) = (Arc::clone(&crew), rows.clone());
        thread::spawn(move || crew.work(&rows));
    }
    received.into_iter()
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
    Ended(State),
}

struct Crew {
    units: Vec<Unit>,
    heights: Vec<usize>,
    env: Env,
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

    fn work(&self, rows: &Sender<RunRow>) {
        loop {
            let mut board = self.board();
            let row = match self.next(&mut board) {
                Next::Leave => return,
                Next::Wait => {
                    // A cancellation wakes nobody: it is looked for.
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
                    let row = self.carry_out(place);
                    let mut board = self.board();
                    board.states[place] = Some(Progress::Ended(row.state));
                    board.running -= 1;
                    board.stopped |= self.options.fail_fast && row.is_failure();
                    row
                }
            };
            self.changed.notify_all();
            // Nobody may listen any more; what was begun is ended all the same.
            let _ = rows.send(row);
        }
    }

    fn next(&self, board: &mut Board) -> Next {
        let waiting = |place: &usize| board.states[*place].is_none();
        let mut ready: Option<usize> = None;
        let mut any = false;
        for place in (0..self.units.len()).filter(waiting) {
            any = true;
            let unit = &self.units[place];
            if board.stopped || (self.host.cancelled)() {
                let why = if board.stopped { "another failed before it was begun" } else { "it was interrupted" };
                let error = RowError::new("ws::run::cancelled", why);
                return Next::say(RunRow { error: Some(error), ..self.row(place, State::Cancelled) });
            }
            let ended = |other: &usize| match board.states[*other] {
                Some(Progress::Ended(state)) => Some(state),
                _ => None,
            };
            let failed = |state: Option<State>| state.is_some_and(|state| !matches!(state, State::Ok | State::Skipped));
            let blocked_by: Vec<String> = unit
                .after
                .iter()
                .filter(|other| failed(ended(other)))
                .map(|other| self.units[*other].name.clone())
                .collect();
            if !blocked_by.is_empty() {
                return Next::say(RunRow { blocked_by, ..self.row(place, State::Blocked) });
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
                    let is_nothing = matches!(error.code, "ws::tasks::none" | "ws::sibling::missing");
                    let state = if is_nothing { State::Skipped } else { State::Failed };
                    board.stopped |= self.options.fail_fast && state == State::Failed;
                    Next::say(RunRow { error: Some(error.clone()), ..self.row(place, state) })
                }
            },
            None if any => Next::Wait,
            None => Next::Leave,
        }
    }

    fn row(&self, place: usize, state: State) -> RunRow {
        let unit = &self.units[place];
        RunRow {
            place,
            name: unit.name.clone(),
            layer: unit.layer.clone(),
            task: unit.task.clone(),
            state,
            blocked_by: Vec::new(),
            exit_code: None,
            began_after: None,
            duration: None,
            stdout: Captured::default(),
            stderr: Captured::default(),
            error: None,
        }
    }

    fn carry_out(&self, place: usize) -> RunRow {
        let unit = &self.units[place];
        let began = Instant::now();
        let mut row = self.row(place, State::Ok);
        row.began_after = Some(began.duration_since(self.begun));
        for step in unit.steps.iter().flatten() {
            let mut env = self.env.clone();
            env.extend(step.env.iter().map(|(name, value)| (name.into(), value.into())));
            let directory =
                step.working_dir.as_ref().map_or_else(|| unit.directory.clone(), |sub| unit.directory.join(sub));
            env.insert("PWD".into(), directory.clone().into());
            let Some((program, arguments)) = step.words.split_first() else { continue };
            let job = Job {
                program: program.into(),
                arguments: arguments.iter().map(Into::into).collect(),
                directory,
                env,
                timeout: step.timeout,
                silence: None,
                spill_directory: self.host.spill_directory.clone(),
            };
            let finished = exec::run(&job, self.host.cancelled.as_ref(), &mut |stream, bytes| {
                (self.on_output)(place, stream, bytes);
            });
            append(&mut row.stdout, finished.stdout);
            append(&mut row.stderr, finished.stderr);
            let message = |text: String| Some(RowError::new("ws::run::failed", text));
            (row.state, row.exit_code, row.error) = match finished.end {
                End::Exited(0) => (State::Ok, Some(0), None),
                End::Exited(code) => (State::Failed, Some(code), None),
                End::Signalled(signal) => (State::Failed, None, message(format!("ended by signal {signal}"))),
                End::TimedOut | End::Silent => {
                    let seconds = step.timeout.unwrap_or_default().as_secs();
                    let error = RowError::new("ws::run::timed_out", format_args!("it took longer than {seconds} s"));
                    (State::TimedOut, None, Some(error))
                }
                End::Cancelled => {
                    (State::Cancelled, None, Some(RowError::new("ws::run::cancelled", "it was interrupted")))
                }
                End::NotStarted(error) => (State::Failed, None, Some(error)),
            };
            if row.state != State::Ok {
                break;
            }
        }
        row.duration = Some(began.elapsed());
        row
    }
}

/// What several commands said, one after another. Of a file, only the last is named.
fn append(all: &mut Captured, more: Captured) {
    let room = exec::CAPTURE_LIMIT.saturating_sub(all.bytes.len()).min(more.bytes.len());
    all.bytes.extend_from_slice(&more.bytes[..room]);
    all.total += more.total;
    all.file = more.file.or(all.file.take());
}

#[cfg(test)]
mod tests;
