//! The user's own git config, as the caller's environment has it. libgit2 finds its files by the process's
//! environment, which may be another one (a plugin's is a snapshot of its start), so what differs is put right here,
//! and what cannot be put right is refused, for the git program to answer.
//!
//! Limit: a process whose `XDG_CONFIG_HOME` differs from the caller's while the home and the config files agree is not
//! noticed.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use git2::{Config, ConfigLevel};

use crate::error::RowError;
use crate::git::Refusal;
use crate::git::config_text::Malformed;
use crate::git::hazards::{ConfigFiles, check_file, holds_its_reader};
use crate::git::injected::Injected;
use crate::git::program::{Program, value};
use crate::git::settings::{Scope, Settings, parse_bool};
use crate::work::{files, paths};

/// More than any config has reason to hold.
pub(super) const CONFIG_LIMIT: u64 = 16 * 1024 * 1024;

/// How deep git follows files that include others.
pub(super) const INCLUDE_DEPTH: usize = 10;

/// Where the user's config is.
#[derive(Debug)]
pub(super) struct UserFiles {
    system: Option<PathBuf>,
    xdg: Option<PathBuf>,
    global: Option<PathBuf>,
    pub(super) home: Option<PathBuf>,
    /// `git` in the user's config directory: `ignore` and `attributes` are in it by default.
    directory: Option<PathBuf>,
    /// The attributes of the whole system.
    system_attributes: Option<PathBuf>,
    /// The environment itself carries config, which libgit2 does not read.
    injected: bool,
    /// Is where one of the config files is read from, and is none: a FIFO, for one, holds its reader for ever.
    no_file: Option<PathBuf>,
    /// What they say, once that was asked; see [`settings`](Self::settings).
    settings: OnceLock<Option<Settings>>,
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
        let injected = !Injected::of(|name| value(environment, name)).is_empty();
        let system_attributes =
            value(environment, "GIT_ATTR_NOSYSTEM").and_then(|flag| parse_bool(flag.as_encoded_bytes()));
        let system_attributes = (system_attributes != Some(true))
            .then(|| system_file(program.path.as_deref()).with_file_name("gitattributes"));
        let mut no_file = None;
        let mut existing = |file: Option<PathBuf>| {
            let file = file?;
            let metadata = std::fs::metadata(&file).ok()?;
            // What git reads from a directory is an error, and from /dev/null nothing.
            if holds_its_reader(&metadata) {
                no_file = Some(file.clone());
            }
            metadata.is_file().then_some(file)
        };
        Self {
            system: existing(system),
            xdg: existing(xdg),
            global: existing(global),
            home,
            directory,
            system_attributes,
            injected,
            no_file,
            settings: OnceLock::new(),
        }
    }

    /// What the user's files say, read without libgit2. `None` where only libgit2 or git can tell: there is more than files,
    /// an inclusion under a condition, or what git would complain about.
    pub fn settings(&self) -> Option<&Settings> {
        let read = || {
            let all = [&self.system, &self.xdg, &self.global];
            let mut settings = Settings::default();
            for file in all.into_iter().flatten() {
                settings = settings.and(self.file(file, 0).ok()?);
            }
            Some(settings)
        };
        self.settings.get_or_init(|| if self.injected { None } else { read() }).as_ref()
    }

    fn file(&self, file: &Path, depth: usize) -> Result<Settings, Malformed> {
        let text = files::read(file, CONFIG_LIMIT).map_err(|_| Malformed)?;
        Settings::from_text(Scope::User, &text, &mut |path| {
            let path = match path.strip_prefix(b"~/") {
                Some(rest) => self.home.as_ref().ok_or(Malformed)?.join(paths::from_bytes(rest)),
                None if path.starts_with(b"~") || path.starts_with(b"%(") || path.starts_with(b":(") => {
                    return Err(Malformed);
                }
                None => file.parent().ok_or(Malformed)?.join(paths::from_bytes(path)),
            };
            match path.try_exists() {
                Ok(false) => Ok(Settings::default()),
                Ok(true) if depth < INCLUDE_DEPTH => self.file(&path, depth + 1),
                _ => Err(Malformed),
            }
        })
    }

    /// Whether git, and libgit2, can read the user's config without waiting for it. Code: `ws::git::config_unreadable`.
    pub fn check(&self) -> Result<(), RowError> {
        let Some(file) = &self.no_file else { return Ok(()) };
        let message = format_args!("git's config `{}` is not a regular file: move it away", file.display());
        Err(RowError::new("ws::git::config_unreadable", message))
    }

    /// The same, and whether git would wait for a file that they include, or for one of the user's rules.
    pub fn check_all(&self) -> Result<(), RowError> {
        self.check_with(&mut ConfigFiles { home: self.home.as_deref(), work_tree: Path::new("/") })
    }

    /// The same for one repository.
    pub(super) fn check_with(&self, config: &mut ConfigFiles<'_>) -> Result<(), RowError> {
        self.check()?;
        for file in [&self.system, &self.xdg, &self.global].into_iter().flatten() {
            config.check(file, 0)?;
        }
        let own = self.directory.iter().flat_map(|own| ["ignore", "attributes"].map(|name| own.join(name)));
        self.system_attributes.iter().cloned().chain(own).try_for_each(|file| check_file(&file))
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
        if settings.includes_by_git_alone() {
            return Err(Refusal::Unknowable("config is included under a condition that git alone knows"));
        }
        if replaced && settings.user_includes(|section, _| section == b"includeif") {
            // A file that was put in place does not know its repository, and so not whether a condition holds.
            return Err(Refusal::Unknowable("config is included under a condition"));
        }
        let [_, found_xdg, found_global] = found;
        let same_home = (self.global.is_some() && self.global == found_global)
            || (self.xdg.is_some() && self.xdg == found_xdg && self.directory == self.default_directory());
        if !same_home && settings.user_includes(|_, path| path.starts_with(b"~")) {
            return Err(Refusal::Unknowable("config is included from a home that libgit2 does not see"));
        }
        Ok(settings)
    }

    fn default_directory(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".config/git"))
    }

    /// The user's own file of ignore rules, by git's rules for `core.excludesFile`.
    pub fn excludes(&self, settings: &Settings, work_tree: &Path) -> Result<Option<PathBuf>, Refusal> {
        self.rules(settings.last("core", None, "excludesfile"), "ignore", work_tree)
    }

    /// Files of attributes that apply to every repository of the user, the weaker first.
    pub fn attributes(&self, settings: &Settings, work_tree: &Path) -> Result<Vec<PathBuf>, Refusal> {
        let own = self.rules(settings.last("core", None, "attributesfile"), "attributes", work_tree)?;
        Ok(self.system_attributes.iter().cloned().chain(own).collect())
    }

    /// The file that config names, else `name` in the user's own directory. It need not exist.
    fn rules(&self, given: Option<&[u8]>, name: &str, work_tree: &Path) -> Result<Option<PathBuf>, Refusal> {
        let path = |text: &[u8]| PathBuf::from(OsString::from_vec(text.to_vec()));
        match given {
            None => Ok(self.directory.as_ref().map(|directory| directory.join(name))),
            Some(b"") => Ok(None),
            Some(b"~") => Ok(self.home.clone()),
            Some(text) => match text.strip_prefix(b"~/") {
                Some(rest) => Ok(self.home.as_ref().map(|home| home.join(path(rest)))),
                None if [b"~".as_slice(), b"%(", b":("].iter().any(|form| text.starts_with(form)) => {
                    Err(Refusal::Unknowable("a file of rules is named in a form that git alone knows"))
                }
                None => Ok(Some(work_tree.join(path(text)))),
            },
        }
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
