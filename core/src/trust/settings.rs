//! What activation depends on, its hash, and how two versions of it differ. Works on the parsed configuration alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::refusal::Refusal;
use crate::config::Config;
use crate::secrets;
use crate::terminal::escape;
use crate::variables::{Reach, reach};
use crate::work::paths::real_path;

/// The part of a `wrknv.toml` that trust is given to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The venv, absolute, as configured (symlinks not resolved).
    pub venv_path: PathBuf,
    /// The siblings' paths, absolute, as configured.
    pub siblings: BTreeSet<PathBuf>,
    /// `[workspace.env]`.
    pub env: BTreeMap<String, String>,
    /// Variables in it that make programs run or load something, and that the user allowed by name.
    pub allowed: BTreeSet<String>,
}

/// How settings differ from those that were trusted. Lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The venv: before, now.
    pub venv_path: Option<(PathBuf, PathBuf)>,
    /// The real path of the venv: before, now; `None` for none.
    pub venv_real: Option<(Option<PathBuf>, Option<PathBuf>)>,
    /// Siblings' paths that are new.
    pub siblings_added: Vec<PathBuf>,
    /// Siblings' paths that are gone.
    pub siblings_removed: Vec<PathBuf>,
    /// Variables that are new: name, value.
    pub env_added: Vec<(String, String)>,
    /// Variables that are gone: name, former value.
    pub env_removed: Vec<(String, String)>,
    /// Variables that are newly allowed.
    pub allowed_added: Vec<String>,
    /// Variables with another value: name, before, now.
    pub env_changed: Vec<(String, String, String)>,
}

impl Settings {
    /// What activation of `config` depends on.
    pub fn of(config: &Config) -> Self {
        Self {
            venv_path: config.python.venv_path.clone(),
            siblings: config.siblings.iter().map(|sibling| sibling.path.clone()).collect(),
            env: config.env.clone(),
            allowed: BTreeSet::new(),
        }
    }

    /// The same with these variables allowed, as far as they are set and need it.
    pub(super) fn allowing(self, names: impl IntoIterator<Item = String>) -> Self {
        let needs = |name: &String| self.env.contains_key(name) && reach(name) == Reach::Runs;
        let allowed = names.into_iter().filter(needs).collect();
        Self { allowed, ..self }
    }

    /// Refuses variables that must not be set, and those that make programs run or load something and are not allowed.
    pub(super) fn refuse_variables(&self) -> Result<(), Refusal> {
        let those = |what: Reach| self.env.keys().filter(move |name| reach(name) == what).cloned();
        let own: Vec<String> = those(Reach::Own).collect();
        let runs: Vec<String> = those(Reach::Runs).filter(|name| !self.allowed.contains(name)).collect();
        if own.is_empty() && runs.is_empty() { Ok(()) } else { Err(Refusal::Variables { own, runs }) }
    }

    /// One line each, for people: the venv, the siblings' directories, each variable with its value.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("+ venv {}", shown(&self.venv_path))];
        lines.extend(Changes::between(&Self { venv_path: self.venv_path.clone(), ..Self::default() }, self).lines());
        lines
    }

    /// SHA-256 in hexadecimal, over every part with its length before it, so that no part can pose as another.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        // Where nothing is allowed, the hash is what it was before anything could be.
        part(if self.allowed.is_empty() { b"ws trust 1" } else { b"ws trust 2" });
        part(self.venv_path.as_os_str().as_encoded_bytes());
        part(&(self.siblings.len() as u64).to_be_bytes());
        for path in &self.siblings {
            part(path.as_os_str().as_encoded_bytes());
        }
        if !self.allowed.is_empty() {
            part(&(self.allowed.len() as u64).to_be_bytes());
            self.allowed.iter().for_each(|name| part(name.as_bytes()));
        }
        for (name, value) in &self.env {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        hexadecimal(&hash.finalize())
    }

    /// Sibling path → real path, where the two differ now.
    pub(super) fn links(&self) -> BTreeMap<PathBuf, PathBuf> {
        let real = self.siblings.iter().map(|path| (path.clone(), real_path(path)));
        real.filter(|(path, real)| path != real).collect()
    }
}

impl Changes {
    /// What has to be done to `before` to get `now`.
    pub fn between(before: &Settings, now: &Settings) -> Self {
        let only_in = |a: &Settings, b: &Settings| -> Vec<(String, String)> {
            let missing = a.env.iter().filter(|(name, _)| !b.env.contains_key(*name));
            missing.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let both = before.env.iter().filter_map(|(name, old)| now.env.get(name).map(|new| (name, old, new)));
        Self {
            venv_path: (before.venv_path != now.venv_path).then(|| (before.venv_path.clone(), now.venv_path.clone())),
            venv_real: None,
            siblings_added: now.siblings.difference(&before.siblings).cloned().collect(),
            siblings_removed: before.siblings.difference(&now.siblings).cloned().collect(),
            allowed_added: now.allowed.difference(&before.allowed).cloned().collect(),
            env_added: only_in(now, before),
            env_removed: only_in(before, now),
            env_changed: both
                .filter(|(_, old, new)| old != new)
                .map(|(name, old, new)| (name.clone(), old.clone(), new.clone()))
                .collect(),
        }
    }

    /// One line each, for people: `+` is new, `-` is gone, `~` is different. What could act on a terminal is escaped.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some((before, now)) = &self.venv_path {
            lines.push(format!("~ venv {} -> {}", shown(before), shown(now)));
        }
        match &self.venv_real {
            Some((Some(before), Some(now))) => {
                lines.push(format!("~ venv is at {}, was at {}", shown(now), shown(before)));
            }
            Some((None, Some(now))) => lines.push(format!("+ venv is at {}; there was none", shown(now))),
            Some((Some(before), None)) => lines.push(format!("- venv is gone, was at {}", shown(before))),
            Some((None, None)) | None => {}
        }
        lines.extend(self.siblings_removed.iter().map(|path| format!("- sibling {}", shown(path))));
        lines.extend(self.siblings_added.iter().map(|path| format!("+ sibling {}", shown(path))));
        lines.extend(self.env_removed.iter().map(|(name, value)| format!("- env {}={}", escape(name), quoted(value))));
        lines.extend(self.env_added.iter().map(|(name, value)| format!("+ env {}", set(name, value))));
        lines.extend(self.env_changed.iter().map(|(name, before, now)| {
            format!("~ env {}={} -> {}{}", escape(name), quoted(before), quoted(now), note(name))
        }));
        lines.extend(self.allowed_added.iter().map(|name| format!("+ allowed {}", escape(name))));
        lines
    }
}

/// Two digits for each byte, in lower case.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A path in a message: in backticks, with control characters (which a terminal would obey) escaped.
pub(super) fn shown(path: &Path) -> String {
    format!("`{}`", escape(&path.to_string_lossy()))
}

fn set(name: &str, value: &str) -> String {
    format!("{}={}{}", escape(name), quoted(value), note(name))
}

/// What a variable of this name can do, where that has to be known.
fn note(name: &str) -> &'static str {
    match reach(name) {
        Reach::Harmless => "",
        Reach::Runs => " (programs run or load what it says)",
        Reach::Own => " (activation's or the shell's own)",
    }
}

fn quoted(text: &str) -> String {
    let text = secrets::masked(text);
    format!("\"{}\"", escape(&text.replace('\\', "\\\\").replace('"', "\\\"")))
}
