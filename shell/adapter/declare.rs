//! A command's declaration → clap's command.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Args as _, Command, ValueEnum as _, ValueHint};
use ws_commands::{Completes, Declared, Gives, Position, Spec, ValueKind, select};

use super::read::CALL;
use crate::complete;
use crate::output::{Color, Format, Printing};

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
                    Format::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value),
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

pub(super) fn command(spec: &'static Spec, name: &'static str) -> Command {
    let command = Command::new(name);
    let command = match spec.words() {
        None => command.args(spec.declared().map(argument)),
        Some(_) => command
            .args(spec.declared().map(|declared| or_call(declared, argument(declared))))
            .arg(Arg::new(CALL).long(CALL).hide(true).value_name("JSON").exclusive(true)),
    };
    let command = match spec.gives {
        Gives::Rows(_) | Gives::Runs(_) | Gives::Record(_) => Printing::augment_args(command),
        Gives::Findings(_) => Printing::augment_args(command).mut_arg("format", |format| {
            let tables = Format::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
            let more = [
                PossibleValue::new("sarif").help("SARIF 2.1.0, for code scanning"),
                PossibleValue::new("github").help("Workflow commands of GitHub Actions, which annotate lines"),
            ];
            format.value_parser(PossibleValuesParser::new(tables.chain(more)))
        }),
        Gives::Text | Gives::Environment => command,
    };
    // After the arguments of `Printing`, which bring a text of their own.
    let paragraphs = [spec.about, spec.more].into_iter().filter(|text| !text.is_empty());
    let command = command.about(spec.about).long_about(paragraphs.collect::<Vec<_>>().join("\n\n"));
    if spec.usage.is_empty() {
        return command;
    }
    let lines: String = spec.usage.iter().flat_map(|line| ["\n  ", line]).collect();
    command.after_help(format!("Examples:{lines}"))
}

/// Lets another program hand on a whole call instead of arguments: see [`CALL`].
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
