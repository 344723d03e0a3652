//! A Nushell that does not exist yet: the real one, whose greeting names another version, and which says a word
//! differently where a test wants it. As long as its messages can be read, everything works; what cannot be read is an
//! error of the call that names both versions, and Nushell goes on.

use std::fmt::Write as _;
use std::process::Output;

use serde_json::{Value, json};
use ws_test_support::tools::{self, NU_VERSION, PLUGINS};
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

const VERSIONS: [&str; 4] = ["0.117.0", "0.200.0", "1.0.0", "2.0.0-beta.1"];

/// A text as `MessagePack` has it where it is short, in hexadecimal digits.
fn packed(text: &str) -> String {
    let length = 0xa0 + u8::try_from(text.len()).unwrap();
    std::iter::once(length).chain(text.bytes()).fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}

/// Runs a script in Nushell, which tells the plugins that it is of this version, and says other words.
fn run(nu: &Nu, version: &str, words: &[(&str, &str)], script: &str) -> Output {
    let disguise = tools::repository().join("tests/plugins/disguise.py");
    let plugins = PLUGINS.map(|name| {
        let plugin = tools::binary_beside(ws(), name).unwrap();
        let disguised = nu.workspace.directory().join("disguised").join(name);
        std::fs::create_dir_all(disguised.parent().unwrap()).unwrap();
        let text = format!("#!/bin/sh\nexec python3 '{}' '{}' \"$@\"\n", disguise.display(), plugin.display());
        tools::write_script(&disguised, &text).unwrap();
        disguised
    });
    let pairs = [(NU_VERSION, version)].into_iter().chain(words.iter().copied());
    let pairs: Vec<String> = pairs.map(|(old, new)| format!("{}={}", packed(old), packed(new))).collect();
    let mut command = nu.command_of(&tools::nu().unwrap(), &plugins, &nu.workspace.root());
    command.env("DISGUISE", pairs.join(",")).args(["-c", script]);
    command.stdin(std::process::Stdio::null()).output().unwrap()
}

fn two() -> Nu {
    Nu::with(&["pyvider", "wrknv"].map(|name| SiblingSpec::new(name).layer("tools")))
}

#[test]
fn a_newer_nushell_whose_messages_can_be_read_has_everything() {
    let nu = two();
    nu.program("python3", &["-m", "venv", "--without-pip", ".venv"]);
    nu.program(ws().to_str().unwrap(), &["trust"]);
    let script = "let caught = try { ws siblings pyvidr | ignore } catch {|e| $e.details }\n\
                  let file = null | ws status wrknv | get name\n\
                  {piped: (ls ../wrknv | each {|| 'wrknv' } | ws siblings --fast | get name), file: $file,\n\
                  code: $caught.code, at: (view span $caught.labels.0.span.start $caught.labels.0.span.end),\n\
                  first: (ws exec git rev-parse --abbrev-ref HEAD | first 1 | get stdout.0),\n\
                  layers: (ws layers | get layer), tasks: (ws tasks | length),\n\
                  venv: (do { ws venv activate; $env.VIRTUAL_ENV | path basename }),\n\
                  flags: (ws siblings --layer [tools] --exclude wrknv --fast | get name)} | to json --raw";
    for version in VERSIONS {
        let output = run(&nu, version, &[], script);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{version}: {said}");
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        let expected = json!({"piped": ["wrknv"], "file": ["wrknv"], "code": "ws::sibling::unknown", "at": "pyvidr",
            "first": "main\n", "layers": value["layers"], "tasks": value["tasks"], "venv": ".venv", "flags": ["pyvider"]});
        assert_eq!(value, expected, "{version}");
        assert!(value["layers"].as_array().is_some_and(|layers| layers.contains(&json!("tools"))), "{version}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_of_the_call_that_names_both_versions() {
    let nu = two();
    let catch = "catch {|e| {msg: $e.msg, code: $e.details.code, help: $e.details.help} }";
    for version in VERSIONS {
        // A call of a new kind; a field that is missing; a kind of input that is new.
        for word in [("Run", "Perform"), ("positional", "arguments"), ("ListStream", "Flow")] {
            let line = "[wrknv] | each {|name| $name } | ws siblings --fast";
            let script = format!("[(try {{ {line} }} {catch}) (1 + 1) (try {{ {line} }} {catch})] | to json --raw");
            let output = run(&nu, version, &[word], &script);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{version}: {word:?}: {said}");
            let value: Value = serde_json::from_slice(&output.stdout).unwrap();
            let expected = format!(
                "the plugin cannot read a call of Nushell {version}: it is made with Nushell {NU_VERSION}'s protocol"
            );
            assert_eq!(value[0]["msg"], expected, "{version}: {word:?}");
            assert_eq!(value[0]["code"], "ws::plugin::protocol");
            let help =
                format!("update ws, or use a Nushell near {NU_VERSION}; until then, `^ws` runs the same commands");
            assert!(value[0]["help"].as_str().is_some_and(|text| text.starts_with(&help)), "{value}");
            assert_eq!((&value[1], &value[2]["msg"]), (&json!(2), &json!(expected)), "{version}: {word:?}");
        }
    }
}
