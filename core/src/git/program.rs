//! Runs the `git` program for what libgit2 cannot read or know. Bounded in time and output, with nothing to type
//! into, and with everything turned off by which a repository's own config could run a command or write a file.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::{Read, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::RowError;
use crate::git::place::Place;
use crate::programs;

/// What git may print before it is stopped; `git status` of a million changed paths stays below.
const OUTPUT_LIMIT: u64 = 256 * 1024 * 1024;

/// Settings that keep git from running or writing anything on behalf of the repository.
const SAFE: [&str; 10] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.askPass=false",
    "diff.external=",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "log.showSignature=false",
];

/// The `git` program of one environment, with the time that is left for one look.
#[derive(Debug)]
pub(super) struct Program {
    /// Its absolute path; `None` when the environment's PATH has none.
    pub path: Option<PathBuf>,
    environment: Vec<(OsString, OsString)>,
    limit: Duration,
    deadline: Instant,
}

/// A config value for one run: key and value as git takes them in `GIT_CONFIG_KEY_n` and `GIT_CONFIG_VALUE_n`.
pub(super) type Override = (Vec<u8>, Vec<u8>);

/// What a run gave.
#[derive(Debug)]
pub(super) struct Output {
    /// Did it exit with 0?
    pub success: bool,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error, in English.
    pub stderr: String,
}

impl Program {
    /// The program that `environment` has on its PATH; all runs together may take `limit`.
    pub fn new(environment: &[(OsString, OsString)], limit: Duration) -> Self {
        let search = value(environment, "PATH");
        let mut kept: Vec<_> = environment.iter().filter(|(name, _)| is_kept(name)).cloned().collect();
        // git looks for ssh, filters and its own parts there.
        kept.push(("PATH".into(), programs::for_child(search)));
        Self {
            path: search.and_then(|search| programs::find(search, "git".as_ref())),
            environment: kept,
            limit,
            deadline: Instant::now() + limit,
        }
    }

    /// Runs git in `place` and nowhere above it. A failure of git itself is in the [`Output`].
    pub fn run<S: AsRef<OsStr>>(
        &self,
        place: &Place,
        overrides: &[Override],
        arguments: impl IntoIterator<Item = S>,
        input: Option<Vec<u8>>,
    ) -> Result<Output, RowError> {
        let directory = place.directory();
        let Some(path) = &self.path else {
            return Err(RowError::new(
                "ws::git::program_missing",
                format_args!("`{}` needs the git program, and there is none on PATH", directory.display()),
            ));
        };
        let mut command = Command::new(path);
        command.args(["--no-pager", "--no-optional-locks"]);
        for setting in SAFE {
            command.args(["-c", setting]);
        }
        command.arg("-C").arg(directory).args(arguments);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.envs(fixed_environment()).envs(place.environment()).envs(self.with_overrides(overrides));
        let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that a filter that git started ends with it.
        command.process_group(0);
        let child = command.spawn().map_err(|error| {
            let code = match error.kind() {
                std::io::ErrorKind::NotFound => "ws::git::program_missing",
                _ => "ws::git::program_failed",
            };
            RowError::new(code, format_args!("cannot run `{}`: {error}", path.display()))
        })?;
        self.wait(child, directory, input)
    }

