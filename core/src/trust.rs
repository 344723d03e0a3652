//! Which workspaces may activate, and which directories are theirs: the user's registry of trusted workspaces.
//! Comes after [`crate::config`]; activation asks here before it touches an environment.
//!
//! The registry is one JSON file, `trusted.json`, in a state directory that the caller names. It alone decides who is
//! a member: [`Registry::membership`] never opens a `wrknv.toml`, so a hostile clone that lists `../your-repo` gains
//! nothing. What is trusted is the root's real path together with a hash of what activation depends on
//! ([`Settings`]); when that part of the file changes, [`Verdict::Changed`] says how until the user trusts again.
//!
//! A `cd` needs one [`Registry::open`], one [`membership`](Registry::membership), and, for a member, the parsed
//! configuration and one [`Trusted::check`]; none of them starts a process. `trust` and `untrust` replace the file by
//! rename, and take away the file of the former epoch, by which shells notice the change without a process.
//!
//! Refuses to do: activate anything, read the environment (no variable bypasses trust), and act on a registry that
//! somebody else owns or may write.

mod check;
mod error;
mod membership;
mod refusal;
mod rows;
mod settings;
mod store;
mod tracked;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use self::error::TrustError;
pub use self::refusal::Refusal;
pub use self::settings::{Changes, Settings};
use crate::config::{Config, FoundBy};
use crate::discover::refuse_foreign;
use crate::error::RowError;
use crate::work::paths::real_path;

/// The file in `state_dir` that changes whenever trust does; it does not exist before the first `trust`.
pub fn registry_file(state_dir: &Path) -> PathBuf {
    state_dir.join(store::FILE_NAME)
}

/// The registry as it was when it was opened.
#[derive(Debug)]
pub struct Registry {
    state_dir: PathBuf,
    text: String,
}

/// One trusted workspace, as the registry holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The real path of its root.
    pub root: PathBuf,
    /// What activation depends on, as it was when it was trusted.
    pub settings: Settings,
    /// [`Settings::hash`] of that.
    pub hash: String,
    /// The real path of the venv, as it was when it was trusted; `None` when there was none.
    pub venv_real: Option<PathBuf>,
    /// When it was last trusted.
    pub trusted_at: Timestamp,
    /// Sibling path → real path, for the siblings where the two differ.
    pub links: BTreeMap<PathBuf, PathBuf>,
}

/// What [`Registry::trust`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustChange {
    /// The entry as it is now.
    pub trusted: Trusted,
    /// What is new about it.
    pub difference: Difference,
    /// Directories that another trusted workspace claims as well: (directory, the other's root). There, neither
    /// activates.
    pub shared: Vec<(PathBuf, PathBuf)>,
}

/// How an entry came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It was not trusted before.
    New,
    /// It was trusted with the same settings.
    None,
    /// It was trusted with other settings.
    Changed(Box<Changes>),
}

/// May this workspace activate?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Trusted,
    /// Not until it is trusted again: what activation depends on is no longer what was trusted.
    Changed(Changes),
    /// It was never trusted at this place.
    Unknown,
    /// Trusted or not, what is on the disk is not safe to activate.
    Refused(Refusal),
}

impl Verdict {
    /// The stable code of what stands in the way; `None` when nothing does.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Trusted => None,
            Self::Changed(_) => Some("ws::trust::changed"),
            Self::Unknown => Some("ws::trust::required"),
            Self::Refused(refusal) => Some(refusal.code()),
        }
    }

    /// One line that says what stands in the way and names the remedy; `None` when nothing does.
    pub fn message(&self, root: &Path) -> Option<String> {
        let root = settings::shown(root);
        match self {
            Self::Trusted => None,
            Self::Changed(_) => Some(format!("{root} has changed since it was trusted: run `ws trust` to see how")),
            Self::Unknown => Some(format!("{root} is not trusted: run `ws trust` to allow it to activate")),
            Self::Refused(refusal) => Some(format!("{refusal}: {}", refusal.hint())),
        }
    }
}

impl Registry {
    /// Reads the registry in `state_dir`; without a file (or directory) it is empty. Refused are a file or directory
    /// that somebody else owns or that group or others may write, and a file that is not a registry.
    pub fn open(state_dir: &Path) -> Result<Self, TrustError> {
        Ok(Self { state_dir: state_dir.to_path_buf(), text: store::read(state_dir)? })
    }

    /// The file that is there as long as the registry says what it says now; `None` before the first `trust`.
    pub fn epoch(&self) -> Option<PathBuf> {
        (!self.text.is_empty()).then(|| self.state_dir.join(store::epoch_name(&self.text)))
    }

