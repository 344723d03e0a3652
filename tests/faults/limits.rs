//! A process, a thread or memory that is not to be had is an error in a row, or the work is done without it.

use super::{Scene, give, rows_of};
use std::os::unix::fs::PermissionsExt as _;

/// Nobody else's, so that the limit counts our processes alone.
const USER: u32 = 61_007;

const SIBLINGS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Every command that has a row for each sibling.
const COMMANDS: [&[&str]; 11] = [
    &["siblings"],
    &["siblings", "--fast"],
    &["backup"],
    &["status"],
    &["tasks"],
    &["order"],
    &["run", "t"],
    &["sync"],
    &["bootstrap"],
    &["bootstrap", "--plan"],
    &["snapshot", "save", "x"],
];

#[test]
fn rows_out_are_siblings_in_however_few_processes_there_are() {
    if !rustix::process::geteuid().is_root() {
        println!("not root: another user's limit cannot be tried");
        return;
    }
    let mut scene = Scene::new(&SIBLINGS);
    scene.user = Some(USER);
    std::fs::set_permissions(scene.sandbox.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    give(&scene.sandbox.path(), USER);
    for processes in [1, 2, 3, 4, 6] {
        let limit = format!("--nproc={processes}");
        for arguments in COMMANDS {
            let _ = std::fs::remove_dir_all(scene.root.join(".ws"));
            let what = format!("{arguments:?} with {processes} processes");
            let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
            let output = scene.behind(&["prlimit", &limit], &arguments).output().unwrap();
            let rows = rows_of(&output);
            let mut names: Vec<&str> =
                rows.iter().filter_map(|row| row.get("name").or_else(|| row.get("sibling"))?.as_str()).collect();
            // `run` has them as they end.
            names.sort_unstable();
            assert_eq!(names, SIBLINGS, "{what}: {output:?}");
            assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{what}: {output:?}");
            // What failed is said, by the row and by the exit code; what did not is as it always is.
            let errors = rows.iter().filter(|row| !row["error"].is_null()).count();
            let code = output.status.code();
            assert!(code == Some(0) && errors == 0 || code == Some(1) && errors > 0, "{what}: {output:?}");
        }
    }
}

/// Enough for one thread's work and too little for what every further one reserves.
#[test]
fn little_memory_is_worked_in_by_one_thread() {
    let scene = Scene::new(&SIBLINGS);
    let ws = std::fs::metadata(env!("CARGO_BIN_EXE_ws")).unwrap().len();
    let limit = format!("--as={}", ws + 60_000_000);
    for arguments in COMMANDS {
        let _ = std::fs::remove_dir_all(scene.root.join(".ws"));
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "jsonl"]).collect();
        let output = scene.behind(&["prlimit", &limit], &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        assert_eq!(rows_of(&output).len(), SIBLINGS.len(), "{arguments:?}: {output:?}");
    }
}

/// Work that is shared between threads within one sibling: a walk of many directories, a source tree of many files.
#[test]
fn one_thread_does_what_several_would_share() {
    if !rustix::process::geteuid().is_root() {
        println!("not root: another user's limit cannot be tried");
        return;
    }
    let mut scene = Scene::new(&["a", "b"]);
    scene.sh("for n in $(seq 100); do mkdir -p a/pkg/d$n; touch a/pkg/d$n/__init__.py a/pkg/d$n/m.py; done; \
         printf '[project]\nname = \"a\"\nversion = \"1\"\n' >a/pyproject.toml; echo 'import b' >a/pkg/__init__.py; \
         printf '[project]\nname = \"b\"\nversion = \"1\"\n' >b/pyproject.toml; touch b/b.py; \
         git -C a add .; git -C a commit -qm files; git -C a push -q origin HEAD:main");
    scene.user = Some(USER);
    std::fs::set_permissions(scene.sandbox.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    give(&scene.sandbox.path(), USER);
    for processes in [1, 2, 4] {
        let limit = format!("--nproc={processes}");
        let output = scene.behind(&["prlimit", &limit], &["siblings", "a", "--format", "jsonl"]).output().unwrap();
        let row = &rows_of(&output)[0];
        assert_eq!((row["state"].as_str(), row["dirty"].as_bool()), (Some("ok"), Some(false)), "{output:?}");
        let arguments = ["deps", "--imports", "--format", "jsonl"];
        let output = scene.behind(&["prlimit", &limit], &arguments).output().unwrap();
        let rows = rows_of(&output);
        let is_import = |row: &&serde_json::Value| row["kind"] == "import" && row["from"] == "a" && row["to"] == "b";
        assert_eq!(rows.iter().filter(is_import).count(), 1, "{output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    }
}

/// Files whose metadata says nothing, and rules, are read: what could not be opened is not taken for changed or untracked.
#[test]
fn a_row_with_few_open_files_is_right_or_an_error() {
    let scene = Scene::new(&["a", "b"]);
    scene.sh("for n in a b; do mkdir -p $n/d/e; echo x >$n/d/e/f; echo 'x text' >$n/.gitattributes; echo '*.o' >$n/d/.gitignore
              touch $n/d/e/y.o; git -C $n add .; git -C $n commit -qm files; git -C $n push -q origin HEAD:main; done");
    let right = scene.rows(&["siblings"]).1;
    assert!(right.iter().all(|row| row["dirty"] == false), "{right:?}");
    let mut answers = 0;
    for files in (4..24).chain([32, 64]) {
        // The time says nothing any more, so that each file is opened.
        scene.sh("touch a/d/e/f b/d/e/f a/d/.gitignore b/.gitattributes");
        let limit = format!("--nofile={files}");
        let output = scene.behind(&["prlimit", &limit], &["siblings", "--format", "jsonl"]).output().unwrap();
        let rows = rows_of(&output);
        assert!(!rows.is_empty() || !output.status.success(), "{files}: {output:?}");
        for row in rows.iter().filter(|row| row["error"].is_null()) {
            let counts = ["dirty", "unstaged", "untracked", "branch"].map(|name| &row[name]);
            let expected = ["dirty", "unstaged", "untracked", "branch"].map(|name| &right[0][name]);
            assert_eq!(counts, expected, "{files}: {output:?}");
            answers += 1;
        }
    }
    assert!(answers > 0);
}
