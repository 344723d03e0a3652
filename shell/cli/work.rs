//! Arguments of what works across siblings.

use std::num::NonZeroUsize;

use clap::Args;

use super::SelectionArgs;
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
    /// How many at a time
    #[arg(short, long, value_name = "N", default_value = "4")]
    pub jobs: NonZeroUsize,
    /// Give a fetch up when git says nothing for so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "120")]
    pub patience: u64,
}
