//! The runner of children: with nothing to type into, in a session of their own, bounded in time and memory, ended when
//! asked and when `ws` ends.
//!
//! Refuses to do: decide what is run.

mod kin;
mod lines;
mod streams;
mod watch;

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};

use crate::env::Env;
use crate::error::RowError;
use crate::programs;
use crate::work::child::kin::Kin;
use crate::work::child::streams::{Output, Pipe, Streams, never_blocking};

pub use lines::WholeLines;
pub use streams::{CAPTURE_LIMIT, Captured, Stream};

/// What `git rev-parse --local-env-vars` prints (git 2.47): a hook or an alias has these set for its own repository, and a
/// child that works on another one would change the wrong one.
pub const REPOSITORY_VARIABLES: [&str; 16] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
    "GIT_INTERNAL_SUPER_PREFIX",
];

/// How long a child may take to end after SIGTERM, before SIGKILL.
const TERM_LIMIT: Duration = Duration::from_secs(1);
/// How long output is still read after the child has ended, when something that it started holds on to its streams.
const DRAIN_LIMIT: Duration = Duration::from_millis(200);
/// How often a wait looks whether it was cancelled.
const HEARTBEAT: Duration = Duration::from_millis(50);

/// A program to run, with all that it is given.
#[derive(Debug, Clone)]
pub struct Job {
    /// A path, or a name that is looked for in the absolute directories of the PATH of `env`; a child gets no others.
    pub program: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Where it runs.
    pub directory: PathBuf,
    /// Its whole environment.
    pub env: Env,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// How long it may say nothing.
    pub silence: Option<Duration>,
    /// Where output that is too large for memory goes; `None`: nobody will ask for it.
    pub spill_directory: Option<PathBuf>,
}

/// What few children need.
#[derive(Debug, Default)]
pub struct Extras {
    /// What it is given to read. Without, it reads nothing.
    pub input: Option<Vec<u8>>,
    /// Variables that it gets in any case, also those of [`REPOSITORY_VARIABLES`].
    pub variables: Vec<(OsString, OsString)>,
    /// What it says is handed on as it comes, and not kept.
    pub not_captured: bool,
    /// Its descendants inherit a mark, by which one is found and ended that has left its session and lost its parent. For
    /// commands of the user's, which may start anything; not for git, whose detached helpers (a credential cache, a
    /// maintenance run) are meant to stay.
    pub marked: bool,
}

/// What work takes from whoever asked for it.
#[derive(Clone)]
pub struct Host {
    /// The whole environment.
    pub env: Env,
    /// Where output goes that is too large for memory.
    pub spill_directory: PathBuf,
    /// Polled several times a second; when true, all work ends.
    pub cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// How a child ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With this code.
    Exited(i32),
    /// By a signal that was not ours.
    Signalled(i32),
    /// It took longer than it may.
    TimedOut,
    /// It said nothing for longer than it may.
    Silent,
    /// It was asked to end.
    Cancelled,
    /// It never ran. Codes: `ws::exec::not_found`, `ws::exec::failed`.
    NotStarted(RowError),
}

/// What a child came to.
#[derive(Debug, Clone)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// What it said on standard output.
    pub stdout: Captured,
    /// What it said on standard error.
    pub stderr: Captured,
    /// From its start to its end.
    pub duration: Duration,
}

impl Finished {
    /// Did it exit with 0?
    pub fn success(&self) -> bool {
        self.end == End::Exited(0)
    }
}

/// Runs a child to its end. `cancelled` is asked several times a second; `on_output` gets what it says as it says it.
pub fn run(job: &Job, cancelled: &dyn Fn() -> bool, on_output: &mut dyn FnMut(Stream, &[u8])) -> Finished {
    run_with(job, Extras::default(), cancelled, on_output)
}

