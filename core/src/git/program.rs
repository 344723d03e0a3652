//! Runs the `git` program for what libgit2 cannot read or know. Bounded in time and output, with nothing to type
//! into, and with everything turned off by which a repository's own config could run a command or write a file.

use std::cell::Cell;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::env::Env;
use crate::error::RowError;
use crate::git::injected::Injected;
use crate::git::place::Place;
use crate::programs;
use crate::work::child::{self, End, Extras, Job, Stream};

/// What git may print before it is stopped; `git status` of a million changed paths stays below.
const OUTPUT_LIMIT: usize = 256 * 1024 * 1024;

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
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Its absolute path; `None` when the environment's PATH has none.
    pub path: Option<PathBuf>,
    environment: Arc<Vec<(OsString, OsString)>>,
    injected: Injected,
    limit: Duration,
    deadline: Instant,
}

/// A config value for one run: the key, and the value as git reads it.
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
            environment: Arc::new(kept),
            injected: Injected::of(|name| value(environment, name)),
            limit,
            deadline: Instant::now() + limit,
        }
    }

    /// The same program, with all of its time before it.
    pub fn again(&self) -> Self {
        Self { deadline: Instant::now() + self.limit, ..self.clone() }
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
                format_args!("reading `{}` needs git, and there is no git on PATH", directory.display()),
            ));
        };
        let mut words: Vec<OsString> = vec!["--no-pager".into(), "--no-optional-locks".into()];
        // What is said last counts.
        let mut injected = self.injected.clone();
        for (key, value) in overrides {
            injected.add(key.clone(), Some(value.clone()));
        }
        words.extend(injected.arguments);
        words.extend(SAFE.iter().flat_map(|setting| ["-c".into(), OsString::from(setting)]));
        words.extend(["-C".into(), directory.into()]);
        words.extend(arguments.into_iter().map(|argument| argument.as_ref().to_os_string()));
        // These decide for which repository it is, so none of them is the caller's.
        let mut variables: Vec<(OsString, OsString)> = self.environment.to_vec();
        variables.extend(fixed_environment());
        variables.extend(place.environment());
        variables.extend(injected.variables);
        let job = Job {
            program: path.into(),
            arguments: words,
            directory: "/".into(),
            env: Env::new(),
            timeout: Some(self.deadline.saturating_duration_since(Instant::now())),
            silence: None,
            spill_directory: None,
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let too_much = Cell::new(false);
        let mut on_output = |stream: Stream, said: &[u8]| {
            let text = if stream == Stream::Stdout { &mut stdout } else { &mut stderr };
            let room = OUTPUT_LIMIT - text.len();
            text.extend_from_slice(&said[..said.len().min(room)]);
            too_much.set(too_much.get() || said.len() > room);
        };
        let finished = child::run_with(
            &job,
            Extras { input, variables, not_captured: true, ..Extras::default() },
            &|| too_much.get(),
            &mut on_output,
        );
        let shown = directory.display();
        let failed = |message: String| Err(RowError::new("ws::git::program_failed", message));
        match finished.end {
            End::Exited(_) | End::Signalled(_) => {
                let stderr = String::from_utf8_lossy(&stderr).into_owned();
                Ok(Output { success: finished.success(), stdout, stderr })
            }
            End::TimedOut | End::Silent => {
                let message = format_args!("git took longer than {} s in `{shown}`", self.limit.as_secs_f32());
                Err(RowError::new("ws::git::timed_out", message))
            }
            End::Cancelled => failed(format!("git printed more than {OUTPUT_LIMIT} bytes in `{shown}`")),
            End::NotStarted(error) if error.code == "ws::exec::not_found" => {
                Err(RowError::new("ws::git::program_missing", error.message))
            }
            End::NotStarted(error) => failed(error.message),
        }
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
        b"GIT_CONFIG_GLOBAL",
        b"GIT_CONFIG_NOSYSTEM",
        b"GIT_CONFIG_SYSTEM",
    ]);
    kept.contains(name)
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
