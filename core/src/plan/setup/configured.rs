//! What the installers' own files say (pip.conf, uv.toml, `[tool.uv]`): a setting that would have them install something
//! else than was asked for, or elsewhere, is overridden where the installer allows that, and is an error where not.
//!
//! Refuses to do: change such a file, or put a copy in its place, in which relative paths would mean something else.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;

use super::command::Installer;
use crate::config::Config;
use crate::env::Env;
use crate::error::RowError;
use crate::work::{child, files};

/// The largest file that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// pip's switches, which a variable can turn off again.
const SWITCHES_OF_PIP: [&str; 9] = [
    "dry-run",
    "force-reinstall",
    "ignore-installed",
    "ignore-requires-python",
    "no-dependencies",
    "no-deps",
    "require-hashes",
    "upgrade",
    "user",
];

/// pip's options with a value. An empty variable does not override one.
const OPTIONS_OF_PIP: [&str; 12] = [
    "abi",
    "editable",
    "group",
    "implementation",
    "platform",
    "prefix",
    "python",
    "python-version",
    "report",
    "requirement",
    "root",
    "target",
];

/// What turns a switch off, for either.
const OFF: [&str; 6] = ["0", "f", "false", "n", "no", "off"];

/// Of uv's table `[pip]`.
const OF_UV_PIP: [&str; 13] = [
    "all-extras",
    "extra",
    "group",
    "no-deps",
    "no-emit-package",
    "no-sources",
    "no-sources-package",
    "prefix",
    "python-platform",
    "python-version",
    "require-hashes",
    "target",
    "universal",
];

/// Of uv's file itself.
const OF_UV: [&str; 3] = ["exclude-dependencies", "no-sources", "no-sources-package"];

/// Turns off in `env` what can be turned off, and gives that, as `SETTING in FILE`.
///
/// # Errors
/// `ws::setup::leads_elsewhere` names the first setting that cannot be turned off.
pub fn turn_off(installer: &Installer, config: &Config, env: &mut Env) -> Result<Vec<String>, RowError> {
    match installer {
        Installer::Pip => of_pip(config, env),
        Installer::Uv(_) => of_uv(config, env).map(|()| Vec::new()),
    }
}

fn refusal(installer: &str, setting: &str, file: &Path, variable: &str) -> RowError {
    let message = format!(
        "`{setting}` in `{}` would have {installer} install something else, or elsewhere, than is asked for: take it out, \
         or have {variable} name another file",
        file.display()
    );
    RowError::new("ws::setup::leads_elsewhere", message)
}

fn of_pip(config: &Config, env: &mut Env) -> Result<Vec<String>, RowError> {
    let mut turned_off = Vec::new();
    for file in files_of_pip(config, env) {
        let Some(ini) = text(&file).and_then(|text| parse(&text)) else { continue };
        for section in ["global", "install"] {
            for (key, value) in ini.get_map_ref().get(section).into_iter().flatten() {
                let option = key.trim_start_matches('-').to_ascii_lowercase().replace('_', "-");
                let value = value.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
                let setting = format!("{section}.{option}");
                if value.is_empty() {
                    continue;
                }
                if OPTIONS_OF_PIP.contains(&option.as_str()) {
                    return Err(refusal("pip", &setting, &file, "PIP_CONFIG_FILE"));
                }
                if SWITCHES_OF_PIP.contains(&option.as_str()) && !OFF.contains(&value.as_str()) {
                    env.insert(format!("PIP_{}", option.to_ascii_uppercase().replace('-', "_")).into(), "0".into());
                    turned_off.push(format!("`{setting}` in `{}`", file.display()));
                }
            }
        }
    }
    turned_off.sort();
    Ok(turned_off)
}

/// As pip reads it, with Python's `RawConfigParser`.
fn parse(text: &str) -> Option<Ini> {
    let mut ini = Ini::new_cs();
    ini.set_multiline(true);
    ini.set_inline_comment_symbols(Some(&[]));
    ini.read(text.to_owned()).ok()?;
    Some(ini)
}