    fn wait(&self, mut child: Child, directory: &Path, input: Option<Vec<u8>>) -> Result<Output, RowError> {
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            // Its own thread: git may answer before it has read everything. A closed pipe shows in the exit code.
            thread::spawn(move || stdin.write_all(&input));
        }
        let (sender, received) = channel();
        let pipes: [Option<Box<dyn Read + Send>>; 2] =
            [child.stdout.take().map(|pipe| Box::new(pipe) as _), child.stderr.take().map(|pipe| Box::new(pipe) as _)];
        for (place, pipe) in pipes.into_iter().enumerate() {
            let sender = sender.clone();
            let pipe = pipe.ok_or_else(|| RowError::new("ws::git::program_failed", "git has no output"))?;
            thread::spawn(move || {
                let mut text = Vec::new();
                let read = pipe.take(OUTPUT_LIMIT).read_to_end(&mut text);
                // Nobody listens any more after the deadline.
                let _ = sender.send((place, read.map(|_| text)));
            });
        }
        let mut texts = [Vec::new(), Vec::new()];
        for _ in 0..2 {
            let left = self.deadline.saturating_duration_since(Instant::now());
            match received.recv_timeout(left) {
                Ok((place, Ok(text))) => texts[place] = text,
                Ok((_, Err(error))) => {
                    end(&mut child);
                    return Err(RowError::new(
                        "ws::git::program_failed",
                        format_args!("cannot read from git: {error}"),
                    ));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    end(&mut child);
                    return Err(RowError::new(
                        "ws::git::timed_out",
                        format_args!(
                            "git took longer than {} s in `{}`",
                            self.limit.as_secs_f32(),
                            directory.display()
                        ),
                    ));
                }
            }
        }
        if texts[0].len() as u64 >= OUTPUT_LIMIT {
            end(&mut child);
            return Err(RowError::new("ws::git::program_failed", "git printed more than 256 MiB"));
        }
        let status = child
            .wait()
            .map_err(|error| RowError::new("ws::git::program_failed", format_args!("cannot wait for git: {error}")))?;
        let [stdout, stderr] = texts;
        Ok(Output { success: status.success(), stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
    }

    /// `GIT_CONFIG_COUNT` and its pairs: those of the environment and then `overrides`. Not `-c`, whose key ends at
    /// the first `=`, while the name of a filter may hold one.
    fn with_overrides(&self, overrides: &[Override]) -> Vec<(OsString, OsString)> {
        if overrides.is_empty() {
            return Vec::new();
        }
        let given = value(&self.environment, "GIT_CONFIG_COUNT").and_then(|count| count.to_str()?.parse().ok());
        let given: usize = given.unwrap_or(0);
        let mut pairs: Vec<(OsString, OsString)> =
            vec![("GIT_CONFIG_COUNT".into(), (given + overrides.len()).to_string().into())];
        for (offset, (key, value)) in overrides.iter().enumerate() {
            let number = given + offset;
            pairs.push((format!("GIT_CONFIG_KEY_{number}").into(), OsString::from_vec(key.clone())));
            pairs.push((format!("GIT_CONFIG_VALUE_{number}").into(), OsString::from_vec(value.clone())));
        }
        pairs
    }
}

impl Output {
    /// The standard output, or the failure that standard error tells of.
    pub fn or_failed(self, directory: &Path) -> Result<Vec<u8>, RowError> {
        if self.success { Ok(self.stdout) } else { Err(failure(directory, &self.stderr)) }
    }
}

/// git's complaint as a row's error. The texts are those of git's C locale; an unknown one is `corrupt`, because git
/// was run on what it should be able to read.
pub(super) fn failure(directory: &Path, stderr: &str) -> RowError {
    const CODES: [(&str, &str); 12] = [
        ("dubious ownership", "ws::git::not_owner"),
        ("Permission denied", "ws::git::unreadable"),
        ("Operation not permitted", "ws::git::unreadable"),
        ("Input/output error", "ws::git::unreadable"),
        ("unknown repository extension", "ws::git::unsupported"),
        ("Expected git repo version", "ws::git::unsupported"),
        ("extension found", "ws::git::unsupported"),
        ("which we do not understand", "ws::git::unsupported"),
        ("unknown hash algorithm", "ws::git::unsupported"),
        ("unknown ref storage format", "ws::git::unsupported"),
        ("invalid value for 'extensions.", "ws::git::unsupported"),
        ("external filter", "ws::git::filter_failed"),
    ];
    let code = CODES.iter().find(|(text, _)| stderr.contains(text)).map_or("ws::git::corrupt", |(_, code)| code);
    if code == "ws::git::not_owner" {
        return not_owner(directory);
    }
    let complaint = stderr.lines().find(|line| line.starts_with("fatal: ")).or_else(|| stderr.lines().next());
    let complaint = complaint.map_or("git gave no reason", |line| line.trim_start_matches("fatal: "));
    RowError::new(code, format_args!("git cannot read `{}`: {complaint}", directory.display()))
}

/// The refusal to read what belongs to another user, and how to allow it.
pub(super) fn not_owner(directory: &Path) -> RowError {
    let path = directory.canonicalize().unwrap_or_else(|_| directory.to_path_buf());
    RowError::new(
        "ws::git::not_owner",
        format_args!(
            "`{0}` belongs to another user; to allow it: git config --global --add safe.directory '{0}'",
            path.display()
        ),
    )
}

/// The value of a variable in an environment.
pub(super) fn value<'a>(environment: &'a [(OsString, OsString)], name: &str) -> Option<&'a OsStr> {
    environment.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_os_str())
}

/// Variables that stay: everything but git's own, of which those stay that say where the user's config is.
fn is_kept(name: &OsStr) -> bool {
    let name = name.as_bytes();
    if !name.starts_with(b"GIT_") {
        return true;
    }
    let kept: HashSet<&[u8]> = HashSet::from([
        b"GIT_EXEC_PATH".as_slice(),
        b"GIT_ATTR_NOSYSTEM",
        b"GIT_CONFIG_COUNT",
        b"GIT_CONFIG_GLOBAL",
        b"GIT_CONFIG_NOSYSTEM",
        b"GIT_CONFIG_PARAMETERS",
        b"GIT_CONFIG_SYSTEM",
    ]);
    kept.contains(name) || name.starts_with(b"GIT_CONFIG_KEY_") || name.starts_with(b"GIT_CONFIG_VALUE_")
}

fn fixed_environment() -> [(OsString, OsString); 5] {
    [
        ("LC_ALL".into(), "C".into()),
        ("GIT_OPTIONAL_LOCKS".into(), "0".into()),
        ("GIT_TERMINAL_PROMPT".into(), "0".into()),
        ("GIT_NO_LAZY_FETCH".into(), "1".into()),
        // A list without a protocol: nothing may be fetched.
        ("GIT_ALLOW_PROTOCOL".into(), "".into()),
    ]
}

/// Kills the child and everything in its group, and takes its exit status so that no zombie stays.
fn end(child: &mut Child) {
    // It may have ended by itself in between; then there is nothing to kill.
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
    let _ = child.wait();
}
