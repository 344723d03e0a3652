//! One command → its declaration in Nushell's language.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::engine::ArgValueCompleter;

use ws_commands::Gives;

use super::tables;

/// What the commands of the plugins do not have: a value has no form of its own, and Nushell colours.
const NOT_FOR_VALUES: &[&str] = &["format", "color", "help", "version"];

/// A command and all below it, each with its full name; hidden ones left out.
pub fn flatten<'c>(command: &'c Command, above: &str, into: &mut Vec<(String, &'c Command)>) {
    let name = if above.is_empty() { command.get_name().to_owned() } else { format!("{above} {}", command.get_name()) };
    into.push((name.clone(), command));
    let below = command.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
    for command in below {
        flatten(command, &name, into);
    }
}

/// `export extern`: the external command's signature. Nushell passes on what is not in it.
pub fn extern_of(text: &mut String, name: &str, command: &Command) {
    describe(text, command);
    let _ = writeln!(text, "  export extern \"{name}\" [");
    for argument in shown(command) {
        parameter(text, argument, &type_of(argument));
    }
    if command.has_subcommands() {
        parameter_line(text, "...command: string@\"nu-complete ws commands\"", "What to do");
    }
    text.push_str("  ]\n\n");
}

/// What a wrapped command takes where siblings are meant: `ws-names` says what of it names none, with the place.
const NAMES: &str = "any";

/// How what `ws` completes is declared.
pub const COMPLETER: &str = "@\"nu-complete ws\"";

/// How the words of another program are declared.
pub const WORDS: &str = "    ...words";

/// A command whose last words are another program's: `ws` tells which those are.
fn wrap_words(text: &mut String, name: &str, output: Gives) {
    let verb = name.trim_start_matches("ws ");
    let _ = write!(
        text,
        "  export def --wrapped \"{name}\" [\n{WORDS}\n  ]: {NAMES} -> {} {{\n    \
             let piped = $in | ws-names\n    \
             ws-call (metadata $words).span {verb} $words $piped\n  }}\n\n",
        tables::as_type(output)
    );
}

/// `export def`: a command that calls `ws` and gives what it prints as values.
pub fn wrap(text: &mut String, name: &str, command: &Command, output: Gives) {
    describe(text, command);
    if command.get_arguments().any(Arg::is_last_set) {
        return wrap_words(text, name, output);
    }
    let is_text = matches!(output, Gives::Text);
    let (env, function) = match output {
        Gives::Text => ("", "ws-text"),
        Gives::Environment => ("--env ", "ws-environment"),
        Gives::Rows(_) | Gives::Runs(_) | Gives::Findings(_) | Gives::Record(_) => ("", "ws-value"),
    };
    let _ = writeln!(text, "  export def {env}\"{name}\" [");
    // The form of a text is its own, and not that of values.
    let is_meant = |argument: &&Arg| {
        let name = argument.get_id().as_str();
        (!NOT_FOR_VALUES.contains(&name) || (is_text && name == "format"))
            // Whose environment is changed is known.
            && !(matches!(output, Gives::Environment) && name == "shell")
    };
    let arguments: Vec<&Arg> = shown(command).filter(is_meant).collect();
    for argument in &arguments {
        parameter(text, argument, &kind_of(argument));
    }
    let piped = arguments.iter().find(|argument| argument.is_positional() && takes_several(argument));
    let input = match piped {
        Some(_) => NAMES,
        None => "nothing",
    };
    let _ = writeln!(text, "  ]: {input} -> {} {{", tables::as_type(output));
    if let Some(names) = piped {
        let names = variable(names);
        let nothing = if is_text { "''" } else { "[]" };
        let _ = writeln!(text, "    let piped = $in | ws-names");
        let _ = writeln!(
            text,
            "    if ($piped != null) and ($piped | is-empty) and (${names} | is-empty) {{ return {nothing} }}"
        );
    }
    let _ = writeln!(text, "    let call = {}", place(&arguments));
    let _ = writeln!(text, "    {function} $call [\n      {}", name.trim_start_matches("ws "));
    if matches!(output, Gives::Environment) {
        text.push_str("      --shell nu\n");
    }
    flags(text, &arguments);
    text.push_str("      --\n");
    for argument in arguments.iter().filter(|argument| argument.is_positional()) {
        let variable = variable(argument);
        let words =
            if takes_several(argument) { format!("ws-words ${variable}") } else { format!("${variable} | default []") };
        let _ = writeln!(text, "      ...({words})");
    }
    let names = match piped {
        Some(_) => {
            text.push_str("      ...($piped | default [])\n");
            if matches!(output, Gives::Environment) { "" } else { " $piped" }
        }
        None => "",
    };
    let _ = writeln!(text, "    ]{names}\n  }}\n");
}

