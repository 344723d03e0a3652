//! Arguments of what brings a workspace up and keeps it sound.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::{Format, SelectionArgs};
use crate::complete;

/// Arguments of `ws bootstrap`.
#[derive(Debug, Args)]
pub struct BootstrapArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Link siblings to clones that this directory has already, and clone the rest
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub from: Option<PathBuf>,
    /// Only link, never clone
    #[arg(long, requires = "from")]
    pub link: bool,
    /// Clone only the last N commits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub depth: Option<u32>,
    /// Clone without what this filter leaves out, such as blob:none
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// The branch to check out; by default the one in wrknv.toml, else the remote's
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub plan: bool,
    /// How many at a time
    #[arg(short, long, value_name = "N", default_value = "4")]
    pub jobs: std::num::NonZeroUsize,
    /// Give a clone up when git says nothing for so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "120")]
    pub patience: u64,
}

/// Arguments of `ws setup`.
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// The Python of the venv: a version such as 3.12, or a path
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<String>,
    /// Install this extra of every sibling that has it; may be given several times
    #[arg(long, value_name = "EXTRA", value_delimiter = ',', add = complete::extras())]
    pub extras: Vec<String>,
    /// Install this dependency group (PEP 735) of every sibling that has it; may be given several times
    #[arg(long, value_name = "GROUP", value_delimiter = ',', add = complete::groups())]
    pub groups: Vec<String>,
    /// Install again what is installed already
    #[arg(long)]
    pub reinstall: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub plan: bool,
}

/// Arguments of `ws validate`.
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Print the commands that would mend what is found, one a line, and run none of them
    #[arg(long)]
    pub fix: bool,
    /// How to print what is found
    #[arg(id = "format", long, value_name = "FORMAT", default_value = "table", value_parser = findings())]
    pub format: Format,
}

/// The forms of findings: those of any table, and those that services for continuous integration read.
fn findings() -> impl TypedValueParser<Value = Format> {
    let tables = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let values = tables.chain([
        PossibleValue::new("sarif").help("SARIF 2.1.0, for code scanning"),
        PossibleValue::new("github").help("Workflow commands of GitHub Actions, which annotate lines"),
    ]);
    PossibleValuesParser::new(values).map(|value| match value.as_str() {
        "sarif" => Format::Sarif,
        "github" => Format::Github,
        other => Format::from_str(other, false).unwrap_or(Format::Table),
    })
}

/// Arguments of `ws init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Show the file, and write nothing
    #[arg(long)]
    pub plan: bool,
}
