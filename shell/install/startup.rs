//! Which start-up files each shell has, the lines that go into them, and whether a new shell reads them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use ws_core::work::child::{self, End, Finished, Job};
use ws_core::work::scratch::Scratch;

use crate::cli::StartupShell;
use crate::context;
use crate::shells::{HOOK_IS_THERE, Places};

/// How long a shell may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

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

/// Starts the shell as the user would, and says whether it has the hook; `None` where that cannot be found out.
pub fn check(shell: StartupShell) -> Option<String> {
    let script = shell.language().probe()?;
    let program = context::on_path(shell.name())?;
    let home = dirs::home_dir()?;
    let places = places().ok()?;
    let fish = Own { directory: places.config_directory().join("fish"), name: "fish", written: "fish_variables" };
    let own = (shell == StartupShell::Fish).then_some(fish);
    let mut kinds = vec![("a new shell", vec!["-i", "-c", script])];
    let login = shell.language().other_startup_files(&places);
    if shell == StartupShell::Bash && login.iter().any(|file| file.exists()) {
        kinds.push(("a login shell", vec!["-l", "-i", "-c", script]));
    }
    let has_hook = |arguments: &[&str]| {
        let answer = start(&program, &home, arguments, own.as_ref()).map(|finished| finished.stdout.text());
        answer.map(|text| text.contains(HOOK_IS_THERE))
    };
    let mut said: String =
        kinds.into_iter().map(|(kind, arguments)| verdict(shell, kind, has_hook(&arguments))).collect();
    let reads_nothing = shell == StartupShell::Bash && !login.iter().any(|file| file.exists());
    if reads_nothing && has_hook(&["-l", "-i", "-c", script]) == Some(false) {
        said.push_str("bash: a login shell, as ssh and some terminals start it, reads no file of yours: for the hook there, put `. ~/.bashrc` into ~/.bash_profile\n");
    }
    Some(said)
}

/// The same for a Nushell that reads what is in `autoload`: only with a prompt to come to does it read that.
pub fn check_nushell(program: &Path, autoload: &Path) -> Option<String> {
    let script = StartupShell::Nu.language().probe()?;
    let own = Own { directory: autoload.parent()?.to_path_buf(), name: "nushell", written: "history" };
    if !own.directory.ends_with(own.name) {
        return None;
    }
    let finished = start(program, &dirs::home_dir()?, &["--execute", script], Some(&own));
    let is_there = match finished {
        Some(finished) if finished.stdout.text().contains(HOOK_IS_THERE) => Some(true),
        Some(finished) if finished.success() => Some(false),
        // An older one comes to no prompt outside of a terminal.
        Some(_) => return None,
        None => None,
    };
    Some(verdict(StartupShell::Nu, "a new shell", is_there))
}

fn verdict(shell: StartupShell, kind: &str, has: Option<bool>) -> String {
    let name = shell.name();
    let has = match has {
        Some(true) => "has the hook".to_owned(),
        Some(false) => format!(
            "does not have the hook: something in its start-up files ends or leaves them early; run `ws hook {name} --help`"
        ),
        None => "did not come to its prompt, so this is not known".to_owned(),
    };
    format!("{name}: {kind} {has}\n")
}

/// A shell's directory of configuration, in which a new shell would write what begins with `written`.
struct Own {
    directory: PathBuf,
    name: &'static str,
    written: &'static str,
}

impl Own {
    /// The same files in another place, by way of symlinks.
    fn elsewhere(&self, place: &Path) -> std::io::Result<()> {
        let own = place.join(self.name);
        std::fs::create_dir(&own)?;
        for entry in std::fs::read_dir(&self.directory)?.flatten() {
            if !entry.file_name().to_string_lossy().starts_with(self.written) {
                std::os::unix::fs::symlink(entry.path(), own.join(entry.file_name()))?;
            }
        }
        Ok(())
    }
}

/// The exit status of a shell started with these arguments; `None` when it does not end in time.
fn start(program: &Path, home: &Path, arguments: &[&str], own: Option<&Own>) -> Option<Finished> {
    let mut env = context::environment();
    // What a shell writes at its first start is written by the user's first start.
    let temporary = Scratch::new(&std::env::temp_dir()).ok()?;
    env.insert("__ws_no_trace".into(), "1".into());
    if let Some(own) = own {
        own.elsewhere(temporary.path()).ok()?;
        env.insert("XDG_CONFIG_HOME".into(), temporary.path().into());
        if own.name == "fish" {
            env.insert("XDG_DATA_HOME".into(), temporary.path().into());
        }
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
    matches!(finished.end, End::Exited(_)).then_some(finished)
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
