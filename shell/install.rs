//! What `ws install` and `ws uninstall` would change, shell by shell: a plan that is shown, and then carried out.

mod block;
mod change;
mod nushell;
mod probe;
mod startup;
mod trial;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::cli::{self, HookShell, InstallTarget, StartupShell};
use crate::context;
use crate::failure::UsageError;
use crate::nushell::{Contents, module, with_texts_for_words, without_one_of};
use crate::own::hook;
use crate::shells::HookOptions;
use block::Notes;
use change::Found;
use nushell::Nushell;
use trial::Trial;

use change::carry_out;

pub use change::{Change, Detail};

/// The changes for one shell.
#[derive(Debug)]
pub struct Plan {
    /// The shell.
    pub shell: StartupShell,
    /// The files that change; none when all is as it should be.
    pub changes: Vec<Change>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// Why nothing can be done for this shell.
    pub problem: Option<anyhow::Error>,
}

impl Plan {
    fn of(shell: StartupShell, changes: Vec<Change>, notes: Vec<String>) -> Self {
        Self { shell, changes, notes, problem: None }
    }

    /// One shell's failure must not stop the others.
    fn of_result(shell: StartupShell, plan: Result<Self>) -> Self {
        plan.unwrap_or_else(|problem| Self { shell, changes: Vec::new(), notes: Vec::new(), problem: Some(problem) })
    }

    /// Carries the changes out, all of them or none.
    pub fn carry_out(&mut self) {
        if self.problem.is_none() {
            self.problem = carry_out(&self.changes).err();
        }
    }
}

/// Every shell there is.
const SHELLS: [StartupShell; 4] = [StartupShell::Bash, StartupShell::Zsh, StartupShell::Fish, StartupShell::Nu];

/// What `ws install` would do: for the shells that are named, else for those that the user seems to have.
pub fn plan_install(target: &InstallTarget) -> Result<Vec<Plan>> {
    let program = context::program()?;
    if let Some(cache) = context::cache_around(&program) {
        let (this, cache) = (program.display(), cache.display());
        return Err(UsageError {
            code: "ws::install::in_a_cache",
            exit: 1,
            ..UsageError::new(
                format!("`{this}` is in the cache `{cache}`, and start-up files that name it would break when that is emptied"),
                "install it first, with `uv tool install ws-cli` or `pipx install ws-cli`, then run `ws install`".to_owned(),
            )
        }
        .into());
    }
    let mut plans = Vec::new();
    for shell in shells(target)? {
        let named = target.named().contains(&shell);
        if shell == StartupShell::Nu {
            match Nushell::find(target.nu.as_deref()) {
                Ok(Some(nu)) => plans.push(Plan::of_result(shell, install_nushell(target, &nu, &program))),
                Ok(None) => ensure!(!named, "cannot find `nu` on PATH; name it with --nu"),
                // A Nushell that was not asked for must not stop the other shells.
                Err(error) if !named => {
                    plans.push(Plan::of(shell, Vec::new(), vec![format!("{error:#}")]));
                }
                Err(error) => plans.push(Plan::of_result(shell, Err(error))),
            }
            continue;
        }
        let files = match &target.file {
            Some(file) => vec![std::path::absolute(file)?],
            None => startup::files_to_change(shell)?,
        };
        if named || startup::is_used(shell, &files) {
            plans.push(Plan::of_result(shell, install_lines(shell, &files, &program)));
        }
    }
    if target.named().is_empty() && plans.iter().all(|plan| plan.shell == StartupShell::Nu) {
        plans.extend(not_used_yet());
    }
    Ok(plans)
}

/// The shells that are there, where none of them seems to be used: as in a new home, or a container.
fn not_used_yet() -> impl Iterator<Item = Plan> {
    let installed =
        SHELLS.into_iter().filter(|shell| *shell != StartupShell::Nu && context::on_path(shell.name()).is_some());
    installed.map(|shell| {
        let name = shell.name();
        let note = format!("{name} has no start-up file here: `ws install --shell {name}` makes one");
        Plan::of(shell, Vec::new(), vec![note])
    })
}

/// What `ws uninstall` would do: for the shells that are named, else for all.
pub fn plan_uninstall(target: &InstallTarget) -> Result<Vec<Plan>> {
    let plan = |shell| {
        if shell == StartupShell::Nu {
            return uninstall_nushell(target);
        }
        let files = match &target.file {
            Some(file) => vec![std::path::absolute(file)?],
            None => startup::files_to_clean(shell)?,
        };
        let mut changes = Vec::new();
        for file in files {
            changes.extend(take_out(&file)?.0);
        }
        Ok(Plan::of(shell, changes, Vec::new()))
    };
    Ok(shells(target)?.into_iter().map(|shell| Plan::of_result(shell, plan(shell))).collect())
}

