//! Which siblings are meant: names, globs, layers, and what is piped in.

use serde_json::json;
use ws_test_support::workspace::{Condition, SiblingSpec};

use super::{Nu, strings};

fn four() -> Nu {
    let sibling = |name| SiblingSpec::new(name).layer("framework");
    Nu::with(&[
        sibling("pyvider"),
        sibling("pyvider-cty").with(Condition::Untracked(1)),
        sibling("pyvider-hcl"),
        SiblingSpec::new("wrknv").layer("tools"),
    ])
}

#[test]
fn names_globs_layers_and_exclusions() {
    let nu = four();
    let names = |arguments: &str| strings(&nu.value(&format!("ws siblings {arguments} --fast | get name")));
    assert_eq!(names(""), ["pyvider", "pyvider-cty", "pyvider-hcl", "wrknv"]);
    assert_eq!(names("pyvider-*"), ["pyvider-cty", "pyvider-hcl"]);
    assert_eq!(names("'pyvider-*'"), ["pyvider-cty", "pyvider-hcl"]);
    assert_eq!(names("wrknv pyvider wrknv"), ["pyvider", "wrknv"]);
    assert_eq!(names("...[wrknv pyvider]"), ["pyvider", "wrknv"]);
    assert_eq!(names("--layer tools"), ["wrknv"]);
    assert_eq!(names("--layer [tools framework] --exclude pyvider-*"), ["pyvider", "wrknv"]);
    assert_eq!(names("--exclude [wrknv pyvider-*]"), ["pyvider"]);
    assert_eq!(names("pyvider* --layer tools"), [""; 0]);
    // As in other shells, and as Nushell writes several.
    assert_eq!(names("--layer tools --layer framework"), ["pyvider", "pyvider-cty", "pyvider-hcl", "wrknv"]);
    assert_eq!(names("--exclude wrknv --exclude [pyvider pyvider-hcl]"), ["pyvider-cty"]);
    assert_eq!(names("[wrknv pyvider]"), ["pyvider", "wrknv"]);
    let error = nu.error("ws siblings --root . --root /");
    assert_eq!((&error["code"], &error["msg"]), (&json!("ws::usage"), &json!("--root is given 2 times")));
}

#[test]
fn an_exclusion_that_leaves_nothing_out_is_a_warning() {
    let nu = four();
    for (pattern, warning) in [
        ("pyvidr", "warning: `--exclude pyvidr` leaves nothing out: did you mean `pyvider`?\n"),
        ("'x-*'", "warning: `--exclude x-*` leaves nothing out\n"),
        // It matches one that was not chosen anyhow.
        ("wrknv", ""),
    ] {
        let output = nu.run(&format!("ws siblings --layer framework --exclude {pattern} --fast | length"));
        assert_eq!(String::from_utf8_lossy(&output.stderr), warning);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "3\n");
    }
}

#[test]
fn a_glob_is_of_siblings_and_not_of_files() {
    let nu = four();
    std::fs::write(nu.workspace.root().join("pyvider-file"), "").unwrap();
    assert_eq!(nu.value("ws siblings pyvider-* --fast | length"), json!(2));
}

#[test]
fn names_are_piped_in() {
    let nu = four();
    let names = |input: &str| strings(&nu.value(&format!("{input} | ws siblings --fast | get name")));
    assert_eq!(names("[wrknv pyvider]"), ["pyvider", "wrknv"]);
    assert_eq!(names("[pyvider-*]"), ["pyvider-cty", "pyvider-hcl"]);
    assert_eq!(names("[[name size]; [wrknv 3]]"), ["wrknv"]);
    assert_eq!(names("{name: wrknv}"), ["wrknv"]);
    assert_eq!(names("'wrknv'"), ["wrknv"]);
    assert_eq!(names("ws siblings | where dirty"), ["pyvider-cty"]);
    assert_eq!(names("ws siblings | where dirty | get name"), ["pyvider-cty"]);
    assert_eq!(names("ws siblings | where dirty | select name ahead"), ["pyvider-cty"]);
    assert_eq!(names("ws siblings | last"), ["wrknv"]);
    assert_eq!(names("^printf 'wrknv\\npyvider\\n'"), ["pyvider", "wrknv"]);
    assert_eq!(names("[wrknv] | each {|name| $name}"), ["wrknv"]);
    // As findings and tasks have them, also those that are about no sibling.
    assert_eq!(names("[[sibling code]; [wrknv a] [null b]]"), ["wrknv"]);
    assert_eq!(names("[wrknv pyvider] | each { ws siblings --fast | get 0 }"), ["pyvider", "wrknv"]);
    let both = nu.value("[wrknv] | ws siblings pyvider --fast | get name");
    assert_eq!(strings(&both), ["pyvider", "wrknv"]);
}

#[test]
fn of_no_siblings_none_is_meant() {
    let nu = four();
    assert_eq!(nu.value("[] | ws siblings | length"), json!(0));
    assert_eq!(nu.value("ws siblings | where ahead > 7 | ws siblings | length"), json!(0));
    assert_eq!(nu.value("null | ws siblings --fast | length"), json!(4));
}

#[test]
fn what_names_nothing_is_refused() {
    let nu = four();
    let at_parse_time = nu.failure("[1 2] | ws siblings");
    assert!(at_parse_time.contains("nu::parser::input_type_mismatch"), "{at_parse_time}");
    let error = nu.error("[1 2] | each {|n| $n} | ws siblings");
    assert_eq!((&error["code"], &error["labels"][0]["text"]), (&json!("ws::usage"), &json!("this is int")));
    let error = nu.error("[[size]; [1]] | each {|row| $row} | ws siblings");
    assert_eq!(error["labels"][0]["text"], "a record without a column `name` or `sibling`");
    // A closure's item is input as well, and whoever did not mean it has to learn that.
    let said = nu.failure("ls | first 1 | each {|file| ws siblings }");
    for part in ["ws::sibling::unknown", "unknown sibling `wrknv.toml`", "the item of a closure, names siblings"] {
        assert!(said.contains(part), "{said}");
    }
}
