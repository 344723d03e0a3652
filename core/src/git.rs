//! One repository → [`RepoState`]. Reads only: nothing is written, no lock is taken, nothing that the repository's
//! own config names is run. git2 reads what it can; what it refuses or cannot know goes to the `git` program.
//!
//! [`layout`](self) finds the repository's directories, `user` the user's own config under the caller's environment;
//! `ordinary` (with `loose` and `config_text`) reads the files of a repository that has nothing unusual, `refs` any other
//! by libgit2; `operation` says what is in progress, `tree` (with `submodule`, `tally`) reads the index and the working tree
//! itself; `fallback` and `program` ask git; `branches`, `backup` and `since` only ask git, through `question`. A repository
//! that is read without the git program starts no process.

mod backup;
mod branches;
pub mod client;
mod config_text;
mod fallback;
pub(crate) mod fetch_head;
mod formats;
mod hazards;
mod injected;
mod layout;
mod loose;
mod operation;
mod ordinary;
mod place;
mod program;
pub(crate) mod question;
mod refs;
mod remotes;
mod settings;
mod since;
mod state;
mod status;
mod submodule;
mod tally;
mod tree;
pub mod url;
mod user;

pub use backup::{Backup, backup};
pub use branches::{Branch, branches};
pub use operation::Operation;
pub use remotes::Remotes;
pub use since::changed_since;
pub use state::{Look, RepoState, Source, TreeState};
pub use tree::memory::{MEMORY_LIMIT, Memory};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use git2::{Repository, RepositoryOpenFlags};
use jiff::Timestamp;

use crate::error::RowError;
use crate::git::fallback::Fallback;
use crate::git::layout::Layout;
use crate::git::ordinary::Ordinary;
use crate::git::place::Place;
use crate::git::program::Program;
use crate::git::refs::{Distance, Refs};
use crate::git::tally::Tally;
use crate::git::tree::Scan;
use crate::git::user::UserFiles;
use crate::work::files;
use crate::work::pool::Pool;

/// What all runs of the git program for one repository may take together; less than what a row may take.
const PROGRAM_LIMIT: Duration = Duration::from_secs(8);

/// A reflog of the stash that is larger is not counted.
const STASH_LOG_LIMIT: u64 = 64 * 1024 * 1024;

/// How to look.
#[derive(Debug, Clone, Default)]
pub struct LookOptions {
    /// Leave the working tree alone: its counts are unknown.
    pub fast: bool,
    /// Ask only whether anything is uncommitted: a look ends at the first difference, and all counts are unknown.
    pub only_dirty: bool,
    /// Run filters that only the repository's own config defines; only in a workspace that is trusted.
    pub run_repository_filters: bool,
    /// The environment for the `git` program, whole: nothing is taken from this process's own.
    pub env: Vec<(std::ffi::OsString, std::ffi::OsString)>,
    /// What former looks of a process that stays have seen.
    pub memory: Option<Arc<Memory>>,
    /// What the environment leads to, found once for many looks; see [`prepared`](Self::prepared).
    pub prepared: Option<Prepared>,
}

/// The git program and the user's config files of one environment.
#[derive(Debug, Clone)]
pub struct Prepared {
    program: Program,
    user: Arc<UserFiles>,
}

impl Prepared {
    fn of(environment: &[(std::ffi::OsString, std::ffi::OsString)]) -> Self {
        let program = Program::new(environment, PROGRAM_LIMIT);
        let user = Arc::new(UserFiles::new(environment, &program));
        Self { program, user }
    }
}

impl LookOptions {
    /// The same, for looks at many directories one after another: the user's config is read once for all of them.
    #[must_use]
    pub fn prepared(&self) -> Self {
        Self { prepared: Some(Prepared::of(&self.env)), ..self.clone() }
    }
}

/// How long a look at one directory may take. What hangs (a dead mount, a FIFO where neither we nor git expect one) cannot
/// be cancelled, only left behind.
pub const LOOK_LIMIT: Duration = Duration::from_secs(10);

/// The same as [`look`], within [`LOOK_LIMIT`]; a look that takes longer is [`Look::Failed`] with `ws::inspect::timed_out`.
pub fn look_in_time(path: &Path, options: &LookOptions) -> Look {
    let options = options.clone();
    let work = move |path: &PathBuf| look(path, &options);
    let give_up = |_: &PathBuf, error| Look::Failed(error);
    Pool::punctual(1, LOOK_LIMIT).in_order(vec![path.to_path_buf()], work, give_up).next().unwrap_or(Look::Missing)
}

