//! Whether a new shell has the hook: it is started as the user would start it, and says so. Leaves no trace: what a shell
//! writes at its first start goes into a directory that is removed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ws_core::work::child::{self, End, Finished, Job};
use ws_core::work::scratch::Scratch;

use crate::cli::StartupShell;
use crate::context;
use crate::shells::{HOOK_IS_THERE, Places};

/// How long a shell may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the shell as the user would, and says whether it has the hook; `None` where that cannot be found out.
pub fn check(shell: StartupShell, places: &Places) -> Option<String> {
    let script = shell.language().probe()?;
    let program = context::on_path(shell.name())?;
    let home = dirs::home_dir()?;
    let fish =
        ConfigDirectory { directory: places.config_directory().join("fish"), name: "fish", written: "fish_variables" };
    let own = (shell == StartupShell::Fish).then_some(fish);
    let mut kinds = vec![("a new shell", vec!["-i", "-c", script])];
    let login = shell.language().other_startup_files(places);
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
    let own = ConfigDirectory { directory: autoload.parent()?.to_path_buf(), name: "nushell", written: "history" };
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
pub(super) struct ConfigDirectory {
    directory: PathBuf,
    name: &'static str,
    written: &'static str,
}

impl ConfigDirectory {
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

/// What a shell that is started with these arguments does and says; `None` when it does not end in time.
pub(super) fn start(
    program: &Path,
    home: &Path,
    arguments: &[&str],
    own: Option<&ConfigDirectory>,
) -> Option<Finished> {
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
        spill_directory: None,
    };
    let finished = child::run(&job, &|| false, &mut |_, _| {});
    matches!(finished.end, End::Exited(_)).then_some(finished)
}
