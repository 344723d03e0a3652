//! The `git` program for what goes over a network or changes a repository: the user's credentials, ssh, proxies and
//! config apply. It is never asked anything: what would need an answer fails.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::env::Env;
use crate::error::RowError;
use crate::git::injected::Injected;
use crate::git::program::Program;
use crate::git::user::UserFiles;
use crate::work::child::{self, End, Finished, Job, Stream};

/// What git is told so that nothing is packed or maintained behind the user's back, and submodules are left alone.
pub const QUIET: [&str; 6] = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "submodule.recurse=false"];

/// What reading the user's config may take.
const CONFIG_LIMIT: Duration = Duration::from_secs(10);

/// The `git` program of one environment.
#[derive(Debug, Clone)]
pub struct Client {
    program: PathBuf,
    env: Env,
    injected: Injected,
    spill_directory: PathBuf,
}

impl Client {
    /// The `git` on the PATH of `env`, which is whole. Codes: `ws::git::program_missing`, `ws::git::config_unreadable`.
    pub fn new(env: &Env, spill_directory: &Path) -> Result<Self, RowError> {
        let program = child::find(env, "git")
            .ok_or_else(|| RowError::new("ws::git::program_missing", "there is no git on PATH: install it"))?;
        let variables: Vec<_> = env.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        UserFiles::new(&variables, &Program::new(&variables, CONFIG_LIMIT)).check_all()?;
        let injected = Injected::of(|name| env.get(OsStr::new(name)).map(std::ffi::OsString::as_os_str));
        let mut bare = bare(env);
        bare.extend(injected.variables.iter().cloned());
        let mut client = Self { program, env: bare, injected, spill_directory: spill_directory.to_path_buf() };
        // Without a terminal ssh would still ask on the controlling one. An ssh of the user's own is theirs to set up.
        let own = ["GIT_SSH", "GIT_SSH_COMMAND"].iter().any(|name| child::variable(&client.env, name).is_some());
        if !own {
            let job = client.job(Path::new("/"), &["config", "--get", "core.sshCommand"], None);
            let asked = child::run(&Job { timeout: Some(CONFIG_LIMIT), ..job }, &|| false, &mut |_, _| {});
            if asked.end == End::TimedOut {
                let limit = CONFIG_LIMIT.as_secs();
                let message =
                    format_args!("git needs longer than {limit} s to read its config: run `git config --list`");
                return Err(RowError::new("ws::git::config_unreadable", message));
            }
            if !asked.success() {
                client.env.insert("GIT_SSH_COMMAND".into(), "ssh -o BatchMode=yes".into());
            }
        }
        Ok(client)
    }

    /// A run of git in `directory` that may say nothing for `silence` at most.
    pub fn job<S: AsRef<OsStr>>(&self, directory: &Path, arguments: &[S], silence: Option<Duration>) -> Job {
        Job {
            program: self.program.clone().into(),
            arguments: self.injected.arguments.iter().cloned().chain(arguments.iter().map(Into::into)).collect(),
            directory: directory.to_path_buf(),
            env: self.env.clone(),
            timeout: None,
            silence,
            spill_directory: Some(self.spill_directory.clone()),
        }
    }

    /// A run of git in `directory` that must succeed: what it prints. `told` hears where one with `--progress` is. Codes:
    /// those of [`failure`].
    pub fn run<S: AsRef<OsStr>>(
        &self,
        directory: &Path,
        arguments: &[S],
        silence: Option<Duration>,
        cancelled: &dyn Fn() -> bool,
        told: &dyn Fn(&str, u8),
    ) -> Result<String, RowError> {
        let finished = child::run(&self.job(directory, arguments, silence), cancelled, &mut |stream, said| {
            if let (Stream::Stderr, Some((phase, percent))) = (stream, progress(said)) {
                told(&phase, percent);
            }
        });
        failure(&finished, silence).map_or_else(|| Ok(finished.stdout.text()), Err)
    }

