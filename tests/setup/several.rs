//! Several packages in one repository: each goes in as an editable of its own directory.

use serde_json::Value;

use super::resolution::succeeded;
use super::{Scene, steps};

/// The members of a uv workspace whose root is no package, found by themselves; another sibling needs one of them.
#[test]
fn each_member_is_an_editable() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.write("mono/pyproject.toml", "[tool.uv.workspace]\nmembers = ['libs/*']\n");
        scene.project("mono/libs/one", "ws-test-one", "1.0", "dependencies = ['packaging']");
        let source = "dependencies = ['ws-test-one']\n[tool.uv.sources]\nws-test-one = { workspace = true }";
        scene.project("mono/libs/two", "ws-test-two", "1.0", source);
        scene.project("app", "ws-test-app", "1.0", "dependencies = ['ws-test-two']");
        scene.configure(&[("mono", "foundation"), ("app", "tools")]);
        let rows = succeeded(scene.setup(&[]));
        let installed: Vec<&Value> = rows
            .iter()
            .filter(|row| row["step"] == "install")
            .flat_map(|row| row["siblings"].as_array().unwrap())
            .collect();
        assert_eq!(installed, ["ws-test-one", "ws-test-two", "app"], "uv {uv}: {rows:#?}");
        for name in ["one", "two"] {
            let place = scene.path(&format!("mono/libs/{name}"));
            assert_eq!(scene.location(&format!("ws-test-{name}")).as_deref(), place.to_str());
        }
        scene.python("import ws_test_one, ws_test_two, ws_test_app, packaging");
        let again = succeeded(scene.setup(&[]));
        assert_eq!(steps(&again), [("verify", "up_to_date")], "uv {uv}: {again:#?}");
        let output = scene.command(&["venv", "siblings", "--format", "json"]).output().unwrap();
        let states: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(states.as_array().unwrap().iter().all(|row| row["state"] == "editable"), "{states:#}");
    }
}

/// One of them is asked for: it goes in with what it needs of the same repository.
#[test]
fn one_of_them_is_asked_for() {
    let scene = Scene::new(true);
    for (name, needs) in [("one", ""), ("two", "'ws-test-one'"), ("three", "")] {
        scene.project(&format!("mono/{name}"), &format!("ws-test-{name}"), "1.0", &format!("dependencies = [{needs}]"));
    }
    let entry = "[[siblings]]\nname = 'mono'\npackages = ['one', 'two', 'three', 'gone']\n";
    scene.write("root/wrknv.toml", &format!("[workspace]\nname = 'w'\n{entry}"));
    let rows = succeeded(scene.setup(&["ws-test-two"]));
    assert!(scene.location("ws-test-one").is_some() && scene.location("ws-test-two").is_some(), "{rows:#?}");
    assert_eq!(scene.location("ws-test-three"), None);
    let rows = succeeded(scene.setup(&["mono"]));
    assert!(scene.location("ws-test-three").is_some());
    let gone = rows.iter().find(|row| row["state"] == "skipped").unwrap();
    assert!(gone["reason"].as_str().unwrap().contains("mono/gone` is not there: correct `packages`"), "{gone}");
}
