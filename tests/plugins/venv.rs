//! `ws venv` in Nushell, on a venv that Python itself makes: the same as the CLI gives, with the caller's environment.

use std::process::Command;

use serde_json::{Value, json};
use ws_test_support::sandbox;

use super::{Nu, strings, ws};

fn run(nu: &Nu, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.current_dir(nu.workspace.root()).env_clear().envs(sandbox::environment(&nu.workspace.home()));
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn cli(nu: &Nu, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(nu, ws().to_str().unwrap(), &[arguments, &["--format", "json"]].concat())).unwrap()
}

#[test]
fn plugin_and_cli_give_the_same() {
    let nu = Nu::sample();
    assert_eq!(nu.value("ws venv | select exists packages"), json!({"exists": false, "packages": null}));
    run(&nu, "python3", &["-m", "venv", ".venv"]);
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
    run(&nu, "python3", &["-m", "venv", "--without-pip", ".venv"]);
    let codes = |call: &str| strings(&nu.value(&format!("{call} | get problems.code")));
    assert!(codes("ws venv").contains(&"ws::trust::required".to_owned()));
    run(&nu, ws().to_str().unwrap(), &["trust"]);
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
