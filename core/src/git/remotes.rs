//! The remotes of one repository, as its config has them, and whether one of them is a given URL.
//!
//! Reads config alone: by libgit2, or by the git program where libgit2 cannot open the repository. Asks no remote.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use git2::{Repository, RepositoryOpenFlags};

use crate::env::Env;
use crate::error::RowError;
use crate::git::hazards;
use crate::git::layout::Layout;
use crate::git::place::Place;
use crate::git::settings::{Settings, parse_bool};
use crate::git::url::same_repository;
use crate::git::{Look, LookOptions, Looker, Refusal};
use crate::secrets;
use crate::work::child::{self, Job};
use crate::work::paths;

/// How long `ssh -G` may take, which reads its configuration and connects to nothing.
const SSH_LIMIT: Duration = Duration::from_secs(5);
/// How many hosts it is asked about.
const SSH_HOSTS: usize = 20;

/// The remotes of one repository.
#[derive(Debug, Clone, Default)]
pub struct Remotes {
    remotes: BTreeMap<String, Remote>,
    settings: Settings,
}

#[derive(Debug, Clone, Default)]
struct Remote {
    /// As configured, the URLs to push to among them.
    urls: Vec<String>,
    skip_fetch_all: bool,
}

impl Remotes {
    /// The remotes of the repository whose top is `path`; none when it is missing or no repository.
    ///
    /// Codes: those of [`look`](super::look).
    pub fn read(path: &Path, options: &LookOptions) -> Result<Self, RowError> {
        let layout = match Layout::find(path) {
            Ok(layout) => layout,
            Err(Look::Failed(error)) => return Err(error),
            Err(_) => return Ok(Self::default()),
        };
        let looker = Looker::new(options);
        hazards::check(&looker.user, &layout)?;
        if layout.foreign {
            looker.ask_permission(&layout)?;
        }
        let settings = if let Ok(settings) = by_libgit2(&looker, &layout) {
            settings
        } else {
            let place = Place::of_references(&layout);
            let output = looker.program.run(&place, &[], ["config", "--list", "--show-scope", "-z"], None)?;
            Settings::from_program(&output.or_failed(&layout.path)?)
        };
        // git refuses every command that asks for the remotes then.
        let lacks_value = |(_, key, value): &(&[u8], &[u8], Option<&[u8]>)| {
            value.is_none() && matches!(*key, b"url" | b"pushurl" | b"fetch")
        };
        if let Some((name, key, _)) = settings.section("remote").find(lacks_value) {
            let (name, key) = (String::from_utf8_lossy(name), String::from_utf8_lossy(key));
            let message = format_args!("`remote.{name}.{key}` has no value in the git config of `{}`", path.display());
            return Err(RowError::new("ws::git::corrupt", message));
        }
        Ok(Self::of(settings))
    }

    fn of(settings: Settings) -> Self {
        let mut remotes: BTreeMap<String, Remote> = BTreeMap::new();
        for (name, key, value) in settings.section("remote") {
            let remote = remotes.entry(String::from_utf8_lossy(name).into_owned()).or_default();
            match (key, value) {
                // git takes an empty value as the end of the list so far.
                (b"url", Some(b"")) => remote.urls.clear(),
                (b"url" | b"pushurl", Some(url)) => remote.urls.push(String::from_utf8_lossy(url).into_owned()),
                (b"skipfetchall" | b"skipdefaultupdate", value) => {
                    remote.skip_fetch_all = parse_bool(value.unwrap_or(b"true")).unwrap_or(false);
                }
                _ => {}
            }
        }
        remotes.retain(|_, remote| !remote.urls.is_empty());
        Self { remotes, settings }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.remotes.is_empty()
    }

    /// The remote that decides about `branch`: the one that it follows, else `origin`, else the only one. `None` for a
    /// branch that follows another branch here.
    pub fn of_branch(&self, branch: Option<&str>) -> Option<&str> {
        let followed = branch.and_then(|branch| self.settings.last("branch", Some(branch.as_bytes()), "remote"));
        let followed = followed.map(String::from_utf8_lossy);
        if followed.as_deref() == Some(".") {
            return None;
        }
        let by_name = |name: &str| self.remotes.get_key_value(name).map(|(name, _)| name.as_str());
        let only = || self.remotes.keys().next().filter(|_| self.remotes.len() == 1).map(String::as_str);
        followed.as_deref().and_then(by_name).or_else(|| by_name("origin")).or_else(only)
    }

