//! The one place of the CLI that asks the process: its directory, its environment, its home.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use ws_core::cache::Cache;
use ws_core::discover::{self, Request};
use ws_core::env::Env;
use ws_core::exec::Host;
use ws_core::git::LookOptions;
use ws_core::inspect::{self, InspectOptions};
use ws_core::outline::Outline;
use ws_core::trust::Registry;
use ws_core::{Config, Sibling, select};

use crate::cli::{Global, SelectionArgs};
use crate::interrupt::Interrupt;
use crate::output;

/// Finds and reads the workspace; its warnings go to standard error.
pub fn open_workspace(global: &Global) -> Result<Config> {
    let config = discover::open(&request(global.root.clone())?)?;
    if !config.warnings.is_empty() {
        eprint!("{}", ws_core::report::problems(&config.source_file, &config.warnings, output::colour_on_stderr()));
    }
    Ok(config)
}

/// The same for a command that runs what the workspace's files name, or changes clones by them: that needs trust, unless
/// the user named the root or is in it.
pub fn open_to_work(global: &Global) -> Result<Config> {
    let config = open_workspace(global)?;
    if config.found.needs_trust() {
        let registry = Registry::open(&state_dir()?).map_err(ws_core::Error::from)?;
        registry.permit_work(&config, dirs::home_dir().as_deref())?;
    }
    Ok(config)
}

/// The same without a word about warnings; an error of the workspace is handed on as it is.
pub fn open_silently(global: &Global) -> Result<Result<Config, ws_core::Error>> {
    Ok(discover::open(&request(global.root.clone())?))
}

/// The siblings that are meant. `--dirty` looks at the repositories.
pub fn choose<'c>(config: &'c Config, args: &SelectionArgs) -> Result<Vec<&'c Sibling>> {
    let chosen = choose_by_name(config, args)?;
    Ok(if args.dirty { inspect::dirty(&chosen, &inspect_options(config, false)) } else { chosen })
}

/// The same for a command that looks at the repositories itself, and leaves out what is not dirty.
pub fn choose_by_name<'c>(config: &'c Config, args: &SelectionArgs) -> Result<Vec<&'c Sibling>> {
    let chosen = select::select(config, &args.to_selection())?;
    Ok(inspect::affected_by(config, chosen, &args.affected_by, &inspect_options(config, true))?)
}

/// The same in silence, for completion: `None` whatever is wrong. A `~` in `root` is still as it was typed.
pub fn open_quietly(root: Option<PathBuf>) -> Option<Config> {
    discover::open(&quiet_request(root)?).ok()
}

/// The same, as far as names are enough; most often from the cache.
pub fn outline_quietly(root: Option<PathBuf>) -> Option<Outline> {
    ws_core::outline::open(&quiet_request(root)?, cache().as_ref()).ok()
}

fn quiet_request(root: Option<PathBuf>) -> Option<Request> {
    let root = root.map(|root| match (root.strip_prefix("~"), dirs::home_dir()) {
        (Ok(below), Some(home)) => home.join(below),
        _ => root,
    });
    request(root).ok()
}

/// `$XDG_CACHE_HOME/ws`, by default `~/.cache/ws`.
pub fn cache() -> Option<Cache> {
    dirs::cache_dir().map(|directory| Cache::in_directory(directory.join("ws")))
}

fn request(root: Option<PathBuf>) -> Result<Request> {
    Ok(Request {
        current_dir: current_dir()?,
        root,
        ws_root: variable("WS_ROOT").map(PathBuf::from),
        // A registry that cannot be read is reported where trust is asked for.
        remembered: state_dir().and_then(|state_dir| Ok(Registry::open(&state_dir)?.remembered()?)).unwrap_or_default(),
        home: dirs::home_dir(),
    })
}

/// Where trust is remembered: `$XDG_STATE_HOME/ws`, by default `~/.local/state/ws`; on macOS among the application data.
pub fn state_dir() -> Result<PathBuf> {
    let base = dirs::state_dir().or_else(dirs::data_local_dir);
    Ok(base.context("cannot tell the home directory: HOME is not set")?.join("ws"))
}

/// The directory that the shell says it is in, also when it is deleted.
pub fn shell_directory() -> Result<PathBuf> {
    current_dir().or_else(|error| variable("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute()).ok_or(error))
}

/// The environment.
pub fn environment() -> Env {
    std::env::vars_os().collect()
}

/// The workspace for which trust is asked, at its real root.
pub fn open_at_real_root(global: &Global) -> Result<Config> {
    Ok(ws_core::trust::at_real_root(open_workspace(global)?, dirs::home_dir().as_deref())?)
}

/// A variable of the environment; empty counts as unset.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// This very program, by an absolute path. The one on PATH if it is the same file: a package manager's symlink stays
/// true after an upgrade, what it points to does not.
pub fn program() -> Result<PathBuf> {
    let running = std::env::current_exe().context("cannot tell where this program is")?;
    let real = running.canonicalize().unwrap_or_else(|_| running.clone());
    let is_it = |path: &PathBuf| path.is_absolute() && path.canonicalize().is_ok_and(|path| path == real);
    Ok(on_path("ws").filter(is_it).unwrap_or(running))
}

/// A path of the command line, from the current directory; `~` is the shell's.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    Ok(current_dir()?.join(path))
}

/// What work takes from this process.
pub fn host(interrupt: &Interrupt) -> Host {
    Host { env: environment(), spill_directory: std::env::temp_dir(), cancelled: interrupt.asked() }
}

/// The program of this name on PATH, as `core` finds it.
pub fn on_path(name: &str) -> Option<PathBuf> {
    ws_core::programs::find(&variable("PATH")?, name.as_ref())
}

/// The current directory as the user sees it: `$PWD` when it is true, which keeps the symlinks one came through.
fn current_dir() -> Result<PathBuf> {
    let physical = std::env::current_dir().context("cannot tell the current directory")?;
    let logical = std::env::var_os("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute());
    let same = |pwd: &PathBuf| pwd.canonicalize().is_ok_and(|pwd| pwd == physical);
    Ok(logical.filter(same).unwrap_or(physical))
}

/// How the CLI looks at siblings: with the user's own environment. In a trusted workspace the repositories' own filters
/// are run.
pub fn inspect_options(config: &Config, fast: bool) -> InspectOptions {
    let mut options = untrusted(fast);
    // Without the working trees there is nothing to filter.
    options.look.run_repository_filters = !fast && is_trusted(config);
    options
}

/// Whether the user trusts the workspace as it is now. A registry that cannot be read trusts nothing.
pub fn is_trusted(config: &Config) -> bool {
    let registry = state_dir().and_then(|state_dir| Ok(Registry::open(&state_dir)?));
    registry.is_ok_and(|registry| registry.trusts(config, dirs::home_dir().as_deref()))
}

/// The venv of a workspace that may activate: the real path that was checked.
pub fn trusted_venv(config: &Config) -> Option<PathBuf> {
    let registry = state_dir().and_then(|state_dir| Ok(Registry::open(&state_dir)?)).ok()?;
    registry.venv(config, dirs::home_dir().as_deref())
}

/// The same where there is no workspace yet.
pub fn untrusted(fast: bool) -> InspectOptions {
    InspectOptions::new(LookOptions { fast, run_repository_filters: false, env: std::env::vars_os().collect() })
}
