//! Which start-up files each shell has, the lines that go into them, and whether a new shell reads them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use ws_core::work::child::{self, End, Job};
use ws_core::work::scratch::Scratch;

use crate::cli::StartupShell;
use crate::context;
use crate::shells::{HOOK_IS_THERE, Places};

/// How long a shell may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The start-up files of an interactive bash, zsh or fish; Nushell says itself where its is.
pub fn places() -> Result<Places> {
    ws_core::env::refuse_relative(&context::environment())?;
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
    let said = start(&context::on_path("zsh")?, home, &["-c", "print -r -- \"ws-zdotdir=$ZDOTDIR\""])?;
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

/// Starts the shell as the user would, and says whether it has the hook; `None` where that cannot be found out.
pub fn check(shell: StartupShell) -> Option<String> {
    let script = shell.language().probe()?;
    let program = context::on_path(shell.name())?;
    let home = dirs::home_dir()?;
    let mut kinds = vec![("a new shell", vec!["-i", "-c", script])];
    let login = shell.language().other_startup_files(&places().ok()?);
    if shell == StartupShell::Bash && login.iter().any(|file| file.exists()) {
        kinds.push(("a login shell", vec!["-l", "-i", "-c", script]));
    }
    let mut said = String::new();
    for (kind, arguments) in kinds {
        let has = match start(&program, &home, &arguments) {
            Some(answer) if answer.contains(HOOK_IS_THERE) => "has the hook".to_owned(),
            Some(_) => format!(
                "does not have the hook: something in its start-up files ends or leaves them early; run `ws hook {} --help`",
                shell.name()
            ),
            None => "did not come to its prompt, so this is not known".to_owned(),
        };
        said.extend([shell.name(), ": ", kind, " ", &has, "\n"]);
    }
    Some(said)
}

/// What a shell prints that is started with these arguments; `None` when it does not end.
fn start(program: &Path, home: &Path, arguments: &[&str]) -> Option<String> {
    let mut env = context::environment();
    // What a shell writes at its first start is written by the user's first start.
    let temporary = Scratch::new(&std::env::temp_dir()).ok()?;
    env.insert("__ws_no_trace".into(), "1".into());
    if program.file_name().is_some_and(|name| name == "fish") {
        let places = places().ok()?;
        let own = temporary.path().join("fish");
        std::fs::create_dir(&own).ok()?;
        let entries = std::fs::read_dir(places.config_directory().join("fish")).ok()?;
        for entry in entries.flatten().filter(|entry| entry.file_name() != "fish_variables") {
            std::os::unix::fs::symlink(entry.path(), own.join(entry.file_name())).ok()?;
        }
        env.insert("XDG_CONFIG_HOME".into(), temporary.path().into());
        env.insert("XDG_DATA_HOME".into(), temporary.path().into());
    }
    let job = Job {
        program: program.into(),
        arguments: arguments.iter().map(Into::into).collect(),
        directory: home.to_path_buf(),
        env,
        timeout: Some(PATIENCE),
        silence: None,
        spill_directory: std::env::temp_dir(),
    };
    let finished = child::run(&job, &|| false, &mut |_, _| {});
    matches!(finished.end, End::Exited(_)).then(|| finished.stdout.text())
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
