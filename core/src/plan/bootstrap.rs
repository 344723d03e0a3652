//! `ws bootstrap`: which siblings are missing, and whether each is cloned or linked to a clone that is elsewhere.
//! [`plan`] only looks; [`carry_out`] changes the disk.

mod carry_out;
mod nested;
mod staging;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::{self, Look, LookOptions, Remotes};
use crate::work::pool::{Pool, default_jobs};

pub use self::carry_out::carry_out;

/// How to bring the siblings here.
#[derive(Debug, Clone, Default)]
pub struct CloneOptions {
    /// Where clones may be already: absolute.
    pub from: Option<PathBuf>,
    /// Only link, never clone.
    pub link: bool,
    /// `--depth` of git-clone(1).
    pub depth: Option<u32>,
    /// `--filter` of git-clone(1).
    pub filter: Option<String>,
    /// The branch to check out; by default the sibling's `branch`, else the remote's.
    pub branch: Option<String>,
    /// Whether every clone takes its submodules along; else those whose sibling says so.
    pub submodules: bool,
    /// How long git may say nothing.
    pub silence: Option<Duration>,
}

/// What is done about one sibling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloneAction {
    /// It is cloned from its `repo`.
    Clone,
    /// Its place becomes a symlink to a clone.
    Link,
    /// It is there.
    Skip,
    /// What is there, or would be linked, is a clone of something else.
    Mismatch,
}

impl CloneAction {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clone => "clone",
            Self::Link => "link",
            Self::Skip => "skip",
            Self::Mismatch => "mismatch",
        }
    }
}

/// One sibling's part of the plan.
#[derive(Debug, Clone)]
pub struct CloneStep {
    /// The sibling.
    pub name: String,
    /// What to do; `None` when nothing can be done.
    pub action: Option<CloneAction>,
    /// A URL to clone, or a directory to link to.
    pub source: Option<String>,
    /// Where the clone or link is made; absolute.
    pub target: PathBuf,
    /// The branch to check out.
    pub branch: Option<String>,
    /// Whether a clone takes its submodules along.
    pub submodules: bool,
    /// Why nothing can be done, and what to do about it. Codes: `ws::bootstrap::mismatch`,
    /// `ws::bootstrap::not_a_repository`, `ws::bootstrap::dangling_link`, `ws::bootstrap::no_repo`,
    /// `ws::bootstrap::not_in_from`, those of [`git::look`], and after [`carry_out`] also `ws::bootstrap::blocked`,
    /// `ws::bootstrap::busy`, `ws::bootstrap::in_the_way`, `ws::io::not_writable`, `ws::io::disk_full` and those of git's
    /// run.
    pub error: Option<RowError>,
}

/// What a step came to.
#[derive(Debug, Clone)]
pub struct BootstrapRow {
    /// The step.
    pub step: CloneStep,
    /// How it went.
    pub state: CloneState,
    /// How long it took; `None` when it was not started.
    pub duration: Option<Duration>,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloneState {
    /// Not started: the plan was only shown.
    Planned,
    /// As it should be.
    Ok,
    /// Not done; the error says why.
    Error,
    /// Interrupted.
    Cancelled,
}

impl CloneState {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Told while a clone runs: the step's place in the plan, what git does, and how much of that is done, in percent.
pub type OnProgress = Arc<dyn Fn(usize, &str, u8) + Send + Sync>;

/// What has to be done for `siblings`. Looks at the disk and changes nothing.
pub fn plan(config: &Config, siblings: &[&Sibling], options: &CloneOptions, look: &LookOptions) -> Vec<CloneStep> {
    let (config, options, look) = (config.clone(), options.clone(), look.clone());
    let work = move |sibling: &Sibling| step(&config, sibling, &options, &look);
    let give_up = |sibling: &Sibling, error| CloneStep { error: Some(error), ..CloneStep::about(sibling) };
    let siblings = siblings.iter().copied().cloned().collect();
    Pool::punctual(default_jobs(), git::LOOK_LIMIT).in_order(siblings, work, give_up).collect()
}

impl CloneStep {
    /// Nothing is known yet of what is there.
    fn about(sibling: &Sibling) -> Self {
        Self {
            name: sibling.name.to_string(),
            action: None,
            source: sibling.repo.clone(),
            target: sibling.path.clone(),
            branch: sibling.branch.clone(),
            submodules: sibling.submodules,
            error: None,
        }
    }

    /// The row of a plan that is only shown.
    pub fn planned(self) -> BootstrapRow {
        let state = if self.error.is_some() { CloneState::Error } else { CloneState::Planned };
        BootstrapRow { step: self, state, duration: None }
    }