    /// Trusts the workspace as `config` says it, after every check of [`Trusted::check`] and one that takes longer:
    /// git must not track the venv. `git_environment` is the whole environment of the `git` program, which is only
    /// asked about repositories that libgit2 cannot read.
    ///
    /// `allow` names variables that make programs run or load something and that are wanted all the same; what was allowed
    /// before stays so as long as its value is the same.
    ///
    /// The configuration must have been parsed at the root's real path (see [`at_real_root`]). Writers wait for each
    /// other, and the file is replaced as a whole: a reader sees the old or the new one.
    pub fn trust(
        &mut self,
        config: &Config,
        allow: &[String],
        git_environment: &[(OsString, OsString)],
    ) -> Result<TrustChange, TrustError> {
        if let Some(name) = allow.iter().find(|name| !config.env.contains_key(*name)) {
            return Err(Refusal::NothingToAllow { name: name.clone() }.into());
        }
        let before = self.get(&config.root)?.map(|trusted| trusted.settings).unwrap_or_default();
        let unchanged = |name: &&String| before.env.get(*name) == config.env.get(*name);
        let settings = Settings::of(config).allowing(before.allowed.iter().filter(unchanged).chain(allow).cloned());
        settings.refuse_variables()?;
        let venv_real = match check::disk(&config.root, &settings.venv_path) {
            Ok(real) => Some(real),
            // A workspace is trusted to be worked in before its venv is made. What lies at the place is refused.
            Err(Refusal::NoVenv { path }) if path.symlink_metadata().is_err() => None,
            Err(refusal) => return Err(refusal.into()),
        };
        if let Some(real) = &venv_real {
            tracked::refuse(real, git_environment)?;
        }
        let trusted = Trusted {
            root: config.root.clone(),
            hash: settings.hash(),
            links: settings.links(),
            settings,
            venv_real,
            trusted_at: Timestamp::now(),
        };
        let (difference, shared) = self.change(|entries| {
            let shared = entries.iter().filter(|e| e.root != trusted.root).flat_map(|e| trusted.shared_with(e));
            let shared = shared.collect();
            let before = entries.iter().position(|entry| entry.root == trusted.root).map(|at| entries.remove(at));
            entries.push(trusted.clone());
            let difference = match before {
                None => Difference::New,
                Some(before) if before.hash == trusted.hash && before.venv_real == trusted.venv_real => {
                    Difference::None
                }
                Some(before) => Difference::Changed(Box::new(Changes {
                    venv_real: (before.venv_real != trusted.venv_real)
                        .then(|| (before.venv_real, trusted.venv_real.clone())),
                    ..Changes::between(&before.settings, &trusted.settings)
                })),
            };
            (difference, shared)
        })?;
        Ok(TrustChange { trusted, difference, shared })
    }

    /// Forgets the workspace whose root is `root`, also when that is gone or a symlink to it; `None` when it was not
    /// trusted.
    pub fn untrust(&mut self, root: &Path) -> Result<Option<Trusted>, TrustError> {
        let real = real_path(root);
        self.change(|entries| {
            let at = entries.iter().position(|entry| entry.root == real || entry.root == root);
            at.map(|at| entries.remove(at))
        })
    }

    /// Every trusted workspace, the one trusted last first.
    pub fn list(&self) -> Result<Vec<Trusted>, TrustError> {
        let mut entries = store::entries(&self.state_dir, &self.text)?;
        entries.sort_by(|a, b| b.trusted_at.cmp(&a.trusted_at).then_with(|| a.root.cmp(&b.root)));
        Ok(entries)
    }

    /// The roots of all trusted workspaces, the one trusted last first: [`crate::discover::Request::remembered`].
    pub fn remembered(&self) -> Result<Vec<PathBuf>, TrustError> {
        Ok(self.list()?.into_iter().map(|trusted| trusted.root).collect())
    }

    /// The entry of the workspace whose root is `root`, a real path.
    pub fn get(&self, root: &Path) -> Result<Option<Trusted>, TrustError> {
        store::entry(&self.state_dir, &self.text, root)
    }

    /// May the workspace that `config` describes activate?
    pub fn check(&self, config: &Config) -> Result<Verdict, TrustError> {
        Ok(match self.get(&real_path(&config.root))? {
            None => Verdict::Unknown,
            Some(trusted) => trusted.check(config),
        })
    }

    /// Whether the workspace is trusted to be worked in, by whatever path it was found: what its files name may be run.
    /// `home` is what `~` means.
    pub fn trusts(&self, config: &Config, home: Option<&Path>) -> bool {
        let real = at_real_root(config.clone(), home);
        real.is_ok_and(|config| matches!(self.check_work(&config), Ok(Verdict::Trusted)))
    }

    /// The venv of a workspace that may activate, by whatever path it was found: the real path that was checked, which is
    /// what belongs on a PATH. `home` is what `~` means.
    pub fn venv(&self, config: &Config, home: Option<&Path>) -> Option<PathBuf> {
        let config = at_real_root(config.clone(), home).ok()?;
        self.get(&real_path(&config.root)).ok()??.venv(&config).ok()
    }

