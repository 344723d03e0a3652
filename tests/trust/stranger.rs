//! Another user's workspace next to one's own repository, as an unprivileged user meets it.

use std::fs;
use std::path::PathBuf;

use super::{CONFIG, Scene, give, set_mode, succeeds};

const VICTIM: u32 = 61_001;
const STRANGER: u32 = 65_534;

/// What a user in a repository of their own types.
const COMMANDS: [&[&str]; 9] = [
    &["siblings"],
    &["run", "test"],
    &["exec", "--", "git", "status"],
    &["tasks"],
    &["sync"],
    &["bootstrap"],
    &["setup"],
    &["validate"],
    &["trust"],
];

/// The victim's repository in a directory like `/tmp`, where anybody may make something. `None` without the rights to make
/// files for two users.
fn scene() -> Option<Scene> {
    if !rustix::process::geteuid().is_root() {
        println!("not root: another user's files cannot be made");
        return None;
    }
    let mut scene = Scene::new();
    let top = scene.sandbox.path();
    set_mode(top.parent().unwrap(), 0o755);
    set_mode(&top, 0o1777);
    give(&scene.mine(), VICTIM);
    give(&scene.sandbox.home(), VICTIM);
    give(&scene.root, VICTIM);
    scene.user = Some(VICTIM);
    Some(scene)
}

/// Nothing is run for any command, and each says whose it is and what to do.
fn is_refused(scene: &Scene, what: &str) {
    for arguments in COMMANDS {
        let output = scene.ws(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}, {arguments:?}: {output:?}");
        assert!(said.contains("ws::workspace::not_owner"), "{what}, {arguments:?}: {said}");
        assert!(said.contains(&STRANGER.to_string()) && said.contains("--root"), "{what}, {arguments:?}: {said}");
    }
    assert!(!scene.ran(), "{what}");
}

#[test]
fn a_strangers_workspace_next_door_is_not_used() {
    let Some(scene) = scene() else { return };
    give(&scene.root, STRANGER);
    is_refused(&scene, "all of it");
}

#[test]
fn a_strangers_file_above_is_not_used() {
    let Some(scene) = scene() else { return };
    fs::remove_dir_all(&scene.root).unwrap();
    let top = scene.sandbox.path();
    let above = CONFIG.replace("name = \"mine\"", "name = \"mine\"\npath = \"mine\"");
    fs::write(top.join("wrknv.toml"), above).unwrap();
    give(&top.join("wrknv.toml"), STRANGER);
    is_refused(&scene, "above");
}

/// Each part decides what is run.
#[test]
fn one_part_that_is_a_strangers_is_enough() {
    let Some(scene) = scene() else { return };
    for part in ["", "wrknv.toml", ".venv"] {
        let path = scene.root.join(part);
        std::os::unix::fs::lchown(&path, Some(STRANGER), None).unwrap();
        is_refused(&scene, part);
        std::os::unix::fs::lchown(&path, Some(VICTIM), None).unwrap();
    }
    succeeds(&scene.ws(&["siblings"]));
    // A link of the stranger's to a file of the victim's: where it leads is the stranger's choice.
    let file = scene.root.join("wrknv.toml");
    fs::rename(&file, scene.root.join("real.toml")).unwrap();
    std::os::unix::fs::symlink("real.toml", &file).unwrap();
    std::os::unix::fs::lchown(&file, Some(STRANGER), None).unwrap();
    is_refused(&scene, "a link");
}

/// Whoever goes to a stranger's root may read it, and runs nothing of it unless it is named.
#[test]
fn being_in_a_strangers_root_runs_nothing_of_it() {
    let Some(scene) = scene() else { return };
    fs::write(scene.root.join("wrknv.toml"), format!("{CONFIG}repo = \"{}\"\n", scene.mine().display())).unwrap();
    for part in ["", "wrknv.toml", ".venv"] {
        let path = scene.root.join(part);
        std::os::unix::fs::lchown(&path, Some(STRANGER), None).unwrap();
        for arguments in [&["run", "test"][..], &["sync"], &["bootstrap"], &["setup"]] {
            assert_eq!(scene.code(&scene.root, arguments), "ws::workspace::not_owner", "{part}: {arguments:?}");
        }
        for arguments in [&["siblings"][..], &["tasks"], &["order"], &["exec", "--", "git", "status"]] {
            succeeds(&scene.ws_in(&scene.root, arguments));
        }
        assert!(!scene.ran(), "{part}");
        std::os::unix::fs::lchown(&path, Some(VICTIM), None).unwrap();
    }
    give(&scene.root, STRANGER);
    succeeds(&scene.ws_in(&scene.root, &["--root", ".", "run", "test"]));
    assert!(scene.mine().join("RAN").exists());
    fs::remove_file(scene.mine().join("RAN")).unwrap();
    give(&scene.root, VICTIM);
    succeeds(&scene.ws_in(&scene.root, &["run", "test"]));
}

