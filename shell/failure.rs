//! An error that ends `ws` → text for people, or a line of JSON for the commands in Nushell's language, which make an
//! error of Nushell's from it. Also says which exit code each error has.

use std::fmt;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;
use ws_core::terminal::escape_lines;
use ws_core::{report, secrets};

use crate::{context, output};

/// Set by the commands in Nushell's language; see `nushell/wrapping.nu`. No child gets it.
pub const AS_JSON: &str = "__WS_ERRORS_AS_JSON";

/// What was asked for makes no sense, and what to do.
#[derive(Debug)]
pub struct UsageError {
    /// In one line.
    pub message: String,
    /// What to do.
    pub help: String,
    /// A stable code.
    pub code: &'static str,
    /// What `ws` exits with: 2, or 1 where the question made sense and what was found forbids it.
    pub exit: u8,
}

impl UsageError {
    /// One with the code of most.
    pub fn new(message: String, help: String) -> Self {
        Self { message, help, code: "ws::usage", exit: 2 }
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\nhelp: {}", self.message, self.help)
    }
}

impl std::error::Error for UsageError {}

/// What `ws` exits with after it.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    error.downcast_ref::<UsageError>().map_or(2, |error| error.exit)
}

/// What clap says of a command line, for the commands in Nushell's language; for people, clap says it itself and ends `ws`.
pub fn of_clap(mut error: clap::Error) -> anyhow::Error {
    if !error.use_stderr() || context::variable(AS_JSON).is_none() {
        if lacks_a_command(&error) {
            let tip = "`--` goes before the command: `ws exec -- git fetch`";
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        }
        error.exit();
    }
    let text = error.to_string();
    let (message, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let tip = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let help = tip.unwrap_or("`help` before the command shows what it takes").to_owned();
    UsageError::new(message.trim_start_matches("error: ").to_owned(), help).into()
}

/// Is it the words of `ws exec` that are not there? Before `--`, they are names of siblings.
fn lacks_a_command(error: &clap::Error) -> bool {
    let lacking = error.get(ContextKind::InvalidArg);
    error.kind() == ErrorKind::MissingRequiredArgument
        && matches!(lacking, Some(ContextValue::Strings(names)) if names.iter().any(|name| name.contains("COMMAND")))
}

/// The error as whoever called reads it; ends with a line feed.
pub fn render(error: &anyhow::Error) -> String {
    if context::variable(AS_JSON).is_some() {
        return format!("{}\n", as_json(error));
    }
    match error.downcast_ref::<ws_core::Error>() {
        Some(error) => report::error(error, output::colour_on_stderr()),
        None => format!("error: {}\n", shown(&format!("{error:#}"))),
    }
}

/// Text of an error as anybody may see it.
fn shown(text: &str) -> String {
    escape_lines(&secrets::without_secrets(text)).into_owned()
}

fn as_json(error: &anyhow::Error) -> serde_json::Value {
    if let Some(usage) = error.downcast_ref::<UsageError>() {
        let (message, help) = (shown(&usage.message), shown(&usage.help));
        return json!({"message": message, "code": usage.code, "help": help});
    }
    let message = shown(&format!("{error:#}"));
    let Some(known) = error.downcast_ref::<ws_core::Error>() else { return json!({"message": message}) };
    let excerpts = match known {
        ws_core::Error::Config { source_file, problems } => Some(report::problems(source_file, problems, false)),
        _ => None,
    };
    let help: Vec<String> = excerpts.map(|text| text.trim_end().to_owned()).into_iter().chain(known.hint()).collect();
    let help = (!help.is_empty()).then(|| shown(&help.join("\n")));
    json!({"message": message, "code": known.code(), "help": help})
}
