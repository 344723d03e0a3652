//! The plugins in every Nushell that is supported: the same lines give the same. One Nushell of each version runs them
//! all, in a sample workspace of its own; another is at its prompt in a terminal. README's table says what was seen.

use std::fmt::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use ws_test_support::tools::{self, NU_VERSION, NU_VERSIONS};

use super::ending::Hanging;
use super::{Nu, ws};

/// A line, what it shows, and what it must give where that is known.
struct Line {
    shows: &'static str,
    text: String,
    gives: Option<&'static str>,
}

const EXAMPLES: &str = "every example of every command's help";
const COOKBOOK: &str = "the pipelines of the [cookbook](docs/cookbook.md)";
const ERRORS: &str = "errors with code and help that point into your line";
const ENVIRONMENT: &str = "`ws venv activate` in your shell, and back";
const READER: &str = "rows arrive as they are ready, and the work stops when the reader does";
const CTRL_C: &str = "ctrl-c ends what runs, and the next call works";
const TAB: &str = "TAB offers names, layers and tasks";

/// Lines that fail, each for a reason of its own.
const WRONG: [&str; 12] = [
    "ws siblings pyvider pyvidr",
    "ws siblings --layer framewrk",
    "ws siblings --layer [framework framewrk]",
    "ws siblings '{a'",
    "[pyvider pyvidr] | ws siblings",
    "[pyvider 1] | skip 1 | ws siblings",
    "ws siblings --fast --dirty",
    "ws siblings --root nowhere",
    "ws exec --layer tools --jobs 0 pwd",
    "ws run lnt",
    "ws affected",
    "cd /; ws siblings",
];

/// Environments, as `ws venv` changes them.
const CHANGES: [&str; 3] = [
    "ws venv activate; {venv: $env.VIRTUAL_ENV, first: $env.PATH.0, python: (which python | get 0.path)}",
    "ws venv activate; ws venv deactivate; {first: ($env.PATH.0 | path basename), venv: $env.VIRTUAL_ENV?}",
    "do { ws venv activate }; (^env | lines | where $it =~ '^VIRTUAL_ENV' | length)",
];

fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    for spec in ws_commands::all() {
        let name = format!("ws {}", spec.name);
        assert!(spec.examples.len() >= 3, "{name} has {} examples", spec.examples.len());
        assert!(spec.examples.iter().any(|example| example.gives.is_some()), "no example of {name} shows its result");
        for example in spec.examples {
            assert!(example.text.contains(&name), "`{}` is no example of {name}", example.text);
            lines.push(Line { shows: EXAMPLES, text: in_every_way(example.text), gives: example.gives });
        }
    }
    let cookbook = std::fs::read_to_string(tools::repository().join("docs/cookbook.md")).unwrap();
    let mut line = |shows, text: &str| lines.push(Line { shows, text: text.to_owned(), gives: None });
    for text in cookbook.lines().filter_map(|line| line.strip_prefix("> ")) {
        line(COOKBOOK, &in_every_way(text));
    }
    for text in WRONG {
        // 0.115 has `details` where those before it have `json`. `view span` is what the label points at.
        let (before, last) = text.rsplit_once("; ").map_or(("", text), |(before, last)| (before, last));
        let seen = "let error = if $error.json? != null { $error.json | from json } else { $error.details }\n\
                    let at = $error.labels.0.span\n\
                    {msg: $error.msg, code: $error.code, help: $error.help, at: (view span $at.start $at.end)}";
        line(ERRORS, &format!("{before}\ntry {{ {last} | ignore; null }} catch {{|error| {seen} }}"));
    }
    for text in CHANGES {
        line(ENVIRONMENT, text);
    }
    lines
}

/// A line as every version understands it: before 0.115, `group-by` leaves out what has no layer.
fn in_every_way(line: &str) -> String {
    let groups = line.contains("| group-by layer") || line.contains("| group-by --to-table layer");
    if groups { line.replace("| group-by ", "| default none layer | group-by ") } else { line.to_owned() }
}