    /// `action`, if the repository is the sibling's; see [`mismatch`].
    fn if_right(self, action: CloneAction, mismatch: Result<Option<RowError>, RowError>) -> Self {
        match mismatch {
            Ok(None) => Self { action: Some(action), ..self },
            Ok(Some(error)) => Self { action: Some(CloneAction::Mismatch), error: Some(error), ..self },
            Err(error) => Self { error: Some(error), ..self },
        }
    }

    fn refused(mut self, code: &'static str, message: impl std::fmt::Display) -> Self {
        self.error = Some(RowError::new(code, message));
        self
    }
}

fn step(config: &Config, sibling: &Sibling, options: &CloneOptions, look: &LookOptions) -> CloneStep {
    let target = sibling.path.clone();
    let shown = target.display().to_string();
    let about = CloneStep::about(sibling);
    let step = CloneStep { branch: options.branch.clone().or_else(|| about.branch.clone()), ..about };
    match (fs::symlink_metadata(&target), fs::metadata(&target)) {
        (Err(error), _) if error.kind() == ErrorKind::NotFound => absent(config, sibling, options, look, step),
        (Err(error), _) => step.refused("ws::git::unreadable", format_args!("cannot look at `{shown}`: {error}")),
        (Ok(_), Err(_)) => step.refused(
            "ws::bootstrap::dangling_link",
            format_args!("`{shown}` is a dangling symlink: correct or remove it"),
        ),
        (Ok(_), Ok(metadata)) if !metadata.is_dir() => {
            step.refused("ws::bootstrap::not_a_repository", format_args!("`{shown}` is a file: move it away"))
        }
        (Ok(there), Ok(_)) => match git::look(&target, look) {
            Look::Failed(error) => CloneStep { error: Some(error), ..step },
            Look::Repo(_) => step.if_right(CloneAction::Skip, mismatch(sibling, &target, &config.root, look)),
            Look::NotGit | Look::Missing if !there.is_symlink() && is_empty(&target) => {
                absent(config, sibling, options, look, step)
            }
            Look::NotGit | Look::Missing => step.refused(
                "ws::bootstrap::not_a_repository",
                format_args!("`{shown}` is not empty and not a git repository: move it away, or use another path"),
            ),
        },
    }
}

/// The step for a sibling that is not there.
fn absent(
    config: &Config,
    sibling: &Sibling,
    options: &CloneOptions,
    look: &LookOptions,
    step: CloneStep,
) -> CloneStep {
    let found = options.from.as_deref().and_then(|from| clone_in(from, sibling));
    match (found, &sibling.repo) {
        (Some(found), _) => {
            let step = CloneStep { source: Some(found.display().to_string()), branch: None, ..step };
            step.if_right(CloneAction::Link, mismatch(sibling, &found, &config.root, look))
        }
        (None, _) if options.link => {
            let from = options.from.as_deref().unwrap_or(Path::new(""));
            let message = format!("`{}` has no clone of it: to clone it, run again without --link", from.display());
            step.refused("ws::bootstrap::not_in_from", message)
        }
        (None, Some(_)) => CloneStep { action: Some(CloneAction::Clone), ..step },
        (None, None) => step.refused(
            "ws::bootstrap::no_repo",
            format_args!("wrknv.toml names no `repo` for `{}`: add it, or clone it yourself", sibling.name),
        ),
    }
}

/// A clone in `from`, by the name of the sibling's directory or its own; its real path.
fn clone_in(from: &Path, sibling: &Sibling) -> Option<PathBuf> {
    let names = sibling.path.file_name().into_iter().chain([std::ffi::OsStr::new(sibling.name.as_str())]);
    let candidates = names.map(|name| from.join(name)).filter(|path| path.join(".git").exists());
    candidates.filter_map(|path| path.canonicalize().ok()).find(|path| *path != sibling.path)
}

/// Why the repository at `path` is not the sibling's; the outer error when its remotes cannot be read.
fn mismatch(sibling: &Sibling, path: &Path, root: &Path, look: &LookOptions) -> Result<Option<RowError>, RowError> {
    let Some(wanted) = &sibling.repo else { return Ok(None) };
    let remotes = Remotes::read(path, look)?;
    if remotes.include(wanted, root, look) {
        return Ok(None);
    }
    let place = path.display();
    let message = if let Some(url) = remotes.shown() {
        format!("`{place}` is a clone of {url}: run `git remote set-url` in it, or correct wrknv.toml")
    } else {
        format!("`{place}` has no remote: run `git remote add origin {wanted}` in it, or correct wrknv.toml")
    };
    Ok(Some(RowError::new("ws::bootstrap::mismatch", message)))
}

fn is_empty(directory: &Path) -> bool {
    fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none())
}
