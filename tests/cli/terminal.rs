//! Names and values that would steer a terminal, in everything that is written for one. As data they stay as they are.

use std::path::PathBuf;
use std::process::Output;

use ws_core::terminal::acts;

use super::Workspace;

/// A title (OSC), a colour (CSI in C0 and in C1), an override of the direction of text and a mark of it.
const HOSTILE: &str = "x\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}32m\u{202e}y\u{200f}z\u{7f}";

/// In a TOML string.
const IN_TOML: &str = r"x\u001b]0;owned\u0007\u001b[31m\u009b32m\u202ey\u200fz\u007f";

/// What was written, none of which may act on a terminal and all of which must be about the hostile text.
fn tame(what: &str, output: &Output) -> String {
    let written = [output.stdout.as_slice(), &output.stderr].concat();
    let written = String::from_utf8(written).unwrap();
    let acting: Vec<char> = written.chars().filter(|character| *character != '\n' && acts(*character)).collect();
    assert!(acting.is_empty(), "{what}: {acting:?} in {written}");
    assert!(written.contains(r"\u{1b}]0;owned\u{7}"), "{what} does not show it: {written}");
    written
}

/// A workspace in a directory of that name, with the text in whatever people are shown.
fn workspace() -> (Workspace, PathBuf) {
    let workspace = Workspace::with_siblings(&["low"]);
    let root = workspace.sandbox.path().join(HOSTILE).join("root");
    std::fs::create_dir_all(root.join(".venv/bin")).unwrap();
    std::fs::write(root.join(".venv/pyvenv.cfg"), "home = /usr/bin\n").unwrap();
    let text = format!(
        "[workspace]\nname = \"{IN_TOML}\"\n[workspace.env]\nLOG_LEVEL = \"{IN_TOML}\"\n[workspace.tasks]\n\
         lint = {{ run = \"false\", description = \"{IN_TOML}\" }}\n\
         [[siblings]]\nname = \"low\"\npath = \"../../low\"\n[[siblings]]\nname = \"gone\"\npath = \"../{IN_TOML}\"\n"
    );
    std::fs::write(root.join("wrknv.toml"), text).unwrap();
    (workspace, root)
}

#[test]
fn nothing_that_people_are_shown_steers_their_terminal() {
    let (workspace, root) = workspace();
    for arguments in [
        &["run", "lint"][..],
        &["exec", "--", "false"],
        &["validate", "--format", "github"],
        &["validate", "--format", "table"],
        &["validate"],
        &["tasks"],
        &["siblings", "nobody", "--root", HOSTILE],
        &["run", HOSTILE],
        &["siblings", HOSTILE],
        &["prompt", "--format", "{workspace}"],
        &["trust"],
        &["trust", "--list"],
        &["untrust"],
        &["untrust"],
        &["init"],
    ] {
        let output = workspace.ws_in(&root, arguments).output().unwrap();
        tame(&arguments.join(" "), &output);
    }
}

#[test]
fn init_names_what_it_wrote_without_obeying_it() {
    let workspace = Workspace::with_siblings(&[]);
    let root = workspace.sandbox.path().join(HOSTILE).join("root");
    std::fs::create_dir_all(&root).unwrap();
    workspace.make_repository(format!("{HOSTILE}/fine"));
    tame("init", &workspace.ws_in(&root, &["init"]).output().unwrap());
}

#[test]
fn descriptions_of_completion_are_one_tame_line() {
    let (workspace, root) = workspace();
    for shell in ["zsh", "fish", "bash", "nu"] {
        let arguments = if shell == "nu" { vec!["--", "ws run "] } else { vec!["--", "2", "ws", "run", ""] };
        let output = workspace.ws_in(&root, &arguments).env("COMPLETE", shell).output().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        assert!(written.contains("lint"), "{shell}: {written}");
        assert!(
            shell == "bash" || written.contains(r"\u{202e}y") || written.contains(r"\\u{202e}y"),
            "{shell}: {written}"
        );
        assert!(!written.contains(|it: char| !matches!(it, '\n' | '\t') && acts(it)), "{shell}: {written:?}");
    }
}

#[test]
fn data_keeps_every_character() {
    let (workspace, root) = workspace();
    let tasks = super::json(&mut workspace.ws_in(&root, &["tasks", "--format", "json"]));
    assert_eq!(tasks[0]["description"], HOSTILE);
    let csv = workspace.ws_in(&root, &["tasks", "--format", "csv"]).output().unwrap();
    assert!(String::from_utf8(csv.stdout).unwrap().contains(HOSTILE));
}
