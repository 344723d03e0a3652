//! The command line: what only the CLI has, as clap's own types, beside the declared commands that
//! [`crate::adapter`] translates.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches as _, Subcommand, ValueEnum};

use crate::adapter;
use crate::complete;
use crate::output::Printing;

/// The whole command line. With `only`, just that subcommand: building all of them takes longer than most commands do.
pub fn command(only: Option<&str>) -> clap::Command {
    let ws = adapter::add_commands(adapter::root(), only);
    if only.is_some_and(is_declared) {
        return ws.about(adapter::ABOUT);
    }
    let mut ws = Own::augment_subcommands(ws).about(adapter::ABOUT);
    match only.and_then(|name| ws.find_subcommand_mut(name)).map(std::mem::take) {
        Some(subcommand) => adapter::root().about(adapter::ABOUT).subcommand(subcommand),
        None => ws,
    }
}

/// Whether a word is the name of a command.
pub fn is_command(word: &str) -> bool {
    is_declared(word) || Own::has_subcommand(word)
}

fn is_declared(word: &str) -> bool {
    word == "activate" || ws_commands::all().any(|spec| spec.name.split(' ').next() == Some(word))
}

/// The commands that only the CLI has.
#[derive(Debug, Subcommand)]
pub enum Own {
    /// Allows this workspace to activate, and shows what has changed since the last time. Needed once, and after each change
    #[command(after_help = "Examples:\n  ws trust\n  ws trust --list")]
    Trust(TrustArgs),
    /// Forgets that this workspace is trusted
    Untrust(UntrustArgs),
    /// Prints the script that activates the venv on cd, for a shell's start-up file
    #[command(
        after_help = "Examples:\n  eval \"$(ws hook bash)\"             # in ~/.bashrc; zsh the same way\n  ws hook fish | source                # in ~/.config/fish/config.fish\n  ws hook nu                           # into a file of an autoload directory"
    )]
    Hook(HookArgs),
    /// Proposes a wrknv.toml from the git repositories next to this directory, and writes it if there is none
    #[command(after_help = "Examples:\n  ws init --plan\n  ws init")]
    Init(InitArgs),
    /// Prints one line about the workspace for a prompt, from a cache; prints nothing outside a workspace
    #[command(
        after_help = "Examples:\n  ws prompt\n  ws prompt --format '{workspace} {dirty} {ahead}'\n  ws prompt --format '{workspace}[ \u{b1}{dirty}][ \u{2191}{ahead}]' --max-age 30"
    )]
    Prompt(PromptArgs),
    /// Changes the directory to a sibling; the shell's hook defines it, since no program can change its caller's directory
    Cd(CdArgs),
    /// Prints the changes of a shell's environment: for the hooks
    #[command(hide = true)]
    Reconcile(ReconcileArgs),
    /// Prints the path of a sibling: for the hooks
    #[command(hide = true, disable_help_flag = true, override_usage = "ws cd [OPTIONS] <NAME>")]
    Path(CdArgs),
    /// Prints the completion script of a shell; where the shell can, the script asks `ws` at each TAB
    #[command(
        after_help = "Examples:\n  eval \"$(ws completions bash)\"      # in ~/.bashrc; zsh the same way\n  ws completions fish | source         # in ~/.config/fish/config.fish\n  ws completions bash --static"
    )]
    Completions(CompletionsArgs),
    /// Registers the Nushell plugins, and adds hook and completion to the start-up files that you name or confirm
    #[command(
        after_help = "Examples:\n  ws install --dry-run                 # shows each change, makes none; --verbose shows every line\n  ws install                           # asks before each file\n  ws install --shell zsh --shell nu\n  ws install --yes"
    )]
    Install(InstallArgs),
    /// Removes what `ws install` added
    Uninstall(UninstallArgs),
    /// Writes every completion script and man page into a directory: for packages
    #[command(hide = true)]
    Generate(GenerateArgs),
}

/// `--root`, for the CLI's own commands.
#[derive(Debug, Clone, Args)]
pub struct Root {
    /// The workspace's root; by default `WS_ROOT`, else found from the current directory
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub root: Option<PathBuf>,
}

/// A shell that has completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash, from 3.2 on
    Bash,
    /// Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
    /// Nushell, for `ws` as an external command
    Nu,
    /// Elvish
    Elvish,
    /// `PowerShell`
    Powershell,
}

/// A shell whose start-up files `ws install` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StartupShell {
    /// ~/.bashrc
    Bash,
    /// ~/.zshrc, or the one in `ZDOTDIR`
    Zsh,
    /// ~/.config/fish/config.fish
    Fish,
    /// ~/.config/nushell/autoload/ws.nu, and the registry of plugins
    Nu,
}

