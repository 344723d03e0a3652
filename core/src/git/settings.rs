//! git's config as it applies to one repository, from libgit2 or from `git config --list`: which remote, which
//! filters, which submodules to ignore. Remembers who said each value: the user, or the repository itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::git::config_text::{self, Malformed};
use crate::git::program::Override;
use crate::secrets;

/// Who defined a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The system's or the user's own config, or the environment.
    User,
    /// The repository's `config` or `config.worktree`, and what they include.
    Repository,
}

/// One line of config.
#[derive(Debug, Clone)]
struct Setting {
    scope: Scope,
    section: Vec<u8>,
    subsection: Option<Vec<u8>>,
    name: Vec<u8>,
    /// `None` for a name without `=`, which means true.
    value: Option<Vec<u8>>,
}

/// All of a repository's config, the stronger later.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings(Vec<Setting>);

/// How a filter driver is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// The user's own (or the workspace is trusted): the git program runs it.
    Runs,
    /// Only the repository defines it: it is not run.
    NotRun,
}

/// The filter drivers that would do something, and what keeps git from running the repository's.
#[derive(Debug, Clone, Default)]
pub(super) struct Drivers {
    /// By name.
    pub by_name: BTreeMap<Vec<u8>, Driver>,
    /// Values that put the user's commands, or none, in place of the repository's.
    pub overrides: Vec<Override>,
}

impl Settings {
    /// The config as libgit2 reads it.
    pub fn from_libgit2(config: &git2::Config) -> Result<Self, git2::Error> {
        let mut leveled = Vec::new();
        config.entries(None)?.for_each(|entry| {
            let level = entry.level();
            let scope = match level {
                git2::ConfigLevel::Local | git2::ConfigLevel::Worktree | git2::ConfigLevel::App => Scope::Repository,
                _ => Scope::User,
            };
            let value = entry.has_value().then(|| entry.value_bytes().to_vec());
            leveled.push((level as i32, Setting::new(scope, entry.name_bytes(), value)));
        })?;
        leveled.sort_by_key(|(level, _)| *level);
        Ok(Self(leveled.into_iter().filter_map(|(_, setting)| setting).collect()))
    }

    /// The text of one config file. An included file is where it is named: `include` says what is in it, or that it is not
    /// to be had here.
    pub fn from_text(
        scope: Scope,
        text: &[u8],
        include: &mut dyn FnMut(&[u8]) -> Result<Self, Malformed>,
    ) -> Result<Self, Malformed> {
        let mut settings = Vec::new();
        config_text::parse(text, |key, value| {
            if key.starts_with(b"includeif.") {
                return Err(Malformed);
            }
            let included = if key == b"include.path" { value.as_deref().map(&mut *include).transpose()? } else { None };
            settings.extend(Setting::new(scope, key, value));
            settings.extend(included.into_iter().flat_map(|included| included.0));
            Ok(())
        })?;
        Ok(Self(settings))
    }

    /// These, and others that are stronger.
    pub fn and(&self, stronger: Self) -> Self {
        let mut all = Vec::with_capacity(self.0.len() + stronger.0.len());
        all.extend_from_slice(&self.0);
        all.extend(stronger.0);
        Self(all)
    }

    /// The output of `git config --list --show-scope -z`: scope NUL key LF value NUL, or without LF and value.
    pub fn from_program(text: &[u8]) -> Self {
        let mut parts = text.split(|byte| *byte == 0);
        let mut settings = Vec::new();
        while let (Some(scope), Some(line)) = (parts.next(), parts.next()) {
            // A scope that is not known is not the user's.
            let scope =
                if matches!(scope, b"system" | b"global" | b"command") { Scope::User } else { Scope::Repository };
            let (key, value) = match line.iter().position(|byte| *byte == b'\n') {
                Some(end) => (&line[..end], Some(line[end + 1..].to_vec())),
                None => (line, None),
            };
            settings.extend(Setting::new(scope, key, value));
        }
        Self(settings)
    }

