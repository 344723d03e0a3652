//! What is true of one directory as far as git is concerned, as data. Reads nothing.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::error::RowError;
use crate::git::operation::Operation;
use crate::git::refs::Refs;

/// What a look at one directory found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Nothing there (also a dangling symlink).
    Missing,
    /// Something that is no repository of its own: a file, a plain directory, a directory inside another repository.
    NotGit,
    /// A repository that could be read, perhaps with a part that is unknown.
    Repo(Box<RepoState>),
    /// A repository that could not be read.
    Failed(RowError),
}

impl Look {
    /// Whether anything is uncommitted, as far as it was looked at: not in what is missing, no repository, or bare.
    pub fn dirty(&self) -> Option<bool> {
        match self {
            Self::Missing | Self::NotGit => Some(false),
            Self::Repo(repo) => repo.tree.map_or(Some(false), |tree| tree.dirty),
            Self::Failed(_) => None,
        }
    }
}

/// The state of one repository (or linked worktree).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepoState {
    /// The branch that HEAD names, also when it has no commit yet; `None` when detached.
    pub branch: Option<String>,
    /// The commit that HEAD is at, as its full hexadecimal id; `None` on an unborn branch.
    pub head: Option<String>,
    /// HEAD names a commit and not a branch.
    pub detached: bool,
    /// What is in progress.
    pub operation: Option<Operation>,
    /// The upstream's short name (`origin/main`), also when it is gone.
    pub upstream: Option<String>,
    /// Commits that the upstream lacks; `None` without an upstream that exists.
    pub ahead: Option<usize>,
    /// Commits that only the upstream has; `None` without an upstream that exists.
    pub behind: Option<usize>,
    /// The working tree; `None` when it was not looked at (`--fast`) or there is none (bare).
    pub tree: Option<TreeState>,
    /// Entries of the stash, which all worktrees of a repository share.
    pub stashes: Option<usize>,
    /// When the commit at HEAD was committed.
    pub last_commit: Option<(Timestamp, Offset)>,
    /// When something was last fetched into this repository.
    pub fetched_at: Option<Timestamp>,
    /// The URL of the upstream's remote, else of `origin`, else of the only remote; a password in it is left out.
    pub remote: Option<String>,
    /// What could not be known although the rest could: `ws::git::filter_not_run`, `ws::git::not_fetched`.
    pub error: Option<RowError>,
    /// Who answered, for tests of the fallback.
    pub source: Source,
}

/// Counts of paths as `git status --porcelain=v2` counts its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TreeState {
    /// Is anything uncommitted? `None` when a filter that was not run would decide.
    pub dirty: Option<bool>,
    /// Paths whose index entry differs from HEAD; `None` when objects would decide that a partial clone lacks.
    pub staged: Option<usize>,
    /// Tracked paths whose file differs from the index; `None` when a filter that was not run would decide.
    pub unstaged: Option<usize>,
    /// Untracked paths, a wholly untracked directory as one; `None` when the repository says not to look.
    pub untracked: Option<usize>,
    /// Unmerged paths.
    pub conflicted: Option<usize>,
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// No program: libgit2 for references, and our own reading of the working tree.
    #[default]
    Libgit2,
    /// The `git` program, for all or for the working tree.
    GitProgram,
}

impl RepoState {
    /// What references alone say.
    pub(super) fn of_refs(refs: Refs) -> Self {
        let (ahead, behind) = refs.ahead_behind.unzip();
        Self {
            branch: refs.branch.map(|branch| String::from_utf8_lossy(&branch).into_owned()),
            head: refs.head,
            detached: refs.detached,
            upstream: refs.upstream,
            ahead,
            behind,
            last_commit: refs.last_commit,
            ..Self::default()
        }
    }
}