    /// Those that `git fetch --all` fetches, without `own`.
    pub fn others<'a>(&'a self, own: Option<&'a str>) -> impl Iterator<Item = &'a str> {
        let others =
            self.remotes.iter().filter(move |(name, remote)| Some(name.as_str()) != own && !remote.skip_fetch_all);
        others.map(|(name, _)| name.as_str())
    }

    /// Those that are lost with `directory`, the top of the repository: all their URLs are paths that lead into it.
    pub fn inside(&self, directory: &Path) -> Vec<&str> {
        let Ok(top) = directory.canonicalize() else { return Vec::new() };
        let leads_in = |url: &String| {
            let url = self.settings.rewritten(url.as_bytes(), "insteadof");
            local_path(&url).is_some_and(|path| top.join(path).canonicalize().is_ok_and(|path| path.starts_with(&top)))
        };
        let inside = self.remotes.iter().filter(|(_, remote)| remote.urls.iter().all(leads_in));
        inside.map(|(name, _)| name.as_str()).collect()
    }

    /// The branch of the remote that `branch` follows, such as `refs/heads/main`.
    pub fn followed(&self, branch: &str) -> Option<String> {
        let merge = self.settings.last("branch", Some(branch.as_bytes()), "merge")?;
        Some(String::from_utf8_lossy(merge).into_owned())
    }

    /// A URL to show: that of `origin`, else of the first; without a secret in it.
    pub fn shown(&self) -> Option<String> {
        let remote = self.remotes.get("origin").or_else(|| self.remotes.values().next())?;
        remote.urls.first().map(|url| secrets::without_secrets(url).into_owned())
    }

    /// Whether one of the remotes is the repository at `wanted`, a URL or a path relative to `base`: as configured, as
    /// `url.*.insteadOf` and `pushInsteadOf` rewrite either of them, or with the host that ssh knows by an alias
    /// (`ssh -G`, which is run only where no URL agrees as it is).
    pub fn include(&self, wanted: &str, base: &Path, options: &LookOptions) -> bool {
        let rewriting = ["insteadof", "pushinsteadof"].map(|key| self.settings.rewriting(key));
        let all_forms = |url: &str| -> Vec<String> {
            let rewritten = rewriting.iter().map(|rewriting| rewriting.apply(url.as_bytes()));
            std::iter::once(url.to_owned())
                .chain(rewritten.map(|url| String::from_utf8_lossy(&url).into_owned()))
                .collect()
        };
        let wanted = all_forms(wanted);
        let same = |url: &str| wanted.iter().any(|wanted| same_repository(url, wanted, base));
        let urls: Vec<String> =
            self.remotes.values().flat_map(|remote| &remote.urls).flat_map(|url| all_forms(url)).collect();
        if urls.iter().any(|url| same(url)) {
            return true;
        }
        // ssh is asked once about each host, and not about thousands.
        let mut hosts: BTreeMap<&str, Option<String>> = BTreeMap::new();
        urls.iter().filter_map(|url| SshUrl::of(url)).any(|url| {
            if hosts.len() == SSH_HOSTS && !hosts.contains_key(url.host) {
                return false;
            }
            let real = hosts.entry(url.host).or_insert_with(|| real_host(url.host, options));
            real.as_ref().is_some_and(|real| same(&url.with_host(real)))
        })
    }
}

/// The path that a URL is, if it is one (connect.c: `url_is_local_not_ssh`).
fn local_path(url: &[u8]) -> Option<&Path> {
    if let Some(path) = url.strip_prefix(b"file://") {
        return Some(paths::from_bytes(path));
    }
    let colon = url.iter().position(|byte| *byte == b':');
    let slash = url.iter().position(|byte| *byte == b'/');
    let is_path = colon.is_none_or(|colon| slash.is_some_and(|slash| slash < colon));
    is_path.then(|| paths::from_bytes(url))
}