    /// Every value of a key, the strongest last. `section` and `name` in lower case.
    pub fn all<'a>(
        &'a self,
        section: &'a str,
        subsection: Option<&'a [u8]>,
        name: &'a str,
    ) -> impl DoubleEndedIterator<Item = Option<&'a [u8]>> {
        self.0
            .iter()
            .filter(move |setting| setting.is(section, subsection, name))
            .map(|setting| setting.value.as_deref())
    }

    /// The value that counts; a name without `=` is `true`.
    pub fn last(&self, section: &str, subsection: Option<&[u8]>, name: &str) -> Option<&[u8]> {
        self.0
            .iter()
            .rev()
            .find(|setting| setting.is(section, subsection, name))
            .map(|setting| setting.value.as_deref().unwrap_or(b"true"))
    }

    /// The value as a boolean: `None` when absent or not one.
    pub fn flag(&self, section: &str, name: &str) -> Option<bool> {
        parse_bool(self.last(section, None, name)?)
    }

    /// Is it a partial clone, which has objects that git fetches when they are needed?
    pub fn is_partial(&self) -> bool {
        self.last("extensions", None, "partialclone").is_some()
            || self.section("remote").any(|(_, name, value)| {
                name == b"promisor" && value.is_none_or(|value| parse_bool(value) == Some(true))
            })
    }

    /// Does the user's own config include files under a condition, or by a path that begins with `~`?
    pub fn user_includes(&self, which: impl Fn(&[u8], &[u8]) -> bool) -> bool {
        self.0.iter().any(|setting| {
            setting.scope == Scope::User
                && matches!(setting.section.as_slice(), b"include" | b"includeif")
                && which(&setting.section, setting.value.as_deref().unwrap_or_default())
        })
    }

    /// Is anything included under a condition that libgit2 does not decide as git does? It passes over those that it does
    /// not know, such as `hasconfig:`. A condition of the repository's own is always left to git.
    pub fn includes_by_git_alone(&self) -> bool {
        const SHARED: [&[u8]; 3] = [b"gitdir:", b"gitdir/i:", b"onbranch:"];
        self.0.iter().any(|setting| {
            let condition = setting.subsection.as_deref().unwrap_or_default();
            setting.section == b"includeif"
                && (setting.scope == Scope::Repository || !SHARED.iter().any(|known| condition.starts_with(known)))
        })
    }

    /// The filter drivers of this repository. `run_repository`: its own count as the user's.
    pub fn drivers(&self, run_repository: bool) -> Drivers {
        let mut of_filters: BTreeMap<&[u8], Vec<&Setting>> = BTreeMap::new();
        for setting in self.0.iter().filter(|setting| setting.section == b"filter") {
            if let Some(name) = &setting.subsection {
                of_filters.entry(name).or_default().push(setting);
            }
        }
        let mut drivers = Drivers::default();
        for (name, settings) in of_filters {
            let Some((driver, values)) = driver(&settings, run_repository) else { continue };
            for (key, value) in values {
                let key = [b"filter.", name, b".", key.as_bytes()].concat();
                drivers.overrides.push((key, value));
            }
            drivers.by_name.insert(name.to_vec(), driver);
        }
        drivers
    }

    /// The URL of the remote that `branch` follows, else of `origin`, else of the only one; `url.*.insteadOf` is
    /// applied, and a secret in it left out.
    pub fn remote_url(&self, branch: Option<&[u8]>) -> Option<String> {
        let mut remotes: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
        for setting in &self.0 {
            if setting.section == b"remote" && setting.name == b"url" {
                let (Some(name), Some(url)) = (&setting.subsection, &setting.value) else { continue };
                let urls = remotes.entry(name).or_default();
                // An empty value clears the list.
                if url.is_empty() { urls.clear() } else { urls.push(url) }
            }
        }
        remotes.retain(|_, urls| !urls.is_empty());
        let followed = branch.and_then(|branch| self.last("branch", Some(branch), "remote"));
        let url = match followed.and_then(|name| remotes.get(name)) {
            Some(urls) => urls[0],
            None => match remotes.get(b"origin".as_slice()) {
                Some(urls) => urls[0],
                None if remotes.len() == 1 => remotes.into_values().next()?[0],
                None => return None,
            },
        };
        Some(secrets::without_secrets(&String::from_utf8_lossy(&self.rewritten(url, "insteadof"))).into_owned())
    }

    /// The names that a section without subsections has.
    pub fn names<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let own = move |setting: &&Setting| setting.section == section.as_bytes() && setting.subsection.is_none();
        self.0.iter().filter(own).map(|setting| setting.name.as_slice())
    }

    /// Every value of a section that has subsections: subsection, name in lower case, and value.
    pub fn section<'a>(&'a self, section: &'a str) -> impl Iterator<Item = (&'a [u8], &'a [u8], Option<&'a [u8]>)> {
        self.0.iter().filter(move |setting| setting.section == section.as_bytes()).filter_map(|setting| {
            Some((setting.subsection.as_deref()?, setting.name.as_slice(), setting.value.as_deref()))
        })
    }

    /// A URL as `url.BASE.insteadOf` or another such key rewrites it.
    pub fn rewritten(&self, url: &[u8], key: &str) -> Vec<u8> {
        self.rewriting(key).apply(url)
    }

    /// How `url.BASE.insteadOf` or another such key rewrites URLs.
    pub fn rewriting<'s>(&'s self, key: &str) -> Rewriting<'s> {
        let mut rewriting = Rewriting::default();
        for (base, name, prefix) in self.section("url") {
            if let (true, Some(prefix)) = (name == key.as_bytes(), prefix.filter(|prefix| !prefix.is_empty())) {
                rewriting.bases.entry(prefix).or_insert(base);
                rewriting.lengths.insert(prefix.len());
            }
        }
        rewriting
    }
}

