//! Nushell: where it keeps what, and its registry of plugins, as bytes → bytes. It is asked itself, on a copy: only
//! it can write its registry, and only so can a change be shown before it is made.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ws_core::work::scratch::Scratch;

use crate::context;

/// A Nushell, as it describes itself.
#[derive(Debug)]
pub struct Nushell {
    program: PathBuf,
    /// Such as `0.115.1`.
    pub version: String,
    /// Its registry of plugins.
    pub registry: PathBuf,
    /// Where it loads every file from at start.
    pub autoload: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Description {
    version: String,
    registry: Option<PathBuf>,
    autoload: Option<PathBuf>,
}

impl Nushell {
    /// The one that is named, else the one on PATH; `None` when there is none on PATH.
    pub fn find(named: Option<&Path>) -> Result<Option<Self>> {
        let program = match named {
            // A name alone is never the file of that name in the directory that one happens to be in.
            Some(program) if !program.as_os_str().as_encoded_bytes().contains(&b'/') => {
                let name = program.to_string_lossy();
                context::on_path(&name).with_context(|| format!("there is no `{name}` on PATH"))?
            }
            Some(program) => std::path::absolute(program)?,
            None => match context::on_path("nu") {
                Some(program) => program,
                None => return Ok(None),
            },
        };
        let script = "{version: (version).version, registry: $nu.plugin-path?, \
                      autoload: ($nu.user-autoload-dirs? | default [] | append ($nu.vendor-autoload-dirs? | \
                      default [] | where {|it| $it starts-with $nu.data-dir} | reverse) | get 0?)} | to json";
        let description: Description = ask(&program, script, &[])?;
        let Some(autoload) = description.autoload else {
            bail!(
                "`{}` is Nushell {}, which loads no files from an autoload directory of the user's: 0.101 or newer is needed",
                program.display(),
                description.version
            );
        };
        let registry = description.registry.context("Nushell names no registry of plugins")?;
        Ok(Some(Self { program, version: description.version, registry, autoload }))
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Whether its language has types that are one of several, with a completer. It is asked: a parser knows.
    pub fn has_one_of(&self) -> bool {
        let script = "def typed [value: oneof<int, string>@complete] { }; def complete [] { }; null | to json";
        ask::<Option<()>>(&self.program, script, &[]).is_ok()
    }

    /// Whether its `def --wrapped` gets words as an external command does, and not as values: `1.50` and not 1.5.
    pub fn hands_words_on(&self) -> bool {
        let script = "def --wrapped given [...words] { $words }; given 1.50 | to json";
        ask::<Vec<serde_json::Value>>(&self.program, script, &[]).is_ok_and(|words| words == ["1.50"])
    }

    /// A registry with these plugins registered.
    pub fn add(&self, registry: Option<&[u8]>, plugins: &[PathBuf]) -> Result<Vec<u8>> {
        let copy = Copy::of(registry)?;
        for plugin in plugins {
            let script = "plugin add --plugin-config $env.WS_REGISTRY $env.WS_PLUGIN; null | to json";
            ask::<Option<()>>(&self.program, script, &[("WS_REGISTRY", &copy.file()), ("WS_PLUGIN", plugin)])
                .with_context(|| format!("cannot register `{}`", plugin.display()))?;
        }
        copy.read()
    }

    /// A registry without these plugins.
    pub fn remove(&self, registry: &[u8], plugins: &[Plugin]) -> Result<Vec<u8>> {
        let copy = Copy::of(Some(registry))?;
        for plugin in plugins {
            let script = "plugin rm --force --plugin-config $env.WS_REGISTRY $env.WS_PLUGIN; null | to json";
            ask::<Option<()>>(
                &self.program,
                script,
                &[("WS_REGISTRY", &copy.file()), ("WS_PLUGIN", Path::new(&plugin.name))],
            )?;
        }
        copy.read()
    }

    /// What a registry says of our plugins, commands and all, but not which Nushell wrote it.
    pub fn entries(&self, registry: &[u8]) -> Result<serde_json::Value> {
        let copy = Copy::of(Some(registry))?;
        let script = format!(
            "open --raw $env.WS_REGISTRY | from msgpackz | get plugins | \
             where {{|it| ($it.filename | path basename) starts-with {PREFIX}}} | sort-by name | to json"
        );
        ask(&self.program, &script, &[("WS_REGISTRY", &copy.file())])
    }

    /// Every plugin of a registry.
    pub fn registered(&self, registry: &[u8]) -> Result<Vec<Plugin>> {
        let copy = Copy::of(Some(registry))?;
        let script = "open --raw $env.WS_REGISTRY | from msgpackz | get plugins | select name filename | to json";
        ask(&self.program, script, &[("WS_REGISTRY", &copy.file())])
    }
}

/// An entry of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Plugin {
    /// The name that Nushell gives it: the file's, without `nu_plugin_`.
    pub name: String,
    /// The program.
    pub filename: PathBuf,
}

impl Plugin {
    /// Whether it is one of this project's.
    pub fn is_ours(&self) -> bool {
        self.filename.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
    }
}

/// What the names of the plugins begin with.
const PREFIX: &str = "nu_plugin_ws_";

/// The plugins that lie next to `program`, or next to what it is a symlink to; by name.
pub fn plugins_beside(program: &Path) -> Vec<PathBuf> {
    let real = program.canonicalize().ok();
    let directories = [Some(program), real.as_deref()].into_iter().flatten().filter_map(Path::parent);
    for directory in directories {
        let mut plugins: Vec<PathBuf> = std::fs::read_dir(directory)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_none() && path.is_file())
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX)))
            .collect();
        if !plugins.is_empty() {
            plugins.sort();
            return plugins;
        }
    }
    Vec::new()
}

/// A copy of a registry, which Nushell may write to.
struct Copy {
    directory: Scratch,
}

impl Copy {
    fn of(registry: Option<&[u8]>) -> Result<Self> {
        let copy =
            Self { directory: Scratch::new(&std::env::temp_dir()).context("cannot make a temporary directory")? };
        if let Some(bytes) = registry {
            std::fs::write(copy.file(), bytes)?;
        }
        Ok(copy)
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("plugin.msgpackz")
    }

    fn read(&self) -> Result<Vec<u8>> {
        std::fs::read(self.file()).context("Nushell wrote no registry of plugins")
    }
}

/// Runs a script that prints JSON. The user's own configuration stays out of it.
fn ask<T: DeserializeOwned>(program: &Path, script: &str, variables: &[(&str, &Path)]) -> Result<T> {
    let mut command = Command::new(program);
    command.args(["--no-config-file", "--no-std-lib", "--commands", script]).stdin(Stdio::null());
    command.envs(variables.iter().copied());
    command.env("PATH", ws_core::programs::for_child(context::variable("PATH").as_deref()));
    for name in ws_core::work::child::REPOSITORY_VARIABLES {
        command.env_remove(name);
    }
    let output = command.output().with_context(|| format!("cannot run `{}`", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let reason = match said.trim() {
        "" => output.status.to_string(),
        said => said.to_owned(),
    };
    ensure!(output.status.success(), "`{}`: {reason}", program.display());
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("`{}` does not answer as Nushell", program.display()))
}
