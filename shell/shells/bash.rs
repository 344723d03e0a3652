//! GNU Bash, from 3.2 on: its hook, its words, its start-up file. zsh shares the words.

use std::path::PathBuf;

use ws_core::env::Changes;

use super::environment::{self, Marks};
use super::{HookOptions, Language, Places, in_single_quotes};

/// GNU Bash.
#[derive(Debug)]
pub struct Bash;

impl Language for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn hook(&self, options: HookOptions) -> String {
        let wrap_cd = if options.wrap_cd { include_str!("bash/wrap_cd.bash") } else { "" };
        let prompt = if options.prompt { include_str!("bash/prompt.bash") } else { "" };
        [include_str!("bash/hook.bash"), wrap_cd, prompt, include_str!("bash/install.bash")].concat()
    }

    fn word(&self, text: &str) -> String {
        word(text)
    }

    /// The backslashes keep aliases out.
    fn environment(&self, changes: &Changes, marks: &Marks) -> Vec<u8> {
        environment::lines(
            changes,
            marks,
            |name, value| match value {
                Some(value) => [b"\\export ", name, b"=", &word_of_bytes(value)].concat(),
                None => [b"\\unset -v ", name].concat(),
            },
            |name, value| [b"__ws_", name.as_bytes(), b"=", &word_of_bytes(value)].concat(),
        )
    }

    fn completion(&self) -> &'static str {
        include_str!("bash/complete.bash")
    }

    fn startup_script(&self) -> &'static str {
        include_str!("bash/startup.bash")
    }

    fn startup_file(&self, places: &Places) -> PathBuf {
        places.home.join(".bashrc")
    }

    /// What a login shell reads, the first of them that is there.
    fn other_startup_files(&self, places: &Places) -> Vec<PathBuf> {
        [".bash_profile", ".bash_login", ".profile"].map(|file| places.home.join(file)).into()
    }

    fn probe(&self) -> Option<&'static str> {
        Some("declare -F __ws_hook >/dev/null && echo ws-hook-is-there")
    }

    fn startup_lines(&self, program: &str, verbs: &[&str]) -> String {
        // `~/.profile` is read by other shells too, and `~/.bashrc` for commands that come over the network.
        startup_lines(self.name(), "[ -n \"${BASH_VERSION-}\" ] && [[ $- == *i* ]] && ", program, verbs)
    }
}

/// A word of bash and zsh; always in quotes, since zsh expands more than others.
pub fn word(text: &str) -> String {
    String::from_utf8_lossy(&word_of_bytes(text.as_bytes())).into_owned()
}

/// The same, whatever the bytes are.
pub fn word_of_bytes(text: &[u8]) -> Vec<u8> {
    in_single_quotes(text, |byte| if byte == b'\'' { Some(b"'\\''") } else { None })
}

/// The lines in the start-up file of bash or zsh.
pub fn startup_lines(name: &str, condition: &str, program: &str, verbs: &[&str]) -> String {
    let program = shell_words::quote(program);
    let evaluate =
        verbs.iter().map(|verb| format!("    eval \"$({program} {verb} {name})\"\n")).collect::<Vec<_>>().concat();
    format!("if {condition}[ -x {program} ]; then\n{evaluate}fi\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_text_and_nothing_else() {
        assert_eq!(word("/a b/it's"), r"'/a b/it'\''s'");
        assert_eq!(word("$(x) `y` !z \\"), r"'$(x) `y` !z \'");
    }
}
