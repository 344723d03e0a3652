//! Arguments of what works across siblings.

use std::num::NonZeroUsize;

use clap::builder::{StringValueParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::{Format, SelectionArgs};
use crate::complete;

/// Arguments of `ws tasks`.
#[derive(Debug, Args)]
pub struct TasksArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `ws run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The task, such as `lint` or `test.unit`
    #[arg(value_name = "TASK", add = complete::tasks())]
    pub task: String,
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Only siblings that differ from this revision, and what depends on them
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// How many at a time; by default as many as there are processors
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Begin nothing more after a failure
    #[arg(long, overrides_with = "keep_going")]
    pub fail_fast: bool,
    /// After a failure, block only what depends on it; the default
    #[arg(long)]
    pub keep_going: bool,
    /// Further arguments of the task's command
    #[arg(last = true, value_name = "ARG")]
    pub arguments: Vec<String>,
}

/// Arguments of `ws exec`.
#[derive(Debug, Args)]
pub struct ExecArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// How many at a time; by default as many as there are processors
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Begin nothing more after a failure
    #[arg(long)]
    pub fail_fast: bool,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Arguments of `ws sync`.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Leave every branch where it is
    #[arg(long)]
    pub fetch_only: bool,
    /// Remove remote-tracking branches that the remotes no longer have
    #[arg(long)]
    pub prune: bool,
    /// How many at a time
    #[arg(short, long, value_name = "N", default_value = "4")]
    pub jobs: NonZeroUsize,
    /// Give a fetch up when git says nothing for so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "120")]
    pub patience: u64,
}

/// Arguments of `ws branches`.
#[derive(Debug, Args)]
pub struct BranchesArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// Arguments of `ws snapshot`.
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: SnapshotCommand,
}

/// What can be done with snapshots.
#[derive(Debug, Subcommand)]
pub enum SnapshotCommand {
    /// Takes one: pins the commit at HEAD of every sibling, and names what is uncommitted or on no remote
    Save {
        /// Its name; one that is there is kept
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// The snapshots there are
    List,
    /// How the siblings differ from one
    Diff {
        /// A snapshot, or the path of a lock file
        #[arg(value_name = "NAME", add = complete::snapshots())]
        name: String,
        /// Which siblings.
        #[command(flatten)]
        selection: SelectionArgs,
    },
    /// Checks its commits out, where nothing would be lost; clones what is missing
    Restore {
        /// A snapshot, or the path of a lock file
        #[arg(value_name = "NAME", add = complete::snapshots())]
        name: String,
        /// Which siblings.
        #[command(flatten)]
        selection: SelectionArgs,
        /// Show what would be done, and do nothing
        #[arg(long)]
        plan: bool,
        /// How many at a time
        #[arg(short, long, value_name = "N", default_value = "4")]
        jobs: NonZeroUsize,
        /// Give a fetch or clone up when git says nothing for so many seconds
        #[arg(long, value_name = "SECONDS", default_value = "120")]
        patience: u64,
    },
    /// Prints one as a lock file that others can restore; fails when a commit of it is on no remote
    Export {
        /// A snapshot
        #[arg(value_name = "NAME", add = complete::snapshots())]
        name: String,
    },
}

/// Arguments of `ws prompt`.
#[derive(Debug, Args)]
pub struct PromptArgs {
    /// What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing}
    /// {errors}; what is in [brackets] is left out when all its counts are 0
    #[arg(
        id = "format",
        long,
        value_name = "FORMAT",
        default_value = "{workspace}[ \u{b1}{dirty}][ \u{2191}{ahead}][ \u{2193}{behind}]",
        value_parser = line()
    )]
    pub format: Format,
    /// How old the counts may be, in seconds; older ones are counted anew
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    pub max_age: u64,
}

/// Any text: `--format` is one option of all commands, and so has one type.
fn line() -> impl TypedValueParser<Value = Format> {
    StringValueParser::new().map(|text| Format::Line(text.leak()))
}
