//! Which start-up file each shell has, and the lines that go into it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli::StartupShell;
use crate::context;
use crate::shells::Places;

/// The start-up file of an interactive bash, zsh or fish. Nushell says itself where its is.
pub fn file_of(shell: StartupShell) -> Result<PathBuf> {
    let home = dirs::home_dir().context("cannot tell the home directory: HOME is not set")?;
    // A relative XDG directory is to be ignored, as its specification says.
    let directory = |name: &str| context::variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let places = Places { home, zdotdir: directory("ZDOTDIR"), xdg_config_home: directory("XDG_CONFIG_HOME") };
    Ok(shell.language().startup_file(&places))
}

/// Whether it is likely that the user has this shell: a start-up file, or it is the login shell.
pub fn is_used(shell: StartupShell, file: &Path) -> bool {
    let name = shell.name();
    let login = context::variable("SHELL").map(PathBuf::from);
    file.symlink_metadata().is_ok() || login.is_some_and(|login| login.file_name().is_some_and(|shell| shell == name))
}

/// The lines for bash, zsh and fish.
pub fn lines(shell: StartupShell, program: &str) -> String {
    shell.language().startup_lines(program, &["hook", "completions"])
}
