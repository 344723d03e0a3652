//! What a scenario of any area works with: a sandbox, a root in it, and the `ws` that is under test.
//! Refuses to do: know what an area is about. An area's own harness holds one of these and adds its vocabulary.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::Sandbox;
use crate::tools;

/// A sandbox with a workspace's root in it. Whatever goes wrong is a panic: it fails the test.
#[derive(Debug)]
pub struct TestContext {
    /// The directory that holds everything, and its environment.
    pub sandbox: Sandbox,
    /// Where commands run: `root` in the sandbox, unless an area says otherwise.
    pub root: PathBuf,
    /// Whom `ws` runs as: another user where only root may change that; this process's own by default.
    pub user: Option<u32>,
}

impl Default for TestContext {
    fn default() -> Self {
        Self::new()
    }
}

impl TestContext {
    /// An empty sandbox; the root is not there yet.
    pub fn new() -> Self {
        let sandbox = Sandbox::new().unwrap();
        let root = sandbox.path().join("root");
        Self { sandbox, root, user: None }
    }

    /// A root whose wrknv.toml says `config`.
    pub fn with_config(config: &str) -> Self {
        let context = Self::new();
        context.write("root/wrknv.toml", config);
        context
    }

    /// What lies at `name` in the sandbox.
    pub fn path(&self, name: &str) -> PathBuf {
        self.sandbox.path().join(name)
    }

    /// Writes a file of the sandbox, with the directories that it needs.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a script of bash in the sandbox, which must succeed. What it prints.
    pub fn sh(&self, script: &str) -> String {
        let output = self.sandbox.command("bash", &self.sandbox.path()).args(["-euc", script]).output().unwrap();
        assert!(output.status.success(), "{script}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// `ws` in the root.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        self.command_in(&self.root, arguments)
    }

    /// `ws` in another directory.
    pub fn command_in<A: AsRef<OsStr>>(&self, directory: &Path, arguments: &[A]) -> Command {
        let mut command = self.behind(&[], arguments);
        command.current_dir(directory);
        command
    }

    /// `ws` in the root, started by other programs: `strace` or `prlimit`, with their arguments.
    pub fn behind<A: AsRef<OsStr>>(&self, before: &[&str], arguments: &[A]) -> Command {
        let user = self.user.map(|user| user.to_string());
        let setpriv = user.iter().flat_map(|user| ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"]);
        let mut programs = setpriv.chain(before.iter().copied()).map(OsStr::new);
        let ws = tools::ws();
        let first = programs.next();
        let mut command = self.sandbox.command(first.unwrap_or(ws.as_os_str()), &self.root);
        command.args(programs).args(first.map(|_| &ws)).args(arguments);
        command
    }

    /// The rows of a command in the root, and its exit code.
    pub fn rows(&self, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
        // First: what follows a task's name is the task's.
        let output = self.command(&["--format", "json"]).args(arguments).output().unwrap();
        (output.status.code(), rows_of(&output))
    }
}

/// The rows that `--format json` printed.
pub fn rows_of(output: &Output) -> Vec<Value> {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// An area's harness: a [`TestContext`] that has the area's vocabulary too.
#[macro_export]
macro_rules! harness {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident(TestContext);) => {
        $(#[$attribute])*
        $visibility struct $name($crate::TestContext);

        impl ::std::ops::Deref for $name {
            type Target = $crate::TestContext;

            fn deref(&self) -> &$crate::TestContext {
                &self.0
            }
        }

        impl ::std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $crate::TestContext {
                &mut self.0
            }
        }
    };
}
