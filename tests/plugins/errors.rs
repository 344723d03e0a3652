//! Errors as Nushell shows them: code, message, the place in the user's line, and what to do.

use serde_json::json;
use ws_test_support::workspace::SiblingSpec;

use super::Nu;

fn one() -> Nu {
    Nu::with(&[SiblingSpec::new("pyvider").layer("framework"), SiblingSpec::new("pyvider-cty").layer("framework")])
}

/// Whether the marks below the user's line stand below `text`.
fn points_at(said: &str, text: &str) -> bool {
    let line = said.lines().find(|line| line.contains(" 1 | ")).unwrap_or_default();
    let marks = said.lines().find(|line| line.contains('^')).unwrap_or_default();
    line.find(text).is_some_and(|at| marks.find('^') == Some(at))
}

#[test]
fn an_unknown_name_gets_the_nearest_and_is_underlined() {
    let nu = one();
    let error = nu.error("ws siblings pyvidr");
    assert_eq!(error["code"], "ws::sibling::unknown");
    assert_eq!(error["msg"], "unknown sibling `pyvidr`");
    assert_eq!(error["help"], "did you mean `pyvider`?");
    let said = nu.failure("ws siblings pyvider-cty pyvidr");
    assert!(points_at(&said, "pyvidr"), "{said}");
    let said = nu.failure("[pyvider pyvidr] | ws siblings");
    assert!(points_at(&said, "pyvidr]"), "{said}");
}

#[test]
fn an_unknown_layer_lists_the_layers_and_is_underlined() {
    let nu = one();
    let error = nu.error("ws siblings --layer [framework framewrk]");
    assert_eq!(error["code"], "ws::layer::unknown");
    assert!(error["help"].as_str().unwrap().contains("framework"), "{error}");
    let said = nu.failure("ws siblings --layer framewrk");
    assert!(points_at(&said, "--layer framewrk"), "{said}");
}

#[test]
fn a_bad_glob_is_named() {
    let nu = one();
    let error = nu.error("ws siblings --exclude '[a'");
    assert_eq!(error["code"], "ws::select::bad_glob");
    let said = nu.failure("ws siblings '{a'");
    assert!(points_at(&said, "'{a'"), "{said}");
}

#[test]
fn a_broken_file_is_quoted_in_the_help_and_the_line_of_the_user_is_not_confused_with_it() {
    let nu = Nu::with_config("[workspace]\nname = \"x\"\n\n[[siblings]]\nname = \"pyvider\"\nlayer = \"framewrk\"\n");
    let error = nu.error("ws siblings");
    assert_eq!(error["code"], "ws::config::unknown_layer");
    let help = error["help"].as_str().unwrap();
    assert!(help.contains("layer = \"framewrk\"") && help.contains("wrknv.toml:6:"), "{help}");
    // As it is shown: the marks of the excerpt still stand below the place.
    let said = nu.failure("ws siblings");
    let lines: Vec<&str> = said.lines().collect();
    let quoted = lines.iter().position(|line| line.contains("layer = \"framewrk\"")).unwrap();
    let place = lines[quoted].find("\"framewrk\"").unwrap();
    assert_eq!(lines[quoted + 1].find('^'), Some(place), "{said}");
    assert!(points_at(&said, "ws siblings"), "{said}");

    let nu = Nu::with_config("[[siblings]\n");
    let error = nu.error("ws siblings");
    assert_eq!(error["code"], "ws::config::parse");
    assert!(error["help"].as_str().unwrap().contains("[[siblings]"), "{error}");
}

#[test]
fn every_problem_of_a_file_is_told_at_once() {
    let nu = Nu::with_config("[[siblings]]\nname = \"-x\"\n[[siblings]]\nname = \"a\"\nlayer = \"nope\"\n");
    let error = nu.error("ws siblings");
    let help = error["help"].as_str().unwrap();
    assert!(help.contains("\"-x\"") && help.contains("\"nope\""), "{help}");
}

#[test]
fn warnings_are_told_and_stop_nothing() {
    let nu = Nu::with_config("siblings = [\"a\", \"nothing-*\"]\n");
    std::fs::create_dir(nu.workspace.root().with_file_name("a")).unwrap();
    let output = nu.run("ws siblings | get name | to json --raw");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "[\"a\"]");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("ws::config::no_match") && said.contains("nothing-*"), "{said}");
    // Once in a session, whichever plugins are asked, and also when they were started anew.
    let output = nu.run("ws siblings | ignore; ws layers | ignore; plugin stop ws_siblings; [1] | each {|_| null | ws tasks | ignore }; ws siblings | length");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.matches("ws::config::no_match").count(), 1, "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1\n");
}

#[test]
fn no_workspace_says_where_it_looked() {
    let nu = one();
    let error = nu.error("cd ../home; ws siblings");
    assert_eq!(error["code"], "ws::workspace::not_found");
    let help = error["help"].as_str().unwrap();
    assert!(help.contains("home/wrknv.toml") && help.contains("--root or WS_ROOT"), "{help}");
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let nu = one();
    let file = nu.workspace.root().join("wrknv.toml");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let error = nu.error(&format!("ws siblings --root '{}'", nu.workspace.root().display()));
    assert!(error["code"].as_str().unwrap().starts_with("ws::"), "{error}");
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, b"name = \"\xff\"\n").unwrap();
    let error = nu.error(&format!("ws siblings --root '{}'", nu.workspace.root().display()));
    assert!(error["code"].as_str().unwrap().starts_with("ws::"), "{error}");
    assert_ne!(error["code"], json!("ws::internal::panic"));
}
