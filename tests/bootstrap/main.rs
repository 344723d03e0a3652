//! `ws bootstrap` against real remotes: what is cloned, linked and left, on disks that are full, and when it is killed.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod remotes;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ws_test_support::TestContext;

/// Bare repositories in `remotes/`, and a workspace in `at/root` whose siblings they are.
struct Scene {
    context: TestContext,
    names: Vec<String>,
}

impl std::ops::Deref for Scene {
    type Target = TestContext;

    fn deref(&self) -> &TestContext {
        &self.context
    }
}

impl Scene {
    fn new(names: &[&str]) -> Self {
        let mut scene = Self { context: TestContext::new(), names: names.iter().map(|n| (*n).to_owned()).collect() };
        scene.context.root = scene.path("at/root");
        scene.sh(
            "git init -q -b main seed; cd seed; for n in 1 2 3; do echo $n >file; git add .; git commit -qm $n; done",
        );
        for name in names {
            scene.sh(&format!("git clone -q --bare seed 'remotes/{name}.git'"));
        }
        let base = format!("file://{}/remotes", scene.sandbox.path().display());
        scene.configure(|name| format!("{base}/{name}.git"));
        scene
    }

    /// Writes wrknv.toml with these URLs.
    fn configure(&self, url: impl Fn(&str) -> String) {
        let siblings =
            self.names.iter().map(|name| format!("[[siblings]]\nname = \"{name}\"\nrepo = \"{}\"\n", url(name)));
        let text = format!("[workspace]\nname = \"w\"\n{}", siblings.collect::<String>());
        fs::create_dir_all(self.path("at/root")).unwrap();
        fs::write(self.path("at/root/wrknv.toml"), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.context.command(&[&["bootstrap"], arguments].concat())
    }

    fn run(&self, arguments: &[&str]) -> (Output, Value) {
        let output = self.command(arguments).args(["--format", "json"]).output().unwrap();
        let rows = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output, rows)
    }

    /// Everything in the directory of the siblings but the root, by name.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("at")).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "root")
            .collect();
        names.sort();
        names
    }

    /// Each sibling is a whole clone: sound, clean, at the remote's commit.
    fn assert_whole(&self) {
        let mut names = self.names.clone();
        names.sort();
        assert_eq!(self.beside(), names);
        for name in &self.names {
            let said = self.sh(&format!(
                "cd 'at/{name}'; git fsck 2>&1; git status --porcelain; test $(git rev-parse HEAD) = $(git -C '../../remotes/{name}.git' rev-parse main)"
            ));
            assert!(!said.contains("error") && !said.contains("missing"), "{name}: {said}");
        }
    }
}

fn column<'v>(rows: &'v Value, name: &str) -> Vec<&'v str> {
    rows.as_array().unwrap().iter().map(|row| row[name].as_str().unwrap_or("null")).collect()
}

fn code<'v>(rows: &'v Value, name: &str) -> &'v str {
    let row = rows.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    row["error"]["code"].as_str().unwrap_or("null")
}

