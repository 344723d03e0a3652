//! A command's declaration → clap's command; what clap read → what was asked for; an answer → output and exit code.

mod audience;

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, ValueEnum, ValueHint};
use ws_commands::words::{self, Read, Token};
use ws_commands::{
    Answer, Asked, Completes, Declared, Failure, Gives, Position, Session, Spec, Told, ValueKind, select,
};
use ws_core::env;
use ws_core::row::Cell;
use ws_core::terminal::escape;

pub use self::audience::Terminal;
use crate::failure::UsageError;
use crate::interrupt::Interrupt;
use crate::output::{self, findings};
use crate::shells::Marks;
use crate::{cli, complete, context};

/// How rows are printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Table {
    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// A form of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people, the most used ones
    Table,
    /// One JSON array of objects
    Json,
    /// One JSON object a line
    Jsonl,
    /// Nushell's own notation, with its types: `| from nuon`
    Nuon,
    /// Comma-separated values with a header line
    Csv,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also into a pipe
    Always,
    /// Not at all
    Never,
}

/// The hidden flag for a whole call.
const CALL: &str = "call";

/// `ws` without its commands.
pub fn root() -> Command {
    Command::new("ws")
        .version(env!("CARGO_PKG_VERSION"))
        .arg_required_else_help(true)
        .subcommand_required(true)
        .max_term_width(100)
        .arg(argument(&select::ROOT.declared))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(
                    Format::value_variants().iter().filter_map(ValueEnum::to_possible_value),
                ))
                .help("How to print the result; a table by default"),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .value_name("WHEN")
                .value_parser(clap::value_parser!(Color))
                .help("When to use colours; `auto`, the default, means on a terminal, unless NO_COLOR is set"),
        )
}

/// What `ws` is, in one line; added last, since clap's own types bring a text along.
pub const ABOUT: &str =
    "See and work a meta-repository workspace: many git repositories, one wrknv.toml, one Python venv";

/// Adds the declared commands; of those in a group only where `only` is not another.
pub fn add_commands(mut ws: Command, only: Option<&str>) -> Command {
    let is_wanted = |name: &str| only.is_none_or(|only| name.split(' ').next() == Some(only));
    for spec in ws_commands::all().filter(|spec| is_wanted(spec.name)) {
        let Some((group, name)) = spec.name.split_once(' ') else {
            ws = ws.subcommand(command(spec, spec.name));
            continue;
        };
        if let Some((_, about)) = ws_commands::GROUPS.iter().find(|(known, _)| *known == group)
            && ws.find_subcommand(group).is_none()
        {
            let above = Command::new(group).about(*about).subcommand_required(true).arg_required_else_help(true);
            ws = ws.subcommand(above);
        }
        ws = ws.mut_subcommand(group, |above| above.subcommand(command(spec, name)));
    }
    if is_wanted("activate")
        && let Some(spec) = ws_commands::find("venv activate")
    {
        ws = ws.subcommand(command(spec, "activate"));
    }
    ws
}

fn command(spec: &'static Spec, name: &'static str) -> Command {
    let command = Command::new(name);
    let command = match spec.words() {
        None => command.args(spec.declared().map(argument)),
        Some(_) => command
            .args(spec.declared().map(|declared| or_call(declared, argument(declared))))
            .arg(Arg::new(CALL).long(CALL).hide(true).value_name("JSON").exclusive(true)),
    };
    let command = match spec.gives {
        Gives::Rows(_) | Gives::Runs(_) | Gives::Record(_) => Table::augment_args(command),
        Gives::Findings(_) => Table::augment_args(command).mut_arg("format", |format| {
            let tables = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let more = [
                PossibleValue::new("sarif").help("SARIF 2.1.0, for code scanning"),
                PossibleValue::new("github").help("Workflow commands of GitHub Actions, which annotate lines"),
            ];
            format.value_parser(PossibleValuesParser::new(tables.chain(more)))
        }),
        Gives::Text | Gives::Environment => command,
    };
    // After the arguments of `Table`, which bring a text of their own.
    let paragraphs = [spec.about, spec.more].into_iter().filter(|text| !text.is_empty());
    let command = command.about(spec.about).long_about(paragraphs.collect::<Vec<_>>().join("\n\n"));
    if spec.usage.is_empty() {
        return command;
    }
    let lines: String = spec.usage.iter().flat_map(|line| ["\n  ", line]).collect();
    command.after_help(format!("Examples:{lines}"))
}

