//! Config that the caller's environment carries (git-config(1), "ENVIRONMENT"): `GIT_CONFIG_COUNT` with its pairs, and
//! `GIT_CONFIG_PARAMETERS`, which `git -c` sets for hooks and aliases. No child inherits these variables, since they may
//! have been set for another repository; but config in them is the user's, and git itself hands it on to submodules
//! (`prepare_submodule_repo_env`). So it is said again on git's command line, where values never stand: those are in
//! variables of names that only ws knows, because anyone can read a command line.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

/// More than anybody sets, and little enough for a command line.
const LIMIT: usize = 1000;

/// Config for one run: what stands first on git's command line, and the variables that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Injected {
    pub arguments: Vec<OsString>,
    pub variables: Vec<(OsString, OsString)>,
}

impl Injected {
    /// What an environment carries. As git reads it, what `-c` said comes after the pairs.
    pub fn of<'e>(variable: impl Fn(&str) -> Option<&'e OsStr>) -> Self {
        let mut injected = Self::default();
        let count = variable("GIT_CONFIG_COUNT").and_then(|count| count.to_str()?.parse::<usize>().ok()).unwrap_or(0);
        for number in 0..count.min(LIMIT) {
            let key = variable(&format!("GIT_CONFIG_KEY_{number}"));
            let value = variable(&format!("GIT_CONFIG_VALUE_{number}"));
            if let (Some(key), Some(value)) = (key, value) {
                injected.add(key.as_bytes().to_vec(), Some(value.as_bytes().to_vec()));
            }
        }
        for (key, value) in variable("GIT_CONFIG_PARAMETERS").map(parameters).unwrap_or_default() {
            injected.add(key, value);
        }
        injected
    }

    /// Adds one; without a value it is true, as a line without `=` in a config file is.
    pub fn add(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        if let Some(value) = value {
            let name = format!("__WS_GIT_CONFIG_{}", self.variables.len());
            let words = [b"--config-env=".as_slice(), &key, b"=", name.as_bytes()].concat();
            self.arguments.push(OsString::from_vec(words));
            self.variables.push((name.into(), OsString::from_vec(value)));
        } else {
            self.arguments.extend(["-c".into(), OsString::from_vec(key)]);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.arguments.is_empty()
    }
}

/// The pairs of `GIT_CONFIG_PARAMETERS`, in both of its forms: `'key'='value'`, and `'key=value'` up to git 2.30
/// (`git_config_from_parameters` in config.c). What is in neither form ends it.
fn parameters(text: &OsStr) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let mut rest = text.as_bytes();
    let mut pairs = Vec::new();
    while pairs.len() < LIMIT {
        rest = rest.trim_ascii_start();
        let Some((word, after)) = quoted(rest) else { break };
        rest = after;
        if let Some(after) = rest.strip_prefix(b"=") {
            let (value, after) = quoted(after).map_or((None, after), |(value, after)| (Some(value), after));
            rest = after;
            pairs.push((word, value));
        } else {
            let equals = word.iter().position(|&byte| byte == b'=');
            pairs.push(equals.map_or((word.clone(), None), |at| (word[..at].to_vec(), Some(word[at + 1..].to_vec()))));
        }
    }
    pairs
}

/// A word in single quotes at the start of `text`, and what follows it. `'\''` and `'\!'` stand for what git escapes so
/// (quote.c).
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"'")?;
    let mut word = Vec::new();
    loop {
        let end = rest.iter().position(|&byte| byte == b'\'')?;
        word.extend_from_slice(&rest[..end]);
        rest = &rest[end + 1..];
        match rest {
            [b'\\', escaped @ (b'\'' | b'!'), b'\'', after @ ..] => {
                word.push(*escaped);
                rest = after;
            }
            _ => return Some((word, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What git itself makes of the same environment is the oracle: it prints its config with where it is from.
    #[test]
    fn says_what_git_reads_from_the_same_variables() {
        let odd = "it's 50% \"=\" \n!\\";
        let pairs = [
            ("GIT_CONFIG_COUNT", "2"),
            ("GIT_CONFIG_KEY_0", "url.https://a=b/.insteadOf"),
            ("GIT_CONFIG_VALUE_0", odd),
            ("GIT_CONFIG_KEY_1", "one.key"),
            ("GIT_CONFIG_VALUE_1", ""),
        ];
        let quoted = format!(
            "'two.key'='{}' 'old.key=x=y' 'flag.a'= 'flag.b' 'empty.key'=''",
            odd.replace('\'', r"'\''").replace('!', r"'\!'")
        );
        let carried: Vec<(&str, &str)> =
            pairs.into_iter().chain([("GIT_CONFIG_PARAMETERS", quoted.as_str())]).collect();
        let list = |arguments: &[OsString], variables: &[(OsString, OsString)]| {
            let mut command = Command::new("git");
            command.args(arguments).args(["config", "--list", "--null"]).current_dir("/");
            command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
            command.envs(variables.iter().map(|(name, value)| (name, value)));
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let inherited: Vec<_> = carried.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let expected = list(&[], &inherited);
        assert_eq!(expected.matches('\0').count(), 7, "{expected}");
        let injected = Injected::of(|name| carried.iter().find(|(key, _)| *key == name).map(|(_, it)| OsStr::new(*it)));
        assert_eq!(list(&injected.arguments, &injected.variables), expected);
        let words = injected.arguments.join(OsStr::new(" "));
        assert!(!words.to_str().unwrap().contains("50%"), "a value on the command line: {words:?}");
    }

    #[test]
    fn what_is_in_no_form_of_gits_ends_it() {
        for text in ["", "x", "'open", "'a.b'='open", "\"a.b\"=c"] {
            let all = parameters(OsStr::new(text));
            assert!(all.iter().all(|(key, value)| key == b"a.b" && value.is_none()), "{text}: {all:?}");
        }
    }
}
