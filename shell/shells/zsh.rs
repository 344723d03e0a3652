//! Z shell: its hook and its start-up file. Its words are bash's.

use std::path::PathBuf;

use ws_core::env::Changes;

use super::environment::{self, Marks};
use super::{HookOptions, Language, Places, bash};

/// Z shell.
#[derive(Debug)]
pub struct Zsh;

impl Language for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn hook(&self, options: HookOptions) -> String {
        let prompt = if options.prompt { include_str!("zsh/prompt.zsh") } else { "" };
        [include_str!("zsh/hook.zsh"), prompt, include_str!("zsh/install.zsh")].concat()
    }

    /// As one word, so that the user's options, aliases and functions have no say in how it is read.
    fn evaluated(&self, script: String) -> String {
        // With `csh_junkie_quotes` each line within quotes has to end with a backslash, which zsh takes for a second line end.
        let joined = script.replace("\\\n", " ");
        let escaped = joined.replace('\\', r"\\").replace('\'', r"\'").replace('\n', "\\n\\\n");
        format!("{}$'{escaped}'\n", include_str!("zsh/evaluate.zsh"))
    }

    fn word(&self, text: &str) -> String {
        bash::word(text)
    }

    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8> {
        environment::lines(
            changes,
            marks,
            |name, value| match value {
                Some(value) => [b"export ", name, b"=", &bash::word_of_bytes(value)].concat(),
                None => [b"unset ", name].concat(),
            },
            |name, value| [b"__ws_", name.as_bytes(), b"=", &bash::word_of_bytes(value)].concat(),
        )
    }

    fn completion(&self) -> &'static str {
        include_str!("zsh/complete.zsh")
    }

    fn startup_script(&self) -> &'static str {
        include_str!("zsh/startup.zsh")
    }

    fn startup_file(&self, places: &Places) -> PathBuf {
        places.zdotdir.as_ref().unwrap_or(&places.home).join(".zshrc")
    }

    fn probe(&self) -> Option<&'static str> {
        Some("(( $+functions[__ws_hook] )) && echo ws-hook-is-there")
    }

    fn startup_lines(&self, program: &str, verbs: &[&str]) -> String {
        bash::startup_lines(self.name(), "", program, verbs)
    }
}