/// Lets another program hand on a whole call instead of arguments: see [`read_call`].
fn or_call(declared: &Declared, argument: Arg) -> Arg {
    match declared.position {
        Position::Required | Position::Words { required: true } => {
            argument.required(false).required_unless_present(CALL)
        }
        _ => argument,
    }
}

fn argument(declared: &'static Declared) -> Arg {
    let mut about = declared.about.to_owned();
    if declared.position == Position::Flag && declared.value == ValueKind::Texts {
        about.push_str("; may be given several times");
    }
    let mut argument = Arg::new(declared.name).help(about);
    argument = match declared.position {
        Position::Flag => argument.long(declared.name).short(declared.short),
        Position::Required => argument.required(true),
        Position::Rest => argument.num_args(0..),
        Position::Words { required } => argument.last(true).num_args(0..).required(required),
    };
    argument = match declared.value {
        ValueKind::Switch => argument.action(ArgAction::SetTrue),
        ValueKind::Text => argument.action(ArgAction::Set),
        ValueKind::Texts => argument.action(ArgAction::Append),
        ValueKind::Count => argument.action(ArgAction::Set).value_parser(clap::value_parser!(u32).range(1..)),
    };
    if declared.value != ValueKind::Switch {
        argument = argument.value_name(value_name(declared));
    }
    argument = match declared.completes {
        Completes::OneOf(values) => {
            let values = values.iter().map(|(value, about)| PossibleValue::new(*value).help(*about));
            argument.value_parser(PossibleValuesParser::new(values))
        }
        Completes::Directories => argument.value_hint(ValueHint::DirPath).add(complete::directories()),
        Completes::Commands => argument.value_hint(ValueHint::CommandWithArguments).add(complete::files()),
        Completes::Nothing => argument,
        known => argument.add(complete::values(declared, known)),
    };
    if let Some(default) = declared.default {
        argument = argument.default_value(default);
    }
    for (other, _) in declared.excludes {
        argument = argument.conflicts_with(*other);
    }
    match declared.requires {
        Some((other, _)) => argument.requires(other),
        None => argument,
    }
}

fn value_name(declared: &Declared) -> String {
    match (declared.completes, declared.value) {
        _ if declared.placeholder.is_some() => declared.placeholder.unwrap_or_default().to_owned(),
        (_, ValueKind::Count) => "N".to_owned(),
        (Completes::Siblings, _) => "NAME".to_owned(),
        (Completes::Directories, _) => "DIR".to_owned(),
        _ => declared.name.trim_end_matches('s').to_uppercase(),
    }
}

/// Does what was asked for; `None` for a command that is not declared.
pub fn run(matches: &ArgMatches) -> Option<Result<ExitCode>> {
    let (name, below) = matches.subcommand()?;
    let (spec, below) = match below.subcommand() {
        Some((second, further)) => (ws_commands::find(&format!("{name} {second}"))?, further),
        None if name == "activate" => (ws_commands::find("venv activate")?, below),
        None => (ws_commands::find(name)?, below),
    };
    Some(answer(spec, matches, below))
}