/// The same with more than most need.
pub fn run_with(
    job: &Job,
    extras: Extras,
    cancelled: &dyn Fn() -> bool,
    on_output: &mut dyn FnMut(Stream, &[u8]),
) -> Finished {
    let begun = Instant::now();
    let never = |error: std::io::Error| Finished {
        end: End::NotStarted(not_started(job, &error)),
        stdout: Captured::default(),
        stderr: Captured::default(),
        duration: begun.elapsed(),
    };
    let path = programs::for_child(variable(&job.env, "PATH"));
    let is_path = job.program.as_encoded_bytes().contains(&b'/');
    // Left to the system, a name would be looked for in relative entries too.
    let program = if is_path { Some(PathBuf::from(&job.program)) } else { programs::find(&path, &job.program) };
    let Some(program) = program else { return never(ErrorKind::NotFound.into()) };
    let mut command = Command::new(program);
    command.arg0(&job.program).args(&job.arguments).current_dir(&job.directory);
    command.env_clear().envs(&job.env).env("PATH", path);
    for name in REPOSITORY_VARIABLES {
        command.env_remove(name);
    }
    let mark = extras.marked.then(kin::mark);
    command.env_remove(kin::NAME).envs(mark.iter().map(|mark| (kin::NAME, mark))).envs(extras.variables);
    command.stdin(if extras.input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // In a group of its own alone, one that opens /dev/tty would be stopped by the terminal, and never end.
    let mut child = match CommandWrap::from(command).wrap(ProcessSession).spawn() {
        Ok(child) => child.into_inner(),
        Err(error) => return never(error),
    };
    let watched = watch::over(pid(child.as_ref()), mark.as_ref());
    let mut kin = Kin::of(pid(child.as_ref()), mark.as_ref());
    let keeping = |stream, pipe| Output::new(stream, pipe, !extras.not_captured, job.spill_directory.as_deref());
    let mut streams = Streams {
        input: extras.input.and_then(|input| Some((never_blocking(child.stdin().take()?.into())?, input, 0))),
        outputs: [
            keeping(Stream::Stdout, child.stdout().take().map(Pipe::from)),
            keeping(Stream::Stderr, child.stderr().take().map(Pipe::from)),
        ],
    };
    let ended = wait_for_end(job, child.as_ref(), &mut kin, &mut streams, cancelled, on_output, begun);
    // Still a zombie, so no other group has its number yet.
    if ended.is_some() {
        kin.signal(Signal::KILL);
    }
    drop(watched);
    let end = match (ended, child.wait()) {
        (Some(end), _) => end,
        (None, Ok(status)) => match (status.code(), status.signal()) {
            (Some(code), _) => End::Exited(code),
            (None, signal) => End::Signalled(signal.unwrap_or_default()),
        },
        (None, Err(error)) => End::NotStarted(RowError::new("ws::exec::failed", error)),
    };
    let [stdout, stderr] = streams.outputs.map(|output| output.captured);
    Finished { end, stdout, stderr, duration: begun.elapsed() }
}

fn not_started(job: &Job, error: &std::io::Error) -> RowError {
    let program = job.program.to_string_lossy();
    if !job.directory.is_dir() {
        return RowError::new("ws::exec::failed", format_args!("there is no directory `{}`", job.directory.display()));
    }
    match error.kind() {
        ErrorKind::NotFound => RowError::new("ws::exec::not_found", format_args!("there is no program `{program}`")),
        _ => RowError::new("ws::exec::failed", format_args!("cannot run `{program}`: {error}")),
    }
}

/// Reads until the child has ended; why it was made to, if it was.
fn wait_for_end(
    job: &Job,
    child: &dyn ChildWrapper,
    kin: &mut Kin,
    streams: &mut Streams,
    cancelled: &dyn Fn() -> bool,
    on_output: &mut dyn FnMut(Stream, &[u8]),
    begun: Instant,
) -> Option<End> {
    let mut last_output = begun;
    let mut ending: Option<(End, Instant)> = None;
    let mut gone: Option<Instant> = None;
    let mut pause = Duration::from_millis(1);
    loop {
        streams.write_input();
        let mut open = false;
        for output in &mut streams.outputs {
            if output.read(on_output) {
                last_output = Instant::now();
            }
            open |= output.pipe.is_some();
        }
        if gone.is_none() && has_ended(child) {
            gone = Some(Instant::now());
        }
        match (gone, &ending) {
            (Some(since), _) if !open || since.elapsed() >= DRAIN_LIMIT => return ending.map(|(end, _)| end),
            (None, Some((_, since))) if since.elapsed() >= TERM_LIMIT => kin.signal(Signal::KILL),
            (None, None) => {
                let end = if cancelled() {
                    Some(End::Cancelled)
                } else if job.timeout.is_some_and(|timeout| begun.elapsed() >= timeout) {
                    Some(End::TimedOut)
                } else if job.silence.is_some_and(|silence| last_output.elapsed() >= silence) {
                    Some(End::Silent)
                } else {
                    None
                };
                if let Some(end) = end {
                    kin.signal(Signal::TERM);
                    ending = Some((end, Instant::now()));
                }
            }
            _ => {}
        }
        if open && gone.is_none() {
            streams.wait(HEARTBEAT);
        } else {
            // Nothing tells of its end but asking.
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

fn has_ended(child: &dyn ChildWrapper) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid(child).is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
}

fn pid(child: &dyn ChildWrapper) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()).ok()?)
}

/// The value of a variable in an environment.
pub fn variable<'e>(env: &'e Env, name: &str) -> Option<&'e OsStr> {
    env.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
}

/// The program of this name on the environment's PATH, as [`programs::find`] finds it.
pub fn find(env: &Env, name: &str) -> Option<PathBuf> {
    programs::find(variable(env, "PATH")?, name.as_ref())
}

#[cfg(test)]
mod tests;