/// Looks at one directory.
///
/// A [`Look::Failed`] has one of these codes: `ws::git::unreadable` (permission, I/O), `ws::git::corrupt`,
/// `ws::git::unsupported` (a format that neither libgit2 nor the git program knows), `ws::git::not_owner`,
/// `ws::git::program_missing` (only git could read it, and there is none on PATH), `ws::git::program_failed`,
/// `ws::git::filter_failed` (a filter of the user's git config), `ws::git::timed_out`.
pub fn look(path: &Path, options: &LookOptions) -> Look {
    let looker = Looker::new(options);
    if let Some(memory) = &options.memory {
        memory.begin();
    }
    let want = if options.fast { Want::Refs } else { Want::Everything };
    let found = Layout::locate(path).and_then(|layout| {
        if let Some(answer) = looker.at_ordinary(&layout, want) {
            return Ok(answer);
        }
        layout.check()?;
        Ok(looker.look_at(&layout, want, 0))
    });
    match found {
        Ok(Ok(state)) => Look::Repo(Box::new(state)),
        Ok(Err(error)) => Look::Failed(error),
        Err(look) => look,
    }
}

/// How much of a repository is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    /// No working tree.
    Refs,
    /// The working tree without untracked files.
    Tracked,
    /// All of it.
    Everything,
}

/// Why libgit2's answer will not do.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// It gave none.
    #[error(transparent)]
    Libgit2(#[from] git2::Error),
    /// It would differ from git's.
    #[error("{0}")]
    Unknowable(&'static str),
}

/// What one look needs beside the repository.
#[derive(Debug)]
struct Looker<'a> {
    options: &'a LookOptions,
    program: Program,
    user: Arc<UserFiles>,
}

/// A repository whose config and references were read.
struct Opened {
    /// Its objects at least.
    objects: Repository,
    /// `None` where it is bare.
    work_tree: Option<PathBuf>,
    settings: settings::Settings,
    refs: Refs,
}

impl<'a> Looker<'a> {
    fn new(options: &'a LookOptions) -> Self {
        let Prepared { program, user } = options.prepared.clone().unwrap_or_else(|| Prepared::of(&options.env));
        Self { options, program: program.again(), user }
    }

    /// Looks at a repository that was found; `depth` repositories are around it.
    fn look_at(&self, layout: &Layout, want: Want, depth: usize) -> Result<RepoState, RowError> {
        hazards::check(&self.user, layout)?;
        if layout.foreign {
            self.ask_permission(layout)?;
        }
        let state = match self.by_libgit2(layout, want, depth)? {
            Ok(state) => state,
            Err(refusal) => {
                let answer = Fallback::new(self, layout, want, depth).and_then(|fallback| fallback.look());
                answer.map_err(|error| with_reason(error, &refusal))?
            }
        };
        Ok(RepoState { fetched_at: fetched_at(layout), ..state })
    }