/// Beginnings of URLs, each with what stands in its place. There may be as many as there are remotes.
#[derive(Debug, Default)]
pub(super) struct Rewriting<'s> {
    bases: HashMap<&'s [u8], &'s [u8]>,
    /// How long the beginnings are.
    lengths: BTreeSet<usize>,
}

impl Rewriting<'_> {
    /// The URL after it: the longest beginning counts (git-config(1)).
    pub fn apply(&self, url: &[u8]) -> Vec<u8> {
        let mut lengths = self.lengths.range(..=url.len()).rev();
        let found = lengths.find_map(|length| Some((*self.bases.get(&url[..*length])?, &url[*length..])));
        found.map_or_else(|| url.to_vec(), |(base, rest)| [base, rest].concat())
    }
}

impl Setting {
    fn new(scope: Scope, key: &[u8], value: Option<Vec<u8>>) -> Option<Self> {
        let first = key.iter().position(|byte| *byte == b'.')?;
        let last = key.iter().rposition(|byte| *byte == b'.')?;
        let subsection = (last > first).then(|| key[first + 1..last].to_vec());
        let section = key[..first].to_ascii_lowercase();
        Some(Self { scope, section, subsection, name: key[last + 1..].to_ascii_lowercase(), value })
    }

    fn is(&self, section: &str, subsection: Option<&[u8]>, name: &str) -> bool {
        self.name == name.as_bytes() && self.section == section.as_bytes() && self.subsection.as_deref() == subsection
    }
}

