//! Metadata that may not be read: what hangs on it is said to be unknown, and never left out in silence.

use serde_json::json;

use super::{Scene, give};

/// Somebody who may not read a file of mode 0; root reads it all the same.
const USER: u32 = 61_001;

/// `b` depends on `a`, and `c` on `b`. What `b` says may not be read.
fn scene(lock: &str) -> Option<Scene> {
    if !rustix::process::geteuid().is_root() {
        println!("not root: another user's files cannot be made");
        return None;
    }
    let mut scene = Scene::new(&["a", "b", "c"]);
    for (name, needs) in [("a", "[]"), ("b", "[\"a\"]"), ("c", "[\"b\"]")] {
        let project = format!("[project]\nname = \"{name}\"\nversion = \"1\"\ndependencies = {needs}\n");
        scene.write(&format!("{name}/pyproject.toml"), &project);
    }
    let config = std::fs::read_to_string(scene.root.join("wrknv.toml")).unwrap();
    let layered = config.replace("name = \"b\"\n", "name = \"b\"\nlayer = \"tools\"\n");
    scene.write("root/wrknv.toml", &layered);
    scene.sh(&format!("chmod 755 . ; {lock}"));
    give(&scene.sandbox.path(), USER);
    scene.user = Some(USER);
    Some(scene)
}

#[test]
fn what_cannot_be_read_is_said_by_every_command_about_dependencies() {
    for lock in ["chmod 0 b/pyproject.toml", "chmod 0 b"] {
        let Some(scene) = scene(lock) else { return };
        let errors = |arguments: &[&str], column: &str| {
            let (_, rows) = scene.rows(arguments);
            let failed = rows.iter().filter(|row| !row["error"].is_null());
            failed.map(|row| (row[column].clone(), row["error"]["code"].clone())).collect::<Vec<_>>()
        };
        let of_b = [(json!("b"), json!("ws::python::unreadable"))];
        assert_eq!(errors(&["deps"], "from"), of_b, "{lock}");
        assert_eq!(errors(&["order"], "name"), of_b, "{lock}");
        assert_eq!(errors(&["layers"], "layer"), [(json!("tools"), json!("ws::python::unreadable"))], "{lock}");
        // Whether `b` is affected hangs on what may not be read; a change of its own is a change all the same.
        assert_eq!(errors(&["affected", "a"], "name"), of_b, "{lock}");
        assert_eq!(errors(&["affected", "b"], "name"), [], "{lock}");
        let code = |arguments: &[&str]| scene.command(arguments).output().unwrap().status.code();
        assert_eq!(code(&["affected", "a"]), Some(1), "{lock}");
        for format in ["mermaid", "dot", "svg"] {
            let output = scene.command(&["graph", "--format", format]).output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(told.contains("what `b` depends on is unknown"), "{lock}, {format}: {output:?}");
        }
    }
}

#[test]
fn what_runs_says_that_its_order_may_be_wrong() {
    let Some(scene) = scene("chmod 0 b/pyproject.toml") else { return };
    let plan = scene.command(&["run", "t", "--plan", "--format", "json"]).output().unwrap();
    assert_eq!(plan.status.code(), Some(1), "{plan:?}");
    let rows: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["name"] == "b").unwrap();
    assert_eq!((&row["state"], &row["error"]["code"]), (&json!("planned"), &json!("ws::python::unreadable")));
    for arguments in [&["run", "t"][..], &["run", "t", "--affected-by", "a"], &["run", "t", "--plan"]] {
        let output = scene.command(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("what `b` depends on is unknown"), "{arguments:?}: {output:?}");
    }
    // Where no order is asked for, there is nothing to say.
    let output = scene.command(&["run", "t", "--independent"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("unknown"), "{output:?}");
    // With `b` readable again nothing is said.
    scene.sh("chmod 644 b/pyproject.toml");
    let output = scene.command(&["run", "t", "--plan"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(scene.command(&["affected", "a"]).output().unwrap().status.code(), Some(0));
}

/// A sibling in a directory that may not be searched is neither there nor missing.
#[test]
fn a_sibling_that_cannot_be_seen_is_an_error_and_not_missing() {
    let Some(scene) =
        scene("mkdir closed; mv b closed; sed -i 's|^name = \"b\"|&\\npath = \"../closed/b\"|' root/wrknv.toml")
    else {
        return;
    };
    scene.sh("chmod 0 closed");
    let commands: [(&[&str], &str); 9] = [
        (&["siblings"], "name"),
        (&["backup"], "name"),
        (&["branches"], "name"),
        (&["tasks"], "sibling"),
        (&["run", "t"], "name"),
        (&["exec", "--", "true"], "name"),
        (&["sync"], "name"),
        (&["venv", "siblings"], "name"),
        (&["bootstrap", "--plan"], "name"),
    ];
    let mut wrong = Vec::new();
    for (arguments, column) in commands {
        let arguments: Vec<&str> = match arguments.iter().position(|word| *word == "--") {
            Some(end) => [&arguments[..end], &["--format", "jsonl"], &arguments[end..]].concat(),
            None => [arguments, &["--format", "jsonl"]].concat(),
        };
        let output = scene.command(&arguments).output().unwrap();
        let row = super::rows_of(&output).into_iter().find(|row| row[column] == "b");
        let row = row.unwrap_or_else(|| panic!("{arguments:?}: {output:?}"));
        let message = row["error"]["message"].as_str().unwrap_or_default();
        if !message.contains("closed/b") || !message.contains("denied") {
            wrong.push(format!("{arguments:?}: {row}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let output = scene.command(&["exec", "--dirty", "--", "true"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("`b` is left out: whether anything is uncommitted is unknown"), "{output:?}");
}

#[test]
fn what_is_taken_in_unknown_is_told() {
    let Some(scene) = scene("chmod 0 b/pyproject.toml") else { return };
    for arguments in [&["siblings", "--affected-by", "a"][..], &["exec", "--affected-by", "a", "--", "true"]] {
        let output = scene.command(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("`b` is taken in, since it is unknown whether it is affected"), "{output:?}");
        assert!(!told.contains("`c` is"), "{output:?}");
    }
    // Where nothing is asked that hinges on it, there is nothing to say.
    for arguments in [&["siblings"][..], &["siblings", "--affected-by", "b"], &["siblings", "c", "--affected-by", "a"]]
    {
        let output = scene.command(arguments).output().unwrap();
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

/// git passes over it with a warning that nobody sees, and its commits would count as kept nowhere, or not at all.
#[test]
fn a_branch_that_cannot_be_read_is_told() {
    for spoil in ["chmod 0 b/.git/refs/heads/work", "echo rubbish >b/.git/refs/heads/work", ": >b/.git/refs/heads/work"]
    {
        let Some(scene) = scene(&format!("git -C b branch work; {spoil}")) else { return };
        for command in ["branches", "backup"] {
            let (_, rows) = scene.rows(&[command]);
            let row = rows.iter().find(|row| row["name"] == "b").unwrap_or_else(|| panic!("{spoil}: {rows:?}"));
            let message = row["error"]["message"].as_str().unwrap_or_default();
            assert!(message.contains("refs/heads/work"), "{spoil}, {command}: {row}");
            assert!(command != "backup" || row["unbacked"] != false, "{spoil}: {row}");
            assert!(rows.iter().any(|row| row["name"] == "c" && row["error"].is_null()), "{spoil}: {rows:?}");
        }
    }
}
