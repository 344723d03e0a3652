//! `ws bootstrap`, `ws setup` and `ws validate` in Nushell: the same as the CLI gives.

use serde_json::{Value, json};

use super::{Nu, strings, ws};

fn cli(nu: &Nu, arguments: &[&str]) -> Value {
    let mut command = std::process::Command::new(ws());
    command.current_dir(nu.workspace.root()).env_clear();
    command.envs(ws_test_support::sandbox::environment(&nu.workspace.home()));
    let output = command.args(arguments).args(["--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn plans_and_findings_are_those_of_the_cli() {
    let nu = Nu::sample();
    assert_eq!(nu.value("ws bootstrap --plan"), cli(&nu, &["bootstrap", "--plan"]));
    assert_eq!(nu.value("ws setup --plan"), cli(&nu, &["setup", "--plan"]));
    assert_eq!(nu.value("ws validate"), cli(&nu, &["validate"]));
    let some = nu.value("[pyvider wrknv] | ws bootstrap --plan | get name");
    assert_eq!(strings(&some), ["pyvider", "wrknv"]);
    assert_eq!(nu.error("ws bootstrap --link")["code"], "ws::usage");
    assert_eq!(nu.error("ws bootstrap --jobs 0")["code"], "ws::usage");
    assert_eq!(nu.error("ws setup pyvidr")["code"], "ws::sibling::unknown");
}

#[test]
fn what_is_missing_is_cloned() {
    let nu = Nu::sample();
    nu.program("git", &["init", "-q", "--bare", "../remote.git"]);
    nu.program("git", &["-C", "../wrknv", "push", "-q", "../remote.git", "HEAD:refs/heads/main"]);
    let url = nu.workspace.root().join("../remote.git");
    let config = format!(
        "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"new\"\nrepo = {:?}\nbranch = \"main\"\n[[siblings]]\nname = \"bad\"\nrepo = \"/absent\"\n",
        url.display().to_string()
    );
    std::fs::write(nu.workspace.root().join("wrknv.toml"), config).unwrap();
    let rows = nu.value("ws bootstrap | select name action state error.code? duration");
    assert_eq!((&rows[0]["name"], &rows[0]["state"]), (&json!("new"), &json!("ok")), "{rows:#}");
    assert!(rows[0]["duration"].as_i64().unwrap() > 0);
    assert_eq!(rows[1]["state"], "error");
    assert_eq!(nu.value("ws siblings new | get 0.branch"), json!("main"));
    assert_eq!(nu.value("ws bootstrap new | get action"), json!(["skip"]));
}

#[test]
fn a_configuration_that_cannot_be_used_is_findings() {
    let nu = Nu::with_config("[workspace]\nname = 3\n");
    let rows = nu.value("ws validate | select code line");
    assert_eq!(rows, json!([{"code": "ws::config::wrong_type", "line": 2}]));
}

#[test]
fn commands_run_where_rows_say() {
    let nu = Nu::sample();
    let tasks = nu.value("ws tasks");
    assert_eq!(tasks, cli(&nu, &["tasks"]));
    // `not` fails on null: what is known is never null, here and in a snapshot of what is not there.
    assert!(nu.value("ws tasks | where not inherited | length").as_u64() < nu.value("ws tasks | length").as_u64());
    assert_eq!(nu.value("ws snapshot save now | where name == messometer | where not dirty | length"), json!(1));
    // Rows that name siblings otherwise than as `name`.
    assert_eq!(nu.value("ws tasks | where command =~ ruff | ws run lint --plan | get name"), json!(["wrknv"]));
    let found = nu.value("ws validate | where code == ws::sibling::missing | ws siblings --fast | get name");
    assert_eq!(found, json!(["messometer"]));
    let piped = nu.value("ws siblings | where dirty | ws exec git diff --stat | get name | sort");
    let mut dirty = strings(&nu.value("ws siblings | where dirty | get name"));
    dirty.sort();
    assert_eq!(strings(&piped), dirty);
    // Flags of the command are its own; names stand before the dashes.
    let rows = nu.value("ws exec pyvider -j 1 -- git log -1 --format=%s | select name state exit_code stdout");
    assert_eq!(
        (&rows[0]["name"], &rows[0]["state"], &rows[0]["exit_code"]),
        (&json!("pyvider"), &json!("ok"), &json!(0))
    );
    assert!(rows[0]["stdout"].as_str().unwrap().ends_with('\n'));
    assert_eq!(nu.value("[] | ws exec pwd"), json!([]));
    assert_eq!(nu.error("ws exec")["code"], "ws::usage");
    assert_eq!(nu.error("ws run lnt")["code"], "ws::tasks::unknown");
    let run = nu.value("ws run lint plating pyvider | select name state | sort-by name");
    assert_eq!(run, json!([{"name": "plating", "state": "failed"}, {"name": "pyvider", "state": "ok"}]));
    // The caller's environment, and not that of the plugin's process.
    let seen = nu.value("with-env {FROM_NU: yes} { [pyvider] | ws exec printenv FROM_NU | get 0.stdout }");
    assert_eq!(seen, json!("yes\n"));
}

/// As the CLI: from a sibling the workspace was only found, and nobody said that its tasks may run.
#[test]
fn what_runs_or_changes_something_needs_trust_where_the_root_was_found() {
    let nu = Nu::sample();
    let sibling = nu.workspace.path("pyvider");
    let root = nu.workspace.root();
    let code = |script: &str| {
        nu.value_in(&sibling, &format!("try {{ {script} | ignore; null }} catch {{|e| $e.details.code }}"))
    };
    for script in ["ws run lint", "ws sync", "ws bootstrap", "ws setup"] {
        assert_eq!(code(script), json!("ws::trust::required"), "{script}");
    }
    for script in ["ws bootstrap --plan", "ws setup --plan", "ws siblings --fast", "ws exec git --version"] {
        assert_eq!(code(script), Value::Null, "{script}");
    }
    assert_eq!(code(&format!("ws sync --fetch-only pyvider --root {}", root.display())), Value::Null);
    nu.value("ws snapshot save now | ignore; null");
    assert_eq!(code("ws snapshot restore now"), json!("ws::trust::required"));
    assert_eq!(code("ws snapshot restore now --plan"), Value::Null);
    nu.program(ws().to_str().unwrap(), &["trust"]);
    assert_eq!(code("ws sync --fetch-only pyvider"), Value::Null);
}
