//! Whether the plugins work in a Nushell: each is asked once, by that very Nushell, in a workspace made for it. A
//! version's number says nothing.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use ws_core::work::scratch::Scratch;

/// How long an answer may take: a machine may be busy, but a plugin that hangs must not stop the installation.
const PATIENCE: Duration = Duration::from_secs(30);

/// A call of each plugin that only reads a workspace, and the command by which the plugin is recognised.
const CALLS: [(&str, &str); 4] = [
    ("ws siblings", "ws siblings --fast"),
    ("ws layers", "ws layers"),
    ("ws tasks", "ws tasks"),
    ("ws venv", "ws venv"),
];

/// What the workspace consists of.
const WORKSPACE: &str = "[workspace]\nname = \"trial\"\n\n[[siblings]]\nname = \"sibling\"\nlayer = \"foundation\"\n";

/// How a plugin did.
#[derive(Debug)]
pub struct Trial {
    /// The plugin.
    pub plugin: PathBuf,
    /// Why it does not work, in Nushell's words.
    pub problem: Option<String>,
}

impl Trial {
    /// Without `nu_plugin_`, as Nushell calls it.
    pub fn name(&self) -> String {
        let name = self.plugin.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix("nu_plugin_").unwrap_or(&name).to_owned()
    }
}

/// Tries each plugin in `nu`.
pub fn of_each(nu: &Path, plugins: &[PathBuf]) -> Result<Vec<Trial>> {
    let workspace = Scratch::new(&std::env::temp_dir()).context("cannot make a temporary directory")?;
    std::fs::write(workspace.path().join("wrknv.toml"), WORKSPACE)?;
    let problem = |plugin: &PathBuf| of_one(nu, plugin, workspace.path()).err().map(|error| format!("{error:#}"));
    Ok(plugins.iter().map(|plugin| Trial { plugin: plugin.clone(), problem: problem(plugin) }).collect())
}

fn of_one(nu: &Path, plugin: &Path, workspace: &Path) -> Result<()> {
    let commands = answer(nu, plugin, workspace, "scope commands | where type == plugin | get name")?;
    let commands: Vec<String> = serde_json::from_slice(&commands).context("Nushell lists no commands of it")?;
    ensure!(!commands.is_empty(), "it has no commands");
    if let Some((_, call)) = CALLS.iter().find(|(command, _)| commands.iter().any(|name| name == command)) {
        let rows = answer(nu, plugin, workspace, call)?;
        let rows: serde_json::Value = serde_json::from_slice(&rows).context("its answer cannot be read")?;
        ensure!(rows.is_array() || rows.is_object(), "`{call}` gives no table");
    }
    Ok(())
}

/// What a pipeline gives, as JSON.
fn answer(nu: &Path, plugin: &Path, workspace: &Path, pipeline: &str) -> Result<Vec<u8>> {
    let (output, errors) = (workspace.join("output"), workspace.join("errors"));
    // A string of JSON is one of Nushell's.
    let plugins = serde_json::to_string(&[plugin])?;
    let mut command = Command::new(nu);
    command.args(["--no-config-file", "--no-std-lib", "--plugins", &plugins, "--commands"]);
    command.arg(format!("{pipeline} | to json --raw")).current_dir(workspace);
    command.env("WS_ROOT", workspace).env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(File::create(&output)?).stderr(File::create(&errors)?);
    let mut child = command.spawn().with_context(|| format!("cannot run `{}`", nu.display()))?;
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            bail!("`{pipeline}` gave no answer within {} seconds", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    if !status.success() {
        bail!("{}", String::from_utf8_lossy(&read(errors)?).trim().to_owned());
    }
    read(output)
}
