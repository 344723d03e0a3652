//! What a shell's environment has to become: a function of what it is, of what was done to it, and of what is wanted.
//!
//! Not a snapshot: leaving takes back what is still as it was set, and leaves other changes alone. What was
//! done travels in the environment itself, in [`RECORD`], so that a shell within a shell can take it back too.
//!
//! Refuses to do: read or change an environment. Callers pass it in and carry the [`Change`]s out.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use serde::{Deserialize, Serialize};

use crate::variables::{self, Reach};

/// The variable that holds what was done, as JSON; there only while a workspace is active.
pub const RECORD: &str = "__WS_ACTIVE";

/// An environment: names and values as bytes.
pub type Env = BTreeMap<OsString, OsString>;

/// Variables to set, or to remove (`None`), by name.
pub type Changes = BTreeMap<OsString, Option<OsString>>;

/// The environment that an active workspace wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The workspace's root.
    pub root: String,
    /// The venv, which is `VIRTUAL_ENV`.
    pub venv: String,
    /// The name that a prompt shows, without parentheses.
    pub prompt: String,
    /// `[workspace.env]`.
    pub env: BTreeMap<String, String>,
}

/// What was done to an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    root: String,
    /// The element of PATH that is ours.
    bin: String,
    /// Where in PATH that element was before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    was_at: Vec<usize>,
    /// Whether there was no PATH.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    no_path: bool,
    /// Name → value before, value set; `None` for none.
    vars: BTreeMap<String, (Option<String>, Option<String>)>,
}

/// Is a workspace active in `env`, and which? Its root.
pub fn active_root(env: &Env) -> Option<String> {
    record(env).map(|record| record.root)
}

/// The venv of the active workspace, while `VIRTUAL_ENV` is still that.
pub fn active_venv(env: &Env) -> Option<String> {
    let venv = record(env)?.vars.remove("VIRTUAL_ENV")?.1?;
    is_set_to(env, &venv).then_some(venv)
}

/// Has somebody else, such as the `deactivate` of an activate script, taken the active workspace's venv away and put
/// none in its place?
pub fn is_given_up(env: &Env) -> bool {
    record(env).is_some() && no_venv(env)
}

/// What has to change so that `wanted` is active, or nothing is.
///
/// A venv that somebody activated by hand is left alone, and so is what was changed since.
pub fn reconcile(env: &Env, wanted: Option<&Wanted>) -> Changes {
    reconcile_keeping_out(env, wanted, &[]).0
}

/// The same for a shell that remembers which directories were taken from its PATH: whoever saves PATH inside a workspace
/// and restores it outside brings them back, and here they go again. Gives what there is to remember from now on.
pub fn reconcile_keeping_out(env: &Env, wanted: Option<&Wanted>, left: &[String]) -> (Changes, Vec<String>) {
    let mut new = env.clone();
    let mut left = left.to_vec();
    let record = record(env);
    let own = record.as_ref().map(|record| record.bin.clone());
    take_out(&mut new, left.iter().filter(|bin| Some(*bin) != own.as_ref()));
    settle(&mut new, record, wanted);
    left.extend(own.clone());
    left.sort();
    left.dedup();
    let active = self::record(&new).map(|record| record.bin);
    let path = split(&new);
    // One that was there before the workspace was entered is the user's.
    left.retain(|bin| {
        Some(bin) != active.as_ref() && !(Some(bin) == own.as_ref() && path.contains(&bin.clone().into_bytes()))
    });
    (difference(env, &new), left)
}

fn settle(new: &mut Env, record: Option<Record>, wanted: Option<&Wanted>) {
    match (record, wanted) {
        (Some(record), Some(wanted)) if is_of(&record, wanted) && !no_venv(new) => keep(new, &record, wanted),
        (record, wanted) => {
            if let Some(record) = record {
                reverse(new, &record);
            }
            new.remove(OsStr::new(RECORD));
            if let Some(wanted) = wanted {
                apply(new, wanted);
            }
        }
    }
}

/// Takes directories out of PATH, unless a venv that was activated by hand has its programs there.
fn take_out<'b>(env: &mut Env, bins: impl Iterator<Item = &'b String>) {
    let mut path = split(env);
    let before = path.len();
    for bin in bins {
        if !bin.strip_suffix("/bin").is_some_and(|venv| is_set_to(env, venv)) {
            path.retain(|element| element != bin.as_bytes());
        }
    }
    if path.len() < before {
        join(env, &path);
    }
}

fn no_venv(env: &Env) -> bool {
    env.get(OsStr::new("VIRTUAL_ENV")).is_none_or(|venv| venv.is_empty())
}

fn is_set_to(env: &Env, venv: &str) -> bool {
    let is = env.get(OsStr::new("VIRTUAL_ENV")).and_then(|is| is.to_str());
    is.is_some_and(|is| is.trim_end_matches('/') == venv.trim_end_matches('/'))
}

fn difference(env: &Env, new: &Env) -> Changes {
    let gone = env.keys().filter(|name| !new.contains_key(*name)).map(|name| (name.clone(), None));
    let set = new.iter().filter(|(name, value)| env.get(*name) != Some(value));
    set.map(|(name, value)| (name.clone(), Some(value.clone()))).chain(gone).collect()
}

