//! `ws siblings`: which rows, in which order, and from where.

use serde_json::{Value, json};
use ws_test_support::Terminal;

use super::{Workspace, column};

const COLUMNS: [&str; 23] = [
    "name",
    "branch",
    "dirty",
    "ahead",
    "behind",
    "staged",
    "unstaged",
    "untracked",
    "conflicted",
    "state",
    "layer",
    "operation",
    "stashes",
    "last_commit",
    "upstream",
    "detached",
    "head",
    "fetched_at",
    "package",
    "version",
    "remote",
    "path",
    "error",
];

#[test]
fn every_sibling_has_a_row_in_the_configured_order_whatever_its_state() {
    let workspace = Workspace::with_siblings(&["zeta", "alpha", "broken", "plain"]);
    let config = std::fs::read_to_string(workspace.root.join("wrknv.toml")).unwrap();
    let more = "[[siblings]]\nname = \"gone\"\n[[siblings]]\nname = \"file\"\n";
    std::fs::write(workspace.root.join("wrknv.toml"), config + more).unwrap();
    std::fs::write(workspace.sibling("zeta").join("new"), "").unwrap();
    std::fs::write(workspace.sibling("broken").join(".git/index"), "not an index").unwrap();
    std::fs::remove_dir_all(workspace.sibling("plain").join(".git")).unwrap();
    std::fs::write(workspace.sibling("file"), "").unwrap();

    let rows = workspace.rows(&["siblings"]);
    assert_eq!(column(&rows, "name"), ["zeta", "alpha", "broken", "plain", "gone", "file"]);
    assert_eq!(column(&rows, "state"), ["ok", "ok", "error", "not_git", "missing", "not_git"]);
    let dirty: Vec<Value> = rows.iter().map(|row| row["dirty"].clone()).collect();
    assert_eq!(dirty, [json!(true), json!(false), Value::Null, json!(false), json!(false), json!(false)]);
    assert!(rows[2]["error"]["code"].as_str().unwrap().starts_with("ws::git::"), "{}", rows[2]);
    for row in &rows {
        let names: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(names, COLUMNS);
        if row["state"] != "ok" {
            assert_eq!(row["ahead"], Value::Null);
            assert_eq!(row["untracked"], Value::Null);
        }
    }
}

#[test]
fn chooses_by_name_glob_layer_and_exclusion() {
    let workspace = Workspace::with_siblings(&["pyvider", "pyvider-cty", "pyvider-hcl", "wrknv"]);
    let config = std::fs::read_to_string(workspace.root.join("wrknv.toml")).unwrap();
    let config = config.replacen("layer = \"foundation\"", "layer = \"framework\"", 1);
    std::fs::write(workspace.root.join("wrknv.toml"), config).unwrap();
    std::fs::write(workspace.sibling("pyvider-hcl").join("new"), "").unwrap();

    let names = |arguments: &[&str]| column(&workspace.rows(&[&["siblings"], arguments].concat()), "name");
    assert_eq!(names(&["pyvider-*"]), ["pyvider-cty", "pyvider-hcl"]);
    assert_eq!(names(&["wrknv", "pyvider"]), ["pyvider", "wrknv"]);
    assert_eq!(names(&["wrknv", "wrknv", "w*"]), ["wrknv"]);
    assert_eq!(names(&["--layer", "framework"]), ["pyvider"]);
    assert_eq!(names(&["--exclude", "*-*"]), ["pyvider", "wrknv"]);
    assert_eq!(names(&["--dirty"]), ["pyvider-hcl"]);
    assert_eq!(names(&["--dirty", "--layer", "framework"]), [""; 0]);
}

/// With `--dirty` the rows are those of `where dirty`. A person is told of what is unknown; a script reads the rows alone.
#[test]
fn dirty_leaves_out_what_is_unknown_and_tells_a_person() {
    let workspace = Workspace::with_siblings(&["broken", "changed", "clean"]);
    std::fs::write(workspace.sibling("broken").join(".git/index"), "DIRC").unwrap();
    std::fs::write(workspace.sibling("changed").join("new"), "").unwrap();
    for command in ["siblings", "status", "backup"] {
        assert_eq!(column(&workspace.rows(&[command, "--dirty"]), "name"), ["changed"], "{command}");
        assert!(workspace.command(&[command, "--dirty"]).output().unwrap().stderr.is_empty(), "{command}");
        let mut shell = workspace.sandbox.command("bash", &workspace.root);
        shell.args(["-c", &format!("{} {command} --dirty; read -r _", ws_test_support::tools::ws().display())]);
        let told = "note: `broken` is left out: whether anything is uncommitted is unknown";
        Terminal::open(&shell, &workspace.sandbox.home(), told).end_with("");
    }
}

