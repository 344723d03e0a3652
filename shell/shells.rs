//! What differs from shell to shell, behind one interface: one folder for each. Knows no workspace and runs nothing.

mod bash;
mod environment;
mod fish;
mod nu;
mod zsh;

use std::path::{Path, PathBuf};

use ws_core::env::Changes;

use crate::cli::{HookShell, StartupShell};

pub use environment::Marks;

/// What [`Language::probe`] prints.
pub const HOOK_IS_THERE: &str = "ws-hook-is-there";

/// What the hook and the completion of a shell are made with.
pub trait Language: Sync {
    /// As on the command line of `ws`, and as the program is called.
    fn name(&self) -> &'static str;

    /// The hook; `@ws@` is the program, `@registry@` the file of trusted workspaces.
    fn hook(&self, options: HookOptions) -> String;

    /// The text that a user's start-up file evaluates to run `script`.
    fn evaluated(&self, script: String) -> String {
        script
    }

    /// A text as one word that means exactly this text.
    fn word(&self, text: &str) -> String;

    /// A program, at the beginning of a command.
    fn program(&self, path: &str) -> String {
        self.word(path)
    }

    /// Changes of the environment, and of what the hook remembers, as what the hook evaluates. Values are data: no part
    /// of one is run.
    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8>;

    /// The script that asks `ws` at each TAB; `{{ws}}` is the program.
    fn completion(&self) -> &'static str;

    /// What a package ships for the user to source.
    fn startup_script(&self) -> &'static str;

    /// The start-up file that `ws install` changes.
    fn startup_file(&self, places: &Places) -> PathBuf;

    /// Where the lines may be as well: for a user whose start-up file is managed by something else, or is not read.
    fn other_startup_files(&self, _places: &Places) -> Vec<PathBuf> {
        Vec::new()
    }

    /// What a new shell of the user's runs to tell, by [`HOOK_IS_THERE`], that it has the hook; `None` where that takes
    /// more than to start it.
    fn probe(&self) -> Option<&'static str> {
        None
    }

    /// The lines that evaluate what `PROGRAM VERB SHELL` prints. A program that is gone is no error in each new shell.
    fn startup_lines(&self, program: &str, verbs: &[&str]) -> String;
}

/// What a hook does besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct HookOptions {
    /// Functions around `cd`, `pushd` and `popd`; only bash needs them.
    pub wrap_cd: bool,
    /// The workspace's name in the prompt.
    pub prompt: bool,
}

/// Where start-up files are looked for.
#[derive(Debug)]
pub struct Places {
    /// The home directory.
    pub home: PathBuf,
    /// `ZDOTDIR`.
    pub zdotdir: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`.
    pub xdg_config_home: Option<PathBuf>,
}

impl Places {
    /// Where programs keep their settings.
    pub fn config_directory(&self) -> PathBuf {
        self.xdg_config_home.clone().unwrap_or_else(|| self.home.join(".config"))
    }
}

impl HookShell {
    /// Its folder's answers.
    pub fn language(self) -> &'static dyn Language {
        match self {
            Self::Bash => &bash::Bash,
            Self::Zsh => &zsh::Zsh,
            Self::Fish => &fish::Fish,
            Self::Nu => &nu::Nu,
        }
    }
}

impl StartupShell {
    /// Its folder's answers.
    pub fn language(self) -> &'static dyn Language {
        match self {
            Self::Bash => HookShell::Bash,
            Self::Zsh => HookShell::Zsh,
            Self::Fish => HookShell::Fish,
            Self::Nu => HookShell::Nu,
        }
        .language()
    }
}

/// The hook of a shell, which calls `program` and looks at `registry`.
pub fn hook(language: &dyn Language, options: HookOptions, program: &str, registry: &Path) -> Option<String> {
    let registry = language.word(registry.to_str()?);
    let script = language.hook(options).replace("@ws@", &language.program(program)).replace("@registry@", &registry);
    Some(language.evaluated(script))
}

/// What `text` is between single quotes, with each byte that means something there escaped.
fn in_single_quotes(text: &[u8], escape: fn(u8) -> Option<&'static [u8]>) -> Vec<u8> {
    let mut word = vec![b'\''];
    for byte in text {
        match escape(*byte) {
            Some(escaped) => word.extend_from_slice(escaped),
            None => word.push(*byte),
        }
    }
    word.push(b'\'');
    word
}
