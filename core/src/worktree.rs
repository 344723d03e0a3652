//! Linked git worktrees: which checkouts share their repository. Read from the files that git keeps, without git.
//!
//! A directory cannot make itself a worktree of somebody's repository: what the repository's own `worktrees/ID/gitdir`
//! says decides. Format: gitrepository-layout(5).
//!
//! Refuses to do: judge who owns these files. Callers that act on the answer look at [`Linked::decided_by`].

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::work::{files, paths};

/// More than any of these one-line files has reason to hold, in bytes.
const LIMIT: u64 = 16 * 1024;
/// How many worktrees of one repository are looked at.
const WORKTREE_LIMIT: usize = 1024;

/// A linked worktree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its top directory, as it was asked for.
    pub top: PathBuf,
    /// The real paths of the other checkouts of the same repository, the main one first.
    pub others: Vec<PathBuf>,
    /// What says so: the top and its `.git`, the repository and what it keeps about this worktree.
    pub decided_by: Vec<PathBuf>,
}

/// The linked worktree that `directory` is in, if it is in one.
pub fn linked(directory: &Path) -> Option<Linked> {
    directory.ancestors().find_map(at)
}

/// The linked worktree whose top is `top`.
fn at(top: &Path) -> Option<Linked> {
    let file = top.join(".git");
    let git_dir = named_by(&file, b"gitdir: ")?;
    let worktrees = git_dir.parent().filter(|parent| parent.file_name() == Some(OsStr::new("worktrees")))?;
    let common = worktrees.parent()?;
    let real_file = file.canonicalize().ok()?;
    let (back, commondir) = (git_dir.join("gitdir"), git_dir.join("commondir"));
    if named_by(&back, b"")? != real_file || named_by(&commondir, b"")? != common {
        return None;
    }
    let real_top = real_file.parent()?;
    let main = common.parent().filter(|_| common.file_name() == Some(OsStr::new(".git"))).map(Path::to_path_buf);
    let entries = std::fs::read_dir(worktrees).ok()?.take(WORKTREE_LIMIT).flatten();
    let mut linked: Vec<PathBuf> =
        entries.filter_map(|entry| checkout(&entry.path())).filter(|other| other != real_top).collect();
    linked.sort();
    let decided_by = vec![top.to_path_buf(), file, common.to_path_buf(), git_dir.clone(), back, commondir];
    Some(Linked { top: top.to_path_buf(), others: main.into_iter().chain(linked).collect(), decided_by })
}

/// The top of the worktree that a repository keeps `git_dir` about, if that says the same.
fn checkout(git_dir: &Path) -> Option<PathBuf> {
    let file = named_by(&git_dir.join("gitdir"), b"")?;
    (named_by(&file, b"gitdir: ")? == git_dir).then(|| file.parent().map(Path::to_path_buf))?
}

/// The real path that a one-line file names after `prefix`; a relative one is relative to the file's directory.
fn named_by(file: &Path, prefix: &[u8]) -> Option<PathBuf> {
    let text = files::open_no_follow(file).and_then(|opened| opened.read(LIMIT)).ok()?;
    let path = paths::without_line_end(text.strip_prefix(prefix)?);
    if path.is_empty() {
        return None;
    }
    file.parent()?.join(paths::from_bytes(path)).canonicalize().ok()
}