/// The environment with the changes made.
pub fn changed(env: &Env, changes: &Changes) -> Env {
    let mut env = env.clone();
    for (name, value) in changes {
        match value {
            Some(value) => env.insert(name.clone(), value.clone()),
            None => env.remove(name),
        };
    }
    env
}

/// A record that cannot be read is none: it is taken out, and nothing with it.
fn record(env: &Env) -> Option<Record> {
    serde_json::from_str(env.get(OsStr::new(RECORD))?.to_str()?).ok()
}

fn bin(wanted: &Wanted) -> String {
    format!("{}/bin", wanted.venv.trim_end_matches('/'))
}

/// Name → value that the workspace sets; `None` for what it removes.
fn assignments(wanted: &Wanted) -> BTreeMap<String, Option<String>> {
    let own = [
        ("VIRTUAL_ENV".to_owned(), Some(wanted.venv.clone())),
        ("VIRTUAL_ENV_PROMPT".to_owned(), Some(wanted.prompt.clone())),
        ("PYTHONHOME".to_owned(), None),
    ];
    let env = wanted.env.iter().filter(|(name, _)| variables::reach(name) != Reach::Own);
    env.map(|(name, value)| (name.clone(), Some(value.clone()))).chain(own).collect()
}

fn is_of(record: &Record, wanted: &Wanted) -> bool {
    let assignments = assignments(wanted);
    // One whose former value could not be recorded was left alone.
    let same = record.vars.iter().all(|(name, (_, now))| assignments.get(name) == Some(now));
    record.root == wanted.root
        && record.bin == bin(wanted)
        && same
        && record.vars.contains_key("VIRTUAL_ENV")
        && assignments.keys().all(|name| record.vars.contains_key(name))
}

/// Still there: only PATH is put right, which start-up files of a login shell reorder or replace.
fn keep(env: &mut Env, record: &Record, wanted: &Wanted) {
    if env.get(OsStr::new("VIRTUAL_ENV")).is_some_and(|venv| venv.as_bytes() == wanted.venv.as_bytes()) {
        let mut path = split(env);
        path.retain(|element| element != record.bin.as_bytes());
        path.insert(0, record.bin.clone().into_bytes());
        join(env, &path);
    }
}

fn reverse(env: &mut Env, record: &Record) {
    let mut path = split(env);
    let before = path.len();
    path.retain(|element| element != record.bin.as_bytes());
    if path.len() < before {
        for place in &record.was_at {
            path.insert((*place).min(path.len()), record.bin.clone().into_bytes());
        }
        if path.is_empty() && record.no_path {
            env.remove(OsStr::new("PATH"));
        } else {
            join(env, &path);
        }
    }
    let was_ours = record.vars.get("VIRTUAL_ENV").is_some_and(|(_, now)| is_value(env, "VIRTUAL_ENV", now.as_ref()));
    for (name, (was, now)) in &record.vars {
        // An activate script that was sourced on top says the venv's name in its own way.
        let goes_with_it = was_ours && name == "VIRTUAL_ENV_PROMPT";
        if goes_with_it || is_value(env, name, now.as_ref()) {
            match was {
                Some(was) => env.insert(name.into(), was.into()),
                None => env.remove(OsStr::new(name)),
            };
        }
    }
}

fn is_value(env: &Env, name: &str, value: Option<&String>) -> bool {
    env.get(OsStr::new(name)).map(|is| is.as_bytes()) == value.map(String::as_bytes)
}

fn apply(env: &mut Env, wanted: &Wanted) {
    if !no_venv(env) {
        return;
    }
    let bin = bin(wanted);
    let mut path = split(env);
    let was_at = path.iter().enumerate().filter(|(_, element)| *element == bin.as_bytes()).map(|(place, _)| place);
    let was_at = was_at.collect();
    path.retain(|element| element != bin.as_bytes());
    path.insert(0, bin.clone().into_bytes());
    let no_path = !env.contains_key(OsStr::new("PATH"));
    join(env, &path);
    let mut vars = BTreeMap::new();
    for (name, now) in assignments(wanted) {
        let Ok(was) = env.get(OsStr::new(&name)).map(|was| was.to_str().map(str::to_owned).ok_or(())).transpose()
        else {
            continue;
        };
        match &now {
            Some(now) => env.insert(name.clone().into(), now.into()),
            None => env.remove(OsStr::new(&name)),
        };
        vars.insert(name, (was, now));
    }
    let record = Record { root: wanted.root.clone(), bin, was_at, no_path, vars };
    // Strings and numbers: it cannot fail.
    if let Ok(text) = serde_json::to_string(&record) {
        env.insert(RECORD.into(), text.into());
    }
}

/// PATH's elements; an empty PATH has none.
fn split(env: &Env) -> Vec<Vec<u8>> {
    let path = env.get(OsStr::new("PATH")).filter(|path| !path.is_empty());
    path.map(|path| path.as_bytes().split(|byte| *byte == b':').map(<[u8]>::to_vec).collect()).unwrap_or_default()
}

fn join(env: &mut Env, path: &[Vec<u8>]) {
    env.insert("PATH".into(), OsString::from_vec(path.join(&b':')));
}

#[cfg(test)]
mod tests;
