//! `ws bootstrap`: the siblings that are not there are cloned, or linked to clones that are somewhere else.
//!
//! What is there is never touched. A clone is made in a directory of its own next to its place, `.NAME.ws-clone`, and
//! moved when it is whole; what an interrupted run left in there is the one thing that is removed, under a lock.

mod nested;

use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::client::Client;
use crate::git::{self, Look, LookOptions, Remotes};
use crate::work::child::Host;
use crate::work::pool::{Pool, default_jobs};

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
    /// `ws::bootstrap::not_in_from`, `ws::git::unreadable` and its like.
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
        (Ok(link), Ok(_)) => match git::look(&target, look) {
            Look::Failed(error) => CloneStep { error: Some(error), ..step },
            Look::Repo(_) => match mismatch(sibling, &target, &config.root, look) {
                Ok(None) => CloneStep { action: Some(CloneAction::Skip), ..step },
                Ok(Some(error)) => CloneStep { action: Some(CloneAction::Mismatch), error: Some(error), ..step },
                Err(error) => CloneStep { error: Some(error), ..step },
            },
            Look::NotGit | Look::Missing if !link.is_symlink() && is_empty(&target) => {
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
            let (action, error) = match mismatch(sibling, &found, &config.root, look) {
                Ok(None) => (Some(CloneAction::Link), None),
                Ok(Some(error)) => (Some(CloneAction::Mismatch), Some(error)),
                Err(error) => (None, Some(error)),
            };
            CloneStep { action, source: Some(found.display().to_string()), branch: None, error, ..step }
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

/// Carries the plan out, `jobs` clones side by side. One failure stops nothing else; every step gives a result, in order.
/// A sibling inside another waits for that one.
pub fn carry_out(
    steps: Vec<CloneStep>,
    jobs: usize,
    root: &Path,
    options: &CloneOptions,
    host: Host,
    on_progress: OnProgress,
) -> Box<dyn Iterator<Item = BootstrapRow> + Send> {
    let client = Client::new(&host.env, &host.spill_directory);
    let (root, options) = (root.to_path_buf(), options.clone());
    let work = move |group: &Vec<(usize, CloneStep)>| {
        let mut results: Vec<(usize, BootstrapRow)> = Vec::with_capacity(group.len());
        for (place, step) in group {
            let told = |phase: &str, percent: u8| on_progress(*place, phase, percent);
            let outer =
                results.iter().find(|(_, done)| done.step.error.is_some() && nested::is_inside(step, &done.step));
            let done = match outer {
                Some((_, outer)) if step.error.is_none() => nested::blocked(step, &outer.step),
                _ => one(client.as_ref().map_err(Clone::clone), step, &root, &options, &host, &told),
            };
            results.push((*place, done));
        }
        results
    };
    let give_up = |group: &Vec<(usize, CloneStep)>, error: RowError| {
        let failed = |step: &CloneStep| CloneStep { error: Some(error.clone()), ..step.clone() };
        let done = |step: &CloneStep| BootstrapRow { step: failed(step), state: CloneState::Error, duration: None };
        group.iter().map(|(place, step)| (*place, done(step))).collect()
    };
    let results = Pool::patient(jobs).in_order(nested::groups(steps), work, give_up);
    Box::new(nested::InOrder::new(results))
}

fn one(
    client: Result<&Client, RowError>,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    host: &Host,
    told: &dyn Fn(&str, u8),
) -> BootstrapRow {
    let begun = Instant::now();
    let outcome = match (&step.error, step.action) {
        (Some(error), _) => Err(error.clone()),
        (None, Some(CloneAction::Clone)) if (host.cancelled)() => {
            Err(RowError::new("ws::git::cancelled", "it was interrupted before it started"))
        }
        (None, Some(CloneAction::Clone)) => {
            client.and_then(|client| clone(client, step, root, options, host.cancelled.as_ref(), told))
        }
        (None, Some(CloneAction::Link)) => link(step),
        (None, _) => {
            tidy(&step.target);
            Ok(())
        }
    };
    let did = matches!(step.action, Some(CloneAction::Clone | CloneAction::Link));
    let duration = did.then(|| begun.elapsed());
    match outcome {
        Ok(()) => BootstrapRow { step: step.clone(), state: CloneState::Ok, duration },
        Err(error) => {
            let state = if error.code == "ws::git::cancelled" { CloneState::Cancelled } else { CloneState::Error };
            BootstrapRow { step: CloneStep { error: Some(error), ..step.clone() }, state, duration }
        }
    }
}

/// The directory next to `target` in which its clone is made.
fn workshop(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?.to_string_lossy().into_owned();
    Some(target.with_file_name(format!(".{name}.ws-clone")))
}

/// How long a lock may be held by nobody who works: a child that a killed run had begun to start has its files until it
/// starts its program.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(10);

/// A workshop that is locked: this process's alone.
struct Workshop {
    directory: PathBuf,
    _lock: File,
}

impl Workshop {
    /// Makes it, or takes over what an interrupted run left.
    fn enter(target: &Path) -> Result<Self, RowError> {
        let cannot = |action: &str, path: &Path, error: &std::io::Error| {
            let code = match error.raw_os_error().map(rustix::io::Errno::from_raw_os_error) {
                Some(rustix::io::Errno::NOSPC | rustix::io::Errno::DQUOT) => "ws::io::disk_full",
                _ => "ws::io::not_writable",
            };
            RowError::new(code, format_args!("cannot {action} `{}`: {error}", path.display()))
        };
        let directory = workshop(target)
            .ok_or_else(|| RowError::new("ws::io::not_writable", "its path does not end in a name to clone to"))?;
        let parent = target.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|error| cannot("create", parent, &error))?;
        match DirBuilder::new().mode(0o700).create(&directory) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(cannot("create", &directory, &error)),
            _ => {}
        }
        let own = fs::symlink_metadata(&directory)
            .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw());
        if !own {
            return Err(RowError::new(
                "ws::io::not_writable",
                format_args!(
                    "`{}` is in the way and is not a directory of yours: check it, and move it away",
                    directory.display()
                ),
            ));
        }
        let path = directory.join("lock");
        let lock = File::create(&path).map_err(|error| cannot("create", &path, &error))?;
        let begun = Instant::now();
        while flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            if begun.elapsed() > PATIENCE {
                let message = "another `ws bootstrap` is cloning it: wait for that one";
                return Err(RowError::new("ws::bootstrap::busy", message));
            }
            std::thread::sleep(PAUSE);
        }
        let workshop = Self { directory, _lock: lock };
        workshop.sweep();
        Ok(workshop)
    }

    /// Removes half-made clones. Nobody else puts anything here.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("clone-") {
                // What cannot be removed stays: each clone has its own name, so it does no harm.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Removes itself, if nothing is in it that is not its own.
    fn leave(self) {
        self.sweep();
        let _ = fs::remove_file(self.directory.join("lock"));
        let _ = fs::remove_dir(&self.directory);
    }
}

