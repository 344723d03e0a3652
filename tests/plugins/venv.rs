//! `ws venv` in Nushell, on a venv that Python itself makes: the same as the CLI gives, with the caller's environment.

use serde_json::{Value, json};

use super::{Nu, strings, ws};

fn cli(nu: &Nu, arguments: &[&str]) -> Value {
    serde_json::from_str(&nu.program(ws().to_str().unwrap(), &[arguments, &["--format", "json"]].concat())).unwrap()
}

#[test]
fn plugin_and_cli_give_the_same() {
    let nu = Nu::sample();
    assert_eq!(nu.value("ws venv | select exists packages"), json!({"exists": false, "packages": null}));
    nu.program("python3", &["-m", "venv", ".venv"]);
    let record = nu.value("ws venv");
    assert_eq!(record, cli(&nu, &["venv"]));
    assert_eq!((&record["exists"], &record["created_by"]), (&json!(true), &json!("venv")));
    assert_eq!(nu.value("ws venv packages"), cli(&nu, &["venv", "packages"]));
    assert!(strings(&nu.value("ws venv packages | get name")).contains(&"pip".to_owned()));
    assert_eq!(nu.value("ws venv siblings"), cli(&nu, &["venv", "siblings"]));
    let states = nu.value("ws venv siblings --layer framework | get state | uniq");
    assert_eq!(states, json!(["missing"]));
}

#[test]
fn why_it_is_not_active_is_said() {
    let nu = Nu::sample();
    nu.program("python3", &["-m", "venv", "--without-pip", ".venv"]);
    let codes = |call: &str| strings(&nu.value(&format!("{call} | get problems.code")));
    assert!(codes("ws venv").contains(&"ws::trust::required".to_owned()));
    nu.program(ws().to_str().unwrap(), &["trust"]);
    assert!(!codes("ws venv").contains(&"ws::trust::required".to_owned()));
    // The caller's environment, and not that of the plugin's process.
    let other = codes("with-env {VIRTUAL_ENV: /else} { ws venv }");
    assert!(other.contains(&"ws::venv::another_active".to_owned()), "{other:?}");
    let venv = nu.workspace.root().join(".venv");
    let active = format!(
        "with-env {{VIRTUAL_ENV: '{0}', PATH: ($env.PATH | prepend '{0}/bin')}} {{ ws venv }} | get active",
        venv.display()
    );
    assert_eq!(nu.value(&active), json!(true));
}

#[test]
fn the_callers_environment_is_set_and_taken_back() {
    let nu = Nu::sample();
    nu.program("python3", &["-m", "venv", "--without-pip", ".venv"]);
    let error = nu.error("ws venv activate");
    assert_eq!(error["code"], "ws::trust::required");
    nu.program(ws().to_str().unwrap(), &["trust"]);
    let venv = nu.workspace.root().canonicalize().unwrap().join(".venv");
    let bin = venv.join("bin");
    let active = nu.value(
        "let before = $env.PATH; $env.PYTHONHOME = '/py'; ws venv activate
         {venv: $env.VIRTUAL_ENV, path: $env.PATH, before: $before, home: $env.PYTHONHOME?,
          which: (which python | get 0.path), prefix: (^python -c 'import sys; print(sys.prefix)'),
          printed: (^env | lines | where $it starts-with PYTHONHOME), active: (ws venv).active}",
    );
    assert_eq!(active["venv"], json!(venv));
    let path: Vec<String> = [vec![bin.display().to_string()], strings(&active["before"])].concat();
    assert_eq!(strings(&active["path"]), path);
    assert_eq!((&active["home"], &active["printed"]), (&Value::Null, &json!([])));
    assert_eq!(active["which"], json!(bin.join("python")));
    assert_eq!(active["prefix"], json!(venv));
    assert_eq!(active["active"], json!(true));
    // Back: what is the user's stays, and an external command gets what it got before.
    let back = nu.value(
        "$env.PYTHONHOME = '/py'; let before = (^env | lines | sort)
         ws venv activate; ws venv activate; $env.PATH = ($env.PATH | append /mine)
         ws venv deactivate; ws venv deactivate
         let after = (^env | lines | sort)
         {gone: ($before | where $it not-in $after), new: ($after | where $it not-in $before), last: ($env.PATH | last)}",
    );
    assert_eq!(back["last"], "/mine");
    let changed = |value: &Value| strings(value).iter().all(|line| line.starts_with("PATH="));
    assert!(changed(&back["gone"]) && changed(&back["new"]), "{back}");
    // For a block alone, and with a workspace that is named.
    let scoped = "do { ws venv activate; $env.VIRTUAL_ENV }; $env.VIRTUAL_ENV?";
    assert_eq!(nu.value(scoped), Value::Null);
    let named = format!("cd /; ws venv activate --root '{}'; $env.VIRTUAL_ENV", nu.workspace.root().display());
    assert_eq!(nu.value(&named), json!(venv));
}

#[test]
fn packages_of_no_venv_are_an_error() {
    assert_eq!(Nu::sample().error("ws venv packages")["code"], "ws::venv::missing");
}
