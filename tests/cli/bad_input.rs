//! Bad input: a clear error with its code and exit code 2, or an error row; never a panic.

use std::os::unix::process::CommandExt as _;

use super::{Workspace, column, failure, ws_binary};

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let workspace = Workspace::with_siblings(&["pyvider", "wrknv"]);
    let message = failure(&mut workspace.ws(&["siblings", "pivider"]), 2);
    assert!(message.contains("ws::sibling::unknown") && message.contains("did you mean `pyvider`?"), "{message}");
    let message = failure(&mut workspace.ws(&["siblings", "--layer", "fundation"]), 2);
    assert!(message.contains("ws::layer::unknown") && message.contains("foundation"), "{message}");
    let message = failure(&mut workspace.ws(&["siblings", "[a-"]), 2);
    assert!(message.contains("ws::select::bad_glob"), "{message}");
}

#[test]
fn outside_any_workspace_it_says_where_it_looked() {
    let workspace = Workspace::with_config("[workspace]\n");
    let elsewhere = workspace.sandbox.home();
    std::fs::remove_file(workspace.root.join("wrknv.toml")).unwrap();
    let message = failure(&mut workspace.ws_in(&elsewhere, &["siblings"]), 2);
    assert!(message.contains("ws::workspace::not_found"), "{message}");
    assert!(message.contains(&elsewhere.join("wrknv.toml").display().to_string()), "{message}");
    let message = failure(&mut workspace.ws(&["siblings", "--root", "/"]), 2);
    assert!(message.contains("ws::workspace::not_a_root"), "{message}");
}

#[test]
fn every_problem_of_the_file_is_shown_at_its_place() {
    let workspace = Workspace::with_config(
        "[workspace]\nname = 7\n\n[[siblings]]\nname = \"a\"\nlayer = \"nowhere\"\n\n[[siblings]]\nname = \"a\"\n",
    );
    let message = failure(&mut workspace.ws(&["siblings"]), 2);
    for part in ["ws::config::wrong_type", "ws::config::unknown_layer", "ws::config::duplicate_name"] {
        assert!(message.contains(part), "{part} is not in\n{message}");
    }
    assert!(message.contains("wrknv.toml:6:9"), "{message}");
}

#[test]
fn broken_toml_is_shown_with_an_excerpt() {
    let workspace = Workspace::with_config("[workspace]\nname = \"x\n");
    let message = failure(&mut workspace.ws(&["siblings"]), 2);
    assert!(message.contains("ws::config::parse") && message.contains("name = \"x"), "{message}");
}

#[test]
fn an_unknown_key_is_a_warning_of_validate_with_the_nearest_match() {
    let workspace =
        Workspace::with_config("[workspace]\nname = \"x\"\n\n[[siblings]]\nname = \"a\"\nlair = \"tools\"\n");
    let output = workspace.ws(&["siblings", "--format", "json"]).assert().success().get_output().clone();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let output = workspace.ws(&["validate", "--format", "json"]).output().unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let unknown = rows.iter().find(|row| row["code"] == "ws::config::unknown_key").unwrap();
    let told = ["severity", "message", "line", "column", "hint"].map(|column| &unknown[column]);
    assert_eq!(
        serde_json::json!(told),
        serde_json::json!(["warning", "unknown key `lair`", 6, 1, "did you mean `layer`?"])
    );
}

#[test]
fn names_that_are_not_utf8_are_left_out_with_a_warning() {
    use std::os::unix::ffi::OsStrExt as _;
    let workspace = Workspace::with_config("[siblings]\npatterns = [\"../py*\"]\n");
    workspace.make_repository("pyvider");
    workspace.make_repository(std::ffi::OsStr::from_bytes(b"py\xff$(touch PWNED)"));
    let output = workspace.ws(&["siblings", "--format", "json"]).assert().success().get_output().clone();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(column(&rows, "name"), ["pyvider"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("warning"));
}

#[test]
fn a_fifo_in_place_of_a_file_does_not_hold_anything() {
    let workspace = Workspace::with_siblings(&["stuck", "fine"]);
    let head = workspace.sibling("stuck").join(".git/HEAD");
    std::fs::remove_file(&head).unwrap();
    assert!(workspace.sandbox.command("mkfifo", &workspace.root).arg(&head).status().unwrap().success());
    let begun = std::time::Instant::now();
    let rows = workspace.rows(&["siblings"]);
    assert_eq!(column(&rows, "state"), ["error", "ok"]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(30));
}

#[test]
fn what_may_not_be_read_is_an_error_row_of_its_own() {
    let workspace = Workspace::with_siblings(&["closed", "open"]);
    let closed = workspace.sibling("closed").join(".git");
    std::fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    let mut command = workspace.sandbox.command(ws_binary(), &workspace.root);
    if is_root() {
        // Root may read anything: become somebody who may not, with a binary that this person can reach.
        let binary = workspace.sandbox.path().join("ws");
        ws_test_support::tools::copy_program(ws_binary(), &binary).unwrap();
        let everything = workspace.sandbox.path();
        let mut chown = workspace.sandbox.command("chown", &everything);
        assert!(chown.args(["-R", "12345:12345"]).arg(&everything).status().unwrap().success());
        command = workspace.sandbox.command(&binary, &workspace.root);
        command.uid(12345).gid(12345);
    }
    let output = command.args(["siblings", "--format", "json"]).output().unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(column(&rows, "state"), ["error", "ok"], "{output:?}");
    assert_eq!(rows[0]["error"]["code"], "ws::git::unreadable");
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let workspace = Workspace::with_siblings(&["a"]);
    failure(&mut workspace.ws(&["siblings", "--no-such-flag"]), 2);
    failure(&mut workspace.ws(&["siblings", "--format", "yaml"]), 2);
    failure(&mut workspace.ws(&["no-such-command"]), 2);
}

#[test]
fn a_flag_or_a_form_that_a_command_cannot_have_is_not_taken() {
    let workspace = Workspace::with_siblings(&["alpha"]);
    for arguments in [
        &["hook", "bash", "--format", "csv"][..],
        &["hook", "bash", "--root", "."],
        &["completions", "fish", "--format", "json"],
        &["install", "--format", "nuon"],
        &["cd", "alpha", "--format", "json"],
        &["venv", "activate", "--format", "json"],
        &["snapshot", "export", "--format", "csv"],
        &["graph", "--format", "csv"],
        &["siblings", "--format", "mermaid"],
        &["siblings", "--format", "sarif"],
        &["siblings", "--backup"],
        &["trust", "--format", "github"],
    ] {
        let said = failure(&mut workspace.ws(arguments), 2);
        assert!(said.contains("unexpected argument") || said.contains("possible values"), "{arguments:?}: {said}");
    }
}

/// Nobody is there to be told: what was asked for is done all the same.
#[test]
fn warnings_into_a_full_device_end_nothing() {
    let workspace = Workspace::with_config("odd = 1\n[workspace]\nname = \"w\"\n[[siblings]]\nname = \"a\"\n");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(ws_binary());
    command
        .args(["siblings", "--format", "json"])
        .current_dir(&workspace.root)
        .env_clear()
        .envs(workspace.sandbox.env());
    let output = command.stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"a\""));
}

#[test]
fn a_relative_home_is_refused_by_init_too() {
    let workspace = Workspace::with_config("[workspace]\nname = \"w\"\n");
    let output = workspace.ws(&["init", "--plan"]).env("HOME", "relative").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("HOME"), "{output:?}");
}