/// `export def` of a command that no plugin has, and whose answer is a value all the same: rows of its `--list`, else text.
pub fn value_of_own(text: &mut String, name: &str, command: &Command, program: &str) {
    describe(text, command);
    // A format that is one of a few is a form of rows.
    let is_meant = |argument: &&Arg| {
        let is_template = argument.get_id() == "format" && argument.get_possible_values().is_empty();
        is_template || !NOT_FOR_VALUES.contains(&argument.get_id().as_str())
    };
    let arguments: Vec<&Arg> = shown(command).filter(is_meant).collect();
    let has_list = arguments.iter().any(|argument| argument.get_long() == Some("list"));
    let _ = writeln!(text, "  export def \"{name}\" [");
    for argument in &arguments {
        parameter(text, argument, &kind_of(argument));
    }
    let _ = writeln!(text, "  ]: nothing -> {} {{", if has_list { "any" } else { "string" });
    let verb = name.trim_start_matches("ws ");
    let _ = writeln!(text, "    let call = {}", place(&arguments));
    if has_list {
        let _ = writeln!(text, "    if $list {{ return (ws-text $call [{verb} --list --format nuon] | from nuon) }}");
    }
    text.push_str("    let words = [\n");
    flags(text, &arguments);
    let as_value = if has_list { "" } else { " | str trim --right" };
    let _ = writeln!(text, "    ]\n    ^{program} {verb} ...$words{as_value}\n  }}\n");
}

/// The place of the call, from those of its arguments.
fn place(arguments: &[&Arg]) -> String {
    let places: Vec<String> =
        arguments.iter().map(|argument| format!("(metadata ${}).span", variable(argument))).collect();
    format!("(ws-place [{}])", places.join(" "))
}

/// The flags of a call, as words.
fn flags(text: &mut String, arguments: &[&Arg]) {
    for argument in arguments.iter().filter(|argument| !argument.is_positional()) {
        let (flag, variable) = (argument.get_long().unwrap_or_default(), variable(argument));
        let several = if takes_several(argument) { " --several" } else { "" };
        let place =
            if takes_value(argument) { format!(" (metadata ${variable}).span $call{several}") } else { String::new() };
        let _ = writeln!(text, "      ...(ws-flag '--{flag}' ${variable}{place})");
    }
}

fn describe(text: &mut String, command: &Command) {
    if let Some(about) = command.get_about() {
        let _ = writeln!(text, "  # {}", one_line(&about.to_string()));
    }
}

fn shown(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !argument.is_hide_set() && !argument.is_last_set())
}

fn parameter(text: &mut String, argument: &Arg, kind: &str) {
    let about = argument.get_help().map(|help| one_line(&help.to_string())).unwrap_or_default();
    let name = variable(argument);
    let declared = match (argument.get_long(), argument.get_short()) {
        _ if argument.is_positional() && takes_several(argument) => format!("...{name}: {kind}"),
        _ if argument.is_positional() && argument.is_required_set() => format!("{name}: {kind}"),
        _ if argument.is_positional() => format!("{name}?: {kind}"),
        (Some(long), short) => {
            let short = short.map(|short| format!("(-{short})")).unwrap_or_default();
            let kind = if takes_value(argument) { format!(": {kind}") } else { String::new() };
            format!("--{long}{short}{kind}")
        }
        (None, Some(short)) => format!("-{short}"),
        (None, None) => return,
    };
    parameter_line(text, &declared, &about);
}

fn parameter_line(text: &mut String, declared: &str, about: &str) {
    let _ = writeln!(text, "    {declared:<40} # {about}");
}

/// Its name as a variable.
fn variable(argument: &Arg) -> String {
    argument.get_long().unwrap_or(argument.get_id().as_str()).replace('-', "_")
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|count| count.takes_values())
}

fn takes_several(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
}

/// Its type, which is a list too where it may be given several times.
fn kind_of(argument: &Arg) -> String {
    if takes_several(argument) {
        return format!("oneof<list<string>, string>{}", completer(argument));
    }
    type_of(argument)
}

fn type_of(argument: &Arg) -> String {
    match argument.get_value_hint() {
        ValueHint::DirPath => "directory".to_owned(),
        ValueHint::AnyPath | ValueHint::FilePath | ValueHint::ExecutablePath => "path".to_owned(),
        _ => format!("string{}", completer(argument)),
    }
}

/// How its values are completed: by `ws`, if it knows any.
fn completer(argument: &Arg) -> &'static str {
    let knows = argument.get::<ArgValueCompleter>().is_some() || !argument.get_possible_values().is_empty();
    if knows { COMPLETER } else { "" }
}

fn one_line(help: &str) -> String {
    help.split_whitespace().collect::<Vec<_>>().join(" ")
}
