//! What a shell's environment has to become: a function of what it is, of what was done to it, and of what is wanted.
//!
//! Not a snapshot: leaving takes back what is still as it was set, and leaves other changes alone. What was
//! done travels in the environment itself, in [`RECORD`], so that a shell within a shell can take it back too.
//!
//! Refuses to do: read or change an environment. Callers pass it in and carry the [`Change`]s out.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Error;
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
fn variables(wanted: &Wanted) -> BTreeMap<String, Option<String>> {
    let own = [
        ("VIRTUAL_ENV".to_owned(), Some(wanted.venv.clone())),
        ("VIRTUAL_ENV_PROMPT".to_owned(), Some(wanted.prompt.clone())),
        ("PYTHONHOME".to_owned(), None),
    ];
    let env = wanted.env.iter().filter(|(name, _)| variables::reach(name) != Reach::Own);
    env.map(|(name, value)| (name.clone(), Some(value.clone()))).chain(own).collect()
}

fn is_of(record: &Record, wanted: &Wanted) -> bool {
    let variables = variables(wanted);
    // One whose former value could not be recorded was left alone.
    let same = record.vars.iter().all(|(name, (_, now))| variables.get(name) == Some(now));
    record.root == wanted.root
        && record.bin == bin(wanted)
        && same
        && record.vars.contains_key("VIRTUAL_ENV")
        && variables.keys().all(|name| record.vars.contains_key(name))
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
    for (name, now) in variables(wanted) {
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

/// Variables that say where a user's files are.
const DIRECTORIES: [&str; 5] = ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];

/// Refuses an environment that says by a relative path where the user's files are: they would be looked for, and written,
/// in whatever directory one is in. An empty variable counts as unset.
pub fn refuse_relative(env: &Env) -> Result<(), Error> {
    for name in DIRECTORIES {
        let value = env.get(OsStr::new(name)).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(value) = value.filter(|value| value.is_relative()) {
            return Err(Error::RelativeDirectory { name, value });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(root: &str) -> Wanted {
        Wanted {
            root: root.to_owned(),
            venv: format!("{root}/.venv"),
            prompt: "provide".to_owned(),
            env: BTreeMap::from([
                ("LOG_LEVEL".to_owned(), "DEBUG".to_owned()),
                ("PATH".to_owned(), "/evil".to_owned()),
            ]),
        }
    }

    fn env(pairs: &[(&str, &str)]) -> Env {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn step(env: &Env, wanted: Option<&Wanted>) -> Env {
        changed(env, &reconcile(env, wanted))
    }

    fn value<'e>(env: &'e Env, name: &str) -> Option<&'e str> {
        env.get(OsStr::new(name)).map(|value| value.to_str().unwrap())
    }

    #[test]
    fn entering_sets_and_leaving_takes_back() {
        let before = env(&[("PATH", "/usr/bin:/bin"), ("PYTHONHOME", "/opt"), ("LOG_LEVEL", "INFO")]);
        let inside = step(&before, Some(&wanted("/w")));
        assert_eq!(value(&inside, "PATH"), Some("/w/.venv/bin:/usr/bin:/bin"));
        assert_eq!(value(&inside, "VIRTUAL_ENV"), Some("/w/.venv"));
        assert_eq!((value(&inside, "PYTHONHOME"), value(&inside, "LOG_LEVEL")), (None, Some("DEBUG")));
        assert!(reconcile(&inside, Some(&wanted("/w"))).is_empty(), "a second time changes nothing");
        assert_eq!(step(&inside, None), before);
    }

    #[test]
    fn what_the_user_changed_meanwhile_stays() {
        let mut inside = step(&env(&[("PATH", "/bin"), ("LOG_LEVEL", "INFO")]), Some(&wanted("/w")));
        inside.insert("PATH".into(), "/mine:/w/.venv/bin:/bin:/more".into());
        inside.insert("LOG_LEVEL".into(), "TRACE".into());
        assert_eq!(value(&step(&inside, Some(&wanted("/w"))), "LOG_LEVEL"), Some("TRACE"));
        let outside = step(&inside, None);
        assert_eq!(outside, env(&[("PATH", "/mine:/bin:/more"), ("LOG_LEVEL", "TRACE")]));
    }

    #[test]
    fn from_one_workspace_to_another_is_as_from_outside() {
        let before = env(&[("PATH", "/bin")]);
        let other = wanted("/v");
        assert_eq!(step(&step(&before, Some(&wanted("/w"))), Some(&other)), step(&before, Some(&other)));
    }

    #[test]
    fn a_venv_activated_by_hand_is_left_alone() {
        let by_hand = env(&[("PATH", "/else/bin:/bin"), ("VIRTUAL_ENV", "/else")]);
        assert_eq!(step(&by_hand, Some(&wanted("/w"))), by_hand);
        let mut on_top = step(&env(&[("PATH", "/bin")]), Some(&wanted("/w")));
        on_top.insert("VIRTUAL_ENV".into(), "/else".into());
        on_top.insert("PATH".into(), "/else/bin:/w/.venv/bin:/bin".into());
        assert_eq!(step(&on_top, Some(&wanted("/w"))), on_top);
        let left = step(&on_top, None);
        assert_eq!((value(&left, "VIRTUAL_ENV"), value(&left, "PATH")), (Some("/else"), Some("/else/bin:/bin")));
    }

    #[test]
    fn the_activate_script_on_top_goes_with_the_venv() {
        let before = env(&[("PATH", "/bin"), ("LOG_LEVEL", "INFO")]);
        let mut on_top = step(&before, Some(&wanted("/w")));
        on_top.insert("PATH".into(), "/w/.venv/bin:/w/.venv/bin:/bin".into());
        on_top.insert("VIRTUAL_ENV_PROMPT".into(), "(w) ".into());
        assert_eq!(step(&on_top, None), before);
        // Its `deactivate` leaves what it found.
        on_top.remove(OsStr::new("VIRTUAL_ENV"));
        on_top.remove(OsStr::new("VIRTUAL_ENV_PROMPT"));
        assert!(is_given_up(&on_top));
        assert_eq!(step(&on_top, None), before);
        assert_eq!(step(&on_top, Some(&wanted("/w"))), step(&before, Some(&wanted("/w"))), "or it is put right");
    }

    #[test]
    fn a_path_that_is_restored_outside_does_not_bring_the_venv_back() {
        let before = env(&[("PATH", "/bin")]);
        let inside = step(&before, Some(&wanted("/w")));
        let (changes, left) = reconcile_keeping_out(&inside, None, &[]);
        assert_eq!((changed(&inside, &changes), left.as_slice()), (before.clone(), &["/w/.venv/bin".to_owned()][..]));
        let mut restored = before.clone();
        restored.insert("PATH".into(), "/w/.venv/bin:/bin".into());
        let (changes, left) = reconcile_keeping_out(&restored, None, &left);
        assert_eq!(changed(&restored, &changes), before);
        // Also when the next workspace, or the same one, is entered with it; and then it is no longer kept out.
        let (changes, both) = reconcile_keeping_out(&restored, Some(&wanted("/v")), &left);
        assert_eq!(value(&changed(&restored, &changes), "PATH"), Some("/v/.venv/bin:/bin"));
        assert_eq!(both, left);
        let (changes, none) = reconcile_keeping_out(&restored, Some(&wanted("/w")), &left);
        assert_eq!((changed(&restored, &changes), none.len()), (inside, 0));
        // The activate script was sourced outside.
        restored.insert("VIRTUAL_ENV".into(), "/w/.venv".into());
        assert!(reconcile_keeping_out(&restored, None, &left).0.is_empty());
    }

    #[test]
    fn what_was_on_path_before_is_not_kept_out() {
        let before = env(&[("PATH", "/bin:/w/.venv/bin")]);
        let inside = step(&before, Some(&wanted("/w")));
        let (changes, left) = reconcile_keeping_out(&inside, None, &[]);
        assert_eq!((changed(&inside, &changes), left.len()), (before, 0));
    }

    #[test]
    fn a_login_shell_that_replaces_path_is_put_right() {
        let mut inside = step(&env(&[("PATH", "/bin")]), Some(&wanted("/w")));
        for path in ["/usr/bin:/bin", "/usr/bin:/w/.venv/bin:/bin"] {
            inside.insert("PATH".into(), path.into());
            assert_eq!(value(&step(&inside, Some(&wanted("/w"))), "PATH"), Some("/w/.venv/bin:/usr/bin:/bin"));
        }
    }

    #[test]
    fn a_record_that_is_no_record_goes_and_nothing_with_it() {
        let broken = env(&[("PATH", "/bin"), (RECORD, "{\"root\": 3"), ("VIRTUAL_ENV", "/else")]);
        assert_eq!(step(&broken, None), env(&[("PATH", "/bin"), ("VIRTUAL_ENV", "/else")]));
    }

    fn bytes() -> impl Strategy<Value = OsString> {
        prop::collection::vec(1_u8..=255, 0..12).prop_map(OsString::from_vec)
    }

    fn any_env() -> impl Strategy<Value = Env> {
        let name = prop::sample::select(vec!["PATH", "PYTHONHOME", "LOG_LEVEL", "A", "B", "VIRTUAL_ENV_PROMPT"]);
        let path = prop::collection::vec(prop::sample::select(vec!["/bin", "/w/.venv/bin", "", "/x y"]), 0..5)
            .prop_map(|elements| OsString::from(elements.join(":")));
        prop::collection::btree_map(name.prop_map(OsString::from), prop_oneof![bytes(), path], 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        #[test]
        fn leaving_gives_back_the_very_environment(before in any_env()) {
            let inside = step(&before, Some(&wanted("/w")));
            prop_assert_eq!(step(&inside, None), before.clone());
            // By way of another workspace, too.
            let swapped = step(&inside, Some(&wanted("/v")));
            prop_assert_eq!(step(&swapped, None), before);
        }
    }
}
