//! Both faces of a command: Nushell's own list of commands, and clap's help, hold what the declaration says.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use ws_commands::{Completes, Declared, Position, ValueKind};
use ws_test_support::Sandbox;
use ws_test_support::workspace::SiblingSpec;

use super::{Nu, ws};

fn flags(declared: impl Iterator<Item = &'static Declared>) -> Vec<&'static Declared> {
    declared.filter(|declared| declared.position == Position::Flag).collect()
}

#[test]
fn nushell_has_every_command_with_its_flags_texts_and_short_forms() {
    let nu = Nu::sample();
    let listed = nu
        .value("scope commands | where name starts-with 'ws ' and type == plugin | select name description signatures");
    for spec in ws_commands::all() {
        let name = format!("ws {}", spec.name);
        let command = listed.as_array().unwrap().iter().find(|row| row["name"] == name);
        let command = command.unwrap_or_else(|| panic!("nu has no `{name}`"));
        assert_eq!(command["description"], format!("{}.", spec.about), "{name}");
        let signature = command["signatures"].as_object().unwrap().values().next().unwrap().as_array().unwrap();
        // The parser is to find none of them where words are another program's: see `signature.rs` of the adapter.
        let hidden = if spec.words().is_some() { " " } else { "" };
        let of = |name: &str| signature.iter().find(|row| row["parameter_name"] == format!("{name}{hidden}"));
        for declared in flags(spec.declared()) {
            let Some(parameter) = of(declared.name) else {
                assert!(declared.cli_only, "{name} has no --{}", declared.name);
                continue;
            };
            assert!(!declared.cli_only, "{name} has --{}, which is for the CLI", declared.name);
            let about = parameter["description"].as_str().unwrap();
            assert!(about.starts_with(declared.about), "{name} --{}: {about}", declared.name);
            if let Some(default) = declared.default {
                let default = format!("; {default} by default");
                assert!(about.contains(&default), "{name} --{}: {about}", declared.name);
            }
            if spec.words().is_some() {
                let short = declared.short.map(|short| format!("; -{short} for short.")).unwrap_or_default();
                assert!(about.ends_with(&short), "{name} --{}: {about}", declared.name);
                continue;
            }
            let short = declared.short.map_or(Value::Null, |short| short.to_string().into());
            let given = parameter["short_flag"].as_str().filter(|short| !short.is_empty());
            assert_eq!(given.map_or(Value::Null, Into::into), short, "{name} --{}", declared.name);
            let kind = if declared.value == ValueKind::Switch { "switch" } else { "named" };
            assert_eq!(parameter["parameter_type"], kind, "{name} --{}", declared.name);
            let shape = match declared.value {
                ValueKind::Switch => Value::Null,
                ValueKind::Text if declared.completes == Completes::Directories => "directory".into(),
                ValueKind::Text => "string".into(),
                ValueKind::Texts => "oneof<list<string>, string>".into(),
                ValueKind::Count => "int".into(),
            };
            assert_eq!(parameter["syntax_shape"], shape, "{name} --{}", declared.name);
        }
        let more = signature.iter().filter(|row| row["parameter_type"] == "named" || row["parameter_type"] == "switch");
        let odd: Vec<&str> = more
            .map(|row| row["parameter_name"].as_str().unwrap().trim_end())
            .filter(|name| *name != "help" && flags(spec.declared()).iter().all(|declared| *name != declared.name))
            .collect();
        assert!(odd.is_empty(), "{name} has undeclared {odd:?}");
    }
}

#[test]
fn the_cli_has_every_command_with_its_flags_texts_and_defaults() {
    let sandbox = Sandbox::new().unwrap();
    for spec in ws_commands::all() {
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_ws"), &sandbox.path());
        let output = command.args(spec.name.split(' ')).arg("--help").env("COLUMNS", "100").output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.status.success() && help.starts_with(spec.about), "{}: {help}", spec.name);
        for declared in flags(spec.declared()) {
            let short = declared.short.map(|short| format!("-{short}, ")).unwrap_or_default();
            let at = help.find(&format!("{short}--{}", declared.name));
            let rest = at.map_or_else(|| panic!("{} has no --{}", spec.name, declared.name), |at| &help[at..]);
            assert!(rest.contains(declared.about), "{} --{}", spec.name, declared.name);
            if let Some(default) = declared.default {
                assert!(rest.contains(&format!("[default: {default}]")), "{} --{}", spec.name, declared.name);
            }
        }
    }
}

/// A word that the CLI takes for a value of this kind, and one that it refuses, if there is one.
fn sample(declared: &Declared) -> (String, Option<&'static str>) {
    match (declared.value, declared.completes) {
        (ValueKind::Count, _) => ("2".to_owned(), Some("two")),
        (_, Completes::OneOf(values)) => (values[0].0.to_owned(), Some("no-such-value")),
        _ => ("x".to_owned(), None),
    }
}

