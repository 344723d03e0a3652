//! Z shell: its hook and its start-up file. Its words are bash's.

use std::path::PathBuf;

use ws_core::env::Changes;

use super::environment::Marks;
use super::{Language, Places, bash};

/// Z shell.
#[derive(Debug)]
pub struct Zsh;

impl Language for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn hook(&self) -> &'static str {
        include_str!("zsh/hook.zsh")
    }

    fn word(&self, text: &str) -> String {
        bash::word(text)
    }

    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8> {
        bash::environment(changes, marks)
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

    fn startup_lines(&self, program: &str, verbs: &[&str]) -> String {
        bash::startup_lines(self.name(), program, verbs)
    }
}
