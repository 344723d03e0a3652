//! A command's words are its own: what stands after the first word of the command, or after `--`, reaches it as typed,
//! in every Nushell and in the module of Nushell's own language; what stands before is `ws`'s.

use serde_json::{Value, json};
use ws_test_support::tools::{self, NU_VERSIONS};
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

/// A program that prints each of its words in brackets, on PATH as `show`.
fn with_a_program() -> Nu {
    let sibling = |name, layer| SiblingSpec::new(name).layer(layer).task_file("[tasks]\nshow = \"show\"\n");
    let nu = Nu::with(&[sibling("first", "tools"), sibling("second", "framework"), sibling("git", "framework")]);
    let bin = nu.workspace.directory().join("bin");
    std::fs::create_dir(&bin).unwrap();
    tools::write_script(&bin.join("show"), "#!/bin/sh\nfor word in \"$@\"; do printf '[%s]' \"$word\"; done\n")
        .unwrap();
    std::fs::write(nu.workspace.root().join("file-a"), "").unwrap();
    nu
}

/// What is typed, and what the command gets; `None` where the first word is not the command's.
const EXEC: [(&str, &str); 25] = [
    ("ws exec show --always --dirty", "[--always][--dirty]"),
    ("ws exec show --dirty=-modified", "[--dirty=-modified]"),
    ("ws exec show -j4", "[-j4]"),
    ("ws exec show -j", "[-j]"),
    ("ws exec show --jobs", "[--jobs]"),
    ("ws exec show --jobs auto --layer nowhere", "[--jobs][auto][--layer][nowhere]"),
    ("ws exec show --fail-fast=3 --root", "[--fail-fast=3][--root]"),
    ("ws exec show -h --help --version", "[-h][--help][--version]"),
    ("ws exec show HEAD -- file", "[HEAD][--][file]"),
    ("ws exec -- show -- --dirty", "[--][--dirty]"),
    ("ws exec --layer [tools framework] show --layer [a b]", "[--layer][a][b]"),
    ("ws exec --layer=tools --jobs 1 show --exclude=*.o", "[--exclude=*.o]"),
    ("ws exec -j1 --exclude second show -j 2", "[-j][2]"),
    ("ws exec -j 1 first -- show --dirty", "[--dirty]"),
    ("ws exec first sec* --jobs=2 -- show -x", "[-x]"),
    ("ws exec show --format='%h %s' $'a b' \"c d\"", "[--format=%h %s][a b][c d]"),
    ("ws exec show -007 1.50 1kb 2024-01-01", "[-007][1.50][1kb][2024-01-01]"),
    ("ws exec show true", "[true]"),
    ("ws exec show 'it''s' * ? [a b]", "[its][*][?][a][b]"),
    ("ws exec show ...[--dirty -j 3]", "[--dirty][-j][3]"),
    ("let words = [x --dirty]; ws exec show $words ...$words", "[x][--dirty][x][--dirty]"),
    ("ws exec show 'ö ü' 📦 r#'\"'#", "[ö ü][📦][\"]"),
    ("ws exec show ''", "[]"),
    ("ws exec --dirty=false show - --", "[-][--]"),
    ("ws exec show --call x --format json", "[--call][x][--format][json]"),
];

const RUN: [(&str, &str); 5] = [
    ("ws run show -- --dirty=x -j4 --layer", "[--dirty=x][-j4][--layer]"),
    ("ws run show first -- -h -- --help", "[-h][--][--help]"),
    ("ws run --layer [tools] -j1 show -- 'a b'", "[a b]"),
    ("ws run -j 2 show [first second] --fail-fast -- x", "[x]"),
    ("ws run show --exclude=[git second]", ""),
];

/// The scripts as one, each with what it comes to: what the commands get, whom it asked, or the error's message.
fn script(calls: &[&str]) -> String {
    let call = |call: &&str| {
        let (before, call) = call.rsplit_once("; ").map_or(("", *call), |(before, call)| (before, call));
        format!("{before}\ntry {{ {call} | get stdout | uniq | to json --raw }} catch {{|error| $error.msg }} | print")
    };
    calls.iter().map(call).collect::<Vec<_>>().join("\n")
}

