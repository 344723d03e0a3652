//! fish: its hook, its words, its start-up file. A POSIX quotation is wrong here.

use std::path::PathBuf;

use ws_core::env::Changes;

use super::environment::{self, Marks};
use super::{HookOptions, Language, Places, in_single_quotes};

/// The friendly interactive shell.
#[derive(Debug)]
pub struct Fish;

impl Language for Fish {
    fn name(&self) -> &'static str {
        "fish"
    }

    fn hook(&self, options: HookOptions) -> String {
        let prompt = if options.prompt { include_str!("fish/prompt.fish") } else { "" };
        [include_str!("fish/hook.fish"), prompt].concat()
    }

    /// A script has neither prompts nor somebody who types.
    fn evaluated(&self, script: String) -> String {
        format!("if builtin status is-interactive\n{script}end\n")
    }

    fn word(&self, text: &str) -> String {
        String::from_utf8_lossy(&word_of_bytes(text.as_bytes())).into_owned()
    }

    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8> {
        environment::lines(
            changes,
            marks,
            |name, value| match value {
                // A list in fish.
                Some(value) if name == b"PATH" => {
                    let elements = value.split(|byte| *byte == b':').map(word_of_bytes);
                    [b"builtin set -gx PATH ".to_vec(), elements.collect::<Vec<_>>().join(&b' ')].concat()
                }
                Some(value) => [b"builtin set -gx ", name, b" ", &word_of_bytes(value)].concat(),
                None => [b"builtin set -eg ", name].concat(),
            },
            |name, value| [b"builtin set -g __ws_", name.as_bytes(), b" ", &word_of_bytes(value)].concat(),
        )
    }

    fn completion(&self) -> &'static str {
        include_str!("fish/complete.fish")
    }

    fn startup_script(&self) -> &'static str {
        include_str!("fish/startup.fish")
    }

    fn startup_file(&self, places: &Places) -> PathBuf {
        places.config_directory().join("fish/config.fish")
    }

    fn other_startup_files(&self, places: &Places) -> Vec<PathBuf> {
        vec![places.config_directory().join("fish/conf.d/ws.fish")]
    }

    fn probe(&self) -> Option<&'static str> {
        Some("functions -q __ws_hook; and echo ws-hook-is-there")
    }

    fn startup_lines(&self, program: &str, verbs: &[&str]) -> String {
        let program = self.word(program);
        let source =
            verbs.iter().map(|verb| format!("    {program} {verb} fish | source\n")).collect::<Vec<_>>().concat();
        format!("if status is-interactive; and test -x {program}\n{source}end\n")
    }
}

/// In fish's single quotes, a backslash escapes only itself and the quote.
fn word_of_bytes(text: &[u8]) -> Vec<u8> {
    in_single_quotes(text, |byte| match byte {
        b'\'' => Some(b"\\'"),
        b'\\' => Some(b"\\\\"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_text_and_nothing_else() {
        assert_eq!(Fish.word(r"/a\b/it's"), r"'/a\\b/it\'s'");
    }
}
