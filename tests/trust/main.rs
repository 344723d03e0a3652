//! Whose workspace is used, and for what: a stranger's next door, one's own that nobody trusted yet, and directories
//! that somebody else could change between the check and the use.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod allowed;
mod members;
mod programs;
mod stranger;
mod variables;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ws_test_support::TestContext;

/// A task that leaves a mark, and a sibling `mine` next to the root.
const CONFIG: &str =
    "[workspace]\nname = \"w\"\n[workspace.tasks]\ntest = \"touch RAN\"\n[[siblings]]\nname = \"mine\"\n";

ws_test_support::harness! {
    /// A directory in which a root and a sibling `mine` lie next to each other.
    struct Scene(TestContext);
}

impl Scene {
    /// With a root next to the sibling, a venv whose `git` leaves a mark, and `mine` as a repository.
    fn new() -> Self {
        let scene = Self(TestContext::new());
        scene.make_root(&scene.root);
        fs::create_dir(scene.mine()).unwrap();
        scene.git(&["init", "-q"]);
        scene.git(&["commit", "-q", "--allow-empty", "-m", "first"]);
        scene
    }

    /// A workspace that ships a venv.
    fn make_root(&self, root: &Path) {
        fs::create_dir_all(root.join(".venv/bin")).unwrap();
        fs::write(root.join("wrknv.toml"), CONFIG).unwrap();
        fs::write(root.join(".venv/pyvenv.cfg"), "home = /usr/bin\n").unwrap();
        let git = root.join(".venv/bin/git");
        fs::write(&git, format!("#!/bin/sh\ntouch '{}'\n", self.mark().display())).unwrap();
        set_mode(&git, 0o755);
    }

    fn mine(&self) -> PathBuf {
        self.sandbox.path().join("mine")
    }

    /// What the shipped `git` makes.
    fn mark(&self) -> PathBuf {
        self.mine().join("SHIPPED")
    }

    /// Whether anything of the workspace's was run: its task, or its venv's `git`.
    fn ran(&self) -> bool {
        self.mark().exists() || self.mine().join("RAN").exists()
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.sandbox.git(&self.mine(), arguments).unwrap()
    }

    /// `ws` with these arguments in `directory`.
    fn ws_in(&self, directory: &Path, arguments: &[&str]) -> Output {
        self.command_in(directory, arguments).output().unwrap()
    }

    /// The same in the sibling.
    fn ws(&self, arguments: &[&str]) -> Output {
        self.ws_in(&self.mine(), arguments)
    }

    /// The code that a command in `directory` fails with, which must be 2 for the CLI.
    fn code(&self, directory: &Path, arguments: &[&str]) -> String {
        let output = self.ws_in(directory, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        let code = said.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        code.unwrap_or_else(|| panic!("{arguments:?}: {said}")).0.to_owned()
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

/// Gives a directory with all below it to somebody; only root can.
fn give(path: &Path, user: u32) {
    let output = Command::new("chown").args(["-hR", &format!("{user}:{user}")]).arg(path).output().unwrap();
    succeeds(&output);
}
