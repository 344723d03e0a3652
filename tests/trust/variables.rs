//! What the first `ws trust` shows, and the variables that it refuses.

use std::fs;

use super::{CONFIG, Scene, succeeds};

/// A scene whose `[workspace.env]` says this.
fn scene(env: &str) -> Scene {
    let scene = Scene::new();
    fs::write(scene.root.join("wrknv.toml"), format!("{CONFIG}[workspace.env]\n{env}")).unwrap();
    scene
}

#[test]
fn the_first_trust_shows_all_that_it_allows() {
    let scene = scene("LOG_LEVEL = \"DEBUG\"\nODD = \"a\\u001b[2J\\u202e\"\n");
    let output = scene.ws_in(&scene.root, &["trust"]);
    succeeds(&output);
    let top = scene.sandbox.path();
    let top = top.display();
    let lines = [
        format!("trusted `{top}/root`: 1 sibling, venv `{top}/root/.venv`"),
        format!("  + venv `{top}/root/.venv`"),
        format!("  + sibling `{top}/mine`"),
        "  + env LOG_LEVEL=\"DEBUG\"".to_owned(),
        "  + env ODD=\"a\\u{1b}[2J\\u{202e}\"".to_owned(),
    ];
    assert_eq!(String::from_utf8(output.stdout).unwrap(), lines.join("\n") + "\n");
}

#[test]
fn a_variable_that_runs_something_is_refused_by_name_until_it_is_allowed() {
    let scene = scene("LOG_LEVEL = \"DEBUG\"\nLD_PRELOAD = \"/evil.so\"\nMY_EDITOR = \"evil\"\n");
    let exported = || {
        let output = scene.ws_in(&scene.root, &["activate"]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for arguments in [&["trust"][..], &["trust", "--allow-env", "MY_EDITOR"]] {
        let output = scene.ws_in(&scene.root, arguments);
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(said.contains("+ env LD_PRELOAD=\"/evil.so\" (programs run or load what it says)"), "{said}");
        assert!(said.contains("ws::trust::env_refused") && said.contains("--allow-env LD_PRELOAD"), "{said}");
        assert_eq!(exported(), (Some(2), String::new()));
    }
    let allow = ["trust", "--allow-env", "MY_EDITOR", "--allow-env", "LD_PRELOAD"];
    succeeds(&scene.ws_in(&scene.root, &allow));
    let (_, text) = exported();
    assert!(text.contains("LD_PRELOAD") && text.contains("MY_EDITOR") && text.contains("LOG_LEVEL"), "{text}");
    let list = scene.ws_in(&scene.root, &["trust", "--list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(list[0]["allowed"], serde_json::json!(["LD_PRELOAD", "MY_EDITOR"]));
    // Another value is another matter.
    let file = scene.root.join("wrknv.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("/evil.so", "/worse.so")).unwrap();
    assert_eq!(scene.code(&scene.root, &["activate"]), "ws::trust::changed");
    assert!(scene.ws_in(&scene.root, &["trust"]).status.code() == Some(2));
}

#[test]
fn path_and_activations_own_can_never_be_allowed() {
    for name in ["PATH", "path", "VIRTUAL_ENV", "PYTHONHOME", "__WS_ACTIVE", "__ws_state", "SHELLOPTS"] {
        let scene = scene(&format!("{name} = \"/evil\"\n"));
        let output = scene.ws_in(&scene.root, &["trust", "--allow-env", name]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {output:?}");
        assert!(said.contains("ws::trust::env_refused") && said.contains("never set"), "{name}: {said}");
    }
}
