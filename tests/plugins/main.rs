//! The plugins in the real nu: the binary that users run, not a harness.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod completion;
mod declared;
mod discovery;
mod ending;
mod errors;
mod examples;
mod future;
mod hostile;
mod input;
mod layers;
mod matrix;
mod module;
mod nushells;
mod screens;
mod scripts;
mod session;
mod siblings;
mod streaming;
mod tasks;
mod venv;
mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use ws_test_support::workspace::{SiblingSpec, sample};
use ws_test_support::{Sandbox, Terminal, Workspace, sandbox, tools};

/// A workspace, and Nushell in it.
struct Nu {
    // Removes the directory on drop.
    _sandbox: Sandbox,
    workspace: Workspace,
}

impl Nu {
    /// In the sample: the 18 siblings of provide.io, in every state.
    fn sample() -> Self {
        let sandbox = Sandbox::new().unwrap();
        let workspace = sample(&sandbox.path()).unwrap();
        Self { _sandbox: sandbox, workspace }
    }

    /// In a workspace of these siblings.
    fn with(siblings: &[SiblingSpec]) -> Self {
        let sandbox = Sandbox::new().unwrap();
        let workspace = Workspace::build(&sandbox.path(), siblings).unwrap();
        Self { _sandbox: sandbox, workspace }
    }

    /// In a workspace whose wrknv.toml says `config`, with nothing beside it.
    fn with_config(config: &str) -> Self {
        let nu = Self::with(&[]);
        std::fs::write(nu.workspace.root().join("wrknv.toml"), config).unwrap();
        nu
    }

    /// `nu` with the plugins, to be run in `directory`, with the home and environment of the workspace.
    fn command(&self, directory: &Path) -> Command {
        self.command_of(&tools::nu().unwrap(), &tools::plugins_beside(ws()).unwrap(), directory)
    }

    /// The same with this `nu` and these plugins.
    fn command_of(&self, nu: &Path, plugins: &[PathBuf], directory: &Path) -> Command {
        let mut command = Command::new(nu);
        command.current_dir(directory).env_clear().envs(sandbox::environment(&self.workspace.home()));
        // Externals see the binary under test first.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(ws().parent().unwrap().to_path_buf()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(paths).unwrap());
        command.args(["-n", "--no-std-lib", "--plugins"]).arg(tools::nu_list(plugins));
        command
    }

    /// Nushell at its prompt in a terminal, in the workspace's root.
    fn terminal(&self) -> Terminal {
        self.terminal_of(self.command(&self.workspace.root()))
    }

    /// The same with a Nushell of one's own.
    fn terminal_of(&self, mut command: Command) -> Terminal {
        command.args(["-e", "$env.config.show_banner = false; $env.PROMPT_COMMAND = 'ready'"]);
        Terminal::open(&command, &self.workspace.home(), "ready")
    }

    /// Runs a script in the workspace's root.
    fn run(&self, script: &str) -> Output {
        self.run_in(&self.workspace.root(), script)
    }

    /// Runs a script in `directory`.
    fn run_in(&self, directory: &Path, script: &str) -> Output {
        self.command(directory).args(["-c", script]).stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// Runs a program in the workspace's root, as the user; it must succeed. What it prints.
    fn program(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        command.current_dir(self.workspace.root()).env_clear().envs(sandbox::environment(&self.workspace.home()));
        let output = command.args(arguments).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The value of a pipeline, which must succeed and say nothing on standard error; `--dirty` may say that it is unknown
    /// of the broken sibling.
    fn value(&self, pipeline: &str) -> Value {
        self.value_in(&self.workspace.root(), pipeline)
    }

    /// The value of a pipeline that is run in `directory`.
    fn value_in(&self, directory: &Path, pipeline: &str) -> Value {
        let output = self.run_in(directory, &format!("{pipeline} | to json --raw"));
        let said = String::from_utf8_lossy(&output.stderr);
        let known = "warning: `supsrc` is left out: whether anything is uncommitted is unknown: ";
        let may_say = |line: &str| pipeline.contains("--dirty") && line.starts_with(known);
        assert!(output.status.success() && said.lines().all(may_say), "{pipeline}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a script that must fail says on standard error.
    fn failure(&self, script: &str) -> String {
        let output = self.run(script);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "`{script}` succeeded: {}", String::from_utf8_lossy(&output.stdout));
        said
    }

    /// The error that a script ends with, as `catch` gets it: msg, code, help and labels.
    fn error(&self, script: &str) -> Value {
        let catch =
            "let details = $e.details; {msg: $e.msg code: $details.code help: $details.help labels: $details.labels}";
        self.value(&format!("try {{ {script} | ignore; null }} catch {{|e| {catch} }}"))
    }

    /// The names of the siblings for which git itself prints a line of status.
    fn dirty_according_to_git(&self) -> Vec<String> {
        let names = self.workspace.siblings().iter().map(|sibling| sibling.name.clone());
        let lines = |name: &String| self.workspace.git(name, ["status", "--porcelain"]);
        names
            .filter(|name| self.workspace.path(name).join(".git").exists())
            .filter(|name| lines(name).is_ok_and(|lines| !lines.is_empty()))
            .collect()
    }
}

/// The CLI under test.
fn ws() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ws"))
}

/// A list of strings, as JSON.
fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}
