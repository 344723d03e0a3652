//! The clap types, and nothing else: what the command line may say. Completions and man pages are made from these.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ws_core::select::Selection;

/// See and work a meta-repository workspace: many git repositories, one wrknv.toml, one Python venv.
#[derive(Debug, Parser)]
#[command(name = "ws", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The workspace's root; by default it is found from the current directory, or named by `WS_ROOT`
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// How to print the result; a table by default
    #[arg(long, global = true, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// A form of output.
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

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One row for every sibling: its layer, branch, upstream and what is uncommitted
    #[command(
        after_help = "Examples:\n  ws siblings\n  ws siblings 'pyvider-*' --layer framework\n  ws siblings --dirty --format json | jq -r '.[].name'\n  ws siblings --fast --format csv"
    )]
    Siblings(SiblingsArgs),
}

/// Which siblings are meant: the same for every command that takes siblings.
#[derive(Debug, Clone, Args)]
pub struct SelectionArgs {
    /// Names of siblings, or globs such as 'pyvider-*'; all by default
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Only siblings of this layer; may be given several times
    #[arg(long, value_name = "LAYER")]
    pub layer: Vec<String>,
    /// Leave out siblings whose name matches this glob; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Only siblings with something uncommitted
    #[arg(long)]
    pub dirty: bool,
}

/// Arguments of `ws siblings`.
#[derive(Debug, Args)]
pub struct SiblingsArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Leave the working trees alone: what is uncommitted stays unknown
    #[arg(long, conflicts_with = "dirty")]
    pub fast: bool,
}

impl SelectionArgs {
    /// As core takes it; `--dirty` is not part of it, since only a look at the repository tells.
    pub fn to_selection(&self) -> Selection {
        Selection { names: self.names.clone(), layers: self.layer.clone(), exclude: self.exclude.clone() }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
