//! One repository → [`RepoState`]. Reads only: nothing is written, no lock is taken, nothing that the repository's
//! own config names is run. git2 reads what it can; what it refuses or cannot know goes to the `git` program.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::error::RowError;

/// What is true of one directory, as far as git is concerned.
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
    /// What could not be known although the rest could: `ws::git::filter_not_run`.
    pub error: Option<RowError>,
    /// Who answered, for tests of the fallback.
    pub source: Source,
}

/// Counts of paths as `git status --porcelain=v2` counts its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TreeState {
    /// Is anything uncommitted? `None` when a filter that was not run would decide.
    pub dirty: Option<bool>,
    /// Paths whose index entry differs from HEAD.
    pub staged: Option<usize>,
    /// Tracked paths whose file differs from the index; `None` when a filter that was not run would decide.
    pub unstaged: Option<usize>,
    /// Untracked paths, a wholly untracked directory as one; `None` when the repository says not to look.
    pub untracked: Option<usize>,
    /// Unmerged paths.
    pub conflicted: Option<usize>,
}

/// An operation that was begun and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "git's own names")]
pub enum Operation {
    Rebase,
    Merge,
    CherryPick,
    Revert,
    Bisect,
    Am,
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// libgit2 alone.
    #[default]
    Libgit2,
    /// The `git` program, for all or for the working tree.
    GitProgram,
}

/// How to look.
#[derive(Debug, Clone)]
pub struct LookOptions {
    /// Leave the working tree alone: its counts are unknown.
    pub fast: bool,
    /// Run filters that only the repository's own config defines; only in a workspace that is trusted.
    pub run_repository_filters: bool,
    /// The environment for the `git` program, whole: nothing is taken from this process's own.
    pub env: Vec<(std::ffi::OsString, std::ffi::OsString)>,
}

impl Operation {
    /// git's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rebase => "rebase",
            Self::Merge => "merge",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
            Self::Am => "am",
        }
    }
}

/// Looks at one directory.
pub fn look(path: &Path, options: &LookOptions) -> Look {
    todo!()
}
