//! A sandbox with one repository that a script makes, and a `git` in its PATH that writes down each call.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use ws_core::git::{self, Look, LookOptions};
use ws_test_support::Sandbox;

/// What every script may use.
const PRELUDE: &str = r#"
git() { command git -c init.defaultBranch=main -c protocol.file.allow=always -c advice.detachedHead=false "$@"; }
# A repository with one commit, and into it.
new() {
    git init -q "$@"; cd "${@: -1}"
    mkdir sub; echo one >one; echo two >sub/two; seq 100 >many
    git add .; git commit -qm first
}
# One more commit.
more() { echo "$1" >"$1"; git add -- "$1"; git commit -qm "$1"; }
# Two branches that both change `one`, on main.
torn() {
    new repo; git checkout -qb other; echo other >one; git commit -qam other
    git checkout -q main; echo main >one; git commit -qam main
}
# A clone with an upstream.
cloned() { (new origin; more a; more b); git clone -q "$@" origin repo; cd repo; }
# A repository with a submodule that has two commits.
nested() { (new module; more second); new repo; git submodule --quiet add ../module module; git commit -qm module; }
"#;

/// A sandbox and its log of calls of git.
pub struct Scene {
    pub sandbox: Sandbox,
    log: PathBuf,
    /// What a test adds to the environment of the look.
    pub extra: Vec<(OsString, OsString)>,
}

impl Scene {
    /// Runs a script of bash in an empty sandbox; it must succeed.
    pub fn new(script: &str) -> Self {
        let sandbox = Sandbox::new().unwrap();
        let tools = sandbox.path().join("tools");
        let log = tools.join("log");
        fs::create_dir(&tools).unwrap();
        let real = find_git();
        let wrapper = format!("#!/bin/sh\necho \"$*\" >>'{}'\nexec '{}' \"$@\"\n", log.display(), real.display());
        ws_test_support::tools::write_script(&tools.join("git"), &wrapper).unwrap();
        let scene = Self { sandbox, log, extra: Vec::new() };
        scene.script(script);
        scene
    }

    /// Runs one more script.
    pub fn script(&self, script: &str) {
        let mut bash = self.sandbox.command("bash", &self.sandbox.path());
        bash.args(["-euo", "pipefail", "-c", &format!("{PRELUDE}\n{script}")]);
        let output = bash.output().expect("bash runs");
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The directory `name` of the sandbox.
    pub fn path(&self, name: &str) -> PathBuf {
        self.sandbox.path().join(name)
    }

    /// The environment of a look: the sandbox's, with the git that writes down its calls.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let mut environment = self.sandbox.env();
        for (name, value) in &mut environment {
            if name == "PATH" {
                let mut path = self.log.parent().unwrap().as_os_str().to_owned();
                path.push(":");
                path.push(&value);
                *value = path;
            }
        }
        environment.extend(self.extra.iter().cloned());
        environment
    }

    /// Looks, and says how often git was called.
    pub fn look(&self, path: &Path, fast: bool) -> (Look, Vec<String>) {
        let _ = fs::remove_file(&self.log);
        let options =
            LookOptions { fast, run_repository_filters: false, env: self.environment(), ..LookOptions::default() };
        let look = git::look(path, &options);
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        (look, log.lines().map(str::to_owned).collect())
    }

    /// Runs git as a person would in the sandbox, for what it says.
    pub fn git(&self, directory: &Path) -> Command {
        let mut command = self.sandbox.command("git", directory);
        command.arg("--no-optional-locks").envs(self.extra.iter().cloned());
        command
    }

    /// Every file below the sandbox but the log: path, kind, size, times in nanoseconds, and the bytes of indexes.
    pub fn listing(&self) -> Vec<String> {
        let mut lines = Vec::new();
        list(&self.sandbox.path(), &mut lines);
        lines.sort();
        lines
    }

    /// Sets every file of a working tree an hour back, so that none is as its index entry says.
    pub fn touch(directory: &Path) {
        let past = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() && entry.file_name() != ".git" {
                Self::touch(&entry.path());
            } else if kind.is_file()
                && entry.file_name() != ".git"
                && let Ok(file) = fs::File::options().append(true).open(entry.path())
            {
                file.set_modified(past).unwrap();
            }
        }
    }
}

fn list(directory: &Path, lines: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.ends_with("tools") {
            continue;
        }
        let metadata = fs::symlink_metadata(&path).unwrap();
        let times = format!(
            "{}.{:09} {}.{:09}",
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime(),
            metadata.ctime_nsec()
        );
        let mut line =
            format!("{} {:o} {} {} {times}", path.display(), metadata.mode(), metadata.len(), metadata.ino());
        if metadata.is_file() && path.as_os_str().as_bytes().ends_with(b"/index") {
            write!(line, " {:?}", fs::read(&path).unwrap()).unwrap();
        }
        lines.push(line);
        if metadata.is_dir() {
            list(&path, lines);
        }
    }
}

fn find_git() -> PathBuf {
    let path = std::env::var_os("PATH").expect("PATH is set");
    let git = std::env::split_paths(&path).map(|directory| directory.join("git")).find(|file| file.is_file());
    git.expect("git is on PATH; `cargo xtask test` says what else the tests need")
}