/// Whether a new shell has the hook now, in a line for each kind; `None` where that is not asked or cannot be found out.
pub fn check(target: &InstallTarget, shell: StartupShell) -> Option<String> {
    match (shell, &target.file) {
        (_, Some(_)) => None,
        (StartupShell::Nu, None) => {
            let nu = Nushell::find(target.nu.as_deref()).ok()??;
            probe::check_nushell(nu.program(), &nu.autoload)
        }
        _ => probe::check(shell, &startup::places().ok()?),
    }
}

impl InstallTarget {
    /// The shells that were named; naming a Nushell or its registry names that shell.
    pub fn named(&self) -> Vec<StartupShell> {
        let mut named = self.shell.clone();
        if self.nu.is_some() || self.plugin_config.is_some() {
            named.push(StartupShell::Nu);
        }
        named
    }
}

fn shells(target: &InstallTarget) -> Result<Vec<StartupShell>> {
    let named = target.named();
    let shells: Vec<_> = SHELLS.into_iter().filter(|shell| named.is_empty() || named.contains(shell)).collect();
    ensure!(target.file.is_none() || (named.len() == 1 && shells.len() == 1), "--file needs exactly one --shell");
    Ok(shells)
}

fn file_of(target: &InstallTarget, shell: StartupShell) -> Result<PathBuf> {
    match &target.file {
        Some(file) => Ok(std::path::absolute(file)?),
        None => startup::file_of(shell),
    }
}

fn install_lines(shell: StartupShell, files: &[PathBuf], program: &Path) -> Result<Plan> {
    let lines = startup::lines(shell, text(program)?);
    let mut changes = Vec::new();
    for file in files {
        changes.extend(put_in(file, &lines, None, "the hook and completion of ws")?);
    }
    Ok(Plan::of(shell, changes, Vec::new()))
}

/// Puts the block into a file, which is made if need be.
fn put_in(file: &Path, lines: &str, new_registry: Option<usize>, why: &str) -> Result<Option<Change>> {
    let found = Found::read(file)?;
    let notes = Notes {
        new_file: found.bytes.is_none(),
        new_directories: found.missing_directories(),
        new_registry,
        no_line_feed: false,
    };
    let before = found.bytes.as_deref().unwrap_or_default();
    let block = || format!("in `{}`", file.display());
    // A file that has our lines already was kept when they first came.
    let first_time = block::notes(before).with_context(block)?.is_none();
    let after = block::put(before, lines, notes).with_context(block)?;
    Ok(found.change_to(after, first_time, why))
}

/// Takes the block out of a file; a file that `ws install` made goes with it.
fn take_out(file: &Path) -> Result<(Vec<Change>, Option<Notes>)> {
    let found = Found::read(file)?;
    let Some(bytes) = &found.bytes else { return Ok((Vec::new(), None)) };
    let Some(taken) = block::take(bytes).with_context(|| format!("in `{}`", file.display()))? else {
        return Ok((Vec::new(), None));
    };
    let mut changes = found.needless_backups(&taken.rest)?;
    let why = "the lines of ws go";
    if taken.notes.new_file && taken.rest.is_empty() {
        changes.push(found.removal(taken.notes.new_directories, why));
    } else {
        changes.splice(..0, found.change_to(taken.rest, false, why));
    }
    Ok((changes, Some(taken.notes)))
}

fn install_nushell(target: &InstallTarget, nu: &Nushell, program: &Path) -> Result<Plan> {
    let plugins = nushell::plugins_beside(program);
    let trials = trial::of_each(nu.program(), &plugins)?;
    let registered = !plugins.is_empty() && trials.iter().all(|trial| trial.problem.is_none());
    let mut notes = tried(nu, program, &trials);
    let registry = Found::read(&registry_of(target, nu)?)?;
    let new_registry = (registered && registry.bytes.is_none()).then(|| registry.missing_directories());
    let contents = if registered { Contents::BesidePlugins } else { Contents::Wrapped };
    // The hook last: its `ws cd` is to hide the external one.
    let commands = module(&cli::command(None), contents, text(program)?);
    let commands = if nu.has_one_of() { commands } else { without_one_of(&commands) };
    let commands = if nu.hands_words_on() { commands } else { with_texts_for_words(&commands) };
    let lines = commands + &hook::script(HookShell::Nu, HookOptions::default(), program)?;
    let file = match &target.file {
        Some(file) => std::path::absolute(file)?,
        None => nu.autoload.join("ws.nu"),
    };
    let why = if registered { "hook and completion of ws" } else { "the commands, hook and completion of ws" };
    let mut changes: Vec<Change> = put_in(&file, &lines, new_registry, why)?.into_iter().collect();
    changes.extend(if registered {
        register(nu, registry, &plugins, &mut notes)?
    } else {
        let before = Found::read(&file)?.bytes.unwrap_or_default();
        let made = block::notes(&before)?.and_then(|notes| notes.new_registry);
        unregister(nu, registry, made)?
    });
    Ok(Plan::of(StartupShell::Nu, changes, notes))
}

