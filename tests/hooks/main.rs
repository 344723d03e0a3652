//! Activation on cd, in real interactive shells in a terminal: what a person types, and what the environment is then.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod cost;
mod everyday;
mod injection;
mod lint;
mod names;
mod neighbours;
mod order;
mod path;
mod prompt;
mod real;
mod shells_within;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ws_test_support::{Sandbox, Terminal, tools};

/// A shell with the hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Nu,
}

const ALL: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Nu];

/// Two workspaces with a venv each, a directory outside, and an interactive shell whose start-up file has the hook.
struct Session {
    sandbox: Sandbox,
    shell: Shell,
    terminal: Option<Terminal>,
    probes: std::cell::Cell<usize>,
}

impl Session {
    /// Starts the shell outside of both workspaces. `extra` are lines of its start-up file that come after the hook.
    fn start(shell: Shell, extra: &str) -> Self {
        Self::around(shell, "", extra)
    }

    /// The same with lines of the start-up file before the hook as well.
    fn around(shell: Shell, before: &str, extra: &str) -> Self {
        Self::start_as(shell, before, extra, |_, command| command)
    }

    /// The same with files that are there before the shell starts.
    fn prepared(shell: Shell, before: &str, extra: &str, prepare: impl Fn(&Self)) -> Self {
        Self::start_as(shell, before, extra, |session, command| {
            prepare(session);
            command
        })
    }

    /// The same under `strace`, which writes what is executed to `strace.log`.
    fn traced(shell: Shell) -> Self {
        // Fish's own prompt asks git.
        let prompt = "function fish_prompt; echo '> '; end; ws hook fish --prompt | source";
        let prompt = if shell == Shell::Fish { prompt } else { "" };
        Self::start_as(shell, "", prompt, |session, command| {
            let mut strace = session.sandbox.command("strace", &session.path("outside"));
            strace.args(["-f", "-qq", "-e", "trace=execve", "-o"]).arg(session.path("strace.log"));
            strace.arg(command.get_program()).args(command.get_args());
            for (name, value) in command.get_envs() {
                strace.env(name, value.unwrap_or_default());
            }
            strace
        })
    }

    /// Ends the shell, and waits until it has ended.
    fn end(mut self) {
        self.terminal.take().unwrap().end_with("exit");
    }

    fn start_as(shell: Shell, before: &str, extra: &str, wrap: impl Fn(&Self, Command) -> Command) -> Self {
        let sandbox = Sandbox::new().unwrap();
        for name in ["one", "two"] {
            workspace(&sandbox.path().join(name), name);
        }
        fs::create_dir(sandbox.path().join("outside")).unwrap();
        let mut session = Self { sandbox, shell, terminal: None, probes: std::cell::Cell::new(0) };
        session.write_startup_file(before, extra);
        session.terminal = Some(session.open(wrap(&session, session.command())));
        session
    }

    /// A terminal with a shell in it that shows its prompt: keys that come before are lost in some shells.
    fn open(&self, mut command: Command) -> Terminal {
        command.env("TERM", "xterm-256color");
        let terminal = Terminal::open(&command, &self.sandbox.home(), "");
        let begun = Instant::now();
        while terminal.settled().is_empty() {
            assert!(begun.elapsed() < Duration::from_mins(1), "{:?} shows no prompt", self.shell);
        }
        terminal
    }

    /// The same shell once more, of the same user.
    fn another_terminal(&self) -> Terminal {
        self.open(self.command())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.sandbox.path().join(name)
    }

    fn program() -> PathBuf {
        PathBuf::from(env!("CARGO_BIN_EXE_ws"))
    }

