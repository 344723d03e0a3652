//! `cargo xtask demo`: release binaries, the sample workspace in `target/demo`, and what it looks like in real Nushell.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, ensure};
use ws_test_support::sandbox::environment;
use ws_test_support::tools::PLUGINS;
use ws_test_support::{tools, workspace};

use crate::process::{cargo, run as must, target};
use crate::tools as fetch;

/// Says that the demo made the directory, and so may make it anew.
const MARKER: &str = ".made-by-cargo-xtask-demo";

const PIPELINES: [&str; 6] = [
    "ws siblings",
    "ws status | where changes != null",
    "ws siblings | where behind > 0 | select name branch upstream ahead behind",
    "ws siblings | group-by layer --to-table | each {|it| {layer: $it.layer, siblings: ($it.items | length), dirty: ($it.items | where dirty | length)} }",
    "ws siblings | where error != null | select name state error.code",
    "ws deps | where violation != null | select from to kind violation",
];

/// Builds, makes the workspace, and shows it, or opens a shell in it.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    fetch::nushell()?;
    build_release()?;
    let stage = Stage::make(&target().join("demo"))?;
    if arguments.iter().any(|argument| argument == "--shell") {
        let status = stage.nu().status().context("cannot run nu")?;
        return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    for pipeline in PIPELINES {
        println!("\n> {pipeline}");
        must(stage.nu().args(["-c", pipeline]))?;
    }
    println!("\nThe workspace is in `{}`. A shell in it:\n\n    cargo xtask demo --shell", stage.root.display());
    Ok(ExitCode::SUCCESS)
}

/// `ws` and the plugins, as users get them.
pub fn build_release() -> Result<()> {
    let mut build = cargo(&["build", "--release", "--package", "ws-cli"]);
    for plugin in PLUGINS {
        build.args(["--package", plugin]);
    }
    must(&mut build)
}

/// A sample workspace with Nushell set up for it.
pub struct Stage {
    /// The workspace's root.
    pub root: PathBuf,
    /// Where the siblings are.
    pub directory: PathBuf,
    nu: PathBuf,
    home: PathBuf,
    plugin_file: PathBuf,
}

impl Stage {
    /// Makes the workspace anew in `directory`, which must be empty, absent, or made by this before.
    pub fn make(directory: &Path) -> Result<Self> {
        let marker = directory.join(MARKER);
        let is_empty = directory.read_dir().map_or(true, |mut entries| entries.next().is_none());
        ensure!(
            is_empty || marker.is_file(),
            "`{}` is not the demo's: move it away, nothing was changed",
            directory.display()
        );
        if marker.is_file() {
            std::fs::remove_dir_all(directory)?;
        }
        std::fs::create_dir_all(directory)?;
        std::fs::write(&marker, "")?;
        let source = directory.join("src");
        std::fs::create_dir(&source)?;
        let sample = workspace::sample(&source)?;
        let home = directory.join("home");
        std::fs::create_dir_all(home.join(".config/nushell"))?;
        let plugin_file = directory.join("plugins.msgpackz");
        let stage = Self { root: sample.root(), directory: source, nu: tools::nu()?, home, plugin_file };
        for plugin in PLUGINS {
            let add = format!(
                "plugin add --plugin-config r#'{}'# r#'{}'#",
                stage.plugin_file.display(),
                release(plugin).display()
            );
            must(stage.command(&stage.nu).args(["-n", "--no-std-lib", "-c", &add]))?;
        }
        Ok(stage)
    }

    /// Nushell with the plugins registered, in the workspace's root.
    pub fn nu(&self) -> Command {
        let mut nu = self.command(&self.nu);
        nu.arg("--plugin-config").arg(&self.plugin_file);
        nu
    }

    /// A program in the workspace's root, with a home of its own, and `ws` first on PATH.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env_clear().envs(environment(&self.home));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let directories = std::iter::once(target().join("release")).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(directories) {
            command.env("PATH", path);
        }
        if let Some(terminal) = std::env::var_os("TERM") {
            command.env("TERM", terminal);
        }
        command
    }
}

/// A binary of the release build.
pub fn release(name: &str) -> PathBuf {
    target().join("release").join(name)
}
