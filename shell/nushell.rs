//! clap's types → a module in Nushell's language: an `export extern` for each command, or, where the plugins cannot
//! run, a command of the same name with the same columns that calls `ws` and reads what it prints.
//!
//! `clap_complete_nushell` knows neither completers nor descriptions of values nor commands of one's own.

mod command;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::cli::HookShell;

pub use tables::plugin_commands;

/// Commands of the CLI alone whose answers are values.
const VALUES_OF_OWN: [&str; 2] = ["ws trust", "ws prompt"];

/// What wrapped commands are made with.
const WRAPPING: &str = include_str!("nushell/wrapping.nu");

/// What is to be in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// `extern`s for all commands.
    Externs,
    /// What the plugins do not define: an `extern` of the same name would hide the plugin's.
    BesidePlugins,
    /// What the plugins would define as commands that call `ws`, and `extern`s for the rest.
    Wrapped,
}

/// The module's source, with the line that uses it: it may be sourced, or put into an autoload directory.
pub fn module(ws: &clap::Command, contents: Contents, program: &str) -> String {
    let mut ws = ws.clone();
    ws.build();
    let by_plugins: BTreeSet<String> = plugin_commands().collect();
    let mut text = String::from("module ws-commands {\n");
    // What an external command is completed with: asks `ws` itself.
    section(&mut text, HookShell::Nu.language().completion(), program);
    if contents != Contents::Externs {
        section(&mut text, WRAPPING, program);
    }
    let quoted = HookShell::Nu.language().program(program);
    let mut commands = Vec::new();
    command::flatten(&ws, "", &mut commands);
    for (name, command) in commands {
        match tables::output_of(&name) {
            Some(output) if contents == Contents::Wrapped => command::wrap(&mut text, &name, command, output),
            None if contents != Contents::Externs && VALUES_OF_OWN.contains(&name.as_str()) => {
                command::value_of_own(&mut text, &name, command, &quoted);
            }
            _ if contents == Contents::BesidePlugins && by_plugins.contains(&name) => {}
            _ => command::extern_of(&mut text, &name, command),
        }
    }
    text.push_str("}\nexport use ws-commands *\n");
    text
}

/// The same for a Nushell whose types are never one of several: there such a type is any.
pub fn without_one_of(module: &str) -> String {
    const ONE_OF: &str = "oneof<";
    let mut text = String::with_capacity(module.len());
    let mut rest = module;
    while let Some(at) = rest.find(ONE_OF) {
        text.push_str(&rest[..at]);
        text.push_str("any");
        rest = &rest[at + ONE_OF.len()..];
        let mut depth = 1;
        let end = rest.find(|letter| {
            depth += i32::from(letter == '<') - i32::from(letter == '>');
            depth == 0
        });
        rest = end.map_or("", |end| &rest[end + 1..]);
        // What is completed is a word there, and no list.
        rest = rest.strip_prefix(command::COMPLETER).unwrap_or(rest);
    }
    text + rest
}

/// The same for a Nushell that takes words that are handed on for values, unless they are declared as texts.
pub fn with_texts_for_words(module: &str) -> String {
    module.replace(command::WORDS, &format!("{}: string", command::WORDS))
}

fn section(text: &mut String, source: &str, program: &str) {
    for line in source.replace("{{ws}}", &HookShell::Nu.language().program(program)).lines() {
        let indent = if line.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{indent}{line}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_is_one_of_several_becomes_any() {
        let text = "[a: oneof<list<string>, oneof<int, table<a: int>>>@\"nu-complete ws\", b: list<oneof<int, string>>]: any -> int";
        assert_eq!(without_one_of(text), "[a: any, b: list<any>]: any -> int");
    }
}
