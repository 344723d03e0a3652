//! What people see of findings in a terminal.

use std::fs;
use std::process::Command;

use ws_test_support::Terminal;
use ws_test_support::tools::write_script;

use super::Scene;

/// The screen of a terminal in which `ws validate` has ended.
fn seen(scene: &Scene, width: u16, end: &str) -> String {
    let ws = scene.command(&["validate"]);
    let mut held = Command::new("bash");
    held.args(["-c", "\"$0\" validate; echo \"left with $?\"; sleep 99"]).arg(ws.get_program());
    held.current_dir(scene.path("root"));
    for (name, value) in ws.get_envs() {
        held.env(name, value.unwrap_or_default());
    }
    // That uv is missing would be a finding.
    write_script(&scene.path("root/uv"), "#!/bin/sh\n").unwrap();
    let path = std::env::var("PATH").unwrap();
    held.env("PATH", format!("{path}:{}", scene.path("root").display()));
    Terminal::sized(&held, &scene.sandbox.path(), (width, 60), end).screen()
}

/// Without its place, a finding about a task's setting would not say which of eighteen files it is in.
#[test]
fn a_finding_has_its_place_however_narrow_the_terminal_is() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = 'a-sibling'\nlayr = 'tools'\n");
    scene.sh("git init -q -b main a-sibling");
    scene.write("a-sibling/wrknv.toml", "[tasks]\nbad = 3\n[tasks.t]\nrun = 'x'\ntimout = 3\n");
    for width in [60, 80, 200] {
        let screen = seen(&scene, width, "left with 1");
        for place in ["wrknv.toml:4:1", "../a-sibling/wrknv.toml:2:7", "../a-sibling/wrknv.toml:5:1"] {
            assert!(screen.contains(place), "{width}: {place}: {screen}");
        }
    }
    let piped = scene.ws(&["validate"]).stdout;
    assert!(String::from_utf8_lossy(&piped).contains("../a-sibling/wrknv.toml:2:7"));
}

/// The head of a table without rows would look like one that was cut off.
#[test]
fn that_nothing_is_wrong_is_said() {
    let scene = Scene::new("[workspace]\n");
    let screen = seen(&scene, 80, "left with 0");
    assert!(screen.contains("no problems found") && !screen.contains("severity"), "{screen}");
}

/// What a hint says to list is what makes the finding an allowed one.
#[test]
fn a_hint_says_what_to_list_for_a_finding_that_is_to_stay() {
    let siblings = "[[siblings]]\nname = 't1'\nlayer = 'tools'\n[[siblings]]\nname = 't2'\nlayer = 'tools'\n\
                    [[siblings]]\nname = 'f'\nlayer = 'foundation'\n";
    let scene = Scene::new(&format!("[workspace]\n{siblings}"));
    for (name, needs) in [("t1", ""), ("t2", "'t1'"), ("f", "'t1', 'f2'"), ("f2", "'f'")] {
        scene.package(name, needs);
    }
    let text = format!("{siblings}[[siblings]]\nname = 'f2'\nlayer = 'foundation'\n");
    scene.write("root/wrknv.toml", &format!("[workspace]\n{text}"));
    let (_, rows) = scene.validate(&[]);
    let mut entries = Vec::new();
    for code in ["ws::layers::upward", "ws::layers::peer", "ws::layers::cycle"] {
        let row = rows.iter().find(|row| row["code"] == code).unwrap_or_else(|| panic!("{code}: {rows:#?}"));
        assert_eq!(row["severity"], "error");
        entries.push(format!("\"{}\"", row["hint"].as_str().unwrap().split('"').nth(1).unwrap()));
    }
    let allow = format!("[workspace]\n[workspace.validate]\nallow = [{}]\n{text}", entries.join(", "));
    fs::write(scene.path("root/wrknv.toml"), allow).unwrap();
    let (_, rows) = scene.validate(&[]);
    for row in rows.iter().filter(|row| row["code"].as_str().unwrap().starts_with("ws::layers::")) {
        assert_eq!((&row["severity"], &row["hint"]), (&"allowed".into(), &serde_json::Value::Null), "{row}");
    }
    assert!(rows.iter().all(|row| row["code"] != "ws::validate::not_found"), "{rows:#?}");
}
