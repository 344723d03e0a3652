//! Changes of an environment in the order and the terms that shells share; each shell writes them in its own language.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use ws_core::env::Changes;

/// What a hook has to remember, in variables of its own that no child inherits; `None` for as it was.
#[derive(Debug, Default)]
pub struct Marks {
    /// The workspace that was deactivated by hand: not activated again until it is left.
    pub off: Option<PathBuf>,
    /// The workspace that was said not to be trusted: not said again until it is left.
    pub noted: Option<PathBuf>,
    /// The file that is there until trust changes.
    pub epoch: Option<PathBuf>,
    /// The venv that is active; empty for none.
    pub venv: Option<PathBuf>,
    /// Directories that were taken from PATH and stay out of it, separated by colons.
    pub left: Option<PathBuf>,
}

impl Marks {
    /// Each with its name, `__ws_` before it in a shell's variables.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let all = [
            ("off", &self.off),
            ("noted", &self.noted),
            ("epoch", &self.epoch),
            ("venv", &self.venv),
            ("left", &self.left),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// A line for each change and each mark.
pub fn lines(
    changes: &Changes,
    marks: &Marks,
    change: impl Fn(&[u8], Option<&[u8]>) -> Vec<u8>,
    mark: impl Fn(&str, &[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let changes = changes.iter().filter(|(name, _)| is_name(name));
    let changes = changes.map(|(name, value)| change(name.as_bytes(), value.as_ref().map(|value| value.as_bytes())));
    let marks = marks.named().map(|(name, value)| mark(name, value.as_os_str().as_bytes()));
    let mut text = Vec::new();
    for line in changes.chain(marks) {
        text.extend(line);
        text.push(b'\n');
    }
    text
}

/// Can a shell name a variable so?
fn is_name(name: &OsString) -> bool {
    let mut bytes = OsStr::as_bytes(name).iter();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
