//! The reference pages, `docs/commands.md` and `docs/columns.md`: made from the command line that clap has and from the
//! declarations, so that neither page can say what the program does not do.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};
use ws_commands::Spec;
use ws_core::row::{Column, Kind};

use crate::cli;

/// Arguments that all commands have: described at the top of the page, not in each section.
const EVERYWHERE: [&str; 4] = ["root", "format", "color", "help"];

const COMMANDS: &str = "\
# Commands

This page lists every command with its arguments; `cargo xtask docs` makes it from the program itself. The columns of each
command's rows are in [columns](columns.md).

To give several values to a flag that takes them, repeat the flag: `--layer tools --layer framework`. In Nushell you can also
give a list: `--layer [tools framework]`. There, `ws run`, `ws exec` and every command that takes names also take them from
the pipeline, as strings or as rows with `name` or `sibling`.
";

const COLUMNS: &str = "\
# Columns

This page lists the columns that each command gives, in Nushell and with `--format json`, `jsonl`, `nuon` and `csv`;
`cargo xtask docs` makes it from the program itself. What is unknown or absent is null, never 0, false or an empty string.
New columns may be added; existing ones keep their names and types.

In JSON, a datetime is a string (RFC 3339), a duration is a number of nanoseconds, and a filesize is a number of bytes. NUON
keeps Nushell's own types.
";

const EXIT_CODES: &str = "\
## Exit codes

| code | when |
|---|---|
| 0 | Success; also when a reader closes the pipe early. |
| 1 | The command ran, and some of its rows have failures or errors. |
| 2 | The usage or the configuration is wrong. |
| 130 | Interrupted. |
";

/// `docs/commands.md`.
pub fn commands() -> String {
    let mut ws = cli::command(None).bin_name("ws");
    ws.build();
    let mut page = COMMANDS.to_owned();
    let common: Vec<&Arg> =
        EVERYWHERE.iter().filter_map(|id| ws.get_arguments().find(|arg| arg.get_id() == id)).collect();
    let _ = write!(page, "\n## Everywhere\n\n{}", table(&common));
    page.push('\n');
    page.push_str(EXIT_CODES);
    for command in ws.get_subcommands() {
        add(&mut page, command, &common);
    }
    page
}

/// A command's section, and those of its subcommands.
fn add(page: &mut String, command: &Command, common: &[&Arg]) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = command.get_bin_name().unwrap_or_default();
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n## `{name}`\n\n{}\n", sentences(&about));
    let declared = name.strip_prefix("ws ").and_then(ws_commands::find);
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !common.iter().any(|known| is_same(known, arg)))
        .collect();
    if !own.is_empty() {
        let _ = write!(page, "\n{}", table(&own));
    }
    if let Some(examples) = command.get_after_help().map(ToString::to_string) {
        let lines = examples.lines().skip(1).map(str::trim_start);
        let _ = write!(page, "\n```sh\n{}\n```\n", lines.collect::<Vec<_>>().join("\n"));
    }
    if let Some(spec) = declared {
        add_nushell(page, spec);
    }
    for subcommand in command.get_subcommands() {
        add(page, subcommand, common);
    }
}

/// Whether an argument is the one that all commands have, and not one of its own by that name.
fn is_same(common: &Arg, arg: &Arg) -> bool {
    let values =
        |arg: &Arg| arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    common.get_id() == arg.get_id() && values(common) == values(arg)
}

/// Examples in Nushell, and the link to the columns.
fn add_nushell(page: &mut String, spec: &Spec) {
    if !spec.examples.is_empty() {
        page.push_str("\n| in Nushell | shows |\n|---|---|\n");
    }
    for example in spec.examples {
        let _ = writeln!(page, "| `{}` | {}. |", cell(example.text), cell(example.about));
    }
    if !spec.gives.columns().is_empty() {
        let _ = writeln!(page, "\nGives [these columns](columns.md#{}).", anchor(spec));
    }
}

/// Arguments, each with what it says, its values and its default.
fn table(arguments: &[&Arg]) -> String {
    let mut text = "| argument | says |\n|---|---|\n".to_owned();
    for arg in arguments {
        let mut says = sentences(&arg.get_help().map(ToString::to_string).unwrap_or_default());
        // A switch has the values `true` and `false`, which are never typed.
        if matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) {
            let values = arg.get_possible_values();
            let values: Vec<_> = values
                .iter()
                .filter(|value| !value.is_hide_set())
                .map(clap::builder::PossibleValue::get_name)
                .collect();
            if !values.is_empty() {
                let _ = write!(says, " One of `{}`.", values.join("`, `"));
            }
            let defaults = arg.get_default_values();
            let defaults: Vec<_> = defaults.iter().map(|value| value.to_string_lossy()).collect();
            if !defaults.is_empty() {
                let _ = write!(says, " By default `{}`.", defaults.join(" "));
            }
        }
        let _ = writeln!(text, "| `{}` | {} |", cell(&written(arg)), cell(&says));
    }
    text
}

/// An argument as it is typed, such as `-j, --jobs <N>`.
fn written(arg: &Arg) -> String {
    let value =
        arg.get_value_names().and_then(|names| names.first()).map_or_else(String::new, |name| format!("<{name}>"));
    let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    if arg.is_positional() {
        let several = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
        return format!("{}{value}{}", if arg.is_last_set() { "-- " } else { "" }, if several { "..." } else { "" });
    }
    let names = [arg.get_short().map(|short| format!("-{short}")), arg.get_long().map(|long| format!("--{long}"))];
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if takes { format!("{names} {value}") } else { names }
}

/// `docs/columns.md`.
pub fn columns() -> String {
    let mut page = COLUMNS.to_owned();
    for spec in ws_commands::all().filter(|spec| !spec.gives.columns().is_empty()) {
        let _ = write!(page, "\n## `ws {}`\n\n{}.\n\n| column | type | says |\n|---|---|---|\n", spec.name, spec.about);
        for column in spec.gives.columns() {
            page.push_str(&row(column));
        }
    }
    page
}

fn row(column: &Column) -> String {
    format!("| `{}` | {} | {} |\n", column.name, kind(&column.kind), cell(column.about))
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::List(of) => format!("list of {}", self::kind(of)),
        Kind::Record(fields) => {
            let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            format!("record ({})", names.join(", "))
        }
        scalar => scalar.scalar().unwrap_or("any").to_owned(),
    }
}

/// A heading's anchor as GitHub makes it.
fn anchor(spec: &Spec) -> String {
    format!("ws-{}", spec.name.replace(' ', "-"))
}

/// With the full stop that texts for the command line have not.
fn sentences(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
    let closed = paragraphs.map(|paragraph| {
        let end = if paragraph.ends_with(['.', ':', '?']) { "" } else { "." };
        format!("{paragraph}{end}")
    });
    closed.collect::<Vec<_>>().join("\n\n")
}

/// Text in a cell of a table: one line, and no bar.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