/// What each line gives in a Nushell: a value, or an error.
fn said(version: &str, lines: &[Line]) -> Vec<Value> {
    let nu = Nu::sample();
    nu.program("python3", &["-m", "venv", "--without-pip", ".venv"]);
    nu.program(ws().to_str().unwrap(), &["trust"]);
    // What the examples speak of: a snapshot of everything, and one of what everybody can restore.
    let mut script = String::from(
        "ws snapshot save monday | ignore\n\
         open .ws/snapshots/monday.toml | update siblings {|it| $it.siblings | where pushed? == true} | to toml | save ws.lock\n\
         cp ws.lock .ws/snapshots/release.toml\n",
    );
    for line in lines {
        let text = match line.text.rsplit_once("; ") {
            Some((before, last)) if line.shows != ERRORS => format!("{before}; {last} | to json --raw"),
            _ => format!("{} | to json --raw", line.text),
        };
        let failed = "{failed: $error.msg} | to json --raw | print";
        writeln!(script, "do {{ try {{ {text} | print }} catch {{|error| {failed} }} }}").unwrap();
    }
    let (binary, plugins) = (tools::nu_of(version).unwrap(), tools::plugins_beside(ws()).unwrap());
    let mut command = nu.command_of(&binary, &plugins, &nu.workspace.root());
    let output = command.args(["-c", &script]).stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "nu {version}: {errors}");
    let directory = nu.workspace.directory().display().to_string();
    let text = String::from_utf8(output.stdout).unwrap().replace(&directory, "");
    let text = text.replace(&format!("NU_VERSION={version}"), "NU_VERSION=its own");
    let values: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| line.into())).collect();
    assert_eq!(values.len(), lines.len(), "nu {version}: {text}\n{errors}");
    values
}

/// Takes out of a value what differs between two runs, and how a version writes a date.
fn comparable(value: &mut Value, line: &Line) {
    match value {
        Value::String(text) if text.len() >= 20 && text.as_bytes()[10] == b' ' && is_date(&text[..10]) => {
            *text = text.replacen(' ', "T", 1).replace(' ', "");
        }
        Value::Array(values) => {
            for value in values.iter_mut() {
                comparable(value, line);
            }
            // Rows of what is done side by side come as they are ready.
            if ["ws run ", "ws exec "].iter().any(|command| line.text.contains(command)) {
                values.sort_by_key(ToString::to_string);
            }
        }
        Value::Object(fields) => {
            // Snapshots of the same second have no order.
            let is_snapshot = fields.contains_key("created");
            for (name, field) in fields {
                let changes = ["duration", "created", "fetched_at"].contains(&name.as_str());
                if !field.is_null() && (changes || is_snapshot && ["name", "path"].contains(&name.as_str())) {
                    *field = "any".into();
                }
                comparable(field, line);
            }
        }
        _ => {}
    }
}

/// Two texts from where they differ on.
fn difference(one: &str, other: &str) -> String {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let from_there = |text: &str| text.chars().skip(same.saturating_sub(60)).take(300).collect::<String>();
    format!("  gives ...{}\n  and not ...{}", from_there(one), from_there(other))
}

fn is_date(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| if [4, 7].contains(&at) { byte == b'-' } else { byte.is_ascii_digit() })
}

/// A reader who has enough after the first row, while the second sibling's command hangs.
fn a_reader_has_enough(version: &str) {
    let hanging = Hanging::new();
    let (binary, plugins) = (tools::nu_of(version).unwrap(), tools::plugins_beside(ws()).unwrap());
    let mut command = hanging.nu.command_of(&binary, &plugins, &hanging.nu.workspace.root());
    command.args(["-c", &format!("{} | first 1 | get name.0 | print; sleep 200sec", hanging.call())]);
    let mut nu = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(nu.stdout.take().unwrap()), &mut first).unwrap();
    assert_eq!(first, "first\n", "nu {version}");
    // Nushell goes on: what ends here ends with the reader.
    hanging.is_over_or_was_never_begun();
    assert!(nu.try_wait().unwrap().is_none(), "nu {version} ended early");
    nu.kill().unwrap();
    nu.wait().unwrap();
}

/// Ctrl-c, and TAB where a plugin is asked.
fn at_the_prompt(version: &str) {
    let hanging = Hanging::new();
    let (binary, plugins) = (tools::nu_of(version).unwrap(), tools::plugins_beside(ws()).unwrap());
    let command = hanging.nu.command_of(&binary, &plugins, &hanging.nu.workspace.root());
    let terminal = hanging.nu.terminal_of(command);
    if completes(version) {
        for (before, begun, offered) in
            [("ws siblings ", "sec", "second"), ("ws siblings --layer ", "fou", "foundation")]
        {
            terminal.text(&format!("{before}{begun}"));
            terminal.key("Tab");
            terminal.wait_for(&format!("{before}{offered}"));
            // What is typed while the next prompt is drawn may be lost: right of a fresh one is the time alone.
            terminal.key("C-c");
            terminal.wait_until(|screen| screen.lines().last().is_some_and(|line| line.starts_with("ready>   ")));
        }
    }
    terminal.line(&hanging.call());
    hanging.hangs();
    terminal.key("C-c");
    hanging.is_over();
    terminal.line("ws siblings third --fast | each {|row| print $'again ($row.name)' }");
    terminal.wait_for("again third");
}

