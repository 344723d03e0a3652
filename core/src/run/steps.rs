//! The commands of one unit: each as soon as those that it waits for have ended well, so that parts that run side by side
//! all run to their end.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;

use super::RunState;
use crate::env::Env;
use crate::error::RowError;
use crate::tasks::TaskStep;
use crate::work::child::{self, Captured, End, Extras, Finished, Host, Job, Stream, WholeLines};
use crate::work::paths::real_path;
use crate::work::pool;

/// How many commands of one unit run at a time.
const SIDE_BY_SIDE: usize = 64;

/// How one command went.
#[derive(Debug)]
pub struct StepDone {
    pub state: RunState,
    pub exit_code: Option<i32>,
    pub stdout: Captured,
    pub stderr: Captured,
    pub error: Option<RowError>,
}

impl StepDone {
    /// How it ended, in a few words.
    pub fn end(&self) -> String {
        match (&self.error, self.exit_code) {
            (Some(error), _) => error.message.clone(),
            (None, Some(code)) => format!("exit code {code}"),
            (None, None) => self.state.as_str().to_owned(),
        }
    }
}

/// What commands are run with.
pub struct Setting<'s> {
    pub directory: &'s Path,
    pub env: &'s Env,
    pub without_venv: &'s Env,
    pub host: &'s Host,
    /// As in [`super::RunOptions`].
    pub whole_output: bool,
    /// Told what a command says.
    pub on_output: &'s (dyn Fn(Stream, &[u8]) + Sync),
}

/// Runs them; gives how each went, in their order, and `None` for one that was not run since another before it failed.
pub fn run(steps: &[TaskStep], setting: &Setting<'_>) -> Vec<Option<StepDone>> {
    let mut board: Vec<Progress> = steps.iter().map(|_| Progress::Waits).collect();
    // Where commands speak at the same time, each of them speaks in whole lines.
    let is_one_by_one = steps.iter().enumerate().all(|(place, step)| place == 0 || step.after.contains(&(place - 1)));
    thread::scope(|scope| {
        let (sender, ended) = channel();
        let mut running = 0;
        loop {
            let ready: Vec<usize> = (0..steps.len()).filter(|place| is_ready(&board, steps, *place)).collect();
            for place in ready.into_iter().take(SIDE_BY_SIDE - running) {
                board[place] = Progress::Runs;
                running += 1;
                let sender = sender.clone();
                let step = &steps[place];
                let work = move || {
                    let mut lines = WholeLines::default();
                    let finished = one(step, setting, &mut |stream, bytes| {
                        if is_one_by_one {
                            (setting.on_output)(stream, bytes);
                        } else {
                            lines.take(stream, bytes, setting.on_output);
                        }
                    });
                    lines.end(setting.on_output);
                    // The receiver is there until every step has ended.
                    let _ = sender.send((place, done(step, finished)));
                };
                // Where the system starts no thread, the step is run on this one.
                if !pool::spawn_scoped(scope, work.clone()) {
                    work();
                }
            }
            if running == 0 {
                break;
            }
            let Ok((place, outcome)) = ended.recv() else { break };
            running -= 1;
            board[place] = Progress::Ended(Box::new(outcome));
        }
    });
    board
        .into_iter()
        .map(|progress| match progress {
            Progress::Ended(done) => Some(*done),
            Progress::Waits | Progress::Runs => None,
        })
        .collect()
}

enum Progress {
    Waits,
    Runs,
    Ended(Box<StepDone>),
}

fn is_ready(board: &[Progress], steps: &[TaskStep], place: usize) -> bool {
    let ended_well = |before: &usize| matches!(&board[*before], Progress::Ended(done) if done.state == RunState::Ok);
    matches!(board[place], Progress::Waits) && steps[place].after.iter().all(ended_well)
}

fn one(step: &TaskStep, setting: &Setting<'_>, on_output: &mut dyn FnMut(Stream, &[u8])) -> Finished {
    let mut env = if step.without_venv { setting.without_venv } else { setting.env }.clone();
    env.extend(step.env.iter().map(|(name, value)| (name.into(), value.into())));
    let directory = match &step.working_dir {
        Some(sub) => plain(&setting.directory.join(from_home(sub, &env))),
        None => setting.directory.into(),
    };
    env.insert("PWD".into(), directory.clone().into());
    let mut words = step.words.iter();
    let job = Job {
        program: words.next().map(Into::into).unwrap_or_default(),
        arguments: words.map(Into::into).collect(),
        directory,
        env,
        timeout: step.timeout,
        silence: None,
        spill_directory: setting.whole_output.then(|| setting.host.spill_directory.clone()),
    };
    let extras = Extras { marked: true, ..Extras::default() };
    child::run_with(&job, extras, setting.host.cancelled.as_ref(), on_output)
}

/// A path without `.` and `..`, as `PWD` has it (POSIX, 8.3).
fn plain(path: &Path) -> PathBuf {
    let goes_up = path.components().any(|component| component == Component::ParentDir);
    if goes_up { real_path(path) } else { path.components().collect() }
}

/// A path with the home in place of a leading `~`.
fn from_home<'p>(path: &'p Path, env: &Env) -> Cow<'p, Path> {
    match (path.strip_prefix("~"), env.get(OsStr::new("HOME"))) {
        (Ok(rest), Some(home)) if !home.is_empty() => Path::new(home).join(rest).into(),
        _ => path.into(),
    }
}

fn done(step: &TaskStep, finished: Finished) -> StepDone {
    let message = |text: String| Some(RowError::new("ws::run::failed", text));
    let (state, exit_code, error) = match finished.end {
        End::Exited(0) => (RunState::Ok, Some(0), None),
        End::Exited(code) => (RunState::Failed, Some(code), None),
        End::Signalled(signal) => (RunState::Failed, None, message(format!("ended by signal {signal}"))),
        End::TimedOut | End::Silent => {
            let seconds = step.timeout.unwrap_or_default().as_secs_f64();
            let error = RowError::new("ws::run::timed_out", format_args!("it took longer than {seconds} s"));
            (RunState::TimedOut, None, Some(error))
        }
        End::Cancelled => (RunState::Cancelled, None, Some(RowError::new("ws::run::cancelled", "it was interrupted"))),
        End::NotStarted(error) => (RunState::Failed, None, Some(error)),
    };
    StepDone { state, exit_code, stdout: finished.stdout, stderr: finished.stderr, error }
}
