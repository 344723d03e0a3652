//! What the CLI takes from its process: directory, environment, home; as the session that commands ask.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use ws_commands::{Asked, Audience, Session, select};
use ws_core::cache::Cache;
use ws_core::env::Env;

use crate::adapter::Terminal;
use crate::failure;
use crate::output::Color;

/// The session of a command; `cancelled` is asked between steps.
pub fn session(cancelled: Arc<dyn Fn() -> bool + Send + Sync>, audience: Arc<dyn Audience>) -> Result<Session> {
    let env = environment();
    ws_core::user_directories::refuse_relative(&env)?;
    Ok(Session {
        directory: current_dir()?,
        env,
        home: dirs::home_dir(),
        // A registry whose place is unknown is reported where trust is asked for.
        state: state_dir().ok(),
        cache: cache(),
        // One call, one look.
        memory: None,
        temporary: Some(std::env::temp_dir()).filter(|path| path.is_absolute()).unwrap_or_else(|| "/tmp".into()),
        cancelled,
        audience,
    })
}

/// The session of a command that is done at once.
pub fn short_session() -> Result<Session> {
    session(Arc::new(|| false), Arc::new(Terminal::new(false, Color::Auto)))
}

/// What a command of the CLI's own asks of a session: which workspace.
pub fn asked(root: Option<&Path>) -> Asked {
    let mut asked = Asked::default();
    if let Some(root) = root {
        asked.give(&select::ROOT.declared, root.to_string_lossy());
    }
    asked
}

/// `$XDG_CACHE_HOME/ws`, by default `~/.cache/ws`.
fn cache() -> Option<Cache> {
    dirs::cache_dir().map(|directory| Cache::in_directory(directory.join("ws")))
}

/// Where trust is remembered: `$XDG_STATE_HOME/ws`, by default `~/.local/state/ws`; on macOS among the application data.
pub fn state_dir() -> Result<PathBuf> {
    ws_core::user_directories::refuse_relative(&environment())?;
    let base = dirs::state_dir().or_else(dirs::data_local_dir);
    Ok(base.context("cannot tell the home directory: HOME is not set")?.join("ws"))
}

/// The directory that the shell says it is in, also when it is deleted.
pub fn shell_directory() -> Result<PathBuf> {
    current_dir().or_else(|error| variable("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute()).ok_or(error))
}

/// The environment, without what is only for this very process.
pub fn environment() -> Env {
    std::env::vars_os().filter(|(name, _)| name != failure::AS_JSON).collect()
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

/// The cache that this program lies in, where `uvx` and `pipx run` put what is only tried; such a cache is emptied at any time.
pub fn cache_around(program: &Path) -> Option<PathBuf> {
    let real = program.canonicalize().unwrap_or_else(|_| program.to_path_buf());
    let named = ["UV_CACHE_DIR", "PIPX_VENV_CACHEDIR"].into_iter().filter_map(variable).map(PathBuf::from);
    let caches = named.filter(|cache| cache.is_absolute()).chain(dirs::cache_dir());
    let mut real_caches = caches.filter_map(|cache| cache.canonicalize().ok());
    real_caches.find(|cache| real.starts_with(cache))
}

/// A path of the command line, from the current directory; `~` is the shell's.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    Ok(current_dir()?.join(path))
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
