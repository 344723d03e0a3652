//! A program in a terminal of tmux: keys go in, the screen comes out, as a person would see it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::sandbox;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long the screen has to stay the same to count as finished.
const QUIET: Duration = Duration::from_millis(400);

/// A terminal of 150 columns and 40 lines where nothing else is asked for, with a tmux server of its own. Ends with the value.
#[derive(Debug)]
pub struct Terminal {
    /// Where the server listens: a path that no other terminal ever had, for a server that was told to end goes on
    /// taking connections for a moment.
    socket: tempfile::TempDir,
    home: PathBuf,
}

impl Terminal {
    /// Starts `command` with the environment that it names, in its directory, and waits until the screen shows
    /// `ready`.
    pub fn open(command: &Command, home: &Path, ready: &str) -> Self {
        Self::sized(command, home, (150, 40), ready)
    }

    /// The same with so many columns and lines.
    pub fn sized(command: &Command, home: &Path, (columns, lines): (u16, u16), ready: &str) -> Self {
        let socket = tempfile::Builder::new().prefix("ws-tmux-").tempdir().expect("no place for a socket");
        let terminal = Self { socket, home: home.to_path_buf() };
        let mut tmux = terminal.tmux();
        // The server hands its environment to what it starts.
        for (name, value) in command.get_envs() {
            tmux.env(name, value.unwrap_or_default());
        }
        tmux.args(["-f", "/dev/null", "new-session", "-d"]);
        tmux.args(["-x", &columns.to_string(), "-y", &lines.to_string()]);
        if let Some(directory) = command.get_current_dir() {
            tmux.arg("-c").arg(directory);
        }
        tmux.arg(command.get_program()).args(command.get_args());
        let output = tmux.output().expect("tmux is not installed: run `cargo xtask test`");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        terminal.wait_for(ready);
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

    /// Types the line by which the program ends, and waits until it has ended.
    pub fn end_with(self, line: &str) {
        self.line(line);
        let begun = Instant::now();
        let runs = || self.tmux().arg("has-session").output().is_ok_and(|output| output.status.success());
        while runs() {
            assert!(begun.elapsed() < PATIENCE, "`{line}` does not end it");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// What the screen shows; lines without blanks at their ends.
    pub fn screen(&self) -> String {
        let screen = self.run(&["capture-pane", "-p"]);
        screen.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    /// The lines as they were printed: what is wider than the terminal is one line here.
    pub fn lines(&self) -> Vec<String> {
        self.run(&["capture-pane", "-p", "-J"]).lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// The title that a program gave the terminal last (OSC 0 or 2).
    pub fn title(&self) -> String {
        self.run(&["display-message", "-p", "#{pane_title}"]).trim_end().to_owned()
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.screen().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "`{text}` did not appear:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until what the screen shows is as it should be.
    pub fn wait_until(&self, is_right: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        while !is_right(&self.screen()) {
            assert!(begun.elapsed() < PATIENCE, "the screen did not change:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// What the screen shows once nothing changes any more: for what must not appear.
    pub fn settled(&self) -> String {
        let begun = Instant::now();
        let (mut screen, mut since) = (self.screen(), Instant::now());
        while since.elapsed() < QUIET {
            std::thread::sleep(Duration::from_millis(50));
            let now = self.screen();
            if now != screen {
                (screen, since) = (now, Instant::now());
            }
            assert!(begun.elapsed() < PATIENCE, "the screen does not come to rest:\n{screen}");
        }
        screen
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.tmux().args(arguments).output().expect("tmux could be run a moment ago");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// tmux with a server of this terminal alone.
    fn tmux(&self) -> Command {
        let mut command = Command::new("tmux");
        command.env_clear().envs(sandbox::environment(&self.home)).arg("-S").arg(self.socket.path().join("socket"));
        command
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.tmux().arg("kill-server").output();
    }
}
