//! The real packages of provide.io, as published on `PyPI`: does `ws` read them as they are, and say of them what is so?

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod published;
mod setuptools;
mod several;

use std::path::Path;

use serde_json::{Value, json};
use ws_test_support::Sandbox;
use ws_test_support::packages::unpack;

fn rows(sandbox: &Sandbox, root: &Path, arguments: &[&str]) -> Vec<Value> {
    let output =
        sandbox.command(env!("CARGO_BIN_EXE_ws"), root).args(["--format", "json"]).args(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {output:?}");
    serde_json::from_slice::<Value>(&output.stdout).unwrap().as_array().unwrap().clone()
}

#[test]
fn the_published_packages_are_as_documented() {
    let sandbox = Sandbox::new().unwrap();
    let Some(root) = unpack(&sandbox).unwrap() else { return };
    let deps = rows(&sandbox, &root, &["deps"]);
    let unread: Vec<&Value> = deps.iter().filter(|row| !row["error"].is_null()).collect();
    assert!(unread.is_empty(), "{unread:?}");
    let with = |from: &str, to: &str| -> Vec<&Value> {
        deps.iter().filter(|row| row["from"] == from && row["to"] == to && row["kind"] != "declared").collect()
    };

    let upward = with("pyvider-components", "plating");
    assert_eq!((&upward[0]["kind"], &upward[0]["violation"]), (&json!("runtime"), &json!("upward")), "{upward:?}");
    let peer = with("tofusoup", "plating");
    assert_eq!((&peer[0]["kind"], &peer[0]["violation"]), (&json!("runtime"), &json!("peer")), "{peer:?}");

    let cycle = with("provide-foundation", "provide-testkit");
    assert!(cycle.iter().all(|row| row["kind"].as_str().unwrap().starts_with("group:")), "{cycle:?}");
    assert!(cycle.iter().any(|row| row["violation"] == "cycle"), "{cycle:?}");
    let back = with("provide-testkit", "provide-foundation");
    assert!(back.iter().any(|row| row["kind"] == "runtime" && row["violation"].is_null()), "{back:?}");

    let by_marker = with("flavorpack", "provide-foundation");
    let runtime = by_marker.iter().filter(|row| row["kind"] == "runtime");
    let applies: Vec<&Value> = runtime.map(|row| &row["marker_applies"]).collect();
    assert_eq!(applies, [&json!(true), &json!(false)], "{by_marker:?}");

    let versions = rows(&sandbox, &root, &["siblings", "--fast", "pyvider", "provide-foundation"]);
    let versions: Vec<(&Value, &Value)> = versions.iter().map(|row| (&row["package"], &row["version"])).collect();
    assert_eq!(versions, [(&json!("provide-foundation"), &json!("0.4.10")), (&json!("pyvider"), &json!("0.8.1"))]);

    let order = rows(&sandbox, &root, &["order"]);
    let place = |name: &str| order.iter().position(|row| row["name"] == name).unwrap();
    assert!(place("provide-foundation") < place("provide-testkit") && place("plating") < place("pyvider-components"));
}