#[test]
fn what_is_missing_is_cloned_and_what_is_there_is_left() {
    let scene = Scene::new(&["a", "b", "c"]);
    let (output, plan) = scene.run(&["--plan"]);
    assert!(output.status.success());
    assert_eq!((column(&plan, "action"), column(&plan, "state")), (vec!["clone"; 3], vec!["planned"; 3]));
    assert!(scene.beside().is_empty());
    let (output, rows) = scene.run(&[]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!((column(&rows, "action"), column(&rows, "state")), (vec!["clone"; 3], vec!["ok"; 3]));
    assert!(rows[0]["duration"].as_i64().unwrap() > 0);
    scene.assert_whole();
    scene.sh("echo mine >at/b/mine; rm -rf at/c");
    let (_, rows) = scene.run(&[]);
    assert_eq!(column(&rows, "action"), ["skip", "skip", "clone"]);
    assert_eq!(rows[0]["duration"], Value::Null);
    assert_eq!(scene.sh("cat at/b/mine"), "mine\n");
    // Some of them, less of them, another branch of them.
    scene.sh("rm -rf at/a at/b; git -C remotes/a.git branch other main~1");
    let (_, rows) = scene.run(&["a", "--depth", "1", "--branch", "other", "-j", "1"]);
    assert_eq!(column(&rows, "state"), ["ok"]);
    assert_eq!(scene.sh("cd at/a; git rev-list --count HEAD; git branch --show-current"), "1\nother\n");
    let filtered = scene.run(&["b", "--filter", "blob:none"]);
    assert_eq!(column(&filtered.1, "state"), ["ok"], "{filtered:?}");
}

#[test]
fn what_is_in_the_way_is_never_touched() {
    let scene = Scene::new(&["other", "full", "file", "link", "empty", "fork", "same", "none"]);
    scene.sh(
        "mkdir -p at; cd at; git clone -q ../remotes/same.git other; git -C other remote set-url origin https://me:secret@example.org/x
         mkdir full; echo mine >full/mine; echo mine >file; ln -s nowhere link; mkdir empty
         git clone -q ../remotes/same.git fork; git -C fork remote add upstream ../../remotes/fork.git
         git -C fork remote set-url upstream \"$PWD/../remotes/fork\"; git clone -q ../remotes/same.git same; git init -q none",
    );
    let before = scene.sh("cd at; find . -path ./empty -prune -o -type f -print0 | sort -z | xargs -0 sha256sum");
    let (output, rows) = scene.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        column(&rows, "action"),
        ["mismatch", "null", "null", "null", "clone", "skip", "skip", "mismatch"],
        "{rows:#}"
    );
    assert_eq!(column(&rows, "state"), ["error", "error", "error", "error", "ok", "ok", "ok", "error"]);
    assert_eq!(code(&rows, "other"), "ws::bootstrap::mismatch");
    assert!(!rows.to_string().contains("secret"), "{rows}");
    assert_eq!(code(&rows, "full"), "ws::bootstrap::not_a_repository");
    assert_eq!(code(&rows, "link"), "ws::bootstrap::dangling_link");
    scene.sh("rm -rf at/empty; mkdir at/empty");
    let after = scene.sh("cd at; find . -path ./empty -prune -o -type f -print0 | sort -z | xargs -0 sha256sum");
    assert_eq!(before, after);
    assert_eq!(fs::read_link(scene.path("at/link")).unwrap(), Path::new("nowhere"));
}

