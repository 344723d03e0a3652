//! Nushell in a terminal of tmux: keys go in, the screen comes out.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::Nu;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal with Nushell at its prompt, in the workspace's root. Ends with the value.
pub struct Terminal {
    socket: PathBuf,
    home: PathBuf,
}

impl Terminal {
    /// Starts Nushell and waits for its prompt.
    pub fn open(nu: &Nu) -> Self {
        let terminal = Self { socket: nu.workspace.directory().join("tmux"), home: nu.workspace.home() };
        let root = nu.workspace.root();
        let command = nu.command(&root);
        let mut tmux = terminal.tmux();
        // The server hands its environment to what it starts.
        for (name, value) in command.get_envs() {
            tmux.env(name, value.unwrap_or_default());
        }
        tmux.args(["-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "40", "-c"]).arg(&root);
        tmux.arg(command.get_program()).args(command.get_args());
        tmux.args(["-e", "$env.config.show_banner = false; $env.PROMPT_COMMAND = 'ready'"]);
        let output = tmux.output().expect("tmux is not installed: run `cargo xtask test`");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        terminal.wait_for("ready");
        terminal
    }

    /// Types text, as it is.
    pub fn text(&self, text: &str) {
        self.run(&["send-keys", "-l", "--", text]);
    }

    /// Presses a key, by tmux's name for it.
    pub fn key(&self, key: &str) {
        self.run(&["send-keys", key]);
    }

    /// Types a line and enters it.
    pub fn line(&self, line: &str) {
        self.text(line);
        self.key("Enter");
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.run(&["capture-pane", "-p"])
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.screen().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "`{text}` did not appear:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.tmux().args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// tmux with a server of this terminal alone.
    fn tmux(&self) -> Command {
        let mut command = Command::new("tmux");
        command.env_clear().envs(ws_test_support::sandbox::environment(&self.home)).arg("-S").arg(&self.socket);
        command
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.tmux().arg("kill-server").output();
    }
}
