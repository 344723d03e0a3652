//! `ws layers`, `ws deps`, `ws order`, `ws affected` and `ws graph` in Nushell: the same as the CLI gives, on the
//! documented facts of provide.io.

use serde_json::{Value, json};
use ws_test_support::sandbox;

use super::{Nu, strings, ws};

/// What the CLI prints in JSON.
fn cli(nu: &Nu, arguments: &[&str]) -> Value {
    let mut command = std::process::Command::new(ws());
    command.current_dir(nu.workspace.root()).env_clear().envs(sandbox::environment(&nu.workspace.home()));
    let output = command.args(["--format", "json"]).args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"))
}

#[test]
fn plugin_and_cli_give_the_same() {
    let nu = Nu::sample();
    for words in [
        "layers",
        "deps",
        "deps tofusoup --layer tools",
        "deps --dirty",
        "order",
        "order pyvider-*",
        "order --affected-by pyvider",
        "affected provide-foundation",
        "affected pyvider --kind all",
        "affected --since origin/main",
        "siblings --affected-by tofusoup --fast",
    ] {
        let given = nu.value(&format!("ws {words}"));
        assert_eq!(given, cli(&nu, &words.split(' ').collect::<Vec<_>>()), "{words}");
        assert!(!given.as_array().unwrap().is_empty(), "{words}");
    }
}

/// The documentation of provide.io and its packages do not agree everywhere.
#[test]
fn the_facts_of_provide_io() {
    let nu = Nu::sample();
    let violations = nu.value("ws deps | where violation != null | select from to kind violation cycle");
    let loop_of = |other: &str| json!(["provide-foundation", other, "provide-foundation"]);
    let row = |from: &str, to: &str, kind: &str, violation: &str, cycle: Value| json!({"from": from, "to": to, "kind": kind, "violation": violation, "cycle": cycle});
    assert_eq!(
        violations,
        json!([
            row("provide-foundation", "provide-testkit", "group:dev", "cycle", loop_of("provide-testkit")),
            row("provide-foundation", "provide-foundry", "group:dev", "cycle", loop_of("provide-foundry")),
            row("pyvider-components", "plating", "runtime", "upward", Value::Null),
            row("tofusoup", "plating", "runtime", "peer", Value::Null),
        ])
    );
    let markers = nu.value("ws deps flavorpack | get marker_applies");
    assert_eq!(markers, json!([true, false]));
    // The cycle through a group does not break the order.
    assert_eq!(nu.value("ws order | first | get name"), json!("provide-foundation"));
    assert_eq!(
        nu.value("ws layers | last | select layer siblings"),
        json!({"layer": null, "siblings": ["provide-foundry"]})
    );
}

#[test]
fn what_was_piped_in_was_changed() {
    let nu = Nu::sample();
    let affected = strings(&nu.value("[tofusoup] | ws affected | get name"));
    assert_eq!(affected, ["tofusoup", "terraform-provider-tofusoup"]);
    assert_eq!(nu.value("[] | ws affected"), json!([]));
    let via =
        nu.value("ws affected pyvider-cty | where name == terraform-provider-pyvider | get 0 | select via distance");
    assert_eq!(via, json!({"via": ["pyvider-cty", "pyvider"], "distance": 2}));
}

#[test]
fn a_sibling_whose_repository_is_broken_is_unknown_and_not_unchanged() {
    let nu = Nu::sample();
    let broken = nu.value("ws affected --since origin/main | where error != null | select name reason distance");
    assert_eq!(broken, json!([{"name": "supsrc", "reason": null, "distance": null}]));
}

#[test]
fn a_broken_pyproject_is_a_row_and_hides_nothing() {
    let nu = Nu::sample();
    let file = nu.workspace.path("pyvider").join("pyproject.toml");
    std::fs::write(&file, "[project]\nname = \n").unwrap();
    let rows = nu.value("ws deps pyvider | insert code {|row| $row.error?.code?} | select to kind actual code");
    assert_eq!(rows[0], json!({"to": null, "kind": null, "actual": null, "code": "ws::python::parse"}));
    // What wrknv.toml declares is still there; whether it is so is unknown.
    assert_eq!(rows[1], json!({"to": "provide-foundation", "kind": "declared", "actual": null, "code": null}));
    assert_eq!(nu.value("ws order | length"), json!(18));
}

#[test]
fn a_hundred_megabytes_of_pyproject_are_refused_by_size() {
    let nu = Nu::sample();
    let file = std::fs::File::create(nu.workspace.path("wrknv").join("pyproject.toml")).unwrap();
    file.set_len(100 << 20).unwrap();
    let error = nu.value("ws deps wrknv | where error != null | get 0.error");
    assert_eq!(error["code"], "ws::python::unreadable");
    assert!(error["message"].as_str().unwrap().contains("the limit is 4194304"), "{error}");
}

#[test]
fn what_is_wrong_in_the_call_is_pointed_at() {
    let nu = Nu::sample();
    for (call, message) in [
        ("ws affected", "nothing says what was changed"),
        ("ws affected pyvidr", "unknown sibling `pyvidr`"),
        ("ws affected pyvider --kind some", "--kind has no value `some`"),
        ("ws graph --format png", "--format has no value `png`"),
        ("ws deps --affected-by pyvidr", "unknown sibling `pyvidr`"),
    ] {
        let error = nu.error(call);
        assert_eq!(error["msg"], message, "{call}");
        // Nushell's place of a flag's value is the flag with it.
        let place = match call.find(" --") {
            Some(flag) => &call[flag + 1..],
            None if call == "ws affected" => call,
            None => call.split(' ').next_back().unwrap(),
        };
        let label = &error["labels"][0]["span"];
        let length = label["end"].as_u64().unwrap() - label["start"].as_u64().unwrap();
        assert_eq!(usize::try_from(length).unwrap(), place.len(), "{call}: {error}");
    }
}

#[test]
fn the_picture_is_text_in_three_forms() {
    let nu = Nu::sample();
    let picture = |call: &str| nu.value(call).as_str().unwrap().to_owned();
    assert!(picture("ws graph").starts_with("flowchart TB\n"));
    assert!(picture("ws graph --format dot").starts_with("digraph workspace {\n"));
    let svg = picture("ws graph --format svg");
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("class=\"box\"").count(), 18);
}
