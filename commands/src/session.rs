//! The surroundings of one call: the user's directory, environment, home, registry, cache, and audience.
//! An adapter fills it from the process or from Nushell's engine; commands take them from here.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ws_core::cache::Cache;
use ws_core::discover::{self, Cancelled, Request};
use ws_core::env::Env;
use ws_core::git::{LookOptions, Memory};
use ws_core::inspect::{self, InspectOptions};
use ws_core::outline::{self, Outline};
use ws_core::python::venv::CallerEnv;
use ws_core::trust::{Registry, at_real_root};
use ws_core::work::child::{Host, Stream};
use ws_core::{Config, Error, Problem, SourceFile};

use crate::answer::Failure;
use crate::asked::Asked;
use crate::select;

/// The surroundings of one call.
#[derive(Clone)]
pub struct Session {
    /// The current directory as the user sees it: absolute, symlinks not resolved.
    pub directory: PathBuf,
    /// The environment, whole, as an external command would get it.
    pub env: Env,
    /// What `~` means.
    pub home: Option<PathBuf>,
    /// The directory of the registry of trusted workspaces; `None` without a home.
    pub state: Option<PathBuf>,
    /// The user's cache.
    pub cache: Option<Cache>,
    /// What former looks at repositories have seen, in a process that stays.
    pub memory: Option<Arc<Memory>>,
    /// Where output goes that is too large for memory.
    pub temporary: PathBuf,
    /// Polled several times a second; when true, all work ends.
    pub cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Who is told what goes on.
    pub audience: Arc<dyn Audience>,
}

/// Receives progress and warnings while a command runs. None of it is part of the answer.
pub trait Audience: Send + Sync {
    /// A warning, in one line.
    fn warn(&self, text: &str);

    /// The warnings about a file.
    fn problems(&self, source_file: &SourceFile, problems: &[Problem]);

    /// Something that a person may want to know, and a script does not.
    fn note(&self, _text: &str) {}

    /// Work begins on these; later calls name each by its index.
    fn begin(&self, _names: Vec<String>) {}

    /// One has done this many percent of a phase.
    fn progress(&self, _index: usize, _phase: &str, _percent: u8) {}

    /// One says a line.
    fn line(&self, _index: usize, _line: &str) {}

    /// Whether what children say is shown as they say it, so that it need not be kept.
    fn shows_output(&self) -> bool {
        false
    }

    /// A child of one says something.
    fn output(&self, _index: usize, _stream: Stream, _bytes: &[u8]) {}

    /// One is done; `told` is the line about it, if there is one.
    fn done(&self, _index: usize, _told: Option<&str>) {}
}

/// How closely repositories are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Refs, operations and stashes; what is uncommitted stays unknown.
    Refs,
    /// The working tree too.
    WorkTree,
}

impl Session {
    /// Finds and reads the workspace; warnings about its file go to the audience. Keys that nobody knows may be another
    /// tool's, and are told by `ws validate` alone.
    pub fn open(&self, asked: &Asked) -> Result<Config, Failure> {
        let config = self.open_silently(asked).map_err(|error| {
            let place = asked.place_of(&error);
            Failure::from(error).about(place)
        })?;
        let warnings: Vec<Problem> =
            config.warnings.iter().filter(|warning| warning.code != "ws::config::unknown_key").cloned().collect();
        if !warnings.is_empty() {
            self.audience.problems(&config.source_file, &warnings);
        }
        Ok(config)
    }

    /// The same by package, and how to look at the packages: a repository of several has a sibling for each.
    pub fn open_packages(&self, asked: &Asked) -> Result<(Config, InspectOptions), Failure> {
        let config = self.open(asked)?;
        let options = self.inspect_options(&config, Depth::Refs);
        Ok((inspect::by_package(&config, &options), options))
    }

    /// The same without a word about warnings.
    pub fn open_silently(&self, asked: &Asked) -> Result<Config, Error> {
        discover::open(&self.request(asked.text(&select::ROOT).map(Path::new)))
    }