    fn write_startup_file(&self, before: &str, extra: &str) {
        let hook = |name: &str| {
            let output = self.sandbox.command(Self::program(), &self.sandbox.home()).args(["hook", name]).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        // Twice, and once more: installed once, however often.
        let (file, text) = match self.shell {
            Shell::Bash => ("home/.bashrc", hook("bash").repeat(3)),
            Shell::Zsh => ("home/.zshrc", hook("zsh").repeat(3)),
            Shell::Fish => ("home/.config/fish/config.fish", hook("fish").repeat(3)),
            Shell::Nu => {
                fs::write(self.path("hook.nu"), hook("nu")).unwrap();
                let source = format!("source r#'{}'#\n", self.path("hook.nu").display());
                ("home/.config/nushell/config.nu", format!("$env.config.show_banner = false\n{}", source.repeat(3)))
            }
        };
        let file = self.path(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        // At its first start fish reads all manual pages in the background, unless it has.
        fs::create_dir_all(self.path("home/.local/share/fish/generated_completions")).unwrap();
        fs::write(file, format!("{before}\n{text}\n{extra}\n")).unwrap();
    }

    fn command(&self) -> Command {
        let outside = self.path("outside");
        let mut command = match self.shell {
            Shell::Bash => self.sandbox.command("bash", &outside),
            Shell::Zsh => self.sandbox.command("zsh", &outside),
            Shell::Fish => self.sandbox.command("fish", &outside),
            Shell::Nu => {
                let mut nu = self.sandbox.command(tools::nu().unwrap(), &outside);
                nu.arg("--config").arg(self.path("home/.config/nushell/config.nu"));
                nu.arg("--plugins").arg(tools::nu_list(&tools::plugins_beside(&Self::program()).unwrap()));
                nu
            }
        };
        let path = std::env::var_os("PATH").unwrap();
        let binaries = Self::program().parent().unwrap().to_path_buf();
        let path = std::iter::once(binaries).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(path).unwrap()).env("PYTHONHOME", "/opt/python");
        command.env("SHELL", "/bin/sh");
        command
    }

    /// Enters a line.
    fn line(&self, line: &str) {
        // Nushell throws away what is typed while a command runs.
        if self.shell == Shell::Nu {
            self.screen();
        }
        self.terminal.as_ref().unwrap().line(line);
    }

    fn screen(&self) -> String {
        self.terminal.as_ref().unwrap().settled()
    }

    /// The title that the terminal was given last.
    fn title(&self) -> String {
        self.terminal.as_ref().unwrap().title()
    }

    /// The environment of a child of the shell after a line, as sorted `NAME=VALUE`s.
    fn after(&self, line: &str) -> Vec<String> {
        self.line(line);
        let number = self.probes.get();
        self.probes.set(number + 1);
        let file = self.path(&format!("probe{number}"));
        // The rename comes last, so what is there is whole.
        let probe = format!("sh -c 'env -0 >\"$1.part\"; mv \"$1.part\" \"$1\"' probe {}", file.display());
        self.line(&if self.shell == Shell::Nu { format!("^{probe}") } else { probe });
        let begun = Instant::now();
        while !file.exists() {
            assert!(begun.elapsed() < Duration::from_mins(1), "{line}: no answer:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
        let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
        let own = ["_", "OLDPWD", "PWD", "SHLVL", "LAST_EXIT_CODE", "CMD_DURATION_MS"];
        let mut variables: Vec<String> = text
            .split('\0')
            .filter(|line| !line.is_empty() && !own.contains(&line.split('=').next().unwrap()))
            .map(str::to_owned)
            .collect();
        variables.sort();
        variables
    }

    /// `(cd DIRECTORY)`, and the environment then.
    fn enter(&self, directory: &Path) -> Vec<String> {
        let quoted = match self.shell {
            Shell::Nu => format!("r#'{}'#", directory.display()),
            _ => format!("'{}'", directory.display()),
        };
        self.after(&format!("cd {quoted}"))
    }

    /// A real venv there, with activate scripts.
    fn venv(&self, directory: &str) -> PathBuf {
        let directory = self.path(directory);
        let mut python = self.sandbox.command("python3", &self.sandbox.path());
        let output = python.args(["-m", "venv", "--without-pip"]).arg(&directory).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        directory
    }

    /// What a file holds, once it holds anything.
    fn written(&self, name: &str) -> String {
        let file = self.path(name);
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if text.ends_with('\n') {
                return text;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{name} stays empty:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs `ws` as the user would in another terminal.
    fn ws(&self, directory: &Path, arguments: &[&str]) {
        let output = self.sandbox.command(Self::program(), directory).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
}

/// The value of a variable.
fn value<'e>(environment: &'e [String], name: &str) -> Option<&'e str> {
    environment.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

/// A workspace with one sibling beside it, and a venv with nothing but what makes it one.
fn workspace(directory: &Path, name: &str) {
    let root = directory.join("root");
    fs::create_dir_all(directory.join(format!("{name}-sibling/src"))).unwrap();
    let bin = root.join(".venv/bin");
    fs::create_dir_all(&bin).unwrap();
    fs::write(root.join(".venv/pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.2\n").unwrap();
    let python = std::env::split_paths(&std::env::var_os("PATH").unwrap())
        .map(|directory| directory.join("python3"))
        .find(|python| python.is_file())
        .expect("python3 is not installed: run `cargo xtask test`");
    std::os::unix::fs::symlink(python, bin.join("python")).unwrap();
    let config = format!(
        "[workspace]\nname = \"{name}\"\n[workspace.env]\nLOG_LEVEL = \"{name}\"\n[[siblings]]\nname = \"{name}-sibling\"\n"
    );
    fs::write(root.join("wrknv.toml"), config).unwrap();
}
