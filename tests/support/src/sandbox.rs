//! A temporary directory with a home of its own, and commands that see nothing of the developer's environment:
//! no git config but the sandbox's own, a fixed identity and clock, English messages.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// The clock of every commit that a sandbox makes, as git's environment takes it.
pub const CLOCK: &str = "2026-01-02T03:04:05+00:00";

/// A temporary directory and the environment that belongs to it. Removed on drop.
#[derive(Debug)]
pub struct Sandbox {
    directory: tempfile::TempDir,
}

impl Sandbox {
    /// Makes the directory with an empty `home` in it.
    pub fn new() -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("ws-test-").tempdir().context("cannot make a sandbox")?;
        std::fs::create_dir(directory.path().join("home"))?;
        Ok(Self { directory })
    }

    /// The directory itself, without symlinks in its path.
    pub fn path(&self) -> PathBuf {
        self.directory.path().canonicalize().unwrap_or_else(|_| self.directory.path().to_path_buf())
    }

    /// The home directory of everything that runs here.
    pub fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    /// The whole environment of a command in this sandbox.
    pub fn env(&self) -> Vec<(OsString, OsString)> {
        environment(&self.home())
    }

    /// A command in `directory` with this sandbox's environment and nothing on its standard input.
    pub fn command(&self, program: impl AsRef<OsStr>, directory: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(directory).env_clear().envs(self.env()).stdin(Stdio::null());
        command
    }

    /// Runs git in `directory`, which must succeed; gives its standard output without the last line feed.
    pub fn git<S: AsRef<OsStr>>(&self, directory: &Path, arguments: impl IntoIterator<Item = S>) -> Result<String> {
        git(&self.home(), directory, arguments)
    }
}

/// What pip and uv need to reach a package index as this machine does, and caches that the tests share.
pub fn package_index() -> Vec<(OsString, OsString)> {
    let network = ["PIP_", "UV_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let is_network = |name: &OsString| {
        let name = name.to_string_lossy().to_uppercase();
        network.iter().any(|prefix| name.starts_with(prefix))
    };
    let mut variables: Vec<(OsString, OsString)> = std::env::vars_os().filter(|(name, _)| is_network(name)).collect();
    let caches = crate::tools::repository().join("target/tmp");
    let caches = [("UV_CACHE_DIR", caches.join("uv-cache")), ("PIP_CACHE_DIR", caches.join("pip-cache"))];
    variables.extend(caches.into_iter().map(|(name, path)| (name.into(), path.into())));
    let fixed = [("UV_SYSTEM_CERTS", "1"), ("UV_NATIVE_TLS", "1"), ("UV_PYTHON_DOWNLOADS", "never")];
    variables.extend(fixed.into_iter().map(|(name, value)| (name.into(), value.into())));
    variables
}

/// The whole environment of a command whose home is `home`: PATH from this process, all else fixed.
pub fn environment(home: &Path) -> Vec<(OsString, OsString)> {
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    let mut variables: Vec<(OsString, OsString)> = vec![
        ("PATH".into(), path),
        ("HOME".into(), home.into()),
        ("XDG_CONFIG_HOME".into(), home.join(".config").into()),
        ("XDG_DATA_HOME".into(), home.join(".local/share").into()),
        ("XDG_STATE_HOME".into(), home.join(".local/state").into()),
        ("XDG_CACHE_HOME".into(), home.join(".cache").into()),
    ];
    let fixed = [
        ("LC_ALL", "C.UTF-8"),
        ("TZ", "UTC"),
        ("TERM", "dumb"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Ada Example"),
        ("GIT_AUTHOR_EMAIL", "ada@example.org"),
        ("GIT_COMMITTER_NAME", "Ada Example"),
        ("GIT_COMMITTER_EMAIL", "ada@example.org"),
        ("GIT_AUTHOR_DATE", CLOCK),
        ("GIT_COMMITTER_DATE", CLOCK),
        ("GIT_TERMINAL_PROMPT", "0"),
    ];
    variables.extend(fixed.into_iter().map(|(name, value)| (name.into(), value.into())));
    variables
}

/// Runs git in `directory` under the environment of `home`; it must succeed.
pub fn git<S: AsRef<OsStr>>(home: &Path, directory: &Path, arguments: impl IntoIterator<Item = S>) -> Result<String> {
    let mut command = Command::new("git");
    command.args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]);
    command.args(arguments).current_dir(directory).env_clear().envs(environment(home)).stdin(Stdio::null());
    let output = command.output().context("cannot run git")?;
    ensure!(
        output.status.success(),
        "{command:?} in {}: {}",
        directory.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
}
