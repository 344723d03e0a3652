//! The CLI as a user runs it: arguments in, text and exit code out.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod bad_input;
mod output;
mod siblings;
mod terminal;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use ws_test_support::TestContext;

ws_test_support::harness! {
    /// A workspace in a sandbox: `root` with its wrknv.toml, siblings next to it.
    struct Workspace(TestContext);
}

impl Workspace {
    /// An empty root whose wrknv.toml says `config`.
    fn with_config(config: &str) -> Self {
        Self(TestContext::with_config(config))
    }

    /// A workspace of real repositories, each with one commit, all of layer `foundation`.
    fn with_siblings(names: &[&str]) -> Self {
        use std::fmt::Write as _;
        let mut config = "[workspace]\nname = \"test\"\n".to_owned();
        for name in names {
            write!(config, "\n[[siblings]]\nname = \"{name}\"\nlayer = \"foundation\"\n").unwrap();
        }
        let workspace = Self::with_config(&config);
        for name in names {
            workspace.make_repository(name);
        }
        workspace
    }

    /// A repository of one commit next to the root.
    fn make_repository(&self, name: impl AsRef<OsStr>) -> PathBuf {
        let path = self.sandbox.path().join(name.as_ref());
        std::fs::create_dir(&path).unwrap();
        self.git(&path, &["init", "-q"]);
        std::fs::write(path.join("README"), "hello\n").unwrap();
        self.git(&path, &["add", "."]);
        self.git(&path, &["commit", "-q", "-m", "first"]);
        path
    }

    /// The directory of a sibling.
    fn sibling(&self, name: &str) -> PathBuf {
        self.sandbox.path().join(name)
    }

    /// Runs git, which must succeed.
    fn git(&self, directory: &Path, arguments: &[&str]) -> String {
        self.sandbox.git(directory, arguments).unwrap()
    }

    /// `ws` with these arguments, run in the root.
    fn ws(&self, arguments: &[&str]) -> Command {
        self.ws_in(&self.root, arguments)
    }

    /// `ws` with these arguments, run in `directory`.
    fn ws_in(&self, directory: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(ws_binary());
        command.args(arguments).current_dir(directory).env_clear().envs(self.sandbox.env());
        command
    }

    /// The rows of a command, which must succeed.
    fn rows(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        json(&mut self.ws(&[arguments, &["--format", "json"]].concat()))
    }
}

/// The binary under test.
fn ws_binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ws"))
}

/// The JSON array that a command prints; the command must succeed.
fn json(command: &mut Command) -> Vec<serde_json::Value> {
    let output = command.assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

/// What a failing command says on standard error; it must exit with `code` and print nothing on standard output.
fn failure(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    String::from_utf8(output.stderr).unwrap()
}

/// One column of all rows, as text.
fn column(rows: &[serde_json::Value], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].as_str().unwrap_or("null").to_owned()).collect()
}
