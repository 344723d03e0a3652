//! The forms of output, colours, and pipes that close early.

use std::process::{Command, Stdio};

use super::{Workspace, ws_binary};

#[test]
fn all_forms_say_the_same() {
    let workspace = Workspace::with_siblings(&["pyvider", "wrknv"]);
    std::fs::write(workspace.sibling("wrknv").join("new"), "").unwrap();
    let text = |format: &str| {
        let output = workspace.ws(&["siblings", "--format", format]).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    };
    let json: Vec<serde_json::Value> = serde_json::from_str(&text("json")).unwrap();
    let jsonl: Vec<serde_json::Value> = text("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json, jsonl);
    let names: Vec<&str> = json[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(text("csv").lines().next().unwrap(), names.join(","));
    assert!(text("nuon").starts_with(&format!("[[{}];", names.join(", "))));
    let table = text("table");
    assert!(table.starts_with("name     branch"), "{table}");
    assert_eq!(table.lines().count(), 3);
}

#[test]
fn a_pipe_gets_no_colours_unless_asked() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    let coloured = |arguments: &[&str], no_color: &str| {
        let mut command = workspace.ws(&[&["siblings"], arguments].concat());
        let output = command.env("TERM", "xterm").env("NO_COLOR", no_color).assert().success().get_output().clone();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], ""));
    assert!(coloured(&["--color", "always"], "1"));
    assert!(!coloured(&["--color", "never"], ""));
}

#[test]
fn a_terminal_gets_colours_unless_no_color_is_set_and_not_empty() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    let on_a_terminal = |no_color: &str| {
        let mut command = Command::new(ws_binary());
        command.arg("siblings").current_dir(&workspace.root).env_clear().envs(workspace.sandbox.env());
        command.env("TERM", "xterm-256color").env("NO_COLOR", no_color);
        let mut session = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
        session.exp_eof().unwrap()
    };
    assert!(on_a_terminal("").contains('\u{1b}'));
    let plain = on_a_terminal("1");
    assert!(plain.contains("pyvider") && !plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let siblings: Vec<String> = (0..2000).map(|n| format!("[[siblings]]\nname = \"s{n}\"\n")).collect();
    let workspace = Workspace::with_config(&siblings.concat());
    for format in ["table", "json", "jsonl", "nuon", "csv"] {
        let script = r#""$1" siblings --format "$2" | head -c 10 >/dev/null; echo "${PIPESTATUS[0]}""#;
        let mut command = workspace.sandbox.command("bash", &workspace.root);
        command.args(["-c", script, "bash"]).arg(ws_binary()).arg(format).stderr(Stdio::piped());
        let output = command.output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n", "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let workspace = Workspace::with_siblings(&["pyvider"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = workspace.sandbox.command(ws_binary(), &workspace.root);
    let output = command.arg("siblings").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("No space left"), "{output:?}");
}
