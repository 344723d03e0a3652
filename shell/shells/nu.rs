//! Nushell: its hook, its words, its start-up file. Its hook reads data instead of evaluating text.

use std::path::PathBuf;

use serde_json::json;
use ws_core::env::Changes;

use super::environment::Marks;
use super::{HookOptions, Language, Places};

/// Nushell.
#[derive(Debug)]
pub struct Nu;

impl Language for Nu {
    fn name(&self) -> &'static str {
        "nu"
    }

    fn hook(&self, options: HookOptions) -> String {
        let prompt = if options.prompt { include_str!("nu/prompt.nu") } else { "" };
        [include_str!("nu/hook.nu"), prompt].concat()
    }

    /// A raw string with as many `#` as it takes.
    fn word(&self, text: &str) -> String {
        let mut marks = "#".to_owned();
        while text.contains(&format!("'{marks}")) {
            marks.push('#');
        }
        format!("r{marks}'{text}'{marks}")
    }

    fn program(&self, path: &str) -> String {
        let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
        if plain { path.to_owned() } else { format!("({})", self.word(path)) }
    }

    /// JSON. Nushell's environment is text: what is not UTF-8 is left as it is.
    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8> {
        let mut set = serde_json::Map::new();
        let (mut unset, mut path) = (Vec::new(), None);
        for (name, value) in changes {
            match (name.to_str(), value.as_ref().map(|value| value.to_str())) {
                (Some("PATH"), Some(Some(value))) => path = Some(value.split(':').collect::<Vec<_>>()),
                (Some(name), Some(Some(value))) => {
                    set.insert(name.to_owned(), json!(value));
                }
                (Some(name), None) => unset.push(name),
                _ => {}
            }
        }
        let mut answer = json!({"set": set, "unset": unset, "path": path});
        for (name, value) in marks.named() {
            answer[name] = json!(value.to_string_lossy());
        }
        answer.to_string().into_bytes()
    }

    fn completion(&self) -> &'static str {
        include_str!("nu/complete.nu")
    }

    fn startup_script(&self) -> &'static str {
        include_str!("nu/startup.nu")
    }

    fn startup_file(&self, places: &Places) -> PathBuf {
        places.config_directory().join("nushell/autoload/ws.nu")
    }

    fn probe(&self) -> Option<&'static str> {
        Some(
            "if ($env.config.hooks.pre_prompt | any {|hook| try { $hook.ws_hook } catch { false } }) { print ws-hook-is-there }; exit 0",
        )
    }

    /// The hook itself stands in the file: Nushell cannot evaluate text.
    fn startup_lines(&self, _program: &str, _verbs: &[&str]) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_text_and_nothing_else() {
        assert_eq!(Nu.word("/a'b"), "r#'/a'b'#");
        assert_eq!(Nu.word("/a'#b"), "r##'/a'#b'##");
        assert_eq!(Nu.program("/a b"), "(r#'/a b'#)");
    }
}
