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
