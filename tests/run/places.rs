//! Where `ws run` works: what `.` means in the root, in a sibling, and in a linked worktree of one.

use std::fs;

use ws_test_support::{Terminal, context::rows_of};

use super::{Scene, holding, row};

/// `.` is where one is: the root in the root, and in a sibling the innermost, by whatever way one came there.
#[test]
fn a_point_is_where_one_is() {
    let scene = Scene::new("");
    let mut config = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    config.push_str("[[siblings]]\nname = \"inner\"\npath = \"../low/inner\"\n[tasks]\ngo = \"echo root\"\n");
    scene.write("root/wrknv.toml", &config);
    fs::create_dir_all(scene.path("low/inner/src")).unwrap();
    for name in ["low", "middle", "low/inner"] {
        scene.write(&format!("{name}/wrknv.toml"), &format!("[tasks]\ngo = \"echo {name}\"\n"));
    }
    std::os::unix::fs::symlink(scene.path("low"), scene.path("by-link")).unwrap();
    scene.command(&["trust"]).output().unwrap();
    for (directory, ran) in [
        ("root", ". | root\n"),
        ("low", "low | low\n"),
        ("low/inner/src", "inner | low/inner\n"),
        ("by-link", "low | low\n"),
    ] {
        let mut command = scene.command_in(&scene.path(directory), &["run", "go", ".", "--root"]);
        command.env("PWD", scene.path(directory)).arg(scene.path("root"));
        let output = command.output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), ran, "{directory}: {output:?}");
    }
    // Who names none is told of it, where there is somebody who reads.
    let mut ws = scene.command(&["run", "go"]);
    ws.current_dir(scene.path("low/inner")).env("PWD", scene.path("low/inner"));
    let terminal = Terminal::open(&holding(&ws), &scene.sandbox.path(), "left with 0");
    assert!(terminal.screen().contains("note: `ws run go .` runs it in `inner` alone, where you are"));
    assert!(terminal.screen().contains("4 ok"), "{}", terminal.screen());
}

/// One directory too high, `ws exec . -- git clean -fdx` must not clean every sibling.
#[test]
fn a_point_that_is_in_no_sibling_is_an_error_and_not_all_of_them() {
    let scene = Scene::new("go = \"true\"");
    for arguments in
        [&["exec", ".", "--", "touch", "made"][..], &["siblings", "."], &["exec", ".", "low", "--", "true"]]
    {
        let output = scene.ws(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("you are in no sibling of the workspace"), "{said}");
    }
    assert!(!scene.path("low/made").exists());
    // A task may be the root's own, and is run in what is named beside it.
    let (_, rows) = scene.rows(&["run", "go", ".", "low"]);
    assert_eq!(row(&rows, "low")["state"], "ok", "{rows:#?}");
}

/// In a linked worktree of a sibling `.` is that sibling, as it is checked out there.
#[test]
fn a_point_in_a_linked_worktree_is_its_sibling_there() {
    let scene = Scene::new("");
    let config = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    scene.write("root/wrknv.toml", &format!("{config}[tasks]\ngo = \"echo root\"\n"));
    scene.write("low/wrknv.toml", "[tasks]\ngo = \"basename $PWD\"\n");
    scene.sh("cd low; git init -q -b main; git add .; git commit -qm 1; git worktree add -q ../elsewhere -b other
         git worktree add -q inside -b third; mkdir ../elsewhere/src");
    scene.write("elsewhere/wrknv.toml", "[tasks]\ngo = \"basename $PWD\"\nmore = \"true\"\n");
    assert!(scene.ws(&["trust"]).status.success());
    for (directory, ran) in
        [("elsewhere/src", "low | elsewhere\n"), ("low/inside", "low | inside\n"), ("low", "low | low\n")]
    {
        let output = scene.command_in(&scene.path(directory), &["run", "go", "."]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), ran, "{directory}: {output:?}");
    }
    let rows = |arguments: &[&str]| {
        let mut command = scene.command_in(&scene.path("elsewhere"), &["--format", "json"]);
        rows_of(&command.args(arguments).output().unwrap())
    };
    assert_eq!(rows(&["siblings", "."])[0]["branch"], "other");
    assert_eq!(rows(&["siblings"])[2]["branch"], "main");
    assert_eq!(rows(&["tasks", "."]).len(), 2);
    assert_eq!(rows(&["exec", ".", "--", "pwd"])[0]["stdout"], format!("{}\n", scene.path("elsewhere").display()));
}

/// It is there, and it is no directory: "not there" would send people looking for it.
#[test]
fn a_file_in_a_siblings_place_is_named_as_one() {
    let scene = Scene::new("");
    scene.write("gone", "");
    let (_, rows) = scene.rows(&["exec", "gone", "--", "true"]);
    assert!(rows[0]["error"]["message"].as_str().unwrap().ends_with("/gone` is not a directory"), "{rows:#?}");
}

/// The first thing that people type.
#[test]
fn a_command_without_its_dashes_is_told_of_them() {
    let output = Scene::new("").ws(&["exec", "git", "fetch"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`--` goes before the command: `ws exec -- git fetch`"), "{said}");
}

#[test]
fn a_working_directory_may_be_anywhere() {
    let scene = Scene::new("");
    fs::create_dir_all(scene.path("low/src/deep")).unwrap();
    fs::create_dir_all(scene.path("home/notes")).unwrap();
    let tasks =
        [("up", "src/.."), ("beside", "../middle"), ("dots", "./src/./deep/"), ("home", "~/notes"), ("far", "/")];
    let tasks = tasks.map(|(name, at)| format!("{name} = {{ run = 'echo $PWD; pwd', working_dir = '{at}' }}\n"));
    scene.write("low/wrknv.toml", &format!("[tasks]\n{}", tasks.concat()));
    let base = fs::canonicalize(scene.path(".")).unwrap();
    for (name, at) in
        [("up", "low"), ("beside", "middle"), ("dots", "low/src/deep"), ("home", "home/notes"), ("far", "/")]
    {
        let (_, rows) = scene.rows(&["run", name, "low"]);
        let at = base.join(at);
        assert_eq!(rows[0]["stdout"], format!("{0}\n{0}\n", at.display()), "{name}: {rows:#?}");
    }
}