fn answer(spec: &'static Spec, above: &ArgMatches, matches: &ArgMatches) -> Result<ExitCode> {
    let mut asked = Asked::default();
    let call = if spec.words().is_some() { matches.get_one::<String>(CALL) } else { None };
    for declared in spec.declared().filter(|_| call.is_none()) {
        read(declared, matches, &mut asked);
    }
    let is_root = |declared: &&Declared| declared.name == select::ROOT.declared.name;
    match spec.declared().find(is_root) {
        Some(root) if matches.value_source("root") != Some(ValueSource::CommandLine) => read(root, above, &mut asked),
        None if above.contains_id("root") => {
            return Err(anyhow!("`ws {}` is about no workspace: leave --root out", spec.name));
        }
        _ => {}
    }
    let prints_rows = !matches!(spec.gives, Gives::Text | Gives::Environment);
    for name in ["format", "color"] {
        if !prints_rows && above.contains_id(name) {
            return Err(anyhow!("`ws {}` prints no rows: leave --{name} before it out", spec.name));
        }
    }
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    let from = |name: &str| if prints_rows && !is_given(name) && above.contains_id(name) { above } else { matches };
    let format = if prints_rows { form(from("format")) } else { String::new() };
    let color = if prints_rows { from("color").get_one::<Color>("color").copied() } else { None };
    let color = color.unwrap_or(Color::Auto);
    let table = Table { format: Format::from_str(&format, false).unwrap_or(Format::Table), color };
    let as_lines = matches!(spec.gives, Gives::Runs(_)) && table.format == Format::Table;
    let interrupt = Interrupt::listen()?;
    let terminal = Arc::new(Terminal::new(as_lines, color));
    let session = context::session(interrupt.asked(), Arc::clone(&terminal) as _)?;
    if let Some(call) = call
        && !read_call(spec, call, &session, &mut asked)?
    {
        return help(spec);
    }
    let answer = match (spec.run)(&asked, &session) {
        Err(Failure::Core(ws_core::Error::Interrupted, _)) => return Ok(interrupt.code(true)),
        answer => answer.map_err(failed)?,
    };
    match answer {
        Answer::Rows(rows) if as_lines && terminal.is_begun() => {
            let failed = as_lines_of(rows);
            terminal.finish()?;
            Ok(interrupt.code(failed))
        }
        Answer::Rows(rows) if as_lines => plan_of(rows).map(|failed| interrupt.code(failed)),
        Answer::Rows(rows) => {
            let mut failed = false;
            let columns = rows.columns;
            let cells = rows.lines.map(|line| {
                failed |= line.failed;
                line.cells
            });
            output::print(table, columns, cells)?;
            Ok(interrupt.code(failed))
        }
        Answer::Findings(found, root) => findings::print(&found, &root, &format, table, &asked),
        Answer::Record(columns, cells) => {
            output::print_record(table, columns, cells)?;
            Ok(ExitCode::SUCCESS)
        }
        Answer::Text(text) => {
            output::print_text(&text)?;
            Ok(ExitCode::SUCCESS)
        }
        Answer::Environment(changes, off) => {
            let shell = asked.text(&ws_commands::SHELL).unwrap_or_default();
            let shell = cli::HookShell::from_str(shell, false).map_err(|error| anyhow!(error))?;
            let venv = env::active_venv(&env::changed(&session.env, &changes)).unwrap_or_default();
            let marks = Marks { off: off.map(Into::into), venv: Some(venv.into()), ..Marks::default() };
            output::print_bytes(&shell.language().environment(&changes, &marks))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn form(matches: &ArgMatches) -> String {
    if let Ok(Some(format)) = matches.try_get_one::<Format>("format") {
        return format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    }
    matches.try_get_one::<String>("format").ok().flatten().cloned().unwrap_or_default()
}

/// Takes what was on the command line; defaults are the declaration's.
fn read(declared: &'static Declared, matches: &ArgMatches, asked: &mut Asked) {
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

/// How many names one line shows, where something is true of many.
const NAMES_SHOWN: usize = 6;

/// What the children say is on the screen already: here is what ended otherwise than well, and how many of each.
fn as_lines_of(rows: ws_commands::Rows) -> bool {
    let state = rows.columns.iter().position(|column| column.name == "state").unwrap_or_default();
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut waiting = Alike::default();
    let mut failed = false;
    for line in rows.lines {
        failed |= line.failed;
        if let Cell::String(state) = &line.cells[state] {
            match counts.iter_mut().find(|(known, _)| known == state) {
                Some((_, count)) => *count += 1,
                None => counts.push((state.clone(), 1)),
            }
        }
        let Some(told) = line.told else { continue };
        if told.can_wait {
            waiting.add(told);
        } else {
            output::say(&escape(&format!("{}: {}", told.name, told.what)));
        }
    }
    waiting.say();
    let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    output::say(&if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") });
    failed
}

/// What is true of several siblings, each with their names, in the order in which it came up.
#[derive(Default)]
struct Alike(Vec<(String, Vec<String>)>);

impl Alike {
    fn add(&mut self, told: Told) {
        match self.0.iter_mut().find(|(what, _)| *what == told.what) {
            Some((_, names)) => names.push(told.name),
            None => self.0.push((told.what, vec![told.name])),
        }
    }

    /// A line for each.
    fn say(self) {
        for (what, names) in self.0 {
            let more = names.len().saturating_sub(NAMES_SHOWN);
            let more = if more > 1 { format!(" and {more} more") } else { String::new() };
            let shown = if more.is_empty() { &names[..] } else { &names[..NAMES_SHOWN] };
            output::say(&escape(&format!("{}{more}: {what}", shown.join(", "))));
        }
    }
}

/// What would be run: a heading for each wave, and a line for each that is in it. False unless one could not be run.
fn plan_of(rows: ws_commands::Rows) -> Result<bool> {
    let place = rows.columns.iter().position(|column| column.name == "wave").unwrap_or_default();
    let (mut wave, mut text, mut failed) = (None, Vec::new(), false);
    let mut waiting = Alike::default();
    for line in rows.lines {
        failed |= line.failed;
        let Some(told) = line.told else { continue };
        if told.can_wait {
            waiting.add(told);
            continue;
        }
        if let Cell::Int(number) = line.cells[place]
            && wave.replace(number) != Some(number)
        {
            text.push(format!("wave {number}\n"));
        }
        text.push(format!("  {}: {}\n", escape(&told.name), escape(&told.what)));
    }
    output::print_text(&text.concat())?;
    waiting.say();
    Ok(failed)
}

/// Takes a call as the commands in Nushell's language hand it on, in JSON: the words of the line as they stand there,
/// lists among them, and the names that were piped in. False when help was asked for.
fn read_call(spec: &'static Spec, json: &str, session: &Session, asked: &mut Asked) -> Result<bool> {
    #[derive(serde::Deserialize)]
    struct Call {
        words: Vec<Token>,
        piped: Option<Vec<String>>,
    }
    let call: Call = serde_json::from_str(json).map_err(|error| anyhow!("--{CALL}: {error}"))?;
    let read = words::read(spec, call.words, session);
    let read = read.map_err(|misread| UsageError::new(misread.message, misread.help))?;
    let Read::Words(words) = read else { return Ok(false) };
    for word in words {
        asked.give(word.declared, word.text);
    }
    if let (Some(names), Some(rest)) = (call.piped, spec.rest()) {
        asked.pipe(rest, names);
    }
    match asked.conflict(spec) {
        Some((_, message, help)) => Err(UsageError::new(message, help).into()),
        None => Ok(true),
    }
}

/// A command's help.
fn help(spec: &'static Spec) -> Result<ExitCode> {
    let help = command(spec, spec.name).bin_name(format!("ws {}", spec.name)).render_long_help();
    output::print_text(&help.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// As `main` renders it.
pub fn failed(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Core(error, _) => error.into(),
        Failure::Row(error, _) => anyhow!("{error}"),
        Failure::Usage { message, help, code, .. } => UsageError { message, help, code, exit: 2 }.into(),
        Failure::Refused { message, help, code, .. } => UsageError { message, help, code, exit: 1 }.into(),
    }
}

/// Whether a person reads what is told.
pub fn somebody_reads() -> bool {
    std::io::stderr().is_terminal()
}