#[test]
fn the_cli_takes_the_values_that_are_declared_and_no_others() {
    let sandbox = Sandbox::new().unwrap();
    let usage = |words: &[&str]| {
        let output = sandbox.command(ws(), &sandbox.path()).args(words).output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for spec in ws_commands::all() {
        for declared in flags(spec.declared()) {
            let flag = format!("--{}", declared.name);
            let (fine, refused) = sample(declared);
            let mut words: Vec<&str> = spec.name.split(' ').chain([flag.as_str()]).collect();
            if declared.value == ValueKind::Switch {
                let equals = format!("{flag}=x");
                *words.last_mut().unwrap() = &equals;
                assert!(usage(&words).contains("unexpected value 'x'"), "{words:?}: {}", usage(&words));
                continue;
            }
            assert!(usage(&words).contains("a value is required"), "{words:?}: {}", usage(&words));
            words.push(&fine);
            assert!(!usage(&words).contains("invalid value"), "{words:?}: {}", usage(&words));
            if let Some(refused) = refused {
                *words.last_mut().unwrap() = refused;
                assert!(usage(&words).contains("invalid value"), "{words:?}: {}", usage(&words));
            }
        }
    }
}

/// A workspace that has two of everything that TAB offers.
fn two_of_everything() -> Nu {
    let nu = Nu::with(&[SiblingSpec::new("alpha").layer("foundation"), SiblingSpec::new("beta").layer("tools")]);
    let root = nu.workspace.root();
    let file = root.join("wrknv.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[workspace.tasks]\n", "[workspace.tasks]\ncheck = \"true\"\n")).unwrap();
    let project = "[project]\nname = \"alpha\"\nversion = \"1\"\n[project.optional-dependencies]\ncrypto = []\nyaml = [\"a\"]\n\
                   http = [\"a\"]\n[dependency-groups]\ndocs = [\"a\"]\ntypes = [\"a\"]\n";
    fs::write(nu.workspace.path("alpha").join("pyproject.toml"), project).unwrap();
    for name in ["monday", "sunday"] {
        nu.program(ws().to_str().unwrap(), &["--root", root.to_str().unwrap(), "snapshot", "save", name]);
    }
    nu
}

#[test]
fn tab_offers_the_same_values_in_nushell_and_in_the_cli() {
    let nu = two_of_everything();
    let terminal = nu.terminal();
    let in_cli = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let mut command = nu.command(&nu.workspace.root());
        command = {
            let mut ask = std::process::Command::new(ws());
            ask.current_dir(nu.workspace.root()).env_clear();
            ask.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            ask
        };
        command.env("COMPLETE", "zsh").args(["--", &(words.len() - 1).to_string()]).args(words);
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        said.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<BTreeSet<String>>()
    };
    let everything = ["alpha", "beta", "foundation", "providers", "lint", "check", "monday", "http", "yaml", "types"];
    let mut walked = 0;
    for spec in ws_commands::all() {
        let mut line = format!("ws {}", spec.name);
        let known = |declared: &Declared| {
            !matches!(declared.completes, Completes::Directories | Completes::Commands | Completes::Nothing)
        };
        let (named, placed): (Vec<_>, Vec<_>) =
            spec.declared().filter(|it| !it.cli_only).partition(|it| it.position == Position::Flag);
        let mut lines: Vec<String> =
            named.iter().filter(|it| known(it)).map(|it| format!("{line} --{} ", it.name)).collect();
        // In Nushell, the words of another program's command begin where names would stand.
        let begins_with_command = placed.iter().any(|it| it.position == Position::Words { required: true });
        for declared in
            placed.iter().filter(|it| !matches!(it.position, Position::Words { .. }) && !begins_with_command)
        {
            if known(declared) {
                lines.push(format!("{line} "));
            }
            let value = in_cli(&format!("{line} ")).into_iter().next().unwrap_or_else(|| "x".to_owned());
            line = format!("{line} {value}");
        }
        for line in lines {
            let wanted = in_cli(&line);
            assert!(!wanted.is_empty(), "the CLI offers nothing for `{line}`");
            terminal.text(&line);
            terminal.key("Tab");
            let words =
                |screen: &str| screen.replace(&line, "").split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
            terminal.wait_until(|screen| wanted.is_subset(&words(screen)));
            // Behind a value stands what it means, which may be another's name.
            let screen = terminal.screen();
            let shown: BTreeSet<&str> = screen.lines().filter_map(|line| line.split_whitespace().next()).collect();
            let odd: Vec<&str> =
                everything.into_iter().filter(|value| shown.contains(value) && !wanted.contains(*value)).collect();
            assert!(odd.is_empty(), "`{line}` offers {odd:?}, and in the CLI {wanted:?}");
            terminal.key("C-c");
            terminal.key("C-l");
            terminal.wait_until(|screen| !screen.contains("ws "));
            walked += 1;
        }
    }
    assert!(walked > 40, "{walked}");
}