/// Values to set for a driver, each by its key.
type Values = Vec<(&'static str, Vec<u8>)>;

/// One driver by its settings: `None` when it has no command at all.
fn driver(settings: &[&Setting], run_repository: bool) -> Option<(Driver, Values)> {
    let by = |scope, key: &str| {
        let of_scope = |setting: &&&Setting| setting.scope == scope && setting.name == key.as_bytes();
        settings.iter().rev().find(of_scope).map(|setting| setting.value.clone().unwrap_or_default())
    };
    let [clean, process] = ["clean", "process"].map(|key| (by(Scope::User, key), by(Scope::Repository, key)));
    let effective = |(user, repository): &(Option<Vec<u8>>, Option<Vec<u8>>)| {
        repository.as_ref().or(user.as_ref()).is_some_and(|command| !command.is_empty())
    };
    if !effective(&clean) && !effective(&process) {
        return None;
    }
    let own = |(user, repository): &(Option<Vec<u8>>, Option<Vec<u8>>)| match repository {
        Some(command) => !command.is_empty() && Some(command) != user.as_ref(),
        None => false,
    };
    if run_repository || (!own(&clean) && !own(&process)) {
        return Some((Driver::Runs, Vec::new()));
    }
    let has = |command: &Option<Vec<u8>>| command.as_ref().is_some_and(|command| !command.is_empty());
    // A `process` that is empty still keeps git from running `clean`, and config cannot unset a name.
    let restorable = process.0.is_some() || process.1.is_none();
    if restorable && (has(&clean.0) || has(&process.0)) {
        let mut values = vec![("clean", clean.0.unwrap_or_default())];
        values.extend(process.0.map(|command| ("process", command)));
        values.push(("required", by(Scope::User, "required").unwrap_or_else(|| b"false".to_vec())));
        return Some((Driver::Runs, values));
    }
    let nothing = vec![("clean", Vec::new()), ("process", Vec::new()), ("required", b"false".to_vec())];
    Some((Driver::NotRun, nothing))
}

/// git's booleans: words in any case, or a number.
pub(super) fn parse_bool(text: &[u8]) -> Option<bool> {
    match text.to_ascii_lowercase().as_slice() {
        b"true" | b"yes" | b"on" => Some(true),
        b"" | b"false" | b"no" | b"off" => Some(false),
        number => std::str::from_utf8(number).ok()?.parse::<i64>().ok().map(|number| number != 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(lines: &[(&str, &str, &str)]) -> Settings {
        let mut text = Vec::new();
        for (scope, key, value) in lines {
            text.extend_from_slice(format!("{scope}\0{key}\n{value}\0").as_bytes());
        }
        Settings::from_program(&text)
    }

    #[test]
    fn a_driver_of_the_user_runs_and_one_of_the_repository_does_not() {
        let drivers = settings(&[
            ("global", "filter.lfs.clean", "git-lfs clean"),
            ("global", "filter.lfs.process", "git-lfs process"),
            ("local", "filter.lfs.process", "evil"),
            ("local", "filter.mine.clean", "evil"),
            ("global", "filter.both.clean", "fine"),
            ("local", "filter.both.clean", "fine"),
            ("local", "filter.smudges.smudge", "evil"),
        ])
        .drivers(false);
        let seen: Vec<_> = drivers.by_name.iter().map(|(name, driver)| (name.as_slice(), *driver)).collect();
        assert_eq!(
            seen,
            [
                (b"both".as_slice(), Driver::Runs),
                (b"lfs".as_slice(), Driver::Runs),
                (b"mine".as_slice(), Driver::NotRun)
            ]
        );
        assert!(drivers.overrides.contains(&(b"filter.lfs.process".to_vec(), b"git-lfs process".to_vec())));
        assert!(drivers.overrides.contains(&(b"filter.mine.clean".to_vec(), Vec::new())));
        assert!(!drivers.overrides.iter().any(|(key, _)| key.starts_with(b"filter.both.")));
    }

    #[test]
    fn a_process_of_the_repository_cannot_be_taken_back_to_the_users_clean() {
        let drivers = settings(&[("global", "filter.x.clean", "fine"), ("local", "filter.x.process", "evil")]);
        assert_eq!(drivers.drivers(false).by_name[b"x".as_slice()], Driver::NotRun);
        assert_eq!(drivers.drivers(true).by_name[b"x".as_slice()], Driver::Runs);
    }

    #[test]
    fn the_remote_is_the_branchs_then_origin_then_the_only_one() {
        let mut lines =
            vec![("local", "remote.fork.url", "up:fork.git"), ("global", "url.https://u/.insteadOf", "up:")];
        assert_eq!(settings(&lines).remote_url(None).as_deref(), Some("https://u/fork.git"));
        lines.push(("local", "remote.other.url", "other"));
        assert_eq!(settings(&lines).remote_url(None), None);
        lines.push(("local", "remote.origin.url", "origin-url"));
        assert_eq!(settings(&lines).remote_url(Some(b"main")).as_deref(), Some("origin-url"));
        lines.push(("local", "branch.main.remote", "other"));
        assert_eq!(settings(&lines).remote_url(Some(b"main")).as_deref(), Some("other"));
        lines.push(("local", "branch.main.remote", "."));
        assert_eq!(settings(&lines).remote_url(Some(b"main")).as_deref(), Some("origin-url"));
    }
}