fn check(nu: &Nu, mut command: std::process::Command, prelude: &str, what: &str) {
    // Before 0.114, what `def --wrapped` gets has its quotes and brackets still where they are a part of a word, and
    // neither `true` nor a list is a word.
    let literal = what.starts_with("module in 0.10");
    let beyond_it = |call: &str| ["='%h", "[a b]", " true", " $words "].iter().any(|part| call.contains(part));
    let is_meant = |(call, _): &(&str, &str)| !(literal && beyond_it(call));
    let cases: Vec<(&str, &str)> = EXEC.iter().chain(&RUN).copied().filter(is_meant).collect();
    let path = format!("$env.PATH = ($env.PATH | prepend '{}/bin')\n", nu.workspace.directory().display());
    let calls: Vec<&str> = cases.iter().map(|(call, _)| *call).collect();
    let script = format!("{path}{prelude}\n{}", script(&calls));
    let output = command.args(["-c", &script]).stdin(std::process::Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{what}: {}\n{said}", String::from_utf8_lossy(&output.stderr));
    let results: Vec<&str> = said.lines().collect();
    assert_eq!(results.len(), cases.len(), "{what}: {said}");
    let results = results.into_iter().map(|given| serde_json::from_str(given).unwrap_or_else(|_| Value::from(given)));
    let wrong: Vec<_> =
        cases.into_iter().zip(results).filter(|((_, expected), given)| *given != json!([expected])).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

#[test]
fn words_of_the_command_reach_it_in_every_nushell() {
    let nu = with_a_program();
    std::thread::scope(|threads| {
        for version in NU_VERSIONS {
            let nu = &nu;
            threads.spawn(move || {
                let (binary, plugins) = (tools::nu_of(version).unwrap(), tools::plugins_beside(ws()).unwrap());
                check(nu, nu.command_of(&binary, &plugins, &nu.workspace.root()), "", version);
            });
        }
    });
}

#[test]
fn in_the_module_too() {
    let nu = with_a_program();
    // Without plugins beside it, `ws install` writes the commands in Nushell's own language.
    let alone = nu.workspace.directory().join("alone");
    std::fs::create_dir(&alone).unwrap();
    tools::copy_program(ws(), &alone.join("ws")).unwrap();
    std::thread::scope(|threads| {
        for version in NU_VERSIONS {
            let (nu, alone) = (&nu, &alone);
            threads.spawn(move || {
                let binary = tools::nu_of(version).unwrap();
                let module = nu.workspace.directory().join(format!("{version}.nu"));
                let words = ["install", "--nu", binary.to_str().unwrap(), "--file", module.to_str().unwrap()];
                nu.program(alone.join("ws").to_str().unwrap(), &words);
                let command = nu.command_of(&binary, &[], &nu.workspace.root());
                check(nu, command, &format!("source {}", module.display()), &format!("module in {version}"));
            });
        }
    });
}

#[test]
fn what_stands_before_is_ours() {
    let nu = with_a_program();
    let names = |call: &str| nu.value(&format!("{call} | get name | sort"));
    assert_eq!(names("ws exec --layer tools pwd --layer framework"), json!(["first"]));
    assert_eq!(names("ws exec first second -- pwd"), json!(["first", "second"]));
    assert_eq!(names("[first] | ws exec pwd --dirty"), json!(["first"]));
    // A program that is no sibling, before dashes; and a sibling that is called like a program.
    assert_eq!(names("ws exec true HEAD -- pwd"), json!(["first", "git", "second"]));
    assert_eq!(names("ws exec git -- pwd"), json!(["git"]));
    assert_eq!(nu.error("ws exec frist -- pwd")["msg"], "unknown sibling `frist`");
    for (call, message, place) in [
        ("ws exec --dirt pwd", "`ws exec` has no flag `--dirt`", "--dirt"),
        ("ws exec --jobs 0 pwd", "--jobs must be 1 or more", "0"),
        ("ws exec --jobs", "--jobs needs a value", "--jobs"),
        ("ws exec --dirty", "there is no command", "ws exec"),
        ("ws exec --layer [tools tolls] pwd", "unknown layer `tolls`", "tolls"),
        ("ws run show -x", "`ws run` has no flag `-x`", "-x"),
    ] {
        let error = nu.error(call);
        assert_eq!(error["msg"], message, "{call}");
        let span = &error["labels"][0]["span"];
        let length = span["end"].as_u64().unwrap() - span["start"].as_u64().unwrap();
        assert_eq!(usize::try_from(length).unwrap(), place.len(), "{call}: {error}");
    }
    for call in ["ws exec --help", "ws exec -h", "ws run --help", "help ws exec"] {
        let help = nu.value(call);
        let help = help.as_str().unwrap();
        assert!(help.contains("--layer") && help.contains("-j for short"), "{call}: {help}");
    }
}
