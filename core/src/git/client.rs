//! The `git` program for what goes over a network or changes a repository: the user's credentials, ssh, proxies and
//! config apply. It is never asked anything: what would need an answer fails.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::env::Env;
use crate::error::RowError;
use crate::exec::{self, End, Finished, Job, Stream};

/// What git is told so that nothing is packed or maintained behind the user's back, and submodules are left alone.
pub const QUIET: [&str; 6] = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "submodule.recurse=false"];

/// The `git` program of one environment.
#[derive(Debug, Clone)]
pub struct Client {
    program: PathBuf,
    env: Env,
    spill_directory: PathBuf,
}

impl Client {
    /// The `git` on the PATH of `env`, which is whole. Code: `ws::git::program_missing`.
    pub fn new(env: &Env, spill_directory: &Path) -> Result<Self, RowError> {
        let program = exec::find(env, "git")
            .ok_or_else(|| RowError::new("ws::git::program_missing", "there is no git on PATH: install it"))?;
        let mut client = Self { program, env: bare(env), spill_directory: spill_directory.to_path_buf() };
        // Without a terminal ssh would still ask on the controlling one. An ssh of the user's own is theirs to set up.
        let own = ["GIT_SSH", "GIT_SSH_COMMAND"].iter().any(|name| exec::variable(&client.env, name).is_some());
        if !own && !client.answer(Path::new("/"), &["config", "--get", "core.sshCommand"]).success() {
            client.env.insert("GIT_SSH_COMMAND".into(), "ssh -o BatchMode=yes".into());
        }
        Ok(client)
    }

    /// A run of git in `directory` that may say nothing for `silence` at most.
    pub fn job<S: AsRef<OsStr>>(&self, directory: &Path, arguments: &[S], silence: Option<Duration>) -> Job {
        Job {
            program: self.program.clone().into(),
            arguments: arguments.iter().map(|argument| argument.as_ref().to_os_string()).collect(),
            directory: directory.to_path_buf(),
            env: self.env.clone(),
            timeout: None,
            silence,
            spill_directory: self.spill_directory.clone(),
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
        let finished = exec::run(&self.job(directory, arguments, silence), cancelled, &mut |stream, said| {
            if let (Stream::Stderr, Some((phase, percent))) = (stream, progress(said)) {
                told(&phase, percent);
            }
        });
        failure(&finished, silence).map_or_else(|| Ok(finished.stdout.text()), Err)
    }

    /// What a short run of git answers.
    pub fn answer<S: AsRef<OsStr>>(&self, directory: &Path, arguments: &[S]) -> Finished {
        let job = Job { timeout: Some(Duration::from_mins(1)), ..self.job(directory, arguments, None) };
        exec::run(&job, &|| false, &mut |_, _| {})
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

/// What a run that failed says, as a row's error; `None` for one that did not. Codes: `ws::git::timed_out`,
/// `ws::git::cancelled`, `ws::git::authentication`, `ws::git::unreachable`, `ws::git::not_found`, `ws::io::disk_full`,
/// `ws::io::not_writable`, `ws::git::failed`.
pub fn failure(finished: &Finished, silence: Option<Duration>) -> Option<RowError> {
    const CODES: [(&str, &str); 20] = [
        ("No space left on device", "ws::io::disk_full"),
        ("Read-only file system", "ws::io::not_writable"),
        ("could not create", "ws::io::not_writable"),
        ("could not read Username", "ws::git::authentication"),
        ("could not read Password", "ws::git::authentication"),
        ("Authentication failed", "ws::git::authentication"),
        ("Permission denied (", "ws::git::authentication"),
        ("Host key verification failed", "ws::git::authentication"),
        ("error: 401", "ws::git::authentication"),
        ("error: 403", "ws::git::authentication"),
        ("does not exist", "ws::git::not_found"),
        ("not found", "ws::git::not_found"),
        ("does not appear to be a git repository", "ws::git::not_found"),
        ("Could not resolve host", "ws::git::unreachable"),
        ("unable to connect", "ws::git::unreachable"),
        ("Failed to connect", "ws::git::unreachable"),
        ("Connection", "ws::git::unreachable"),
        ("hung up", "ws::git::unreachable"),
        ("early EOF", "ws::git::unreachable"),
        ("Permission denied", "ws::io::not_writable"),
    ];
    match &finished.end {
        End::Exited(0) => return None,
        End::Cancelled => return Some(RowError::new("ws::git::cancelled", "it was interrupted")),
        End::TimedOut | End::Silent => {
            let seconds = silence.unwrap_or_default().as_secs();
            return Some(RowError::new(
                "ws::git::timed_out",
                format_args!("git said nothing for {seconds} s: is the remote there?"),
            ));
        }
        End::NotStarted(error) => return Some(error.clone()),
        End::Exited(_) | End::Signalled(_) => {}
    }
    let said = finished.stderr.text();
    let code = CODES.iter().find(|(text, _)| said.contains(text)).map_or("ws::git::failed", |(_, code)| code);
    // The first complaint is the cause; those after it are what came of it.
    let is_complaint =
        |line: &&str| ["fatal: ", "error: ", "remote: ", "ssh: "].iter().any(|start| line.starts_with(start));
    let is_meant = |line: &&str| CODES.iter().any(|(text, meant)| *meant == code && line.contains(text));
    let lines = || said.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(is_meant).or_else(|| lines().find(is_complaint)).or_else(|| lines().next_back());
    let line = line.unwrap_or("git gave no reason");
    let line = line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
    Some(RowError::new(code, line))
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
    fn the_last_percentage_counts() {
        let said =
            b"Cloning into 'x'...\nremote: Counting objects: 100% (3/3), done.\rReceiving objects:  45% (9/20)\r";
        assert_eq!(progress(said), Some(("Receiving objects".to_owned(), 45)));
        assert_eq!(progress(b"remote: Counting objects:   7% (1/14)"), Some(("Counting objects".to_owned(), 7)));
        assert_eq!(progress(b"Cloning into 'a: 5'..."), None);
    }
}
