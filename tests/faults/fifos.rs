//! A FIFO in the place of a file would be waited for until somebody writes to it, which is never.

use std::process::{Output, Stdio};
use std::thread::JoinHandle;

use super::{Scene, rows_of, wait_until};

/// A command that was started.
fn begin(scene: &Scene, arguments: &[&str]) -> JoinHandle<Output> {
    let mut command = scene.behind(&[], arguments);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::spawn(move || child.wait_with_output().unwrap())
}

/// The output of a command, which must end.
fn end(ended: JoinHandle<Output>, what: &str) -> Output {
    wait_until(&format!("{what}: it ends"), || ended.is_finished());
    ended.join().unwrap()
}

fn ends(scene: &Scene, arguments: &[&str], what: &str) -> Output {
    end(begin(scene, arguments), what)
}

#[test]
fn nothing_waits_for_a_fifo_around_the_workspace() {
    let scene = Scene::new(&["a"]);
    let state = scene.sandbox.home().join(".local/state/ws");
    scene.sh("mkdir -p home/.local/state/ws; chmod 700 home/.local/state/ws; mkfifo -m 600 home/.local/state/ws/trusted.json");
    for arguments in [&["trust"][..], &["siblings"], &["untrust"]] {
        let output = ends(&scene, arguments, &format!("trusted.json, {arguments:?}"));
        let refused = String::from_utf8_lossy(&output.stderr).contains("not a regular file");
        assert!(refused || arguments == ["siblings"], "{arguments:?}: {output:?}");
    }
    std::fs::remove_dir_all(&state).unwrap();
    scene.sh("cd root; git init -q; rm .git/config; mkfifo .git/config .gitignore");
    ends(&scene, &["trust"], ".git/config of the root");
    scene.sh("cd root; rm wrknv.toml; mkfifo wrknv.toml");
    let output = ends(&scene, &["siblings"], "wrknv.toml");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// libgit2 waits without a limit, git until its own: each row would take ten seconds, and a sync minutes.
#[test]
fn a_fifo_for_the_users_git_config_is_named_in_every_row() {
    for file in [".gitconfig", ".config/git/config"] {
        let scene = Scene::new(&["a", "b"]);
        scene.sh(&format!("mkdir -p home/.config/git; rm -f home/{file}; mkfifo home/{file}"));
        for arguments in [&["siblings"][..], &["branches"], &["backup"], &["sync"], &["bootstrap", "--plan"]] {
            let all: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
            let rows = rows_of(&ends(&scene, &all, &format!("{file}, {arguments:?}")));
            assert_eq!(rows.len(), 2, "{file}, {arguments:?}: {rows:?}");
            for row in rows {
                assert_eq!(row["error"]["code"], "ws::git::config_unreadable", "{file}, {arguments:?}: {row}");
                assert!(row["error"]["message"].as_str().is_some_and(|said| said.contains(file)), "{row}");
            }
        }
    }
    // git reads more than these: what they include.
    let scene = Scene::new(&["a"]);
    scene.sh("mkfifo home/more; printf '[includeIf \"gitdir:/\"]\npath = more\n' > home/.gitconfig");
    let rows = rows_of(&ends(&scene, &["sync", "--format", "jsonl"], "includeIf.path"));
    assert_eq!(rows[0]["error"]["code"], "ws::git::config_unreadable", "{rows:?}");
    assert!(rows[0]["error"]["message"].as_str().is_some_and(|said| said.contains("home/more")), "{rows:?}");
}