    /// What a short run of git answers.
    pub fn answer<S: AsRef<OsStr>>(&self, directory: &Path, arguments: &[S]) -> Finished {
        let job = Job { timeout: Some(Duration::from_mins(1)), ..self.job(directory, arguments, None) };
        child::run(&job, &|| false, &mut |_, _| {})
    }
}

/// The environment without what would point git elsewhere, with prompts turned off and its messages in English.
fn bare(env: &Env) -> Env {
    let mut env: Env = env.clone();
    // What names a repository is removed for every child; these two are git's too.
    for name in ["GIT_NAMESPACE", "GIT_CEILING_DIRECTORIES"] {
        env.remove(OsStr::new(name));
    }
    let set: [(&str, &str); 5] = [
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
        ("GIT_PAGER", "cat"),
        ("GIT_EDITOR", "false"),
        ("SSH_ASKPASS_REQUIRE", "never"),
    ];
    for (name, value) in set {
        env.insert(name.into(), value.into());
    }
    // A helper that opens a window would wait for somebody. `GIT_ASKPASS` is how some editors hand a token over.
    env.remove(OsStr::new("SSH_ASKPASS"));
    env
}

/// Ended by SIGPIPE: itself, or what it ran (whose signal a shell, and git, add 128 to).
fn by_pipe(end: &End) -> bool {
    const SIGPIPE: i32 = 13;
    matches!(end, End::Signalled(SIGPIPE)) || *end == End::Exited(128 + SIGPIPE)
}

/// What a run that failed says, as a row's error; `None` for one that did not. Codes: `ws::git::timed_out`,
/// `ws::git::cancelled`, `ws::git::authentication`, `ws::git::unreachable`, `ws::git::not_found`,
/// `ws::git::helper_missing`, `ws::io::disk_full`, `ws::io::not_writable`, `ws::git::failed`.
pub fn failure(finished: &Finished, silence: Option<Duration>) -> Option<RowError> {
    match &finished.end {
        End::Exited(0) => None,
        End::Cancelled => Some(RowError::new("ws::git::cancelled", "it was interrupted")),
        End::TimedOut | End::Silent => {
            let seconds = silence.unwrap_or_default().as_secs();
            let message = format_args!("git printed nothing for {seconds} s: check that the remote can be reached");
            Some(RowError::new("ws::git::timed_out", message))
        }
        End::NotStarted(error) => Some(error.clone()),
        End::Exited(_) | End::Signalled(_) => Some(match complaint(&finished.stderr.text()) {
            // A remote that closes the connection while git still writes ends git by SIGPIPE, before it can say anything.
            error if error.code == "ws::git::failed" && by_pipe(&finished.end) => {
                RowError::new("ws::git::unreachable", "the remote closed the connection")
            }
            error => error,
        }),
    }
}