fn by_libgit2(looker: &Looker<'_>, layout: &Layout) -> Result<Settings, Refusal> {
    let no_ceiling: [&str; 0] = [];
    let repository = Repository::open_ext(&layout.path, RepositoryOpenFlags::NO_SEARCH, no_ceiling)?;
    looker.user.align(&mut repository.config()?)
}

/// A URL that ssh reaches: `git@work:me/a`, `ssh://git@work/me/a`.
struct SshUrl<'u> {
    /// All that stands before the host.
    before: &'u str,
    host: &'u str,
    /// The path, with what it begins with.
    path: &'u str,
}

impl<'u> SshUrl<'u> {
    fn of(url: &'u str) -> Option<Self> {
        let (start, scheme) = match url.split_once("://") {
            Some((scheme @ ("ssh" | "git+ssh"), _)) => (scheme.len() + 3, true),
            Some(_) => return None,
            None => (0, false),
        };
        let end = start + url[start..].find(if scheme { ['/', ':'] } else { [':', ':'] })?;
        let host = url[start..end].rfind('@').map_or(start, |at| start + at + 1);
        let found = Self { before: &url[start..host], host: &url[host..end], path: &url[end..] };
        (!found.host.is_empty() && !found.host.contains('/') && !found.host.starts_with('-')).then_some(found)
    }

    fn with_host(&self, host: &str) -> String {
        let before = self.before.strip_prefix("git+").unwrap_or(self.before);
        format!("{before}{host}{}", self.path)
    }
}

/// What the user's ssh configuration says that `work` is, such as `github.com`. `None` for a host that is no alias.
fn real_host(host: &str, options: &LookOptions) -> Option<String> {
    let env: Env = options.env.iter().cloned().collect();
    let job = Job {
        program: child::find(&env, "ssh")?.into(),
        arguments: ["-G", "--", host].map(Into::into).to_vec(),
        directory: "/".into(),
        env,
        timeout: Some(SSH_LIMIT),
        silence: None,
        spill_directory: None,
    };
    let finished = child::run(&job, &|| false, &mut |_, _| {});
    let said = finished.stdout.text();
    let real = said.lines().find_map(|line| line.strip_prefix("hostname ")).filter(|_| finished.success())?;
    (real != host).then(|| real.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remotes(lines: &[(&str, &str)]) -> Remotes {
        let lines: Vec<String> = lines.iter().map(|(key, value)| format!("local\0{key}\n{value}\0")).collect();
        Remotes::of(Settings::from_program(lines.concat().as_bytes()))
    }

    #[test]
    fn the_branch_s_own_remote_decides() {
        let found = remotes(&[
            ("remote.origin.url", "a"),
            ("remote.fork.url", "b"),
            ("remote.mirror.url", "c"),
            ("remote.mirror.skipFetchAll", "true"),
            ("branch.main.remote", "fork"),
            ("branch.main.merge", "refs/heads/trunk"),
            ("branch.local.remote", "."),
        ]);
        assert_eq!(found.of_branch(Some("main")), Some("fork"));
        assert_eq!(found.of_branch(Some("other")), Some("origin"));
        assert_eq!(found.of_branch(Some("local")), None);
        assert_eq!(found.followed("main").as_deref(), Some("refs/heads/trunk"));
        assert_eq!(found.others(Some("fork")).collect::<Vec<_>>(), ["origin"]);
    }

    #[test]
    fn a_url_is_compared_as_it_is_and_as_config_rewrites_it() {
        let options =
            LookOptions { fast: true, run_repository_filters: false, env: Vec::new(), ..LookOptions::default() };
        let found = remotes(&[
            ("remote.origin.url", "gh:provide-io/pyvider"),
            ("url.https://github.com/.insteadOf", "gh:"),
            ("url.git@github.com:.pushInsteadOf", "https://github.com/"),
        ]);
        let is = |wanted| found.include(wanted, Path::new("/w"), &options);
        assert!(is("https://github.com/provide-io/pyvider.git") && is("gh:provide-io/pyvider"));
        assert!(is("git@github.com:Provide-IO/Pyvider"));
        assert!(!is("https://github.com/provide-io/pyvider-cty"));
    }
}