/// What the trials of the plugins came to.
fn tried(nu: &Nushell, program: &Path, trials: &[Trial]) -> Vec<String> {
    let this = format!("Nushell {} (`{}`)", nu.version, nu.program().display());
    let instead = "the commands are installed in Nushell's own language instead: same names, same columns";
    if trials.is_empty() {
        return vec![format!("there are no plugins next to `{}`: {instead}", program.display())];
    }
    let failed = trials.iter().filter_map(|trial| Some((trial, trial.problem.as_ref()?)));
    let mut notes: Vec<String> = failed
        .map(|(trial, problem)| format!("the plugin {} does not work in {this}: {problem}", trial.name()))
        .collect();
    if notes.is_empty() {
        let names: Vec<String> = trials.iter().map(Trial::name).collect();
        notes.push(format!("in {this}, each plugin answers: {}", names.join(", ")));
    } else {
        notes.push(instead.to_owned());
    }
    notes
}

fn register(nu: &Nushell, registry: Found, plugins: &[PathBuf], notes: &mut Vec<String>) -> Result<Vec<Change>> {
    let known = match &registry.bytes {
        Some(bytes) => nu.registered(bytes)?,
        None => Vec::new(),
    };
    let after = nu.add(registry.bytes.as_deref(), plugins)?;
    // Nushell notes its own version each time it writes a registry: a file that says the same of the plugins stays.
    if let Some(before) = &registry.bytes
        && nu.entries(before)? == nu.entries(&after)?
    {
        notes.push("registering the plugins again would bring nothing".to_owned());
        return Ok(Vec::new());
    }
    let names: Vec<_> =
        plugins.iter().filter_map(|plugin| plugin.file_name()).map(|name| name.to_string_lossy()).collect();
    let keep = !known.iter().any(nushell::Plugin::is_ours);
    Ok(registry.change_to(after, keep, format!("register {}", names.join(", "))).into_iter().collect())
}

/// Takes the plugins out of the registry, and the registry away if `ws install` made it and nothing else is in it. `made` says
/// so, and how many directories above it were made too.
fn unregister(nu: &Nushell, registry: Found, made: Option<usize>) -> Result<Vec<Change>> {
    let Some(bytes) = &registry.bytes else { return Ok(Vec::new()) };
    let (ours, others): (Vec<_>, Vec<_>) = nu.registered(bytes)?.into_iter().partition(nushell::Plugin::is_ours);
    if ours.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = ours.iter().map(|plugin| plugin.name.as_str()).collect();
    let why = format!("forget the plugins {}", names.join(", "));
    if let Some(directories) = made.filter(|_| others.is_empty()) {
        return Ok(vec![registry.removal(directories, why)]);
    }
    let mut after = nu.remove(bytes, &ours)?;
    // Nushell writes its own version into it: the file as it was says the same, and is byte for byte the user's.
    for backup in registry.backups() {
        let kept = std::fs::read(&backup)?;
        if nu.registered(&kept).is_ok_and(|plugins| plugins == others) {
            after = kept;
        }
    }
    let mut changes = registry.needless_backups(&after)?;
    changes.splice(..0, registry.change_to(after, false, why));
    Ok(changes)
}

fn uninstall_nushell(target: &InstallTarget) -> Result<Plan> {
    let mut notes = Vec::new();
    let nu = match Nushell::find(target.nu.as_deref()) {
        // Its lines go all the same, from where they usually are.
        Err(error) if target.nu.is_none() => {
            notes.push(format!("{error:#}: if plugins of ws are registered with it, they stay so"));
            None
        }
        found => found?,
    };
    let file = match (&target.file, &nu) {
        (None, Some(nu)) => nu.autoload.join("ws.nu"),
        _ => file_of(target, StartupShell::Nu)?,
    };
    let (mut changes, block) = take_out(&file)?;
    match nu {
        Some(nu) => {
            let registry = Found::read(&registry_of(target, &nu)?)?;
            let made = block.and_then(|block| block.new_registry);
            // Before the file whose mark says who made the registry.
            changes.splice(..0, unregister(&nu, registry, made)?);
        }
        None if block.is_some() && notes.is_empty() => notes.push(
            "there is no `nu` on PATH: plugins that are registered stay so, until it is named with --nu".to_owned(),
        ),
        None => {}
    }
    Ok(Plan::of(StartupShell::Nu, changes, notes))
}

fn registry_of(target: &InstallTarget, nu: &Nushell) -> Result<PathBuf> {
    Ok(match &target.plugin_config {
        Some(file) => std::path::absolute(file)?,
        None => nu.registry.clone(),
    })
}

/// A path that is to stand in a start-up file.
fn text(path: &Path) -> Result<&str> {
    let text = path.to_str().filter(|text| !text.contains(['\n', '\0']));
    text.with_context(|| format!("`{}` cannot stand in a start-up file: move ws to a plain path", path.display()))
}
