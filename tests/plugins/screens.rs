//! The first screens: what a person sees of each command in 80, 100 and 120 columns, in the CLI and in Nushell, in the
//! sample workspace, whose longest names have 27 letters.

use std::path::Path;
use std::process::Command;

use ws_test_support::{Terminal, sandbox, tools};

use super::{Nu, ws};

/// Each command, and what 80 columns have to show of it: in the CLI, and in Nushell, whose tables have borders.
const COMMANDS: [(&str, &str, &str); 17] = [
    ("ws status", "name branch ahead behind changes last_commit", "name branch ahead behind changes"),
    ("ws siblings", "name branch dirty ahead behind staged unstaged", "name branch dirty ahead behind"),
    ("ws branches", "name branch ahead behind merged default", "name branch ahead behind"),
    ("ws backup", "name unbacked dirty unpushed stashes", "name unbacked dirty unpushed"),
    ("ws layers", "layer order siblings violations", "layer order siblings depends_on violations"),
    ("ws deps", "from to kind violation", "from to kind"),
    ("ws order", "name layer wave", "name layer wave"),
    ("ws affected pyvider", "name layer reason", "name layer reason"),
    ("ws why pyvider", "what because", "what because"),
    ("ws validate", "severity code message", "severity code message"),
    ("ws tasks", "sibling task command", "sibling task"),
    ("ws run lint --plan", "wave", "name state"),
    ("ws exec wrknv -- git version", "", "name state stdout stderr"),
    ("ws bootstrap --plan", "name action state", "name action state"),
    ("ws setup --plan", "step layer siblings state", "step layer siblings state"),
    ("ws venv siblings", "name state", "name state"),
    ("ws sync --fetch-only wrknv", "name state duration", "name state reason commits duration"),
];

/// The screens of all commands in a terminal that is so wide. Each line as it was printed.
fn screens(nu: &Nu, command: &Command, columns: u16) -> Vec<Vec<String>> {
    let terminal = Terminal::sized(command, &nu.workspace.home(), (columns, 900), "every command was run");
    let mut screens: Vec<Vec<String>> = Vec::new();
    for line in terminal.lines() {
        if line.starts_with("screen of ") {
            screens.push(Vec::new());
        } else if let Some(screen) = screens.last_mut() {
            screen.push(line);
        }
    }
    assert_eq!(screens.len(), COMMANDS.len(), "{}", terminal.screen());
    screens
}

/// A program in the workspace that says `script` to a shell of its own, and waits.
fn script(nu: &Nu, name: &str, text: &str) -> Command {
    let file = nu.workspace.home().join(name);
    tools::write_script(&file, &format!("#!/bin/sh\n{text}\necho every command was run; sleep 600\n")).unwrap();
    let mut command = Command::new(file);
    command.current_dir(nu.workspace.root()).env_clear().envs(sandbox::environment(&nu.workspace.home()));
    command.env("TERM", "screen").env_remove("NO_COLOR");
    command
}

#[test]
fn the_tables_of_the_cli_fit_80_100_and_120_columns() {
    let nu = Nu::sample();
    let runs = COMMANDS
        .map(|(line, ..)| format!("echo 'screen of {line}'; '{}' {}", ws().display(), line.trim_start_matches("ws ")));
    let command = script(&nu, "every", &runs.join("\n"));
    for columns in [80, 100, 120] {
        for ((line, expected, _), screen) in COMMANDS.iter().zip(screens(&nu, &command, columns)) {
            let shown = screen.join("\n");
            for printed in &screen {
                assert!(printed.chars().count() <= usize::from(columns), "{columns}: {line}: {printed}\n{shown}");
            }
            let header: Vec<&str> = screen[0].split_whitespace().collect();
            let expected: Vec<&str> = expected.split(' ').filter(|name| !name.is_empty()).collect();
            assert!(expected.iter().all(|name| header.contains(name)), "{columns}: {line}: {expected:?}\n{shown}");
            assert!(!shown.contains('\u{2026}'), "{columns}: {line}: nothing is cut\n{shown}");
            if header.first() == Some(&"name")
                && !line.contains("wrknv")
                && !["ws branches", "ws affected pyvider"].contains(line)
            {
                for sibling in nu.workspace.siblings() {
                    let is_there = screen.iter().any(|row| row.split(' ').next() == Some(sibling.name.as_str()));
                    assert!(is_there, "{columns}: {line}: {}\n{shown}", sibling.name);
                }
            }
        }
    }
    // What is left out is named, and what went wrong stands below its row.
    let narrow = screens(&nu, &command, 80);
    let siblings = narrow[1].join("\n");
    assert!(siblings.contains("\n  error: git cannot read ") && siblings.contains("\n  state: missing"), "{siblings}");
    assert!(siblings.contains("\nnot shown: ") && siblings.contains("last_commit"), "{siblings}");
    assert!(siblings.replace('\n', " ").contains("(a wider terminal, or --format json, has all)"), "{siblings}");
    assert!(!narrow[0].join("\n").contains("not shown"), "{}", narrow[0].join("\n"));
    let validated = narrow[9].join("\n");
    assert!(validated.contains("  hint: run `ws bootstrap`"), "{validated}");
}

#[test]
fn what_is_piped_has_every_column() {
    let nu = Nu::sample();
    let piped = nu.program(ws().to_str().unwrap(), &["siblings"]);
    let header: Vec<&str> = piped.lines().next().unwrap().split_whitespace().collect();
    assert!(header.contains(&"last_commit") && header.contains(&"error"), "{piped}");
    assert!(piped.contains("2026-01-02 02:04") && !piped.contains("not shown"), "{piped}");
}

#[test]
fn nushell_shows_the_answer_in_80_100_and_120_columns() {
    let nu = Nu::sample();
    for version in ["0.101.0", "0.115.1"] {
        let binary = if version == "0.115.1" { tools::nu().unwrap() } else { tools::nu_of(version).unwrap() };
        let plugins = tools::nu_list(&tools::plugins_beside(ws()).unwrap());
        // One line each, so that what a command says on standard error stays with it.
        let runs = COMMANDS.map(|(line, ..)| format!("print 'screen of {line}'; print ({line})")).join("\n");
        let file = nu.workspace.home().join("every.nu");
        std::fs::write(&file, runs).unwrap();
        let start =
            format!("'{}' -n --no-std-lib --plugins '{plugins}' '{}'", binary.display(), Path::new(&file).display());
        let command = script(&nu, "every-in-nushell", &start);
        for columns in [80, 100, 120] {
            for ((line, _, expected), screen) in COMMANDS.iter().zip(screens(&nu, &command, columns)) {
                let shown = screen.join("\n");
                let header = screen.iter().find(|row| row.contains('#')).unwrap_or_else(|| panic!("{line}: {shown}"));
                let header: Vec<&str> = header.split(['│', ' ']).filter(|name| !name.is_empty()).collect();
                for name in expected.split(' ') {
                    assert!(header.contains(&name), "{version}, {columns}: {line}: {name}\n{shown}");
                }
            }
        }
    }
}
