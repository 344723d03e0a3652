//! What clap read → what was asked for, and how to print it.

use anyhow::{Result, anyhow};
use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum as _};
use ws_commands::words::{self, Reading, Token};
use ws_commands::{Asked, Declared, Gives, Session, Spec, ValueKind, select};

use crate::failure::UsageError;
use crate::output::{Color, Format, Printing};

/// The hidden flag by which `nushell/wrapping.nu` hands on a whole call as JSON: see [`whole_call`].
pub const CALL: &str = "call";

/// The arguments, without those of a whole call. `--root` may stand before the command too, in `above`.
pub fn arguments(spec: &'static Spec, above: &ArgMatches, matches: &ArgMatches) -> Result<Asked> {
    let mut asked = Asked::default();
    let is_call = spec.words().is_some() && matches.contains_id(CALL);
    for declared in spec.declared().filter(|_| !is_call) {
        argument(declared, matches, &mut asked);
    }
    let is_root = |declared: &&Declared| declared.name == select::ROOT.declared.name;
    match spec.declared().find(is_root) {
        Some(root) if matches.value_source("root") != Some(ValueSource::CommandLine) => {
            argument(root, above, &mut asked);
        }
        None if above.contains_id("root") => {
            return Err(anyhow!("`ws {}` is about no workspace: leave --root out", spec.name));
        }
        _ => {}
    }
    Ok(asked)
}

/// The name of the format, which may be one of a command's own, and how to print rows. Both flags may stand before the
/// command too, in `above`.
pub fn printing(spec: &Spec, above: &ArgMatches, matches: &ArgMatches) -> Result<(String, Printing)> {
    if matches!(spec.gives, Gives::Text | Gives::Environment) {
        if let Some(name) = ["format", "color"].into_iter().find(|name| above.contains_id(name)) {
            return Err(anyhow!("`ws {}` prints no rows: leave --{name} before it out", spec.name));
        }
        return Ok((String::new(), Printing { format: Format::Table, color: Color::Auto }));
    }
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    let from = |name: &str| if !is_given(name) && above.contains_id(name) { above } else { matches };
    let format = format_name(from("format"));
    let color = from("color").get_one::<Color>("color").copied().unwrap_or(Color::Auto);
    let printing = Printing { format: Format::from_str(&format, false).unwrap_or(Format::Table), color };
    Ok((format, printing))
}

fn format_name(matches: &ArgMatches) -> String {
    if let Ok(Some(format)) = matches.try_get_one::<Format>("format") {
        return format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    }
    matches.try_get_one::<String>("format").ok().flatten().cloned().unwrap_or_default()
}

/// Takes one argument from the command line; defaults are the declaration's.
fn argument(declared: &'static Declared, matches: &ArgMatches, asked: &mut Asked) {
    if matches.value_source(declared.name) != Some(ValueSource::CommandLine) {
        return;
    }
    if declared.value == ValueKind::Switch {
        asked.give(declared, "");
        return;
    }
    for value in matches.get_raw(declared.name).into_iter().flatten() {
        asked.give(declared, value.to_string_lossy());
    }
}

/// Takes a call as the commands in Nushell's language hand it on, in JSON: the words of the line as they stand there,
/// lists among them, and the names that were piped in. False when help was asked for.
pub fn whole_call(spec: &'static Spec, json: &str, session: &Session, asked: &mut Asked) -> Result<bool> {
    #[derive(serde::Deserialize)]
    struct Call {
        words: Vec<Token>,
        piped: Option<Vec<String>>,
    }
    let call: Call = serde_json::from_str(json).map_err(|error| anyhow!("--{CALL}: {error}"))?;
    let read = words::read(spec, call.words, session);
    let read = read.map_err(|misread| UsageError::new(misread.message, misread.help))?;
    let Reading::Arguments(arguments) = read else { return Ok(false) };
    for argument in arguments {
        asked.give(argument.declared, argument.text);
    }
    if let (Some(names), Some(rest)) = (call.piped, spec.rest()) {
        asked.pipe(rest, names);
    }
    match asked.conflict(spec) {
        Some((_, message, help)) => Err(UsageError::new(message, help).into()),
        None => Ok(true),
    }
}