#[test]
fn is_found_from_below_the_root_and_from_inside_a_sibling() {
    let workspace = Workspace::with_siblings(&["pyvider", "wrknv"]);
    let below = workspace.root.join("docs/deep");
    let source = workspace.sibling("pyvider").join("src");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::create_dir_all(&source).unwrap();
    // A sibling's own wrknv.toml has tasks only and is no workspace.
    std::fs::write(workspace.sibling("wrknv").join("wrknv.toml"), "[tasks]\nlint = \"true\"\n").unwrap();
    let link = workspace.sandbox.path().join("home/elsewhere");
    std::os::unix::fs::symlink(workspace.sibling("pyvider"), &link).unwrap();

    for directory in [below, source, workspace.sibling("wrknv"), link.join("src")] {
        let mut command = workspace.ws_in(&directory, &["siblings", "--fast", "--format", "json"]);
        command.env("PWD", &directory);
        assert_eq!(column(&super::json(&mut command), "name"), ["pyvider", "wrknv"], "{}", directory.display());
    }
}

#[test]
fn behind_a_symlink_to_the_root_siblings_are_next_to_the_real_root() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    std::fs::create_dir(workspace.root.join("docs")).unwrap();
    let link = workspace.sandbox.path().join("home/elsewhere");
    std::os::unix::fs::symlink(&workspace.root, &link).unwrap();
    let real = workspace.sibling("pyvider");

    for (directory, more) in [
        (link.clone(), vec![]),
        (link.join("docs"), vec![]),
        (workspace.sandbox.home(), vec!["--root", link.to_str().unwrap()]),
        (workspace.sandbox.home(), vec!["--root", "elsewhere"]),
    ] {
        let mut command = workspace.ws_in(&directory, &["siblings", "--format", "json"]);
        let rows = super::json(command.args(&more).env("PWD", &directory));
        assert_eq!(column(&rows, "path"), [real.to_str().unwrap()], "{} {more:?}", directory.display());
        assert_eq!(column(&rows, "state"), ["ok"], "{} {more:?}", directory.display());
    }
    let mut by_variable = workspace.ws_in(&workspace.sandbox.home(), &["siblings", "--format", "json"]);
    assert_eq!(column(&super::json(by_variable.env("WS_ROOT", &link)), "state"), ["ok"]);
}

#[test]
fn root_is_named_by_flag_before_variable() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    let other = workspace.sandbox.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("wrknv.toml"), "[[siblings]]\nname = \"wrknv\"\n").unwrap();
    let root = workspace.root.to_str().unwrap();

    let mut by_variable = workspace.ws_in(&workspace.sandbox.home(), &["siblings", "--format", "json"]);
    assert_eq!(column(&super::json(by_variable.env("WS_ROOT", &other)), "name"), ["wrknv"]);
    let mut by_flag = workspace.ws_in(&workspace.sandbox.home(), &["siblings", "--root", root, "--format", "json"]);
    assert_eq!(column(&super::json(by_flag.env("WS_ROOT", &other)), "name"), ["pyvider"]);
}

#[test]
fn fast_leaves_the_working_tree_unknown() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    std::fs::write(workspace.sibling("pyvider").join("new"), "").unwrap();
    let rows = workspace.rows(&["siblings", "--fast"]);
    for unknown in ["dirty", "staged", "unstaged", "untracked", "conflicted"] {
        assert_eq!(rows[0][unknown], Value::Null, "{unknown}");
    }
    assert_eq!(rows[0]["branch"], "main");
}

#[test]
fn package_and_version_come_from_the_siblings_metadata() {
    let workspace = Workspace::with_siblings(&["pyvider", "odd"]);
    let project = "[project]\nname = \"Py_Vider\"\ndynamic = [\"version\"]\n\
        [tool.setuptools.dynamic]\nversion = { file = \"VERSION\" }\n";
    std::fs::write(workspace.sibling("pyvider").join("pyproject.toml"), project).unwrap();
    std::fs::write(workspace.sibling("pyvider").join("VERSION"), "0.8.1\n").unwrap();
    std::fs::write(workspace.sibling("odd").join("pyproject.toml"), "[project\n").unwrap();
    let rows = workspace.rows(&["siblings"]);
    assert_eq!((&rows[0]["package"], &rows[0]["version"]), (&json!("py-vider"), &json!("0.8.1")));
    assert_eq!((&rows[1]["package"], &rows[1]["state"]), (&Value::Null, &json!("ok")));
    assert_eq!(rows[1]["error"]["code"], "ws::python::parse");
}

#[test]
fn a_thousand_siblings_are_a_thousand_rows() {
    let patterns: Vec<String> = (0..1000).map(|n| format!("[[siblings]]\nname = \"s{n}\"\n")).collect();
    let workspace = Workspace::with_config(&patterns.concat());
    workspace.make_repository("s999");
    let rows = workspace.rows(&["siblings"]);
    assert_eq!(rows.len(), 1000);
    assert_eq!((&rows[0]["state"], &rows[999]["state"]), (&json!("missing"), &json!("ok")));
}
