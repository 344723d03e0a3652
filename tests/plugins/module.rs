//! The commands in Nushell's own language mean what the plugins' mean: the same line gives the same value, or fails with
//! the same message, in every Nushell.

use std::path::{Path, PathBuf};

use serde_json::Value;
use ws_test_support::tools::{self, NU_VERSIONS};

use super::{Nu, ws};

const LINES: [&str; 28] = [
    // A flag that may be given several times.
    "ws siblings --layer tools --layer framework --fast | get name",
    "ws siblings --layer [tools framework] --fast | get name",
    "ws siblings --exclude 'pyvider-*' --exclude \"t*\" --exclude=wrknv --exclude [plating 'bf*'] --fast | get name",
    "ws deps --layer tools --layer framework | select from to",
    "ws siblings --root . --fast --root /",
    "ws affected pyvider-cty --kind runtime --kind build",
    // Lists as arguments.
    "ws siblings [wrknv pyvider] --fast | get name",
    "let names = [wrknv pyvider]; ws siblings $names ci-tooling --fast | get name",
    "ws siblings ...[wrknv pyvider] --fast | get name",
    "ws tasks [wrknv pyvider] | get sibling | uniq",
    "ws affected [pyvider-cty] | get name",
    // What is piped in.
    "[[sibling x]; [wrknv 1] [null 2]] | ws siblings --fast | get name",
    "[[name branch]; [wrknv main]] | ws status | get name",
    "{sibling: wrknv} | ws siblings --fast | get name",
    "\"wrknv\\npyvider\" | ws order | get name",
    "ws tasks | where task == lint | ws siblings --fast | get name",
    "ws tasks | where task == lint | ws run lint --plan | get name",
    "ws validate | where severity == error | ws siblings --fast | get name",
    "ws tasks | where not inherited | length",
    "[] | ws siblings",
    // What is no name is an error, also in a closure.
    "[[size]; [1]] | each {|row| $row } | ws siblings",
    "[[name]; [1]] | each {|row| $row } | ws siblings",
    "[1 2] | each {|item| $item } | ws siblings",
    "[wrknv] | each {|item| ws siblings --fast | length }",
    "ls | get name | each {|item| $item | ws siblings } | flatten",
    "[pyvidr] | ws siblings",
    // Warnings go to standard error.
    "ws siblings --exclude wrkn --fast | get name",
    "ws siblings pyvidr",
];

/// What each line gives, or the innermost error's message.
fn said(nu: &Nu, version: &str, plugins: &[PathBuf], prelude: &str) -> Vec<Value> {
    let line = |line: &&str| {
        let (before, last) = line.rsplit_once("; ").map_or(("", *line), |(before, last)| (before, last));
        format!("{before}\ntry {{ {last} | to json --raw }} catch {{|error| $error.msg | to json --raw }} | print")
    };
    // What a table is made of is parsed, and no line is split within one.
    let text = LINES.iter().map(|text| if text.contains("]; [") { in_try(text) } else { line(text) });
    let script = format!("{prelude}\n{}", text.collect::<Vec<_>>().join("\n"));
    let binary = tools::nu_of(version).unwrap();
    let mut command = nu.command_of(&binary, plugins, &nu.workspace.root());
    let output = command.args(["-c", &script]).stdin(std::process::Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{version}: {errors}");
    assert_eq!(errors, "warning: `--exclude wrkn` leaves nothing out: did you mean `wrknv`?\n", "{version}");
    let text = String::from_utf8(output.stdout).unwrap();
    let values: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(values.len(), LINES.len(), "{version}: {text}");
    values
}

fn in_try(line: &str) -> String {
    format!("try {{ {line} | to json --raw }} catch {{|error| $error.msg | to json --raw }} | print")
}

/// The file that `ws install` writes where there are no plugins.
fn module(nu: &Nu, version: &str, alone: &Path) -> String {
    let binary = tools::nu_of(version).unwrap();
    let file = nu.workspace.directory().join(format!("{version}.nu"));
    let words = ["install", "--nu", binary.to_str().unwrap(), "--file", file.to_str().unwrap()];
    nu.program(alone.to_str().unwrap(), &words);
    file.display().to_string()
}

#[test]
fn a_line_means_the_same_with_plugins_and_without() {
    let nu = Nu::sample();
    let alone = nu.workspace.directory().join("alone");
    std::fs::create_dir(&alone).unwrap();
    tools::copy_program(ws(), &alone.join("ws")).unwrap();
    let plugins = tools::plugins_beside(ws()).unwrap();
    std::thread::scope(|threads| {
        for version in NU_VERSIONS {
            let (nu, plugins, alone) = (&nu, &plugins, alone.join("ws"));
            threads.spawn(move || {
                let expected = said(nu, version, plugins, "");
                let prelude = format!("source '{}'", module(nu, version, &alone));
                let given = said(nu, version, &[], &prelude);
                for ((line, expected), given) in LINES.iter().zip(expected).zip(given) {
                    assert_eq!(given, expected, "{version}: {line}");
                }
            });
        }
    });
}

/// What only the module can say: it reads a flag that is given before from the line, where it is plain words.
#[test]
fn errors_of_the_module_have_code_help_and_place() {
    let nu = Nu::sample();
    let alone = nu.workspace.directory().join("alone");
    std::fs::create_dir(&alone).unwrap();
    tools::copy_program(ws(), &alone.join("ws")).unwrap();
    for version in ["0.101.0", "0.115.1"] {
        let file = module(&nu, version, &alone.join("ws"));
        let binary = tools::nu_of(version).unwrap();
        for (line, code, parts) in [
            (
                "let name = 'wrknv'; ws siblings --exclude $name --exclude pyvider",
                "ws::usage",
                ["give a list", "--exclude [...]"],
            ),
            (
                "ls | each {|file| ws siblings }",
                "ws::sibling::unknown",
                ["unknown sibling `", "also the item of a closure"],
            ),
            ("ws siblings pyvidr", "ws::sibling::unknown", ["unknown sibling `pyvidr`", "did you mean `pyvider`"]),
            ("ws graph --format mermid", "ws::usage", ["invalid value 'mermid'", "a similar value exists"]),
        ] {
            let mut command = nu.command_of(&binary, &[], &nu.workspace.root());
            let output = command.args(["-c", &format!("source '{file}'\n{line}")]).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!output.status.success(), "{version}: {line}");
            for part in [code].iter().chain(&parts) {
                assert!(said.contains(part), "{version}: {line}: {part}: {said}");
            }
        }
    }
}
