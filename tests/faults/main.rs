//! What goes wrong around `ws`: no process or thread to be had, files that would be waited for, signals, hostile files,
//! and secrets in URLs. Each sibling keeps its row, nothing hangs, and nothing is left running.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod ends;
mod fifos;
mod growth;
mod hostile;
mod inherited;
mod limits;
mod places;
mod secrets;
mod silent;
mod unread;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;
use ws_test_support::TestContext;

/// How long a test waits for what must happen, however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(1);

ws_test_support::harness! {
    /// A workspace of repositories next to each other, each with a commit and a remote.
    struct Scene(TestContext);
}

impl Scene {
    fn new(siblings: &[&str]) -> Self {
        let scene = Self(TestContext::new());
        let mut config = "[workspace]\nname = \"w\"\n[workspace.tasks]\nt = \"true\"\n".to_owned();
        for name in siblings {
            let up = scene.path(&format!("up/{name}"));
            scene.sh(&format!(
                "git init -q --bare -b main up/{name}; git clone -q up/{name} {name} 2>&1; cd {name}
                 git commit -q --allow-empty -m first; git push -q origin HEAD:main"
            ));
            config.extend([format!("[[siblings]]\nname = \"{name}\"\nrepo = \"{}\"\n", up.display())]);
        }
        scene.write("root/wrknv.toml", &config);
        scene
    }

    /// The same without other programs, with its rows.
    fn rows(&self, arguments: &[&str]) -> (Output, Vec<Value>) {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
        let output = self.behind(&[], &arguments).output().unwrap();
        let rows = rows_of(&output);
        (output, rows)
    }
}

fn rows_of(output: &Output) -> Vec<Value> {
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{output:?}"))).collect()
}

/// Waits until something is true; panics with `what` when it never is.
fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_true() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Gives a directory with all below it to somebody; only root can.
fn give(path: &Path, user: u32) {
    let output = Command::new("chown").args(["-hR", &format!("{user}:{user}")]).arg(path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}