/// Removes what an interrupted run left beside a sibling that is there.
fn tidy(target: &Path) {
    if workshop(target).is_some_and(|directory| directory.join("lock").exists())
        && let Ok(workshop) = Workshop::enter(target)
    {
        workshop.leave();
    }
}

fn clone(
    client: &Client,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    cancelled: &dyn Fn() -> bool,
    told: &dyn Fn(&str, u8),
) -> Result<(), RowError> {
    let workshop = Workshop::enter(&step.target)?;
    // A new name: a git that outlived its `ws` may still write to an older one.
    let inside = workshop.directory.join(format!("clone-{}", std::process::id()));
    let outcome = clone_into(client, step, root, options, &inside, cancelled, told).and_then(|()| {
        // rename(2) replaces an empty directory, and fails on anything else.
        fs::rename(&inside, &step.target).map_err(|error| {
            let target = step.target.display();
            RowError::new("ws::bootstrap::in_the_way", format_args!("cannot move the clone to `{target}`: {error}"))
        })
    });
    workshop.leave();
    outcome
}

fn clone_into(
    client: &Client,
    step: &CloneStep,
    root: &Path,
    options: &CloneOptions,
    inside: &Path,
    cancelled: &dyn Fn() -> bool,
    told: &dyn Fn(&str, u8),
) -> Result<(), RowError> {
    let mut arguments: Vec<std::ffi::OsString> = vec!["clone".into(), "--progress".into()];
    if let Some(depth) = options.depth {
        arguments.push(format!("--depth={depth}").into());
    }
    if let Some(filter) = &options.filter {
        arguments.push(format!("--filter={filter}").into());
    }
    if let Some(branch) = &step.branch {
        arguments.push(format!("--branch={branch}").into());
    }
    if step.submodules || options.submodules {
        arguments.push("--recurse-submodules".into());
        arguments.extend(options.depth.map(|_| "--shallow-submodules".into()));
    }
    arguments.push("--".into());
    arguments.push(step.source.clone().unwrap_or_default().into());
    arguments.push(inside.into());
    client.run(root, &arguments, options.silence, cancelled, told).map(drop)
}

fn link(step: &CloneStep) -> Result<(), RowError> {
    let source = step.source.as_deref().unwrap_or_default();
    let cannot = |error: std::io::Error| {
        let target = step.target.display();
        RowError::new("ws::io::not_writable", format_args!("cannot make `{target}` a symlink: {error}"))
    };
    if let Some(parent) = step.target.parent() {
        fs::create_dir_all(parent).map_err(cannot)?;
    }
    std::os::unix::fs::symlink(source, &step.target).map_err(cannot)
}
