//! Which start-up files each shell has, and the lines that go into them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli::StartupShell;
use crate::context;
use crate::install::probe::start;
use crate::shells::Places;

/// The start-up files of an interactive bash, zsh or fish; Nushell says itself where its is.
pub fn places() -> Result<Places> {
    ws_core::user_directories::refuse_relative(&context::environment())?;
    let home = dirs::home_dir().context("cannot tell the home directory: HOME is not set")?;
    let directory = |name: &str| context::variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let zdotdir = directory("ZDOTDIR").or_else(|| zdotdir_of(&home));
    Ok(Places { home, zdotdir, xdg_config_home: directory("XDG_CONFIG_HOME") })
}

/// The start-up file of a shell.
pub fn file_of(shell: StartupShell) -> Result<PathBuf> {
    Ok(shell.language().startup_file(&places()?))
}

/// Where the lines go: what each kind of interactive shell reads.
pub fn files_to_change(shell: StartupShell) -> Result<Vec<PathBuf>> {
    let places = places()?;
    let file = shell.language().startup_file(&places);
    let others = shell.language().other_startup_files(&places);
    Ok(match shell {
        StartupShell::Bash => {
            let login = others.into_iter().find(|file| file.exists()).filter(|login| !mentions(login, "bashrc"));
            std::iter::once(file).chain(login).collect()
        }
        // A configuration that is kept elsewhere is often read-only here, and `conf.d` is read all the same.
        StartupShell::Fish if others.iter().any(|other| other.exists()) || is_read_only(&file) => others,
        StartupShell::Fish if !file.exists() => {
            others.into_iter().filter(|other| other.parent().is_some_and(Path::is_dir)).chain([file]).take(1).collect()
        }
        _ => vec![file],
    })
}

/// Everywhere that the lines may be.
pub fn files_to_clean(shell: StartupShell) -> Result<Vec<PathBuf>> {
    let places = places()?;
    let file = shell.language().startup_file(&places);
    Ok(std::iter::once(file).chain(shell.language().other_startup_files(&places)).collect())
}

/// What `~/.zshenv` says, which no other program sees unless it is exported.
fn zdotdir_of(home: &Path) -> Option<PathBuf> {
    const MARK: &str = "ws-zdotdir=";
    if !mentions(&home.join(".zshenv"), "ZDOTDIR") {
        return None;
    }
    let script = "print -r -- \"ws-zdotdir=$ZDOTDIR\"";
    let said = start(&context::on_path("zsh")?, home, &["-c", script], None)?.stdout.text();
    let directory = said.lines().rev().find_map(|line| line.strip_prefix(MARK)).map(PathBuf::from);
    directory.filter(|directory| directory.is_absolute())
}

/// Whether a line that is no comment has this word.
fn mentions(file: &Path, word: &str) -> bool {
    let text = std::fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().any(|line| !line.trim_start().starts_with('#') && line.contains(word))
}

fn is_read_only(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|metadata| metadata.permissions().readonly())
}

/// Whether it is likely that the user has this shell: a start-up file, or it is the login shell.
pub fn is_used(shell: StartupShell, files: &[PathBuf]) -> bool {
    let name = shell.name();
    let login = context::variable("SHELL").map(PathBuf::from);
    files.iter().any(|file| file.symlink_metadata().is_ok())
        || login.is_some_and(|login| login.file_name().is_some_and(|shell| shell == name))
}

/// The lines for bash, zsh and fish.
pub fn lines(shell: StartupShell, program: &str) -> String {
    shell.language().startup_lines(program, &["hook", "completions"])
}