    /// The same for a command that runs what the workspace's files name, or changes clones by them: that needs trust,
    /// unless the user named the root or is in it.
    pub fn open_to_work(&self, asked: &Asked) -> Result<Config, Failure> {
        let config = self.open(asked)?;
        if config.found.needs_trust() {
            self.registry()?.permit_work(&config, self.home.as_deref())?;
        }
        Ok(config)
    }

    /// The same at the root's real path: trust is given to a real path only.
    pub fn open_at_real_root(&self, asked: &Asked) -> Result<Config, Failure> {
        Ok(at_real_root(self.open(asked)?, self.home.as_deref())?)
    }

    /// The workspace's names, most often from the cache; `None` whatever is wrong.
    pub fn outline(&self, root: Option<&Path>) -> Option<Outline> {
        outline::open(&self.request(root), self.cache.as_ref()).ok()
    }

    /// The question that discovery answers.
    pub fn request(&self, root: Option<&Path>) -> Request {
        // A relative path is relative to the caller's directory, which later stages do not know.
        let absolute = |path: &Path| self.directory.join(path);
        Request {
            current_dir: self.directory.clone(),
            root: root.map(absolute),
            ws_root: self.variable("WS_ROOT").map(|root| absolute(Path::new(root))),
            // A registry that cannot be read is reported where trust is asked for.
            remembered: self.registry().ok().and_then(|registry| registry.remembered().ok()).unwrap_or_default(),
            home: self.home.clone(),
            cancelled: Cancelled::by(Arc::clone(&self.cancelled)),
        }
    }

    /// The user's registry of trusted workspaces.
    pub fn registry(&self) -> Result<Registry, Error> {
        // Without a home there is no registry, and nothing that could be trusted.
        Ok(Registry::open(self.state.as_deref().unwrap_or_else(|| Path::new("/nonexistent")))?)
    }

    /// Whether the user trusts the workspace as it is now. A registry that cannot be read trusts nothing.
    pub fn is_trusted(&self, config: &Config) -> bool {
        self.registry().is_ok_and(|registry| registry.trusts(config, self.home.as_deref()))
    }

    /// The venv of a workspace that may activate: the real path that was checked.
    pub fn trusted_venv(&self, config: &Config) -> Option<PathBuf> {
        self.registry().ok()?.venv(config, self.home.as_deref())
    }

    /// How to look at siblings. In a trusted workspace the repositories' own filters are run.
    pub fn inspect_options(&self, config: &Config, depth: Depth) -> InspectOptions {
        let fast = depth == Depth::Refs;
        // Without the working trees there is nothing to filter.
        let run_repository_filters = !fast && self.is_trusted(config);
        let env = self.env.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let look =
            LookOptions { fast, run_repository_filters, env, memory: self.memory.clone(), ..LookOptions::default() };
        let (interrupted, cache) = (Arc::clone(&self.cancelled), self.cache.clone());
        let venv = Some(config.python.venv_path.clone());
        InspectOptions { interrupted, cache, venv, ..InspectOptions::new(look) }
    }

    /// What work takes from the caller.
    pub fn host(&self) -> Host {
        Host { env: self.env.clone(), spill_directory: self.temporary.clone(), cancelled: Arc::clone(&self.cancelled) }
    }

    /// What `ws venv` asks of the caller: its active venv, and whether the workspace is trusted.
    pub fn caller_env(&self, config: &Config) -> Result<CallerEnv, Failure> {
        // Relative paths may mean something else than at the real root; trust holds for the real root.
        let at_root = at_real_root(config.clone(), self.home.as_deref()).unwrap_or_else(|_| config.clone());
        let trust = self.state.is_some().then(|| self.registry()).transpose()?;
        let trust = trust.map(|registry| registry.check(&at_root)).transpose()?;
        let virtual_env = self.variable("VIRTUAL_ENV").map(PathBuf::from);
        Ok(CallerEnv { virtual_env, path: self.variable("PATH").map(OsString::from), trust })
    }

    /// A path that the caller named.
    pub fn absolute(&self, path: &str) -> PathBuf {
        self.directory.join(path)
    }

    /// A variable of the environment; empty counts as unset.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.env.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }
}