/// git's own words as a row's error: the line that says what went wrong, and never one that only says how far it was.
fn complaint(said: &str) -> RowError {
    /// What git, curl and ssh say in English; the first that stands in a line decides. What a remote that dies in the middle
    /// of a transfer leads to depends on which of git's processes notices it first.
    const CODES: [(&str, &str); 45] = [
        ("No space left on device", "ws::io::disk_full"),
        ("Disk quota exceeded", "ws::io::disk_full"),
        ("Read-only file system", "ws::io::not_writable"),
        ("could not create", "ws::io::not_writable"),
        ("remote helper for", "ws::git::helper_missing"),
        ("is not a git command", "ws::git::helper_missing"),
        ("could not read Username", "ws::git::authentication"),
        ("could not read Password", "ws::git::authentication"),
        ("Authentication failed", "ws::git::authentication"),
        ("Permission denied (", "ws::git::authentication"),
        ("Host key verification failed", "ws::git::authentication"),
        ("error: 401", "ws::git::authentication"),
        ("error: 403", "ws::git::authentication"),
        ("Could not resolve host", "ws::git::unreachable"),
        ("unable to connect", "ws::git::unreachable"),
        ("unable to look up", "ws::git::unreachable"),
        ("Failed to connect", "ws::git::unreachable"),
        ("Couldn't connect", "ws::git::unreachable"),
        ("Connection", "ws::git::unreachable"),
        ("timed out", "ws::git::unreachable"),
        ("No route to host", "ws::git::unreachable"),
        ("is unreachable", "ws::git::unreachable"),
        ("hung up", "ws::git::unreachable"),
        ("early EOF", "ws::git::unreachable"),
        ("unexpected disconnect", "ws::git::unreachable"),
        ("unexpected EOF", "ws::git::unreachable"),
        ("RPC failed", "ws::git::unreachable"),
        ("Recv failure", "ws::git::unreachable"),
        ("Send failure", "ws::git::unreachable"),
        ("transfer closed", "ws::git::unreachable"),
        ("Empty reply", "ws::git::unreachable"),
        ("premature end of pack", "ws::git::unreachable"),
        ("bad pack header", "ws::git::unreachable"),
        ("index-pack", "ws::git::unreachable"),
        ("unpack-objects", "ws::git::unreachable"),
        ("protocol error", "ws::git::unreachable"),
        ("expected flush", "ws::git::unreachable"),
        ("expected 'packfile'", "ws::git::unreachable"),
        ("error: 5", "ws::git::unreachable"),
        ("does not exist", "ws::git::not_found"),
        ("not found", "ws::git::not_found"),
        ("does not appear to be a git repository", "ws::git::not_found"),
        ("Permission denied", "ws::io::not_writable"),
        ("unable to access", "ws::git::unreachable"),
        ("Could not read from remote repository", "ws::git::unreachable"),
    ];
    let lines: Vec<&str> = said.split(['\n', '\r']).map(str::trim).filter(|line| is_told(line)).collect();
    // What is in quotes is a path or a URL, which may have any words in it.
    let bare = |line: &str| line.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    let has = |line: &str, text: &str| bare(line).contains(text) || (text.contains('\'') && line.contains(text));
    let found = CODES.iter().find(|(text, _)| lines.iter().any(|line| has(line, text)));
    let code = found.map_or("ws::git::failed", |(_, code)| code);
    let is_own = |line: &&&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let is_meant = |line: &&&str| CODES.iter().any(|(text, meant)| *meant == code && has(line, text));
    // The first complaint is the cause; those after it are what came of it.
    let line = lines.iter().filter(is_own).find(is_meant).or_else(|| lines.iter().find(is_meant));
    let line = line.or_else(|| lines.iter().find(is_own)).or_else(|| lines.last()).unwrap_or(&"git gave no reason");
    let line = line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
    // git's advice is in the lines that follow.
    let advice = if line.contains(".lock': File exists") {
        "; another git may be at work there: if none is, remove the file"
    } else {
        ""
    };
    let line = if advice.is_empty() { line } else { line.trim_end_matches('.') };
    RowError::new(code, without_login(line) + advice)
}

/// Without what stands before the `@` of a host: of `git://TOKEN@example.org/x` git's connect.c names `TOKEN@example.org`.
fn without_login(line: &str) -> String {
    let named =
        ["unable to look up ", "unable to connect to "].iter().find_map(|text| Some(line.find(text)? + text.len()));
    match named.map(|named| line.split_at(named)) {
        Some((before, host)) => [before, host.rsplit_once('@').map_or(host, |(_, host)| host)].concat(),
        None => line.to_owned(),
    }
}

