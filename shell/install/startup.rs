//! Which start-up file each shell has, and the lines that go into it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;

use crate::cli::{Cli, StartupShell};
use crate::context;
use crate::quote;

/// The start-up file of an interactive bash, zsh or fish. Nushell says itself where its is.
pub fn file_of(shell: StartupShell) -> Result<PathBuf> {
    let home = dirs::home_dir().context("cannot tell the home directory: HOME is not set")?;
    // A relative XDG directory is to be ignored, as its specification says.
    let directory = |name: &str| context::variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    Ok(match shell {
        StartupShell::Bash => home.join(".bashrc"),
        StartupShell::Zsh => directory("ZDOTDIR").unwrap_or(home).join(".zshrc"),
        StartupShell::Fish => config_directory(&home, directory).join("fish/config.fish"),
        StartupShell::Nu => config_directory(&home, directory).join("nushell/autoload/ws.nu"),
    })
}

fn config_directory(home: &Path, directory: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    directory("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"))
}

/// Whether it is likely that the user has this shell: a start-up file, or it is the login shell.
pub fn is_used(shell: StartupShell, file: &Path) -> bool {
    let name = shell.name();
    let login = context::variable("SHELL").map(PathBuf::from);
    file.symlink_metadata().is_ok() || login.is_some_and(|login| login.file_name().is_some_and(|shell| shell == name))
}

/// The lines for bash, zsh and fish. A `ws` that is gone is no error in each new shell.
pub fn lines(shell: StartupShell, program: &str) -> String {
    // A line that calls a command which this `ws` does not have would be an error in each new shell.
    let ws = Cli::command();
    let verbs = ["hook", "completions"].into_iter().filter(|verb| ws.find_subcommand(verb).is_some());
    if shell == StartupShell::Fish {
        let program = quote::fish(program);
        let source = verbs.map(|verb| format!("    {program} {verb} fish | source\n")).collect::<Vec<_>>().concat();
        return format!("if test -x {program}\n{source}end\n");
    }
    let (program, name) = (quote::posix(program), shell.name());
    let evaluate = verbs.map(|verb| format!("    eval \"$({program} {verb} {name})\"\n")).collect::<Vec<_>>().concat();
    format!("if [ -x {program} ]; then\n{evaluate}fi\n")
}
