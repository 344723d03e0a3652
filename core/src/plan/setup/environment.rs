//! The environment of the installers. Settings of indexes, caches and certificates stay as the caller has them.

use std::ffi::OsStr;

use crate::env::Env;

/// That of the caller, without what would point an installer at another environment, or have it install something else than was asked for.
/// What was left out, other than what any active venv sets, is named.
pub fn of_installers(env: &Env) -> (Env, Vec<String>) {
    const OF_ANY_VENV: [&str; 6] =
        ["VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "PYTHONSTARTUP"];
    // pip takes an option's name in any case, and each of the option's names.
    const OF_PIP: [&str; 27] = [
        "abi",
        "dry-run",
        "editable",
        "force-reinstall",
        "group",
        "help",
        "ignore-installed",
        "implementation",
        "no-dependencies",
        "no-deps",
        "platform",
        "prefix",
        "python",
        "python-version",
        "report",
        "require-hashes",
        "requirement",
        "root",
        "source",
        "source-dir",
        "source-directory",
        "src",
        "target",
        "upgrade",
        "user",
        "version",
        "ignore-requires-python",
    ];
    const OTHERS: [&str; 19] = [
        "PYTHONUSERBASE",
        "PYTHONNOUSERSITE",
        "SETUPTOOLS_ENABLE_FEATURES",
        "UV_BREAK_SYSTEM_PACKAGES",
        "UV_DRY_RUN",
        "UV_EXCLUDE",
        "UV_NO_DEPS",
        "UV_NO_EDITABLE",
        "UV_NO_SOURCES",
        "UV_NO_SOURCES_PACKAGE",
        "UV_PREVIEW",
        "UV_PROJECT",
        "UV_PYTHON",
        "UV_REQUIRE_HASHES",
        "UV_SYSTEM_PYTHON",
        "UV_VENV_CLEAR",
        "UV_VENV_SYSTEM_SITE_PACKAGES",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
    ];
    let leads_elsewhere = |name: &str| {
        let of_pip = name.strip_prefix("PIP_").map(|option| option.to_ascii_lowercase().replace('_', "-"));
        OTHERS.contains(&name) || of_pip.is_some_and(|option| OF_PIP.contains(&option.as_str()))
    };
    let mut env = env.clone();
    for name in OF_ANY_VENV {
        env.remove(OsStr::new(name));
    }
    let names = env.keys().filter_map(|name| name.to_str()).filter(|name| leads_elsewhere(name));
    let mut ignored: Vec<String> = names.map(str::to_owned).collect();
    ignored.sort();
    for name in &ignored {
        env.remove(OsStr::new(name));
    }
    (env, ignored)
}
