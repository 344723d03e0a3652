//! Changes of an environment → what a shell evaluates. Values are data: whatever is in one, nothing of it runs.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use serde_json::json;
use ws_core::env::Changes;

use crate::cli::HookShell;
use crate::quote;

/// What a hook has to remember, in variables of its own that no child inherits; `None` for as it was.
#[derive(Debug, Default)]
pub struct Marks {
    /// The workspace that was deactivated by hand: not activated again until it is left.
    pub off: Option<PathBuf>,
    /// The workspace that was said not to be trusted: not said again until it is left.
    pub noted: Option<PathBuf>,
    /// The file that is there until trust changes.
    pub epoch: Option<PathBuf>,
}

/// The changes and the marks in the shell's language; for Nushell JSON.
pub fn render(shell: HookShell, changes: &Changes, marks: &Marks) -> Vec<u8> {
    if shell == HookShell::Nu {
        return nu(changes, marks);
    }
    let mut text = Vec::new();
    for (name, value) in changes.iter().filter(|(name, _)| is_name(name)) {
        let line = match (shell, value) {
            (HookShell::Fish, Some(value)) if name == "PATH" => {
                let elements = value.as_bytes().split(|byte| *byte == b':').map(quote::fish_bytes);
                [b"set -gx PATH ".to_vec(), elements.collect::<Vec<_>>().join(&b' ')].concat()
            }
            (HookShell::Fish, Some(value)) => {
                [b"set -gx ", name.as_bytes(), b" ", &quote::fish_bytes(value.as_bytes())].concat()
            }
            (HookShell::Fish, None) => [b"set -eg ", name.as_bytes()].concat(),
            (_, Some(value)) => [b"export ", name.as_bytes(), b"=", &quote::posix_bytes(value.as_bytes())].concat(),
            (_, None) => [b"unset ", name.as_bytes()].concat(),
        };
        text.extend(line);
        text.push(b'\n');
    }
    for (name, value) in marks.named() {
        let value = value.as_os_str().as_bytes();
        let line = match shell {
            HookShell::Fish => [b"set -g ", name.as_bytes(), b" ", &quote::fish_bytes(value)].concat(),
            _ => [name.as_bytes(), b"=", &quote::posix_bytes(value)].concat(),
        };
        text.extend(line);
        text.push(b'\n');
    }
    text
}

impl Marks {
    fn named(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let all = [("__ws_off", &self.off), ("__ws_noted", &self.noted), ("__ws_epoch", &self.epoch)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// Nushell's environment is text: what is not UTF-8 is left as it is.
fn nu(changes: &Changes, marks: &Marks) -> Vec<u8> {
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
        answer[name.trim_start_matches("__ws_")] = json!(value.to_string_lossy());
    }
    answer.to_string().into_bytes()
}

/// Can a shell name a variable so?
fn is_name(name: &OsString) -> bool {
    let bytes = OsStr::as_bytes(name);
    let mut rest = bytes.iter();
    rest.next().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && rest.all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