/// A plugin is asked since 0.109.
fn completes(version: &str) -> bool {
    !["0.101.0", "0.107.0", "0.108.0"].contains(&version)
}

#[test]
fn every_nushell_gives_the_same() {
    let lines = lines();
    let results: Vec<Vec<Value>> = std::thread::scope(|threads| {
        let run = |version: &'static str| {
            let lines = &lines;
            threads.spawn(move || {
                let said = said(version, lines);
                a_reader_has_enough(version);
                at_the_prompt(version);
                said
            })
        };
        let running: Vec<_> = NU_VERSIONS.map(run).into_iter().collect();
        let said = running.into_iter().zip(NU_VERSIONS);
        said.map(|(thread, version)| thread.join().unwrap_or_else(|_| panic!("nu {version}: see above"))).collect()
    });
    let newest = NU_VERSIONS.iter().position(|version| *version == NU_VERSION).unwrap();
    let mut wrong = Vec::new();
    for (version, values) in NU_VERSIONS.iter().zip(&results) {
        for ((line, value), expected) in lines.iter().zip(values).zip(&results[newest]) {
            let (mut value, mut expected) = (value.clone(), expected.clone());
            comparable(&mut value, line);
            comparable(&mut expected, line);
            if let Some(json) = line.gives {
                expected = serde_json::from_str(json).unwrap();
            }
            if value.get("failed").is_some() || value != expected {
                let difference = difference(&value.to_string(), &expected.to_string());
                wrong.push(format!("nu {version}: {}\n{difference}", line.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    errors_are_what_they_are(&lines, &results[newest]);
    table_is_in_readme();
}

/// That all versions agree says nothing about what they agree on.
fn errors_are_what_they_are(lines: &[Line], values: &[Value]) {
    let of = |shows: &str| -> Vec<&Value> {
        lines.iter().zip(values).filter(|(line, _)| line.shows == shows).map(|(_, value)| value).collect()
    };
    let places: Vec<(&Value, &Value)> = of(ERRORS).into_iter().map(|error| (&error["code"], &error["at"])).collect();
    let expected = [
        ("ws::sibling::unknown", "pyvidr"),
        ("ws::layer::unknown", "--layer framewrk"),
        ("ws::layer::unknown", "framewrk"),
        ("ws::select::bad_glob", "'{a'"),
        ("ws::sibling::unknown", "pyvidr"),
        ("ws::usage", "1"),
        ("ws::usage", "--fast"),
        ("ws::workspace::not_a_root", "--root nowhere"),
        ("ws::usage", "0"),
        ("ws::tasks::unknown", "lnt"),
        ("ws::usage", "ws affected"),
        ("ws::workspace::not_found", "ws siblings"),
    ];
    let expected = expected.map(|(code, at)| (json!(code), json!(at)));
    assert_eq!(places, expected.iter().map(|(code, at)| (code, at)).collect::<Vec<_>>());
    let root = "/provide-workspace";
    let active = json!({"venv": format!("{root}/.venv"), "first": format!("{root}/.venv/bin"),
        "python": format!("{root}/.venv/bin/python")});
    let environments = of(ENVIRONMENT);
    assert_eq!(environments[0], &active);
    assert_eq!((&environments[1]["venv"], environments[2]), (&Value::Null, &json!(0)));
}

/// Compares the table in README with what was seen, or writes it anew.
fn table_is_in_readme() {
    let mut table = format!("| | {} |\n|---|{}\n", NU_VERSIONS.join(" | "), "---|".repeat(NU_VERSIONS.len()));
    for shows in [EXAMPLES, COOKBOOK, ERRORS, ENVIRONMENT, READER, CTRL_C, TAB] {
        let seen = NU_VERSIONS.map(|version| if shows == TAB && !completes(version) { "—" } else { "yes" });
        writeln!(table, "| {shows} | {} |", seen.join(" | ")).unwrap();
    }
    let readme = tools::repository().join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let marker = "<!-- nushells: made by tests/plugins/matrix.rs -->\n";
    let (before, rest) = text.split_once(marker).expect("README.md has no place for the table of Nushells");
    let after = rest.split_once("\n\n").map_or("", |(_, after)| after);
    let fresh = format!("{before}{marker}{table}\n{after}");
    if std::env::var_os("WS_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(&readme, &fresh).unwrap();
    }
    assert!(
        std::fs::read_to_string(&readme).unwrap() == fresh,
        "README.md: WS_BLESS=1 cargo test --test plugins matrix"
    );
}