/// Whether a line may say what went wrong: not an empty one, nor one of those that tell how far a transfer is.
fn is_told(line: &str) -> bool {
    const STEPS: [&str; 14] = [
        "warning: ",
        "hint: ",
        "Cloning into ",
        "From ",
        "Enumerating ",
        "Counting ",
        "Compressing ",
        "Receiving ",
        "Resolving ",
        "Unpacking ",
        "Updating ",
        "Filtering ",
        "Total ",
        "Submodule ",
    ];
    let own = line.strip_prefix("remote:").unwrap_or(line).trim_start();
    !own.is_empty() && !STEPS.iter().any(|step| own.starts_with(step)) && progress(line.as_bytes()).is_none()
}

/// Where a run with `--progress` is: the phase and the percentage of its last line, such as `Receiving objects: 45%`.
pub fn progress(said: &[u8]) -> Option<(String, u8)> {
    let text = String::from_utf8_lossy(said);
    text.rsplit(['\r', '\n']).find_map(|line| {
        let (phase, rest) = line.trim_start_matches("remote: ").split_once(':')?;
        let (percent, _) = rest.trim_start().split_once('%')?;
        Some((phase.to_owned(), percent.parse().ok().filter(|percent| *percent <= 100)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_gits_own() {
        let head = "Cloning into '/w/Connection not found'...\nremote: Enumerating objects: 9, done.\n\
                    remote: Counting objects: 100% (9/9), done.\rReceiving objects:  45% (4/9)\r";
        let cases = [
            ("fatal: early EOF\nfatal: fetch-pack: invalid index-pack output\n", "ws::git::unreachable", "early EOF"),
            (
                "fatal: fetch-pack: invalid index-pack output\n",
                "ws::git::unreachable",
                "fetch-pack: invalid index-pack output",
            ),
            (
                "fetch-pack: unexpected disconnect while reading sideband packet\nfatal: protocol error: bad pack header\n",
                "ws::git::unreachable",
                "protocol error: bad pack header",
            ),
            (
                "error: RPC failed; curl 18 transfer closed\nfatal: early EOF\n",
                "ws::git::unreachable",
                "RPC failed; curl 18 transfer closed",
            ),
            (
                "git: 'remote-nope' is not a git command. See 'git --help'.\n",
                "ws::git::helper_missing",
                "git: 'remote-nope' is not a git command. See 'git --help'.",
            ),
            (
                "fatal: unable to find remote helper for 'nope'\n",
                "ws::git::helper_missing",
                "unable to find remote helper for 'nope'",
            ),
            (
                "remote: Repository not found.\nfatal: repository 'https://a:b@x/y/' not found\n",
                "ws::git::not_found",
                "repository 'https://x/y/' not found",
            ),
            (
                "git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.\n",
                "ws::git::authentication",
                "git@x: Permission denied (publickey).",
            ),
            (
                "fatal: unable to look up a:b@c@x (port 9418) (Name or service not known)\n",
                "ws::git::unreachable",
                "unable to look up x (port 9418) (Name or service not known)",
            ),
            (
                "error: Unable to create '/a/.git/index.lock': File exists.\n\nAnother git process seems to be running\n",
                "ws::git::failed",
                "Unable to create '/a/.git/index.lock': File exists; another git may be at work there: if none is, remove the file",
            ),
            ("fatal: something new\nand what came of it\n", "ws::git::failed", "something new"),
            ("", "ws::git::failed", "git gave no reason"),
        ];
        for (said, code, message) in cases {
            let error = complaint(&format!("{head}{said}"));
            assert_eq!((error.code, error.message.as_str()), (code, message), "{said}");
        }
    }

    #[test]
    fn the_last_percentage_counts() {
        let said =
            b"Cloning into 'x'...\nremote: Counting objects: 100% (3/3), done.\rReceiving objects:  45% (9/20)\r";
        assert_eq!(progress(said), Some(("Receiving objects".to_owned(), 45)));
        assert_eq!(progress(b"remote: Counting objects:   7% (1/14)"), Some(("Counting objects".to_owned(), 7)));
        assert_eq!(progress(b"Cloning into 'a: 5'..."), None);
    }
}
