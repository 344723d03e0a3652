//! The user's own git config, as the caller's environment has it. libgit2 finds its files by the process's
//! environment, which may be another one (a plugin's is a snapshot of its start), so what differs is put right here,
//! and what cannot be put right is refused, for the git program to answer.
//!
//! Limit: a process whose `XDG_CONFIG_HOME` differs from the caller's while the home and the config files agree is not
//! noticed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use crate::git::Refusal;
use crate::git::program::{Program, value};
use crate::git::settings::{Settings, parse_bool};

/// Where the user's config is.
#[derive(Debug)]
pub(super) struct UserFiles {
    system: Option<PathBuf>,
    xdg: Option<PathBuf>,
    global: Option<PathBuf>,
    home: Option<PathBuf>,
    /// `git` in the user's config directory: `ignore` and `attributes` are in it by default.
    directory: Option<PathBuf>,
    /// The environment itself carries config, which libgit2 does not read.
    injected: bool,
}

impl UserFiles {
    /// The files that exist, by the rules of git-config(1).
    pub fn new(environment: &[(OsString, OsString)], program: &Program) -> Self {
        let path = |name: &str| value(environment, name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = path("HOME");
        let directory = path("XDG_CONFIG_HOME")
            .or_else(|| Some(home.as_ref()?.join(".config")))
            .map(|directory| directory.join("git"));
        let (global, xdg) = match path("GIT_CONFIG_GLOBAL") {
            Some(file) => (Some(file), None),
            None => (
                home.as_ref().map(|home| home.join(".gitconfig")),
                directory.as_ref().map(|directory| directory.join("config")),
            ),
        };
        let no_system = value(environment, "GIT_CONFIG_NOSYSTEM").and_then(|flag| parse_bool(flag.as_encoded_bytes()));
        let system = match no_system {
            Some(true) => None,
            _ => path("GIT_CONFIG_SYSTEM").or_else(|| Some(system_file(program.path.as_deref()))),
        };
        let injected = value(environment, "GIT_CONFIG_COUNT").is_some_and(|count| !count.is_empty() && count != "0")
            || value(environment, "GIT_CONFIG_PARAMETERS").is_some_and(|parameters| !parameters.is_empty());
        let existing = |file: Option<PathBuf>| file.filter(|file| file.is_file());
        Self { system: existing(system), xdg: existing(xdg), global: existing(global), home, directory, injected }
    }

    /// Makes a repository's config say what it says under this environment, and gives it.
    pub fn align(&self, config: &mut Config) -> Result<Settings, Refusal> {
        if self.injected {
            return Err(Refusal::Unknowable("the environment carries git config"));
        }
        let found = [Config::find_system().ok(), Config::find_xdg().ok(), Config::find_global().ok()];
        let wanted = [&self.system, &self.xdg, &self.global];
        let levels = [ConfigLevel::System, ConfigLevel::XDG, ConfigLevel::Global];
        let mut replaced = false;
        for ((level, wanted), found) in levels.into_iter().zip(wanted).zip(&found) {
            if wanted != found {
                config.add_file(wanted.as_deref().unwrap_or(Path::new("/dev/null")), level, true)?;
                replaced = true;
            }
        }
        let settings = Settings::from_libgit2(config)?;
        if replaced && settings.user_includes(|section, _| section == b"includeif") {
            // A file that was put in place does not know its repository, and so not whether a condition holds.
            return Err(Refusal::Unknowable("config is included under a condition"));
        }
        let [_, found_xdg, found_global] = found;
        let same_home = (self.global.is_some() && self.global == found_global)
            || (self.xdg.is_some() && self.xdg == found_xdg && self.directory == self.default_directory());
        if !same_home {
            self.check_other_home(config, &settings, found_xdg.as_deref(), found_global.as_deref())?;
        }
        Ok(settings)
    }

    fn default_directory(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".config/git"))
    }

    /// Refuses what libgit2 would read from the home of its own process.
    fn check_other_home(
        &self,
        config: &Config,
        settings: &Settings,
        found_xdg: Option<&Path>,
        found_global: Option<&Path>,
    ) -> Result<(), Refusal> {
        if settings.user_includes(|_, path| path.starts_with(b"~")) {
            return Err(Refusal::Unknowable("config is included from a home that libgit2 does not see"));
        }
        for (name, key) in [("ignore", "excludesfile"), ("attributes", "attributesfile")] {
            match settings.last("core", None, key) {
                Some(given) if given.starts_with(b"~") => {
                    let own = self.home.as_ref().zip(given.strip_prefix(b"~/"));
                    let own = own.and_then(|(home, rest)| Some(home.join(std::str::from_utf8(rest).ok()?)));
                    if own.is_none() || config.get_path(&format!("core.{key}")).ok() != own {
                        return Err(Refusal::Unknowable("a file of rules is in a home that libgit2 does not see"));
                    }
                }
                Some(_) => {}
                None => {
                    let seen = [
                        found_xdg.and_then(Path::parent).map(|directory| directory.join(name)),
                        found_global.and_then(Path::parent).map(|home| home.join(".config/git").join(name)),
                    ];
                    let own = self.directory.as_ref().map(|directory| directory.join(name));
                    if seen.iter().flatten().any(|file| file.exists()) || own.is_some_and(|file| file.exists()) {
                        return Err(Refusal::Unknowable("a file of rules is in a home that libgit2 does not see"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Files of attributes that apply to every repository of the user.
    pub fn attributes(&self, config: &Config) -> Vec<PathBuf> {
        let own = match config.get_path("core.attributesfile") {
            Ok(path) => Some(path),
            Err(_) => self.directory.as_ref().map(|directory| directory.join("attributes")),
        };
        let system =
            self.system.as_ref().and_then(|file| file.parent()).map(|directory| directory.join("gitattributes"));
        own.into_iter().chain(system).collect()
    }
}

/// The system's config: `/etc/gitconfig` for a git below `/usr`, else `etc/gitconfig` below its own prefix.
fn system_file(program: Option<&Path>) -> PathBuf {
    let prefix = program.and_then(|program| program.parent()?.parent());
    match prefix {
        Some(prefix) if prefix != Path::new("/usr") && prefix != Path::new("/") => prefix.join("etc/gitconfig"),
        _ => PathBuf::from("/etc/gitconfig"),
    }
}
