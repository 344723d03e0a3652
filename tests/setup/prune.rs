//! `ws setup --prune`: editables that nobody lists are offered, and taken out when that is asked for.

use std::fs;

use serde_json::{Value, json};

use super::resolution::succeeded;
use super::{Scene, steps};

/// `inside` lies in a sibling's repository, and `needed` is asked for by a sibling; `old` and what only `old` asks for are
/// nobody's.
#[test]
fn what_nobody_lists_is_offered_and_taken_out() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("top", "ws-test-top", "1.0", "dependencies = ['ws-test-kept']");
        scene.project("top/tools/inside", "ws-test-inside", "1.0", "");
        scene.project("kept", "ws-test-kept", "1.0", "dependencies = ['ws-test-needed', 'packaging']");
        scene.project("needed", "ws-test-needed", "1.0", "");
        scene.project("old", "ws-test-old", "1.0", "dependencies = ['ws-test-helper']");
        scene.project("helper", "ws-test-helper", "1.0", "");
        let inside = "[[siblings]]\nname = \"inside\"\npath = \"../top/tools/inside\"\n";
        scene.configure(&["top", "kept", "needed", "old", "helper"].map(|name| (name, "tools")));
        let text = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
        fs::write(scene.path("root/wrknv.toml"), format!("{text}{inside}")).unwrap();
        let first = succeeded(scene.setup(&[]));
        assert!(first.last().unwrap()["reason"].is_null(), "uv {uv}: {first:#?}");

        // `needed` is still asked for.
        let without = |name: &str, text: &str| {
            let entry = format!("[[siblings]]\nname = \"{name}\"\nlayer = \"tools\"\n");
            assert!(text.contains(&entry), "{text}");
            text.replace(&entry, "")
        };
        let shorter = ["needed", "old", "helper"].iter().fold(text.clone(), |text, name| without(name, &text));
        fs::write(scene.path("root/wrknv.toml"), shorter).unwrap();
        let rows = succeeded(scene.setup(&[]));
        assert_eq!(steps(&rows), [("verify", "up_to_date")], "uv {uv}: {rows:#?}");
        let offer = "`ws-test-helper`, `ws-test-old` are editables and no siblings: `ws setup --prune` takes them out";
        assert_eq!(rows[0]["reason"], offer);
        let plan = succeeded(scene.setup(&["--prune", "--plan"]));
        assert_eq!(steps(&plan), [("prune", "planned"), ("verify", "planned")], "{plan:#?}");
        assert_eq!(plan[0]["siblings"], json!(["ws-test-helper", "ws-test-old"]));
        let place = scene.path("old");
        assert!(plan[0]["reason"].as_str().unwrap().contains(&format!("an editable of `{}`", place.display())));
        assert!(scene.location("ws-test-old").is_some(), "a plan changes nothing");

        let rows = succeeded(scene.setup(&["--prune"]));
        assert_eq!(steps(&rows), [("prune", "ok"), ("verify", "ok")], "uv {uv}: {rows:#?}");
        let names: Vec<Value> = scene.installed().iter().map(|row| row["name"].clone()).collect();
        let ours: Vec<&str> =
            names.iter().filter_map(Value::as_str).filter(|name| name.starts_with("ws-test")).collect();
        assert_eq!(ours, ["ws-test-inside", "ws-test-kept", "ws-test-needed", "ws-test-top"], "uv {uv}");
        assert!(scene.path("old/pyproject.toml").exists() && names.contains(&json!("packaging")));
        let again = succeeded(scene.setup(&["--prune"]));
        assert_eq!(steps(&again), [("verify", "up_to_date")], "uv {uv}: {again:#?}");
        // A checkout that is gone is nobody's either.
        fs::write(scene.path("root/wrknv.toml"), &text).unwrap();
        succeeded(scene.setup(&["old"]));
        fs::write(scene.path("root/wrknv.toml"), without("old", &text)).unwrap();
        fs::remove_dir_all(scene.path("old")).unwrap();
        let rows = succeeded(scene.setup(&["top", "--prune"]));
        assert!(
            rows.iter().any(|row| row["step"] == "prune" && row["siblings"] == json!(["ws-test-old"])),
            "{rows:#?}"
        );
        assert_eq!(scene.location("ws-test-old"), None);
    }
}
