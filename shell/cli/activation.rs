//! Arguments of the venv, of trust, and of activation.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches as _, Subcommand, ValueEnum};

use super::SelectionArgs;
use crate::complete;

/// Arguments of `ws venv`.
#[derive(Debug, Args)]
pub struct VenvArgs {
    /// What of it; by default the whole.
    #[command(subcommand)]
    pub command: Option<VenvCommand>,
}

/// A part of the venv.
#[derive(Debug, Subcommand)]
pub enum VenvCommand {
    /// One row for every sibling: is it imported from the checkout next door?
    Siblings(VenvSiblingsArgs),
    /// One row for every package that is installed
    Packages,
    /// Prints what activates the venv, for `eval`; in Nushell a command that does it
    #[command(after_help = "Examples:\n  eval \"$(ws venv activate)\"\n  ws venv activate --shell fish | source")]
    Activate(ActivateArgs),
    /// Prints what takes the venv back, for `eval`; in Nushell a command that does it
    #[command(after_help = "Examples:\n  eval \"$(ws venv deactivate)\"\n  ws venv deactivate --shell fish | source")]
    Deactivate(ActivateArgs),
}

/// Arguments of `ws venv siblings`.
#[derive(Debug, Args)]
pub struct VenvSiblingsArgs {
    /// Which siblings.
    #[command(flatten)]
    pub selection: SelectionArgs,
}

/// A shell that has a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HookShell {
    /// GNU Bash, from 3.2 on
    Bash,
    /// Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
    /// Nushell
    Nu,
}

/// Arguments of `ws trust`.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// List the workspaces that are trusted, the one trusted last first
    #[arg(long)]
    pub list: bool,
    /// Let `[workspace.env]` set this variable, by which programs run or load something; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub allow_env: Vec<String>,
}

/// Arguments of `ws untrust`.
#[derive(Debug, Args)]
pub struct UntrustArgs {
    /// The root of the workspace; by default the one here
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub directory: Option<PathBuf>,
}

/// Arguments of `ws hook`.
#[derive(Debug, Args)]
pub struct HookArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: HookShell,
    /// For bash: wrap cd, pushd and popd, so that `cd x && command` sees the new environment on the same line
    #[arg(long)]
    pub wrap_cd: bool,
    /// Show the workspace's name in front of the prompt, as activate scripts do
    #[arg(long)]
    pub prompt: bool,
}

/// Arguments of `ws activate`.
#[derive(Debug, Args)]
pub struct ActivateArgs {
    /// The shell that evaluates it
    #[arg(long, value_name = "SHELL", default_value = "bash")]
    pub shell: HookShell,
}

/// Arguments of `ws cd`.
#[derive(Debug, Args)]
pub struct CdArgs {
    /// The sibling
    #[arg(value_name = "NAME", add = complete::siblings())]
    pub name: String,
}

/// Arguments of `ws reconcile`.
#[derive(Debug, Args)]
pub struct ReconcileArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: HookShell,
    /// The workspace that was deactivated by hand
    #[arg(long, default_value = "")]
    pub off: OsString,
    /// The workspace of which was said that it is not trusted
    #[arg(long, default_value = "")]
    pub noted: OsString,
    /// Directories that were taken from PATH and stay out of it, separated by colons
    #[arg(long, default_value = "")]
    pub left: OsString,
    /// Deactivate, until the workspace is left
    #[arg(long)]
    pub leave: bool,
    /// The directory is the same as the last time: a venv that has gone since was deactivated by hand
    #[arg(long)]
    pub here: bool,
}

impl ReconcileArgs {
    /// A hook's call, at each change of directory: parsed by these arguments alone, since to build the whole tree of
    /// commands takes longer than what is asked for. `None` for any other call.
    pub fn asked() -> Option<Self> {
        let mut words = std::env::args_os().skip(1);
        if words.next()? != "reconcile" {
            return None;
        }
        let command = Self::augment_args(clap::Command::new("ws reconcile").no_binary_name(true));
        let matches = command.get_matches_from(words);
        Some(Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
    }
}
