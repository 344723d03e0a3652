//! How a command's rows are printed, as its command line says it.

use clap::{Args, ValueEnum};

/// How rows are printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Printing {
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
