//! One's own workspace: what runs or changes something needs trust when the root was only found, and a venv that a clone
//! ships is never used before that.

use std::fs;

use super::{Scene, set_mode, succeeds};

/// Each runs what the workspace's files name, or changes clones by them.
const WORK: [&[&str]; 6] = [
    &["run", "test"],
    &["sync"],
    &["sync", "--fetch-only"],
    &["bootstrap"],
    &["setup"],
    &["snapshot", "restore", "now"],
];

#[test]
fn what_runs_or_changes_something_needs_trust_where_the_root_was_found() {
    let scene = Scene::new();
    for arguments in WORK {
        assert_eq!(scene.code(&scene.mine(), arguments), "ws::trust::required", "{arguments:?}");
    }
    let said = String::from_utf8(scene.ws(&["run", "test"]).stderr).unwrap();
    assert!(said.contains("run `ws trust`") && said.contains("--root"), "{said}");
    assert!(!scene.ran());
    // A directory below the root was not chosen either.
    let below = scene.root.join("docs");
    fs::create_dir(&below).unwrap();
    assert_eq!(scene.code(&below, &["run", "test"]), "ws::trust::required");
    // A variable is not the user's word for this one call.
    let mut command = scene.command_in(&scene.sandbox.path(), &["run", "test"]);
    let output = command.env("WS_ROOT", &scene.root).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("ws::trust::required"), "{output:?}");
}

#[test]
fn reading_and_plans_need_no_trust() {
    let scene = Scene::new();
    succeeds(&scene.ws_in(&scene.root, &["snapshot", "save", "now"]));
    for arguments in [
        &["siblings"][..],
        &["tasks"],
        &["order"],
        &["bootstrap", "--plan"],
        &["setup", "--plan"],
        &["snapshot", "restore", "now", "--plan"],
        &["snapshot", "list"],
    ] {
        succeeds(&scene.ws(arguments));
    }
    assert!(!scene.ran());
}

#[test]
fn naming_the_root_or_being_in_it_is_enough_to_run_and_not_for_the_venv() {
    let scene = Scene::new();
    succeeds(&scene.ws_in(&scene.root, &["run", "test"]));
    assert!(scene.mine().join("RAN").exists());
    fs::remove_file(scene.mine().join("RAN")).unwrap();
    succeeds(&scene.ws(&["--root", "../root", "run", "test"]));
    assert!(scene.mine().join("RAN").exists());
    for arguments in [&["exec", "--", "git", "status"][..], &["--root", "../root", "exec", "--", "git", "status"]] {
        succeeds(&scene.ws(arguments));
        succeeds(&scene.ws_in(&scene.root, &["exec", "--", "git", "status"]));
    }
    assert!(!scene.mark().exists(), "the clone's own git was run");
}

#[test]
fn a_trusted_workspace_runs_with_its_venv_from_anywhere() {
    let scene = Scene::new();
    succeeds(&scene.ws(&["trust"]));
    succeeds(&scene.ws(&["run", "test"]));
    assert!(scene.mine().join("RAN").exists());
    succeeds(&scene.ws(&["exec", "--", "git", "status"]));
    assert!(scene.mark().exists());
}

/// A venv that came with a clone is tracked, and so never trusted.
#[test]
fn a_venv_in_the_repository_is_not_trusted() {
    let scene = Scene::new();
    for arguments in [&["init", "-q"][..], &["add", "--force", "."]] {
        scene.sandbox.git(&scene.root, arguments).unwrap();
    }
    assert_eq!(scene.code(&scene.mine(), &["trust"]), "ws::trust::venv_tracked");
    succeeds(&scene.ws_in(&scene.root, &["exec", "--", "git", "status"]));
    assert!(!scene.ran());
}

#[test]
fn a_workspace_without_a_venv_can_be_trusted_and_a_venv_that_comes_later_is_looked_at_again() {
    let scene = Scene::new();
    let venv = scene.root.join(".venv");
    let away = scene.sandbox.path().join("away");
    fs::rename(&venv, &away).unwrap();
    let said = String::from_utf8(scene.ws(&["trust"]).stdout).unwrap();
    assert!(said.contains("no venv yet"), "{said}");
    succeeds(&scene.ws(&["run", "test"]));
    fs::rename(&away, &venv).unwrap();
    succeeds(&scene.ws(&["exec", "--", "git", "status"]));
    assert!(!scene.mark().exists(), "a venv that nobody trusted was used");
    assert_eq!(scene.code(&scene.root, &["venv", "activate"]), "ws::trust::venv_new");
    let said = String::from_utf8(scene.ws(&["trust"]).stdout).unwrap();
    assert!(said.contains("there was none"), "{said}");
    succeeds(&scene.ws_in(&scene.root, &["venv", "activate"]));
}

/// The directories above decide what is at a path.
#[test]
fn a_parent_that_others_may_write_stops_activation_and_work() {
    let scene = Scene::new();
    let parent = scene.sandbox.path();
    let usable = || (scene.ws(&["run", "test"]), scene.ws_in(&scene.root, &["venv", "activate"]));
    succeeds(&scene.ws(&["trust"]));
    for mode in [0o777, 0o775] {
        set_mode(&parent, mode);
        let (run, activate) = usable();
        for output in [run, activate, scene.ws(&["trust"])] {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{mode:o}: {output:?}");
            assert!(said.contains("ws::trust::writable_by_others") && said.contains("chmod go-w"), "{said}");
        }
    }
    // With the sticky bit only the owner of an entry can replace it.
    for mode in [0o1777, 0o755] {
        set_mode(&parent, mode);
        let (run, activate) = usable();
        succeeds(&run);
        succeeds(&activate);
    }
    set_mode(&scene.root.join("wrknv.toml"), 0o666);
    assert_eq!(scene.code(&scene.mine(), &["run", "test"]), "ws::trust::writable_by_others");
}

/// By way of a symlink the venv is at another path: that one was checked, and that one is used.
#[test]
fn what_is_put_on_path_is_the_real_path() {
    let scene = Scene::new();
    let real = scene.sandbox.path().join("venvs/one");
    fs::create_dir(scene.sandbox.path().join("venvs")).unwrap();
    fs::rename(scene.root.join(".venv"), &real).unwrap();
    std::os::unix::fs::symlink(&real, scene.root.join(".venv")).unwrap();
    succeeds(&scene.ws(&["trust"]));
    let said = String::from_utf8(scene.ws_in(&scene.root, &["venv", "activate"]).stdout).unwrap();
    assert!(said.contains(&format!("{}/bin:", real.display())), "{said}");
    assert!(!said.contains("root/.venv"), "{said}");
    let path = scene.ws(&["exec", "--", "printenv", "PATH", "VIRTUAL_ENV"]).stdout;
    let path = String::from_utf8(path).unwrap();
    assert!(path.contains(&format!("{}/bin:", real.display())) && !path.contains("root/.venv"), "{path}");
    // The directory that the link leads to has parents of its own.
    set_mode(&scene.sandbox.path().join("venvs"), 0o777);
    assert_eq!(scene.code(&scene.root, &["venv", "activate"]), "ws::trust::writable_by_others");
}
