//! The environment of the installers. Settings of indexes, caches and certificates stay as the caller has them.

use std::ffi::OsStr;

use crate::env::Env;

/// That of the caller, without what would point an installer at another environment, or have it install something else than was asked for.
/// What was left out, other than what any active venv sets, is named.
pub fn of_installers(env: &Env) -> (Env, Vec<String>) {
    const OF_ANY_VENV: [&str; 6] =
        ["VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "PYTHONSTARTUP"];
    const LEADING_ELSEWHERE: [&str; 24] = [
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "PIP_PYTHON",
        "PIP_REQUIREMENT",
        "PIP_EDITABLE",
        "PIP_NO_DEPS",
        "PIP_DRY_RUN",
        "PIP_SRC",
        "PIP_UPGRADE",
        "PIP_FORCE_REINSTALL",
        "PIP_IGNORE_INSTALLED",
        "PIP_REPORT",
        "PYTHONUSERBASE",
        "PYTHONNOUSERSITE",
        "UV_NO_EDITABLE",
        "UV_SYSTEM_PYTHON",
        "UV_PYTHON",
        "UV_NO_SOURCES",
        "UV_PROJECT",
        "UV_WORKING_DIRECTORY",
        "UV_BREAK_SYSTEM_PACKAGES",
        "UV_PREVIEW",
    ];
    let mut env = env.clone();
    for name in OF_ANY_VENV {
        env.remove(OsStr::new(name));
    }
    let was_there = |name: &&str| env.remove(OsStr::new(name)).is_some();
    let ignored = LEADING_ELSEWHERE.into_iter().filter(was_there).map(str::to_owned).collect();
    (env, ignored)
}
