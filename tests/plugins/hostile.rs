//! What nobody means to pipe in or to give: every kind of value, deep ones, long ones, and names that would steer the
//! terminal. Each is an error of its call, and the plugin's process lives on.

use std::fmt::Write as _;

use serde_json::Value;
use ws_test_support::tools::{self, NU_VERSION};
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

/// What is piped in, and a part of the error's message.
const PIPED: [(&str, &str); 23] = [
    ("[[a]; [{b: [1 [2 {c: 3}]]}]]", "the input names no sibling"),
    ("[[name]; [{b: 1}]]", "the input names no sibling"),
    ("[[name]; [[pyvider]]]", "the input names no sibling"),
    ("[[sibling]; [0x[ff]]]", "the input names no sibling"),
    ("[0x[ff 00 1b]]", "the input names no sibling"),
    ("[{|x| $x}]", "the input names no sibling"),
    ("[1..3]", "the input names no sibling"),
    ("[1..]", "the input names no sibling"),
    ("[1.5 true]", "the input names no sibling"),
    ("[2026-01-01]", "the input names no sibling"),
    ("[3sec]", "the input names no sibling"),
    ("[4kb]", "the input names no sibling"),
    ("[$.a.b?.0]", "the input names no sibling"),
    ("[pyvider [pyvider]]", "the input names no sibling"),
    ("['']", "unknown sibling ``"),
    ("[\"e\\nf\"]", "unknown sibling `e\\nf`"),
    ("[\"a\\u{0}\\u{1b}]0;x\\u{7}\\u{202e}b\"]", "unknown sibling `a\\u{0}\\u{1b}]0;x\\u{7}\\u{202e}b`"),
    ("[('' | fill -w 10000000 -c x)]", "x\u{2026}`, and so on"),
    ("[('' | fill -w 1000000 -c '*')]", "`***"),
    ("['{{{{{{{{{a,b']", "is not a glob pattern"),
    ("(1..100000 | each {|n| $'x($n)' })", "unknown sibling `x1`"),
    ("[(1..60 | reduce -f 1 {|it, acc| [$acc]})]", "the input names no sibling"),
    // Deeper than a stack is high; Nushell itself takes them.
    ("[(1..1500 | reduce -f 1 {|it, acc| {a: [$acc]}})]", "lie so deep in each other"),
];

/// Lines that give such things as arguments, and a part of the error's message.
const GIVEN: [(&str, &str); 6] = [
    ("ws siblings ...[{a: 1}]", ""),
    ("ws siblings ...[[[pyvider]]]", ""),
    ("ws siblings ...[{|x| $x}]", ""),
    ("ws siblings --layer [\"\\u{1b}[2J\"]", "unknown layer `\\u{1b}[2J`"),
    ("ws exec ...[{a: 1}]", ""),
    ("[1] | each {|it| error make {msg: 'of the user'} } | ws siblings", ""),
];

#[test]
fn whatever_is_piped_in_or_given_is_an_error_and_the_process_lives_on() {
    let nu = Nu::with(&["pyvider", "wrknv"].map(SiblingSpec::new));
    let piped =
        PIPED.map(|(input, part)| (format!("do {{|| {input} }} | each {{|it| $it }} | ws siblings --fast"), part));
    let given = GIVEN.map(|(line, part)| (line.to_owned(), part));
    let lines: Vec<(String, &str)> = piped.into_iter().chain(given).collect();
    for version in ["0.101.0", NU_VERSION] {
        let process = "(plugin list | where name =~ siblings | get pid.0)";
        let mut script =
            format!("$env.config.plugin_gc.default.enabled = false\nws siblings | ignore\nlet before = {process}\n");
        for (line, _) in &lines {
            writeln!(script, "try {{ {line} | ignore; 'no error' }} catch {{|e| $e.msg }} | to json --raw | print")
                .unwrap();
        }
        write!(script, "[({process} == $before) (ws siblings --fast | length)] | to json --raw | print").unwrap();
        let binary = if version == NU_VERSION { tools::nu().unwrap() } else { tools::nu_of(version).unwrap() };
        let plugins = tools::plugins_beside(ws()).unwrap();
        let mut command = nu.command_of(&binary, &plugins, &nu.workspace.root());
        let output = command.args(["-c", &script]).stdin(std::process::Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        let values: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(values.len(), lines.len() + 1, "{version}: {errors}");
        for ((line, part), message) in lines.iter().zip(&values) {
            let message = message.as_str().unwrap();
            assert!(message != "no error" && message.contains(part), "{version}: {line}: {message}");
            assert!(message.len() < 3000, "{version}: {line}: {} bytes", message.len());
            assert!(!message.contains(char::is_control), "{version}: {line}: {message:?}");
        }
        assert_eq!(values[lines.len()], serde_json::json!([true, 2]), "{version}: {errors}");
    }
}
