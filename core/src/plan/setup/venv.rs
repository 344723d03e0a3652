//! What has to happen to the venv before anything is installed. Looks, and changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::SetupOptions;
use super::command::Installer;
use super::python;
use crate::config::Config;
use crate::env::Env;
use crate::error::RowError;
use crate::python::venv::{Venv, WantedPython};
use crate::work::child;
use crate::work::paths::real_path;

/// What has to happen to the venv.
#[derive(Debug, Clone)]
pub enum VenvPlan {
    /// It is fine.
    Keep,
    /// It is not there, or was left half-made.
    Make,
    /// It is fine, but has no pip, and nothing else installs.
    AddPip,
    /// What is there is moved aside, to this path.
    Replace(PathBuf),
    /// It cannot be used, and nothing here removes it.
    Refuse(RowError),
}

impl VenvPlan {
    /// What to do, given what is there and what is asked for.
    pub fn of(
        config: &Config,
        env: &Env,
        venv: &Venv,
        wanted: &WantedPython,
        options: &SetupOptions,
        installer: &Installer,
    ) -> Self {
        if let Some(whose) = somebody_elses(config, env) {
            let message = format!(
                "`{}` is {whose}, and no place for a venv: name another `venv_path` in wrknv.toml",
                config.python.venv_path.display()
            );
            return Self::Refuse(RowError::new("ws::venv::broken", message));
        }
        let may_move = may_be_moved(&config.python.venv_path);
        match as_it_is(config, venv, wanted, options.python.as_deref(), installer) {
            Self::Keep | Self::AddPip | Self::Refuse(_) if options.recreate && may_move => {
                Self::Replace(aside(&config.python.venv_path))
            }
            plan => plan,
        }
    }
}

/// What the venv's path names instead: the workspace, a sibling, the home directory, or what holds one of these.
fn somebody_elses(config: &Config, env: &Env) -> Option<String> {
    let venv = real_path(&config.python.venv_path);
    let home = child::variable(env, "HOME").map(PathBuf::from);
    let siblings = config.siblings.iter().map(|it| (format!("the sibling `{}`", it.name), it.path.clone()));
    let siblings = siblings.chain(
        config
            .siblings
            .iter()
            .map(|it| (format!("the repository of `{}`", it.name), it.repository_path().to_path_buf())),
    );
    let own = [("the workspace".to_owned(), config.root.clone())];
    let all = own.into_iter().chain(home.map(|home| ("the home directory".to_owned(), home))).chain(siblings);
    all.map(|(what, path)| (what, real_path(&path)))
        .find(|(_, path)| path.starts_with(&venv))
        .map(|(what, path)| if path == venv { what } else { format!("a directory that holds {what}") })
}

/// Whether `--recreate` may move it: a venv, whole or not, or nothing that anybody would miss.
fn may_be_moved(path: &Path) -> bool {
    let is_nothing = path.is_symlink() && !path.exists();
    is_nothing
        || path.join("pyvenv.cfg").exists()
        || path.join("conda-meta").is_dir()
        || (path.is_dir() && is_half_made(path))
}

/// What to do without `--recreate`.
fn as_it_is(
    config: &Config,
    venv: &Venv,
    wanted: &WantedPython,
    asked: Option<&str>,
    installer: &Installer,
) -> VenvPlan {
    let path = &config.python.venv_path;
    let refuse = |message: String| VenvPlan::Refuse(RowError::new("ws::venv::broken", message));
    if path.symlink_metadata().is_err() {
        return VenvPlan::Make;
    }
    let shown = path.display();
    let remedy = if may_be_moved(path) {
        "run `ws setup --recreate`, which moves it aside and deletes nothing"
    } else {
        "move it away, or name another `venv_path` in wrknv.toml"
    };
    if !path.is_dir() {
        return refuse(format!("`{shown}` is not a directory: {remedy}"));
    }
    if path.join("conda-meta").is_dir() && !path.join("pyvenv.cfg").exists() {
        return refuse(format!(
            "`{shown}` is a conda environment, and no venv: name another `venv_path` in wrknv.toml, or run `ws setup --recreate`, \
             which moves it aside; nothing is deleted"
        ));
    }
    if let Some(error) = venv.other_python() {
        return VenvPlan::Refuse(error.clone());
    }
    let Some(version) = venv.python_version().filter(|_| venv.is_whole()) else {
        return if is_half_made(path) {
            VenvPlan::Make
        } else {
            refuse(format!("`{shown}` is not a working venv: {remedy}"))
        };
    };
    if let Some((who, wanted)) = wanted.unsatisfied(version) {
        return refuse(format!(
            "`{shown}` has Python {version}, but {who} asks for {wanted}: run `ws setup --recreate`, which moves it aside"
        ));
    }
    if let Some(asked) = asked.filter(|asked| !asked.contains('/') && !python::is_asked(version, asked)) {
        return refuse(format!(
            "`{shown}` has Python {version}, not {asked}: run `ws setup --recreate --python {asked}`, which moves it aside"
        ));
    }
    let has_pip = venv.distributions().iter().any(|found| found.name.as_ref() == "pip");
    if *installer == Installer::Pip && !has_pip { VenvPlan::AddPip } else { VenvPlan::Keep }
}

/// Where the old venv goes: beside it, under a name that nothing has.
fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = |number: usize| path.with_file_name(format!("{name}.old-{number}"));
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    (1..10_000).map(free).find(is_free).unwrap_or_else(|| free(0))
}

/// Why pip is added.
pub const ADDED: &str = "pip is added: the venv has none, and uv is not on PATH";

/// What a row says of the old venv.
pub fn moved(aside: &Path) -> String {
    format!("the old one is moved to `{}` and kept", aside.display())
}

/// Whether the directory holds nothing but parts of a venv: making one was interrupted, and the same command completes
/// it.
fn is_half_made(path: &Path) -> bool {
    const PARTS: [&str; 9] =
        ["bin", "lib", "lib64", "include", "share", "pyvenv.cfg", ".gitignore", ".lock", "CACHEDIR.TAG"];
    // Whole but for its interpreter, which was removed: a venv that somebody has used.
    let is_dangling = path.join("pyvenv.cfg").exists() && path.join("bin/python").is_symlink();
    fs::read_dir(path)
        .is_ok_and(|entries| entries.flatten().all(|entry| PARTS.iter().any(|part| entry.file_name() == *part)))
        && !is_dangling
}