    /// Does the user allow to run what the workspace's files name, and to change its clones? Naming the root, or being in
    /// it, says so; else it has to be trusted. `home` is what `~` means.
    ///
    /// # Errors
    /// [`crate::Error::TrustRequired`], [`crate::Error::ForeignWorkspace`], or what is wrong with the registry.
    pub fn permit_work(&self, config: &Config, home: Option<&Path>) -> Result<(), crate::Error> {
        if !config.found.needs_trust() {
            return Ok(());
        }
        if config.found == FoundBy::Stranger {
            // Trust in it would not do either.
            refuse_foreign(&config.root, Some(&config.python.venv_path))?;
        }
        let config = at_real_root(config.clone(), home)?;
        let verdict = self.check_work(&config)?;
        let Some(code) = verdict.code() else { return Ok(()) };
        let message = verdict.message(&config.root).unwrap_or_default();
        Err(crate::Error::TrustRequired { root: config.root, reason: RowError::new(code, message) })
    }

    /// [`check`](Self::check), for which it is no matter that there is no venv, or a new one: none is used.
    fn check_work(&self, config: &Config) -> Result<Verdict, TrustError> {
        Ok(match self.check(config)? {
            Verdict::Refused(Refusal::NoVenv { .. } | Refusal::NotAVenv { .. } | Refusal::VenvIsNew { .. }) => {
                Verdict::Trusted
            }
            verdict => verdict,
        })
    }

    /// Changes the file under the writers' lock, starting from what is in it then.
    fn change<T>(&mut self, edit: impl FnOnce(&mut Vec<Trusted>) -> T) -> Result<T, TrustError> {
        let _lock = store::lock(&self.state_dir)?;
        let before = store::read(&self.state_dir)?;
        let mut entries = store::entries(&self.state_dir, &before)?;
        let result = edit(&mut entries);
        self.text = store::write(&self.state_dir, &entries)?;
        Ok(result)
    }
}

impl Trusted {
    /// May this workspace activate, as `config` (parsed from its `wrknv.toml` a moment ago) and the disk are now?
    ///
    /// The settings must be those that were trusted; root, venv, the venv's `bin` and every directory above must belong to
    /// the user or root and be writable by nobody else; the venv's real path must be what it was; `pyvenv.cfg` must be
    /// there. That git does not track the venv is taken from when it was trusted: no git on a `cd`.
    pub fn check(&self, config: &Config) -> Verdict {
        self.venv(config).map_or_else(|verdict| *verdict, |_| Verdict::Trusted)
    }

    /// The same, with the venv's real path when it may: the one that was checked.
    pub(crate) fn venv(&self, config: &Config) -> Result<PathBuf, Box<Verdict>> {
        let refused = |refusal| Box::new(Verdict::Refused(refusal));
        if config.root != self.root {
            return Err(if real_path(&config.root) == self.root {
                refused(Refusal::RootIsALink { root: config.root.clone(), real: self.root.clone() })
            } else {
                Box::new(Verdict::Unknown)
            });
        }
        let settings = Settings::of(config).allowing(self.settings.allowed.iter().cloned());
        if settings.hash() != self.hash {
            return Err(Box::new(Verdict::Changed(Changes::between(&self.settings, &settings))));
        }
        settings.refuse_variables().map_err(refused)?;
        let real = check::disk(&self.root, &settings.venv_path).map_err(refused)?;
        match &self.venv_real {
            Some(trusted) if *trusted == real => Ok(real),
            Some(trusted) => Err(refused(Refusal::VenvMoved { now: real, trusted: trusted.clone() })),
            None => Err(refused(Refusal::VenvIsNew { path: real })),
        }
    }

    /// The directories that the workspace claims, with all below them: its root and its siblings.
    pub fn claims(&self) -> impl Iterator<Item = &Path> {
        let real = self.links.values().map(PathBuf::as_path);
        std::iter::once(self.root.as_path()).chain(self.settings.siblings.iter().map(PathBuf::as_path)).chain(real)
    }
}

/// The configuration with the real path as its root: as it is when that is how it was found, else the very same bytes
/// parsed again there, so that relative paths mean what they mean without the symlink. `home` is what `~` means.
pub fn at_real_root(config: Config, home: Option<&Path>) -> Result<Config, crate::Error> {
    let real = real_path(&config.root);
    if real == config.root {
        return Ok(config);
    }
    let mut source_file = (*config.source_file).clone();
    if let Some(name) = source_file.path.file_name() {
        source_file.path = real.join(name);
    }
    Ok(Config { found: config.found, ..crate::config::load(source_file, &real, home)? })
}

#[cfg(test)]
mod tests;
