//! Both faces of a command: Nushell's own list of commands, and clap's help, hold what the declaration says.

use serde_json::Value;
use ws_commands::{Declared, Position, ValueKind};
use ws_test_support::Sandbox;

use super::Nu;

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
