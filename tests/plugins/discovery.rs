//! Where the workspace is: from the engine's directory and environment, never from the process's.

use serde_json::json;
use ws_test_support::workspace::SiblingSpec;

use super::Nu;

fn two() -> Nu {
    Nu::with(&[SiblingSpec::new("pyvider"), SiblingSpec::new("wrknv").task_file("[tasks]\nlint = \"true\"\n")])
}

#[test]
fn the_current_directory_is_the_engines() {
    let nu = two();
    let root = nu.workspace.root();
    std::fs::create_dir_all(root.join("docs/deep")).unwrap();
    let all = json!(["pyvider", "wrknv"]);
    assert_eq!(
        nu.value_in(&nu.workspace.home(), &format!("cd '{}'; ws siblings --fast | get name", root.display())),
        all
    );
    assert_eq!(nu.value("cd docs/deep; ws siblings --fast | get name"), all);
    assert_eq!(nu.value("cd ../wrknv; ws siblings --fast | get name"), all);
    assert_eq!(nu.value("do { cd ../pyvider; ws siblings --fast } | get name"), all);
    // A plugin that stays running serves every directory.
    let after = nu.value("ws siblings --fast | ignore; cd /; try { ws siblings } catch {|e| $e.details.code }");
    assert_eq!(after, json!("ws::workspace::not_found"));
}

#[test]
fn the_variable_is_the_scopes() {
    let nu = two();
    let root = nu.workspace.root().display().to_string();
    let there = format!("cd /; with-env {{WS_ROOT: '{root}'}} {{ ws siblings --fast | get name }}");
    assert_eq!(nu.value(&there), json!(["pyvider", "wrknv"]));
    let outside = format!("cd /; with-env {{WS_ROOT: '{root}'}} {{ ws siblings --fast | ignore }}; ws siblings");
    assert_eq!(nu.error(&outside)["code"], "ws::workspace::not_found");
    let unset = "with-env {WS_ROOT: ''} { ws siblings --fast | length }";
    assert_eq!(nu.value(unset), json!(2));
}

#[test]
fn the_flag_comes_before_the_variable_and_is_where_the_error_points() {
    let nu = two();
    let root = nu.workspace.root().display().to_string();
    let by_flag = format!("cd /; with-env {{WS_ROOT: '/nowhere'}} {{ ws siblings --fast --root '{root}' | length }}");
    assert_eq!(nu.value(&by_flag), json!(2));
    assert_eq!(nu.value("cd ..; ws siblings --fast --root provide-workspace | length"), json!(2));
    let said = nu.failure("ws siblings --root ../pyvider");
    assert!(said.contains("ws::workspace::not_a_root"), "{said}");
    let marks = said.lines().find(|line| line.contains('^')).unwrap();
    let line = said.lines().find(|line| line.contains("1 | ")).unwrap();
    assert_eq!(marks.find('^'), line.find("--root ../pyvider"), "{said}");
}

#[test]
fn home_is_the_scopes() {
    let nu = two();
    let elsewhere = nu.workspace.directory().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(nu.workspace.root().join("wrknv.toml"), "[[siblings]]\nname = \"pyvider\"\npath = \"~/pyvider\"\n")
        .unwrap();
    let path = nu.value(&format!("with-env {{HOME: '{}'}} {{ ws siblings | get 0.path }}", elsewhere.display()));
    assert_eq!(path, json!(elsewhere.join("pyvider")));
}
