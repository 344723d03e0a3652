//! The runner of children: with nothing to type into, in a session of their own, bounded in time and memory, ended when
//! asked and when `ws` ends.
//!
//! Refuses to do: decide what is run.

mod kin;
mod lines;
mod watch;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{ErrorKind, Read, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};

use crate::env::Env;
use crate::error::RowError;
use crate::programs;
use crate::work::child::kin::Kin;

pub use lines::WholeLines;

/// What of each stream is kept in memory, in bytes; more goes to a file.
pub const CAPTURE_LIMIT: usize = 4 * 1024 * 1024;

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

/// Between being asked to end (SIGTERM) and being ended (SIGKILL).
const COURTESY: Duration = Duration::from_secs(1);
/// How long output is still read after the child has ended, when something that it started holds on to its streams.
const AFTERGLOW: Duration = Duration::from_millis(200);
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
    /// Where output that is too large for memory goes.
    pub spill_directory: PathBuf,
}

/// What few children need.
#[derive(Debug, Default)]
pub struct Extras {
    /// What it is given to read. Without, it reads nothing.
    pub input: Option<Vec<u8>>,
    /// Variables that it gets in any case, also those of [`REPOSITORY_VARIABLES`].
    pub variables: Vec<(OsString, OsString)>,
    /// What it says is heard and not kept.
    pub heard_only: bool,
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

/// What was said on one stream.
#[derive(Debug, Clone, Default)]
pub struct Captured {
    /// The first [`CAPTURE_LIMIT`] bytes.
    pub bytes: Vec<u8>,
    /// How much it was in all.
    pub total: u64,
    /// All of it, when it is more than that. Only the user can read the file, and `ws` never removes it.
    pub file: Option<PathBuf>,
}

impl Captured {
    /// As text; bytes that are no UTF-8 become U+FFFD.
    pub fn text(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::from_utf8_lossy(&self.bytes).into_owned();
        let more = self.total.saturating_sub(self.bytes.len() as u64);
        if more > 0 {
            let _ = writeln!(text, "\n[{more} bytes more]");
        }
        text
    }
}

/// One of a child's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Runs a child to its end. `cancelled` is asked several times a second; `heard` gets what it says as it says it.
pub fn run(job: &Job, cancelled: &dyn Fn() -> bool, heard: &mut dyn FnMut(Stream, &[u8])) -> Finished {
    run_with(job, Extras::default(), cancelled, heard)
}

/// The same with more than most need.
pub fn run_with(
    job: &Job,
    extras: Extras,
    cancelled: &dyn Fn() -> bool,
    heard: &mut dyn FnMut(Stream, &[u8]),
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
    let spill_directory = (!extras.heard_only).then_some(job.spill_directory.as_path());
    let mut talk = Talk {
        mouth: extras.input.and_then(|input| Some((never_blocking(child.stdin().take()?.into())?, input, 0))),
        ears: [
            Ear::new(Stream::Stdout, child.stdout().take().map(Pipe::from), spill_directory),
            Ear::new(Stream::Stderr, child.stderr().take().map(Pipe::from), spill_directory),
        ],
    };
    let ended = listen(job, child.as_ref(), &mut kin, &mut talk, cancelled, heard, begun);
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
    let [stdout, stderr] = talk.ears.map(|ear| ear.captured);
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
fn listen(
    job: &Job,
    child: &dyn ChildWrapper,
    kin: &mut Kin,
    talk: &mut Talk,
    cancelled: &dyn Fn() -> bool,
    heard: &mut dyn FnMut(Stream, &[u8]),
    begun: Instant,
) -> Option<End> {
    let mut last_word = begun;
    let mut ending: Option<(End, Instant)> = None;
    let mut gone: Option<Instant> = None;
    let mut pause = Duration::from_millis(1);
    loop {
        talk.speak();
        let mut open = false;
        for ear in &mut talk.ears {
            if ear.read(heard) {
                last_word = Instant::now();
            }
            open |= ear.pipe.is_some();
        }
        if gone.is_none() && has_ended(child) {
            gone = Some(Instant::now());
        }
        match (gone, &ending) {
            (Some(since), _) if !open || since.elapsed() >= AFTERGLOW => return ending.map(|(end, _)| end),
            (None, Some((_, since))) if since.elapsed() >= COURTESY => kin.signal(Signal::KILL),
            (None, None) => {
                let end = if cancelled() {
                    Some(End::Cancelled)
                } else if job.timeout.is_some_and(|timeout| begun.elapsed() >= timeout) {
                    Some(End::TimedOut)
                } else if job.silence.is_some_and(|silence| last_word.elapsed() >= silence) {
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
            talk.wait(HEARTBEAT);
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

/// One stream's end of a pipe, which never blocks.
type Pipe = std::os::fd::OwnedFd;

fn never_blocking(pipe: Pipe) -> Option<Pipe> {
    let flags = fcntl_getfl(pipe.as_fd()).unwrap_or(OFlags::empty());
    fcntl_setfl(pipe.as_fd(), flags | OFlags::NONBLOCK).is_ok().then_some(pipe)
}

/// A child's streams.
struct Talk {
    /// Standard input, what it is to get, and how much of that it got.
    mouth: Option<(Pipe, Vec<u8>, usize)>,
    ears: [Ear; 2],
}

impl Talk {
    /// Writes what the child takes now, and closes its input after the last of it. One that does not want it shows that in
    /// how it ends.
    fn speak(&mut self) {
        while let Some((pipe, input, written)) = &mut self.mouth {
            match rustix::io::write(&*pipe, &input[*written..]) {
                Ok(length) if *written + length < input.len() => *written += length,
                Err(rustix::io::Errno::AGAIN) => return,
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) | Err(_) => self.mouth = None,
            }
        }
    }

    fn wait(&self, limit: Duration) {
        let ears = self.ears.iter().filter_map(|ear| ear.pipe.as_ref()).map(|pipe| PollFd::new(pipe, PollFlags::IN));
        let mouth = self.mouth.iter().map(|(pipe, ..)| PollFd::new(pipe, PollFlags::OUT));
        let mut fds: Vec<PollFd<'_>> = ears.chain(mouth).collect();
        let limit = Timespec { tv_sec: 0, tv_nsec: limit.subsec_nanos().into() };
        // Interrupted or not: the loop looks again.
        let _ = poll(&mut fds, Some(&limit));
    }
}

/// One stream, with what was heard.
struct Ear {
    stream: Stream,
    pipe: Option<Pipe>,
    captured: Captured,
    spill: Option<File>,
    /// Whether there was an attempt at a file.
    tried: bool,
    /// `None` when nothing is kept.
    spill_directory: Option<PathBuf>,
}

impl Ear {
    fn new(stream: Stream, pipe: Option<Pipe>, spill_directory: Option<&Path>) -> Self {
        let pipe = pipe.and_then(never_blocking);
        let spill_directory = spill_directory.map(Path::to_path_buf);
        Self { stream, pipe, captured: Captured::default(), spill: None, tried: false, spill_directory }
    }

    /// Takes what is there, up to a limit, so that the other stream and the clock get their turn; was there anything?
    fn read(&mut self, heard: &mut dyn FnMut(Stream, &[u8])) -> bool {
        let mut buffer = [0; 16 * 1024];
        let mut any = false;
        for _ in 0..64 {
            let Some(pipe) = self.pipe.take() else { break };
            let mut file = File::from(pipe);
            let outcome = file.read(&mut buffer);
            self.pipe = Some(file.into());
            match outcome {
                Ok(0) => self.pipe = None,
                Ok(length) => {
                    any = true;
                    heard(self.stream, &buffer[..length]);
                    self.keep(&buffer[..length]);
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => self.pipe = None,
            }
            break;
        }
        any
    }

    fn keep(&mut self, bytes: &[u8]) {
        let captured = &mut self.captured;
        captured.total += bytes.len() as u64;
        let Some(spill_directory) = &self.spill_directory else { return };
        let room = CAPTURE_LIMIT - captured.bytes.len();
        if bytes.len() > room && self.spill.is_none() && !self.tried {
            self.tried = true;
            let file = tempfile::Builder::new().prefix("ws-output-").suffix(".log").tempfile_in(spill_directory);
            if let Ok((mut file, path)) = file.and_then(|file| file.keep().map_err(|error| error.error))
                && file.write_all(&captured.bytes).is_ok()
            {
                (self.spill, captured.file) = (Some(file), Some(path));
            }
        }
        if let Some(file) = &mut self.spill
            && file.write_all(bytes).is_err()
        {
            // The disk is full: what is in memory is all there is.
            (self.spill, captured.file) = (None, None);
        }
        captured.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
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