/// Arguments of `ws completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
    /// Print a script that does not run `ws`: it knows commands and flags, but no siblings
    #[arg(long = "static")]
    pub fixed: bool,
    /// The program that the script asks; by default this one
    #[arg(long, value_name = "PROGRAM", conflicts_with = "fixed", value_hint = clap::ValueHint::ExecutablePath, add = complete::files())]
    pub program: Option<String>,
    /// For Nushell: leave out the commands that the plugins define
    #[arg(long, conflicts_with_all = ["fixed", "wrap"])]
    pub beside_plugins: bool,
    /// For a Nushell where the plugins do not work: define their commands in Nushell's own language
    #[arg(long, conflicts_with = "fixed")]
    pub wrap: bool,
}

/// Arguments of `ws install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// What to change, and where.
    #[command(flatten)]
    pub target: InstallTarget,
}

/// Arguments of `ws uninstall`.
#[derive(Debug, Args)]
pub struct UninstallArgs {
    /// What to change, and where.
    #[command(flatten)]
    pub target: InstallTarget,
}

/// What to install into, or to take out of: the same for both.
#[derive(Debug, Clone, Args)]
pub struct InstallTarget {
    /// Show each change and make none
    #[arg(long, short = 'n')]
    pub dry_run: bool,
    /// Show every line of each change
    #[arg(long, short = 'v')]
    pub verbose: bool,
    /// Make all changes without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
    /// Change only this shell, without asking; may be given several times
    #[arg(long, value_name = "SHELL")]
    pub shell: Vec<StartupShell>,
    /// The start-up file to change instead of the usual one; needs one --shell
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, add = complete::files())]
    pub file: Option<PathBuf>,
    /// The Nushell to install into; by default `nu` on PATH
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::ExecutablePath, add = complete::files())]
    pub nu: Option<PathBuf>,
    /// The registry of Nushell plugins to change; by default Nushell's own
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, add = complete::files())]
    pub plugin_config: Option<PathBuf>,
}

/// Arguments of `ws generate`.
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The directory to write into; created if it is missing
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath, add = complete::directories())]
    pub directory: PathBuf,
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
    /// The workspace.
    #[command(flatten)]
    pub root: Root,
    /// How the list is printed.
    #[command(flatten)]
    pub printing: Printing,
    /// List the trusted workspaces, the most recent first
    #[arg(long)]
    pub list: bool,
    /// Let `[workspace.env]` set this variable although it makes programs run or load something; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub allow_env: Vec<String>,
}

/// Arguments of `ws untrust`.
#[derive(Debug, Args)]
pub struct UntrustArgs {
    /// The workspace.
    #[command(flatten)]
    pub root: Root,
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

/// Arguments of `ws cd`.
#[derive(Debug, Args)]
pub struct CdArgs {
    /// The workspace.
    #[command(flatten)]
    pub root: Root,
    /// NAME: a sibling of this workspace, or of the only trusted one that has it; WORKSPACE/NAME: of a trusted workspace;
    /// WORKSPACE/: its root; `.`: the top of the sibling you are in
    #[arg(value_name = "NAME", add = complete::destinations())]
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
    /// The workspace for which the message that it is not trusted was shown
    #[arg(long, default_value = "")]
    pub noted: OsString,
    /// Directories that were taken from PATH and stay out of it, separated by colons
    #[arg(long, default_value = "")]
    pub left: OsString,
    /// Deactivate, until the workspace is left
    #[arg(long)]
    pub leave: bool,
    /// The directory has not changed: a venv that is gone since then was deactivated by hand
    #[arg(long)]
    pub here: bool,
}

/// Arguments of `ws init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The workspace's root.
    #[command(flatten)]
    pub root: Root,
    /// Show the file, and write nothing
    #[arg(long)]
    pub plan: bool,
    /// Add what the file lacks: `[workspace]`, and repositories that it does not list; its text and comments stay
    #[arg(long)]
    pub add: bool,
}

/// Arguments of `ws prompt`.
#[derive(Debug, Args)]
pub struct PromptArgs {
    /// The workspace.
    #[command(flatten)]
    pub root: Root,
    /// What to print: {workspace}, and counts of siblings: {siblings} {dirty} {ahead} {behind} {conflicted} {missing}
    /// {errors}; text in [brackets] is left out when all its counts are 0
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "{workspace}[ \u{b1}{dirty}][ \u{2191}{ahead}][ \u{2193}{behind}]"
    )]
    pub format: String,
    /// How old the counts may be, in seconds; when they are older, count again
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    pub max_age: u64,
}

impl ReconcileArgs {
    /// A hook's call, at each change of directory. It is parsed by these arguments alone, since building the whole tree of
    /// commands takes longer than the call itself. `None` for any other call.
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

impl StartupShell {
    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Nu => "nu",
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command(None).debug_assert();
    }
}