#[test]
fn a_stranger_cannot_get_in_the_way_of_ones_own_workspace() {
    let Some(scene) = scene() else { return };
    // Its name comes first.
    let evil: PathBuf = scene.sandbox.path().join("aaa");
    scene.make_root(&evil);
    give(&evil, STRANGER);
    let output = scene.ws(&["siblings", "--format", "json"]);
    succeeds(&output);
    assert_eq!(scene.code(&scene.mine(), &["run", "test"]), "ws::trust::required");
    succeeds(&scene.ws(&["trust"]));
    succeeds(&scene.ws(&["run", "test"]));
    assert!(scene.mine().join("RAN").exists() && !scene.mark().exists());
}

/// The owner of an entry in a sticky directory can replace it, so the entry's owner counts.
#[test]
fn what_was_trusted_is_checked_again_when_its_owner_changes() {
    let Some(scene) = scene() else { return };
    succeeds(&scene.ws(&["trust"]));
    succeeds(&scene.ws(&["run", "test"]));
    fs::remove_file(scene.mine().join("RAN")).unwrap();
    for part in [".venv", ".venv/bin", ".venv/pyvenv.cfg", "wrknv.toml", ""] {
        std::os::unix::fs::lchown(scene.root.join(part), Some(STRANGER), None).unwrap();
        let activate = scene.ws_in(&scene.root, &["venv", "activate"]);
        assert_eq!(activate.status.code(), Some(2), "{part}: {activate:?}");
        assert!(String::from_utf8_lossy(&activate.stderr).contains("ws::trust::unsafe_owner"), "{part}: {activate:?}");
        scene.ws(&["run", "test"]);
        scene.ws_in(&scene.root, &["exec", "--", "git", "status"]);
        assert!(!scene.ran(), "{part}");
        std::os::unix::fs::lchown(scene.root.join(part), Some(VICTIM), None).unwrap();
    }
}

/// What a command in the victim's repository reads, in bytes, and the code of its error.
fn reads(scene: &Scene, arguments: &[&str]) -> (u64, String) {
    // The kernel adds what a child read to its parent's count when it has ended.
    let script = "\"$@\" 2>&1; sed -n 's/^rchar: //p' /proc/$$/io";
    let output = scene.behind(&["sh", "-c", script, "sh"], arguments).current_dir(scene.mine()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let read = said.lines().last().and_then(|line| line.parse().ok());
    let code = said.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(code, _)| code.to_owned());
    (read.unwrap_or_else(|| panic!("{output:?}")), code.unwrap_or_default())
}

/// Somebody fills the directory next door with workspaces of 2.5 MB each that all claim the victim's repository. Of each no
/// more is read than tells that it is a workspace, and nothing is parsed.
#[test]
fn what_strangers_put_next_door_costs_next_to_nothing() {
    const FILES: u64 = 40;
    let Some(scene) = scene() else { return };
    let nothing = {
        fs::remove_dir_all(&scene.root).unwrap();
        reads(&scene, &["siblings"]).0
    };
    let layers = "[[layers]]\nname = \"l\"\n".repeat(120_000);
    for number in 0..FILES {
        let root = scene.sandbox.path().join(format!("evil{number}"));
        fs::create_dir(&root).unwrap();
        fs::write(root.join("wrknv.toml"), format!("{CONFIG}{layers}")).unwrap();
        give(&root, STRANGER);
    }
    for arguments in [&["siblings"][..], &["run", "test"], &["trust"], &["validate"]] {
        let (read, code) = reads(&scene, arguments);
        assert_eq!(code, "ws::workspace::not_owner", "{arguments:?}");
        assert!(read - nothing < FILES * 70 * 1024, "{arguments:?} reads {read} bytes, {nothing} without the files");
    }
}

/// One's own files are read, but not without end: then it is said that not all were.
#[test]
fn a_search_among_ones_own_files_ends() {
    let Some(scene) = scene() else { return };
    let padding = format!("# {}\n", "x".repeat(100)).repeat(25_000);
    let other = CONFIG.replace("mine", "other");
    for number in 0..20 {
        let root = scene.sandbox.path().join(format!("a{number}"));
        fs::create_dir(&root).unwrap();
        fs::write(root.join("wrknv.toml"), format!("{other}{padding}")).unwrap();
        give(&root, VICTIM);
    }
    // One that is named, or trusted, is found all the same.
    let root = scene.root.clone();
    succeeds(&scene.ws(&["--root", root.to_str().unwrap(), "siblings"]));
    succeeds(&scene.ws_in(&root, &["trust"]));
    succeeds(&scene.ws(&["siblings"]));
    succeeds(&scene.ws_in(&root, &["untrust"]));
    fs::rename(root.join("wrknv.toml"), root.join("away.toml")).unwrap();
    let (read, code) = reads(&scene, &["siblings"]);
    assert_eq!(code, "ws::workspace::search_too_long");
    assert!(read < 16 << 20, "{read}");
}
