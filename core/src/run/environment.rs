//! The environment of the commands: that of an active workspace, whatever is active in the caller's shell.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::activate;
use crate::config::Config;
use crate::env::{self, Env};

/// Whether there is a venv that [`environment`] would use in a trusted workspace.
pub fn has_venv(config: &Config) -> bool {
    config.python.venv_path.join("pyvenv.cfg").is_file()
}

/// What commands find in their environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// With the shared venv, where there is one that may be used.
    pub with_venv: Env,
    /// Without.
    pub without_venv: Env,
    /// Where the siblings are: what they ask for tells which of them has a program that is missing.
    pub siblings: Vec<PathBuf>,
}

/// The environment of a command in a sibling: that of an active workspace, whatever is active where it was asked for.
/// `venv` is the real path of the venv that may be used ([`crate::trust::Registry::venv`]). Without one it is as it was:
/// the directory of programs of a workspace that is not trusted may hold a `git` that somebody else put there.
pub fn environment(config: &Config, env: &Env, venv: Option<&Path>) -> Environment {
    let mut env = env::changed(env, &env::reconcile(env, None));
    let mut without_venv = env.clone();
    without_venv.remove(OsStr::new(env::RECORD));
    if let Some(wanted) = venv.and_then(|venv| activate::wanted(config, venv)) {
        env.remove(OsStr::new("VIRTUAL_ENV"));
        env = env::changed(&env, &env::reconcile(&env, Some(&wanted)));
    }
    // A shell that is started in there is not to take anything back.
    env.remove(OsStr::new(env::RECORD));
    let siblings = config.siblings.iter().map(|sibling| sibling.path.clone()).collect();
    Environment { with_venv: env, without_venv, siblings }
}