    /// The inner result is libgit2's refusal of the whole repository, the outer one a failure for good. A working tree
    /// that libgit2 refuses is asked of the git program here.
    fn by_libgit2(&self, layout: &Layout, want: Want, depth: usize) -> Result<Result<RepoState, Refusal>, RowError> {
        let opened = match self.open(layout, depth) {
            Ok(opened) => opened,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.opened(layout, opened, want, depth).map(Ok)
    }

    /// What [`look_at`](Self::look_at) says of an ordinary repository; `None` where it is none.
    fn at_ordinary(&self, layout: &Layout, want: Want) -> Option<Result<RepoState, RowError>> {
        // A config that cannot be read is an error of every repository.
        self.user.check().ok()?;
        let Ordinary { settings, refs, objects } = Ordinary::open(layout, &self.user, self.distance(0))?;
        let opened = Opened { objects, work_tree: Some(layout.path.clone()), settings, refs };
        stash_count(layout)?;
        let state = self.opened(layout, opened, want, 0);
        Some(state.map(|state| RepoState { fetched_at: fetched_at(layout), ..state }))
    }

    /// What is true of a repository that was opened. A working tree that cannot be told here is asked of the git program.
    fn opened(&self, layout: &Layout, opened: Opened, want: Want, depth: usize) -> Result<RepoState, RowError> {
        let Opened { objects, work_tree, settings, refs } = opened;
        let head_tree = refs.tree;
        let mut state = RepoState {
            operation: operation::in_progress(layout, |name| operation::is_reference_file(layout, name)),
            stashes: stash_count(layout),
            remote: settings.remote_url(refs.branch.as_deref()),
            ..RepoState::of_refs(refs)
        };
        let (Some(work_tree), Want::Tracked | Want::Everything) = (work_tree, want) else { return Ok(state) };
        let drivers = settings.drivers(self.options.run_repository_filters);
        let scan = Scan {
            looker: self,
            objects: &objects,
            work_tree: &work_tree,
            layout,
            settings: &settings,
            drivers: &drivers,
            head_tree,
            tracked_only: want == Want::Tracked,
            only_dirty: self.only_dirty(depth),
            depth,
        };
        let tally = match scan.run() {
            Ok(tally) => tally,
            Err(refusal) => {
                if let Err(Look::Failed(error)) = layout.check() {
                    return Err(error);
                }
                state.source = Source::GitProgram;
                let fallback = Fallback::new(self, layout, want, depth);
                match fallback.and_then(|fallback| fallback.tree()) {
                    Ok(tally) => tally,
                    Err(error) if error.code == "ws::git::program_missing" => {
                        state.tree = Some(TreeState::default());
                        state.error = Some(with_reason(error, &refusal));
                        return Ok(state);
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        let (tree, error) = Tally::finish(tally);
        let tree = if self.only_dirty(depth) { TreeState { dirty: tree.dirty, ..TreeState::default() } } else { tree };
        (state.tree, state.error) = (Some(tree), error);
        Ok(state)
    }

    /// Of a submodule, too, nothing but its commit and whether it is dirty is asked.
    fn only_dirty(&self, depth: usize) -> bool {
        self.options.only_dirty || depth > 0
    }

    fn distance(&self, depth: usize) -> Distance {
        if self.only_dirty(depth) { Distance::Unknown } else { Distance::Counted }
    }

    fn open(&self, layout: &Layout, depth: usize) -> Result<Opened, Refusal> {
        let no_ceiling: [&str; 0] = [];
        let repository = Repository::open_ext(&layout.path, RepositoryOpenFlags::NO_SEARCH, no_ceiling)?;
        // The very config that the repository works with, not a copy.
        let mut config = repository.config()?;
        let settings = self.user.align(&mut config)?;
        let refs = refs::read(&repository, layout, &settings, self.distance(depth))?;
        let work_tree = if repository.is_bare() { None } else { repository.workdir().map(Path::to_path_buf) };
        Ok(Opened { objects: repository, work_tree, settings, refs })
    }

    /// What belongs to somebody else is read only where git would: by `safe.directory`, or as the user behind sudo.
    fn ask_permission(&self, layout: &Layout) -> Result<(), RowError> {
        if self.program.path.is_none() {
            return Err(program::not_owner(&layout.path));
        }
        let output = self.program.run(&Place::of_references(layout), &[], ["rev-parse", "--git-dir"], None)?;
        // Another complaint is left to the look itself.
        if !output.success && output.stderr.contains("dubious ownership") {
            return Err(program::not_owner(&layout.path));
        }
        Ok(())
    }
}

/// A missing program's error says what it was needed for.
fn with_reason(error: RowError, refusal: &Refusal) -> RowError {
    match error.code {
        "ws::git::program_missing" => RowError::new(error.code, format_args!("{}: {refusal}", error.message)),
        _ => error,
    }
}

/// The entries of the stash: the lines of its reflog, which all worktrees share.
fn stash_count(layout: &Layout) -> Option<usize> {
    match files::read(&layout.shared("logs/refs/stash"), STASH_LOG_LIMIT) {
        Ok(log) => Some(log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(0),
        Err(_) => None,
    }
}

/// The real path of the directory that all worktrees of the repository at `path` share. `None` when it is no repository.
pub fn common_directory(path: &Path) -> Option<std::path::PathBuf> {
    Layout::find(path).ok()?.common_dir.canonicalize().ok()
}

/// When `FETCH_HEAD` was last written, in this worktree or in the repository it belongs to. git empties it before it
/// asks the remote, so one that is empty is of a fetch that failed, or brought nothing.
fn fetched_at(layout: &Layout) -> Option<Timestamp> {
    let own = layout.has("FETCH_HEAD").then(|| layout.own("FETCH_HEAD"));
    let shared = (layout.git_dir != layout.common_dir).then(|| layout.shared("FETCH_HEAD"));
    let written = own.iter().chain(&shared).filter_map(|file| {
        fs::metadata(file).ok().filter(|metadata| metadata.len() > 0).and_then(|metadata| metadata.modified().ok())
    });
    // To the second, as all of git's times are.
    Timestamp::from_second(Timestamp::try_from(written.max()?).ok()?.as_second()).ok()
}
