//! The command lines of the installers. Runs nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use super::SetupPlan;
use crate::secrets;

/// What installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installer {
    /// uv, at this path.
    Uv(PathBuf),
    /// The venv's own pip.
    Pip,
}

impl SetupPlan {
    pub(super) fn python(&self) -> PathBuf {
        self.config.python.venv_path.join("bin/python")
    }

    /// Adds pip by the venv's own Python: whichever Python is on PATH may be another.
    pub(super) fn ensure_pip(&self) -> Vec<OsString> {
        vec![self.python().into(), "-Im".into(), "ensurepip".into(), "--default-pip".into()]
    }

    /// Installs these as editables, and nothing that they ask for.
    pub(super) fn install_command(&self, places: &[usize]) -> Vec<OsString> {
        let mut words = self.pip(&["install", "--no-deps"]);
        if self.options.reinstall && matches!(self.installer, Installer::Uv(_)) {
            words.push("--reinstall".into());
        }
        for place in places {
            words.push("--editable".into());
            words.push(self.config.siblings[*place].path.clone().into());
        }
        words
    }

    /// A command of `pip`, or of uv's.
    pub(super) fn pip(&self, words: &[&str]) -> Vec<OsString> {
        let (verb, rest) = (words[0], &words[1..]);
        let mut command: Vec<OsString> = match &self.installer {
            Installer::Uv(uv) => vec![uv.into(), "pip".into(), verb.into(), "--python".into(), self.python().into()],
            Installer::Pip => ["-m", "pip", "--disable-pip-version-check", "--no-input", verb]
                .iter()
                .fold(vec![self.python().into()], |words, word| [words, vec![OsString::from(word)]].concat()),
        };
        command.extend(rest.iter().map(OsString::from));
        command
    }
}

/// A command as one would type it.
pub fn shown(words: &[OsString]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+=:@%,".contains(&byte);
    let quoted = words.iter().map(|word| {
        let text = word.to_string_lossy();
        let text = secrets::without_secrets(&text);
        let is_plain = !text.is_empty() && text.bytes().all(plain);
        if is_plain { text.into_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
    });
    quoted.collect::<Vec<_>>().join(" ")
}