/// pip's files, <https://pip.pypa.io/en/stable/topics/configuration/>: the system's, the user's, the venv's, and that of the
/// variable.
fn files_of_pip(config: &Config, env: &Env) -> Vec<PathBuf> {
    let named = child::variable(env, "PIP_CONFIG_FILE").map(PathBuf::from);
    if named.as_deref() == Some(Path::new("/dev/null")) {
        return Vec::new();
    }
    let mut all: Vec<PathBuf> = of_system(env).into_iter().map(|directory| directory.join("pip/pip.conf")).collect();
    all.push("/etc/pip.conf".into());
    all.push("/Library/Application Support/pip/pip.conf".into());
    // A file that the variable names stands in for the user's own.
    if !named.as_deref().is_some_and(Path::exists) {
        let home = child::variable(env, "HOME").map(PathBuf::from);
        let of_home = [".pip/pip.conf", "Library/Application Support/pip/pip.conf"];
        all.extend(home.iter().flat_map(|home| of_home.map(|file| home.join(file))));
        all.extend(of_user(env).map(|directory| directory.join("pip/pip.conf")));
    }
    all.push(config.python.venv_path.join("pip.conf"));
    all.extend(named);
    all
}

fn of_uv(config: &Config, env: &Env) -> Result<(), RowError> {
    // What a file says first is what counts.
    let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (file, settings) in files_of_uv(config, env) {
        let pip = settings.get("pip").and_then(toml::Value::as_table);
        let of_pip = pip.into_iter().flat_map(|pip| OF_UV_PIP.map(|key| ("pip.", key, pip.get(key))));
        let own = OF_UV.map(|key| ("", key, settings.get(key)));
        for (table, key, value) in own.into_iter().chain(of_pip) {
            let Some(value) = value else { continue };
            if said.insert((table, key)) && is_on(value) {
                return Err(refusal("uv", &format!("{table}{key}"), &file, "UV_CONFIG_FILE"));
            }
        }
    }
    Ok(())
}

fn is_on(value: &toml::Value) -> bool {
    match value {
        toml::Value::Boolean(is_on) => *is_on,
        toml::Value::Array(values) => !values.is_empty(),
        _ => true,
    }
}

/// uv's files, <https://docs.astral.sh/uv/concepts/configuration-files/>: that of the nearest directory that has one, the
/// user's, the system's; or the variable's alone.
fn files_of_uv(config: &Config, env: &Env) -> Vec<(PathBuf, toml::Table)> {
    let read = |file: PathBuf| Some((table(&file)?, file)).map(|(table, file)| (file, table));
    if let Some(named) = child::variable(env, "UV_CONFIG_FILE") {
        return read(named.into()).into_iter().collect();
    }
    let is_off = |value: &OsStr| value.to_str().is_some_and(|value| OFF.contains(&value.to_ascii_lowercase().as_str()));
    if child::variable(env, "UV_NO_CONFIG").is_some_and(|value| !is_off(value)) {
        return Vec::new();
    }
    let of_project = config.root.ancestors().find_map(|directory| {
        read(directory.join("uv.toml")).or_else(|| {
            let (file, mut project) = read(directory.join("pyproject.toml"))?;
            let uv = project.get_mut("tool")?.get_mut("uv")?.as_table_mut()?;
            Some((file, std::mem::take(uv)))
        })
    });
    let of_user = of_user(env).and_then(|directory| read(directory.join("uv/uv.toml")));
    let systems = of_system(env).into_iter().chain([PathBuf::from("/etc")]);
    let of_system = systems.into_iter().find_map(|directory| read(directory.join("uv/uv.toml")));
    of_project.into_iter().chain(of_user).chain(of_system).collect()
}

fn of_user(env: &Env) -> Option<PathBuf> {
    let own = child::variable(env, "XDG_CONFIG_HOME").map(PathBuf::from);
    own.or_else(|| Some(PathBuf::from(child::variable(env, "HOME")?).join(".config")))
}

fn of_system(env: &Env) -> Vec<PathBuf> {
    let listed = child::variable(env, "XDG_CONFIG_DIRS").unwrap_or("/etc/xdg".as_ref());
    std::env::split_paths(listed).collect()
}

fn text(file: &Path) -> Option<String> {
    String::from_utf8(files::read(file, LIMIT).ok()?).ok()
}

fn table(file: &Path) -> Option<toml::Table> {
    text(file)?.parse().ok()
}
