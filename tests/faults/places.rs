//! Something else in the place of each file that is read: a FIFO, a link to an endless device, a socket. No command waits
//! for it, each sibling keeps its row, and an error names the place.

use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::Output;
use std::thread;

use super::{Scene, rows_of};

/// Below the sandbox. Of each at least one command names it when it is no regular file.
const FILES: [&str; 28] = [
    "a/.git/HEAD",
    "a/.git/config",
    "a/.git/index",
    "a/.git/packed-refs",
    "a/.git/shallow",
    "a/.git/commondir",
    "a/.git/refs/heads/main",
    "a/.git/refs/heads/other",
    "a/.git/refs/tags/v1",
    "a/.git/refs/remotes/origin/main",
    "a/.git/info/exclude",
    "a/.git/info/attributes",
    "a/.gitignore",
    "a/.gitattributes",
    "a/.gitmodules",
    "a/included",
    "a/pyproject.toml",
    "a/wrknv.toml",
    "home/.gitconfig",
    "home/.config/git/config",
    "home/included",
    "home/excludes",
    "home/attributes",
    "root/.ws/snapshots/s.toml",
    "root/.venv/pyvenv.cfg",
    "root/.venv/lib/python3.11/site-packages/a-1.dist-info/METADATA",
    "root/.venv/lib/python3.11/site-packages/a-1.dist-info/RECORD",
    "root/.venv/lib/python3.11/site-packages/a-1.dist-info/direct_url.json",
];

/// Read, and nothing hangs on what is in them when it cannot be: no command has to name them.
const UNNAMED: [&str; 4] = ["RECORD", "direct_url.json", "METADATA", "pyvenv.cfg"];

const COMMANDS: [&[&str]; 10] = [
    &["siblings"],
    &["branches"],
    &["backup"],
    &["tasks"],
    &["deps"],
    &["venv", "siblings"],
    &["snapshot", "save", "x"],
    &["snapshot", "diff", "s"],
    &["sync"],
    &["bootstrap", "--plan"],
];

/// Without a row for each sibling, since they tell of something else.
const OF_EDGES: [&str; 1] = ["deps"];

fn scene() -> Scene {
    let scene = Scene::new(&["a", "b"]);
    scene.sh(
        "for name in a b; do
             cd $name; printf '[project]\\nname = \"%s\"\\nversion = \"1\"\\n' $name >pyproject.toml
             git branch other; git tag v1; touch .gitignore .gitattributes; git config include.path ../included; touch included
             printf '[tasks]\\nu = \"true\"\\n' >wrknv.toml; git add .; git commit -qm files; git push -q -u origin HEAD:main; cd ..
         done
         touch home/included home/excludes home/attributes; mkdir -p home/.config/git; touch home/.config/git/config
         printf '[include]\\npath = included\\n[core]\\nexcludesFile = ~/excludes\\nattributesFile = ~/attributes\\n' \
             >>home/.gitconfig
         info=root/.venv/lib/python3.11/site-packages/a-1.dist-info; mkdir -p $info
         printf 'home = /usr/bin\\nversion = 3.11.0\\n' >root/.venv/pyvenv.cfg
         printf 'Metadata-Version: 2.1\\nName: a\\nVersion: 1\\n' >$info/METADATA; touch $info/RECORD
         echo '{\"url\": \"file:///nowhere\", \"dir_info\": {\"editable\": true}}' >$info/direct_url.json",
    );
    assert!(scene.command(&["snapshot", "save", "s"]).output().unwrap().status.success());
    scene
}

/// All commands, side by side: those of the first half of the list, then the others.
fn run(scene: &Scene) -> Vec<(&'static [&'static str], Output)> {
    let command = |arguments: &&'static [&'static str]| {
        let all: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
        // A failure of this ends the command with 124.
        (*arguments, scene.behind(&["timeout", "60"], &all).output().unwrap())
    };
    let (one, other) = COMMANDS.split_at(COMMANDS.len() / 2);
    thread::scope(|scope| {
        let others = scope.spawn(|| other.iter().map(command).collect::<Vec<_>>());
        let mut all: Vec<_> = one.iter().map(command).collect();
        all.extend(others.join().unwrap());
        all
    })
}

/// Puts something in the place of each file in turn, and says what is wrong.
fn each(kind: &str, make: impl Fn(&Scene, &PathBuf)) {
    let scene = scene();
    let mut wrong = Vec::new();
    for file in FILES {
        let (path, aside) = (scene.path(file), scene.path("aside"));
        let was = std::fs::rename(&path, &aside).is_ok();
        make(&scene, &path);
        let mut named = false;
        for (arguments, output) in run(&scene) {
            let shown = format!("{kind} in place of {file}, {arguments:?}");
            let text =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            // Each look at a repository ends after ten seconds; none is to come so far.
            if !matches!(output.status.code(), Some(0..=2)) || text.contains("timed_out") || text.contains("panicked") {
                wrong.push(format!("{shown}: {output:?}"));
                continue;
            }
            named |= text.contains(file.rsplit('/').next().unwrap());
            let rows = if output.status.code() == Some(2) { Vec::new() } else { rows_of(&output) };
            let has = |name: &str| rows.iter().any(|row| row["name"] == name || row["sibling"] == name);
            let counts = !OF_EDGES.contains(&arguments[0]) && output.status.code() != Some(2);
            if counts && !(has("a") && has("b")) {
                wrong.push(format!("{shown}: a sibling has no row: {output:?}"));
            }
        }
        if !named && !UNNAMED.iter().any(|unnamed| file.ends_with(unnamed)) {
            wrong.push(format!("{kind} in place of {file}: nothing names it"));
        }
        if path.is_dir() && !path.is_symlink() {
            std::fs::remove_dir(&path).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        if was {
            std::fs::rename(&aside, &path).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn fifos() {
    each("a FIFO", |scene, path| {
        assert!(scene.sandbox.command("mkfifo", &scene.root).arg(path).status().unwrap().success());
    });
}

#[test]
fn links_to_an_endless_device() {
    each("/dev/zero", |_, path| std::os::unix::fs::symlink("/dev/zero", path).unwrap());
}

#[test]
fn sockets() {
    each("a socket", |_, path| {
        // The name of a socket has a limit that a path below the sandbox may exceed.
        let directory = std::fs::File::open(path.parent().unwrap()).unwrap();
        let number = std::os::fd::AsRawFd::as_raw_fd(&directory);
        let name = path.file_name().unwrap().to_str().unwrap();
        UnixListener::bind(format!("/proc/self/fd/{number}/{name}")).unwrap();
    });
}