#[test]
fn clones_that_are_somewhere_else_are_linked() {
    let scene = Scene::new(&["a", "b", "c"]);
    scene.sh("mkdir have; git clone -q remotes/a.git have/a; git clone -q remotes/a.git have/b");
    let from = scene.path("have");
    let from = from.to_str().unwrap();
    let (output, rows) = scene.run(&["--link", "--from", from]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(column(&rows, "action"), ["link", "mismatch", "null"]);
    assert_eq!(code(&rows, "c"), "ws::bootstrap::not_in_from");
    assert_eq!(fs::read_link(scene.path("at/a")).unwrap(), scene.path("have/a").canonicalize().unwrap());
    let (_, rows) = scene.run(&["--from", "../../have", "--exclude", "b"]);
    assert_eq!((column(&rows, "action"), column(&rows, "state")), (vec!["skip", "clone"], vec!["ok", "ok"]));
    let refused = scene.command(&["--link"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn killed_at_any_moment_the_same_command_completes() {
    let scene = Scene::new(&["a", "b", "c"]);
    let mut whole = 0;
    for round in 0..100_u64 {
        let mut child = scene.command(&["-j", "2"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(round * 37 % 280));
        let _ = child.kill();
        child.wait().unwrap();
        // What is there under its own name is whole.
        for name in scene.beside().iter().filter(|name| !name.starts_with('.')) {
            scene.sh(&format!("cd 'at/{name}'; git rev-parse -q --verify HEAD; test -z \"$(git status --porcelain)\""));
            whole += 1;
        }
        let (output, rows) = scene.run(&[]);
        assert!(output.status.success(), "round {round}: {rows:#}");
        scene.assert_whole();
        scene.sh("rm -rf at/a at/b at/c");
    }
    assert!(whole < 300, "it was never killed in the middle");
}

#[test]
fn interrupted_it_says_what_is_done() {
    let scene = Scene::new(&["a", "hangs", "later"]);
    let kept = std::sync::Mutex::new(Vec::new());
    let hangs = remotes::server(move |stream| kept.lock().unwrap().push(stream));
    let base = format!("file://{}/remotes", scene.sandbox.path().display());
    scene.configure(|name| match name {
        "hangs" => format!("git://127.0.0.1:{hangs}/x"),
        name => format!("{base}/{name}.git"),
    });
    let child = scene.command(&["-j", "1", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let child = child.unwrap();
    let begun = Instant::now();
    while !scene.path("at/a").exists() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(200));
    scene.sh(&format!("kill -INT {}", child.id()));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(column(&rows, "state"), ["ok", "cancelled", "cancelled"], "{rows:#}");
    assert_eq!(scene.beside(), ["a"]);
    assert_eq!(rows[2]["action"], json!("clone"));
}

/// Runs a script in a mount namespace of its own, where it may mount a small file system; `None` where that is not allowed.
fn with_mounts(scene: &Scene, script: &str) -> Option<Vec<Value>> {
    let allowed = scene.sandbox.command("unshare", &scene.sandbox.path()).args(["-rm", "true"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        eprintln!("NOT RUN: no file system can be mounted here");
        return None;
    }
    let mut command = scene.sandbox.command("unshare", &scene.sandbox.path());
    let output = command.args(["-rm", "bash", "-ec", script]).env("WS", env!("CARGO_BIN_EXE_ws")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    Some(said.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn a_full_disk_and_one_that_cannot_be_written() {
    let scene = Scene::new(&["small", "large", "after"]);
    scene.sh("git clone -q remotes/large.git w; cd w; head -c 9000000 /dev/urandom >big; git add .; git commit -qm big; git push -q");
    let rows = with_mounts(
        &scene,
        "cp at/root/wrknv.toml saved; mount -t tmpfs -o size=6m tmpfs at; mkdir at/root; cp saved at/root/wrknv.toml; cd at/root
         $WS bootstrap -j 1 --format jsonl || true
         ls -A .. | jq -R . 2>/dev/null || ls -A .. | sed 's/.*/\"&\"/'",
    );
    let Some(rows) = rows else { return };
    let states: Vec<&str> = rows[..3].iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ok", "error", "ok"], "{rows:#?}");
    assert_eq!(rows[1]["error"]["code"], "ws::io::disk_full", "{rows:#?}");
    assert_eq!(rows[3..], [json!("after"), json!("root"), json!("small")]);
    let rows = with_mounts(
        &scene,
        "cp at/root/wrknv.toml saved; mount -t tmpfs -o size=6m tmpfs at; mkdir at/root; cp saved at/root/wrknv.toml
         mount -o remount,ro at; cd at/root; $WS bootstrap --format jsonl || true",
    );
    let rows = rows.unwrap();
    assert!(rows.iter().all(|row| row["error"]["code"] == "ws::io::not_writable"), "{rows:#?}");
}

/// Names and URLs are data to git and to the shell that may be under it.
#[test]
fn what_looks_like_an_option_or_a_command_is_a_url() {
    let scene = Scene::new(&["a", "b", "c"]);
    scene.configure(|name| match name {
        "a" => "--upload-pack=touch PWNED".to_owned(),
        "b" => "ext::sh -c touch% PWNED".to_owned(),
        _ => "ssh://-oProxyCommand=touch%20PWNED/x".to_owned(),
    });
    let (output, rows) = scene.run(&[]);
    assert_eq!((output.status.code(), column(&rows, "state")), (Some(1), vec!["error"; 3]), "{rows:#}");
    assert!(scene.beside().is_empty());
    assert!(scene.sh("find . -name 'PWNED*'").is_empty());
}

#[test]
fn a_sibling_inside_a_sibling_waits_for_the_outer_one() {
    let scene = Scene::new(&["inner", "outer", "last"]);
    let text = fs::read_to_string(scene.path("at/root/wrknv.toml")).unwrap();
    let text = text.replace("name = \"inner\"\n", "name = \"inner\"\npath = \"../outer/vendor/inner\"\n");
    fs::write(scene.path("at/root/wrknv.toml"), &text).unwrap();
    let (output, rows) = scene.run(&["-j", "4"]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!((column(&rows, "name"), column(&rows, "state")), (vec!["inner", "outer", "last"], vec!["ok"; 3]));
    scene.sh(
        "cd at/outer; git fsck; test -z \"$(git status --porcelain -- file)\"; cd vendor/inner; git fsck; git status",
    );

    // One whose outer one cannot be had makes no directory in its place.
    fs::remove_dir_all(scene.path("at/outer")).unwrap();
    scene.sh("mv remotes/outer.git remotes/moved.git");
    let (output, rows) = scene.run(&["-j", "4"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((code(&rows, "inner"), code(&rows, "outer")), ("ws::bootstrap::blocked", "ws::git::not_found"));
    assert!(!scene.path("at/outer").exists());
}

#[test]
fn submodules_come_along_where_wrknv_toml_says_so() {
    let scene = Scene::new(&["outer", "plain"]);
    scene.sh("git config --global protocol.file.allow always; git clone -q --bare seed remotes/inner.git
         for n in outer plain; do
             git clone -q remotes/$n.git w; git -C w submodule --quiet add \"$PWD/remotes/inner.git\" libs/inner
             git -C w commit -qm inner; git -C w push -q; rm -rf w
         done
         sed -i 's/^name = \"outer\"/&\\nsubmodules = true/' at/root/wrknv.toml");
    let (output, rows) = scene.run(&[]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!(
        scene.sh("cat at/outer/libs/inner/file; ls at/plain/libs/inner; git -C at/outer status --porcelain"),
        "3\n"
    );
    assert!(scene.sh("git -C at/outer submodule status --recursive").starts_with(' '));
    assert_eq!(scene.beside(), ["outer", "plain"]);

    scene.sh("rm -rf at/outer at/plain");
    let (output, rows) = scene.run(&["--recurse-submodules"]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!(scene.sh("cat at/outer/libs/inner/file at/plain/libs/inner/file"), "3\n3\n");
}

#[test]
fn remotes_are_read_wherever_git_can_read_them_and_as_git_rewrites_them() {
    let scene = Scene::new(&["reftable", "sha256", "short", "pushed", "other"]);
    scene.configure(|name| format!("https://github.com/o/{name}"));
    for (name, options, url) in [
        ("reftable", "--ref-format=reftable", "https://github.com/O/Reftable.git"),
        ("sha256", "--object-format=sha256", "git@github.com:o/sha256.git"),
        ("short", "", "gh:short"),
        ("pushed", "", "https://github.com/o/pushed"),
        ("other", "--ref-format=reftable", "https://ghp_TOKEN@github.com/me/other"),
    ] {
        scene.sh(&format!("git init -q {options} at/{name}; git -C at/{name} remote add origin '{url}'"));
    }
    scene.sh("git config --global url.https://github.com/o/.insteadOf gh:; git config --global url.git@github.com:.pushInsteadOf https://github.com/");
    let (output, rows) = scene.run(&["--plan"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(column(&rows, "action"), ["skip", "skip", "skip", "skip", "mismatch"], "{rows:#}");
    assert!(!rows.to_string().contains("TOKEN"), "{rows:#}");
}
