//! `ws deps --imports`, `ws affected --kind imports` and `ws why`, as they are typed.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use ws_test_support::Sandbox;

fn write(sandbox: &Sandbox, path: &str, text: &str) {
    let path = sandbox.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// `app` imports `kit` and says so nowhere; `kit` asks for `base`.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::new().unwrap();
    let write = |path: &str, text: &str| write(&sandbox, path, text);
    let siblings = ["app", "kit", "base"].map(|name| format!("[[siblings]]\nname = \"{name}\"\n")).concat();
    write("root/wrknv.toml", &format!("[workspace]\nname = \"w\"\n{siblings}"));
    for (name, needs, code) in [("app", "", "\nimport kit.x\n"), ("kit", "'base'", ""), ("base", "", "")] {
        let text = format!("[project]\nname = '{name}'\nversion = '1'\ndependencies = [{needs}]\n");
        write(&format!("{name}/pyproject.toml"), &text);
        write(&format!("{name}/src/{name}/__init__.py"), code);
    }
    sandbox
}

fn rows(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let mut ws = sandbox.command(env!("CARGO_BIN_EXE_ws"), &sandbox.path().join("root"));
    let output = ws.args(arguments).args(["--format", "json"]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn entries(sandbox: &Sandbox) -> usize {
    let cache = sandbox.path().join("home/.cache/ws");
    let names = cache.read_dir().into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.filter(|name| Path::new(name).to_str().is_some_and(|name| name.starts_with("imports-"))).count()
}

#[test]
fn imports_are_rows_beside_the_others_only_when_they_are_asked_for() {
    let sandbox = workspace();
    let plain = rows(&sandbox, &["deps"]);
    assert_eq!(plain.as_array().unwrap().len(), 1);
    assert_eq!(entries(&sandbox), 0, "nothing is read that was not asked for");
    let all = rows(&sandbox, &["deps", "--imports"]);
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[1], plain[0]);
    let file = sandbox.path().join("app/src/app/__init__.py");
    let expected = json!({"from": "app", "to": "kit", "kind": "import", "violation": null, "module": "kit.x",
        "guarded": false, "line": 2, "declared": false, "actual": false, "file": file});
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(&all[0][column], value, "{column}");
    }
    assert_eq!(entries(&sandbox), 3);
    assert_eq!(rows(&sandbox, &["deps", "--imports"]), all, "from the cache");
}

#[test]
fn a_change_is_followed_through_imports() {
    let sandbox = workspace();
    let names = |kind: &str| -> Vec<Value> {
        let rows = rows(&sandbox, &["affected", "base", "--kind", kind]);
        rows.as_array().unwrap().iter().map(|row| row["name"].clone()).collect()
    };
    assert_eq!(
        (names("all"), names("imports")),
        (vec![json!("base"), json!("kit")], vec![json!("base"), json!("kit"), json!("app")])
    );
}

#[test]
fn why_gives_reasons_and_names_what_it_does_not_know() {
    let sandbox = workspace();
    let order = json!({"what": "order", "through": ["base", "kit"],
        "because": "wave 2: it needs `base`, which is in wave 1 of the installation"});
    assert!(rows(&sandbox, &["why", "kit"]).as_array().unwrap().contains(&order));
    let mut ws = sandbox.command(env!("CARGO_BIN_EXE_ws"), &sandbox.path().join("root"));
    let output = ws.args(["why", "bace"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(2) && said.contains("ws::why::unknown") && said.contains("did you mean `base`?"),
        "{said}"
    );
}

#[test]
fn an_import_that_nothing_declares_is_told_once_at_its_first_line() {
    let sandbox = workspace();
    let siblings = ["app", "kit", "base", "lazy", "asks"].map(|name| format!("[[siblings]]\nname = \"{name}\"\n"));
    let says = "[[siblings]]\nname = \"says\"\ndepends_on = [\"kit\"]\n";
    let config = format!("[workspace]\nname = \"w\"\n{}{says}", siblings.concat());
    write(&sandbox, "root/wrknv.toml", &config);
    for (name, needs, code) in [
        ("app", "", "import os\nimport kit\ndef f():\n    from kit.x import y\n"),
        ("lazy", "", "try:\n    import kit\nexcept ImportError:\n    kit = None\n"),
        ("asks", "'kit'", "import kit\n"),
        ("says", "", "import kit\n"),
    ] {
        let text = format!("[project]\nname = '{name}'\nversion = '1'\ndependencies = [{needs}]\n");
        write(&sandbox, &format!("{name}/pyproject.toml"), &text);
        write(&sandbox, &format!("{name}/src/{name}/__init__.py"), code);
    }
    let finding = || {
        let mut ws = sandbox.command(env!("CARGO_BIN_EXE_ws"), &sandbox.path().join("root"));
        let output = ws.args(["validate", "--format", "json"]).output().unwrap();
        let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let mut found = rows.into_iter().filter(|row| row["code"] == "ws::deps::undeclared_import");
        let first = found.next().unwrap();
        assert!(found.next().is_none());
        first
    };
    let found = finding();
    assert_eq!((&found["severity"], &found["sibling"], &found["line"]), (&json!("warning"), &json!("app"), &json!(2)));
    assert_eq!(found["file"], sandbox.path().join("app/src/app/__init__.py").to_str().unwrap());
    let message = "`app` imports `kit` of `kit`, and once more, but neither its metadata nor depends_on names `kit`";
    assert_eq!(found["message"], message);
    let allowed = "[workspace.validate]\nallow = [\"ws::deps::undeclared_import app -> kit\"]\n";
    write(&sandbox, "root/wrknv.toml", &format!("{config}{allowed}"));
    assert_eq!(finding()["severity"], "allowed");
}
