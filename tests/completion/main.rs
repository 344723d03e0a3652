//! Completion as a person sees it: TAB in real shells, in a terminal.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod cost;
mod generated;
mod shells;
mod silence;

use std::path::Path;
use std::process::Command;

use ws_test_support::{Terminal, TestContext, tools};

/// Five siblings in three layers; nothing but the file is there, and nothing else is read.
const CONFIG: &str = r#"[workspace]
name = "test"

[[siblings]]
name = "provide-foundation"
layer = "foundation"

[[siblings]]
name = "pyvider"
layer = "framework"

[[siblings]]
name = "pyvider-cty"
layer = "framework"

[[siblings]]
name = "pyvider-hcl"
layer = "framework"

[[siblings]]
name = "wrknv"
layer = "tools"
"#;

/// A shell with completion of `ws` loaded as its users load it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Nu,
}

ws_test_support::harness! {
    /// A sandbox with a workspace, and `ws` on PATH.
    struct Place(TestContext);
}

impl Place {
    fn new() -> Self {
        Self::with_config(CONFIG)
    }

    fn with_config(config: &str) -> Self {
        let context = TestContext::with_config(config);
        // What a shell falls back to must be seen when it is offered.
        context.write("root/pyvider-file", "");
        let bin = context.path("bin");
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ws"), bin.join("ws")).unwrap();
        Self(context)
    }

    /// A command with this sandbox's `ws` first on PATH.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>, directory: &Path) -> Command {
        let mut command = self.sandbox.command(program, directory);
        let path = std::env::var_os("PATH").unwrap();
        let paths = std::iter::once(self.sandbox.path().join("bin")).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(paths).unwrap());
        command
    }

    /// What `ws` prints, which must succeed.
    fn ws(&self, arguments: &[&str]) -> String {
        let output = self.command("ws", &self.root).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// An interactive shell in the root.
    fn terminal(&self, shell: Shell) -> Terminal {
        self.terminal_in(shell, &self.root)
    }

    /// An interactive shell in `directory`, with nothing in its start-up files but a prompt and the completion.
    fn terminal_in(&self, shell: Shell, directory: &Path) -> Terminal {
        let home = self.sandbox.home();
        let mut command = match shell {
            Shell::Bash => {
                std::fs::write(home.join(".bashrc"), "PS1='ready '\neval \"$(ws completions bash)\"\n").unwrap();
                self.command("bash", directory)
            }
            Shell::Zsh => {
                std::fs::write(home.join(".zshrc"), "PROMPT='ready '\neval \"$(ws completions zsh)\"\n").unwrap();
                self.command("zsh", directory)
            }
            Shell::Fish => {
                let config = home.join(".config/fish/config.fish");
                std::fs::create_dir_all(config.parent().unwrap()).unwrap();
                let greeting = "set fish_greeting\nfunction fish_prompt; echo -n 'ready '; end\n";
                std::fs::write(config, format!("{greeting}ws completions fish | source\n")).unwrap();
                self.command("fish", directory)
            }
            Shell::Nu => {
                let module = home.join("ws.nu");
                std::fs::write(&module, self.ws(&["completions", "nu"])).unwrap();
                let mut command = self.command(tools::nu().unwrap(), directory);
                let config = "$env.config.show_banner = false; $env.PROMPT_COMMAND = 'ready'";
                command.args(["-n", "--no-std-lib", "-e", &format!("{config}; source {}", module.display())]);
                command
            }
        };
        command.env("TERM", "screen");
        Terminal::open(&command, &home, "ready")
    }

    /// What is offered for a line, one value a line, without a shell.
    fn offers(&self, directory: &Path, words: &[&str]) -> Vec<String> {
        let index = (words.len() - 1).to_string();
        let mut command = self.command("ws", directory);
        let output = command.env("COMPLETE", "bash").args(["--", &index]).args(words).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }
}
