//! What the index has in one directory: its files against those on disk, whether their names were read or not.

use std::ops::Range;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use rustix::fs::{AtFlags, FileType, Stat, statat};
use rustix::io::Errno;

use crate::git::Refusal;
use crate::git::tree::compare::Difference;
use crate::git::tree::index::{DIRECTORY, Entry, GITLINK};
use crate::git::tree::task::{At, LookFor, PATH_LIMIT, Task};
use crate::git::tree::walk::{Scratch, Walk};

/// Some file systems do not take longer names than this many bytes; about a longer one the system has to be asked.
const NAME_LIMIT: usize = 143;

pub(super) const UNREADABLE: Refusal = Refusal::Unknowable("a part of the working tree cannot be read");
pub(super) const SPARSE_DIRECTORY_IS_THERE: Refusal =
    Refusal::Unknowable("a directory outside the sparse checkout is there");

/// What the index has under a name of one directory.
pub(super) enum Child {
    File(usize),
    Directory(Range<usize>),
    /// A whole directory outside a sparse checkout.
    SparseDirectory,
    /// A submodule, or sides of a conflict: neither compared nor untracked.
    Known,
}

impl Walk<'_> {
    /// A directory of tracked files whose other files do not matter: its names need not be read.
    pub(super) fn visit_tracked(
        &self,
        task: &Task,
        directory: &Arc<OwnedFd>,
        scratch: &mut Scratch,
    ) -> Result<(), Refusal> {
        let at = At { directory, base: task.path.len() };
        self.for_each_child(task, |name, child| {
            match child {
                Child::SparseDirectory if statat(directory, name, AtFlags::SYMLINK_NOFOLLOW).is_ok() => {
                    return Err(SPARSE_DIRECTORY_IS_THERE);
                }
                Child::Known | Child::SparseDirectory => {}
                Child::Directory(entries) => {
                    scratch.tasks.push(task.below(at, task.level.as_ref(), name, entries, LookFor::Tracked));
                }
                Child::File(place) => self.compare_file(place, directory, name, Presence::Unknown)?,
            }
            Ok(())
        })
    }

    /// Calls `each` for every name that the index has in a directory.
    pub(super) fn for_each_child(
        &self,
        task: &Task,
        mut each: impl FnMut(&[u8], Child) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let entries = self.index.entries();
        let mut place = task.entries.start;
        while place < task.entries.end {
            let entry = &entries[place];
            let path = self.index.path_of(entry);
            let rest = &path[task.path.len()..];
            if let Some(slash) = rest.iter().position(|byte| *byte == b'/') {
                let prefix = &path[..=task.path.len() + slash];
                let end = self.index.end_of(prefix, place..task.entries.end);
                let is_sparse = entry.kind() == DIRECTORY && path.len() == prefix.len();
                each(&rest[..slash], if is_sparse { Child::SparseDirectory } else { Child::Directory(place..end) })?;
                place = end;
                continue;
            }
            let known = entry.is_unmerged() || entry.kind() == GITLINK;
            each(rest, if known { Child::Known } else { Child::File(place) })?;
            place += 1;
        }
        Ok(())
    }

    /// All entries below what is no directory. Through a symlink git asks for each file, and takes for gone what it
    /// finds there as well as what it does not, but not what it gets another answer about (diff-lib.c:
    /// `check_removed`): a symlink to itself hides its files, and so does one to a directory that may not be searched.
    pub(super) fn count_all_gone(&self, task: &Task) -> Result<(), Refusal> {
        let name = &task.path[task.base..task.path.len() - 1];
        let ask = |path: &[u8]| statat(&task.parent, path, AtFlags::SYMLINK_NOFOLLOW);
        let is_link = match ask(name) {
            Ok(stat) => FileType::from_raw_mode(stat.st_mode) == FileType::Symlink,
            Err(Errno::NOENT | Errno::NOTDIR) => false,
            Err(error) if is_exhausted(error) => return Err(UNREADABLE),
            Err(_) => return Ok(()),
        };
        for entry in &self.index.entries()[task.entries.clone()] {
            let path = self.index.path_of(entry);
            if entry.is_unmerged() || entry.kind() == GITLINK || entry.kind() == DIRECTORY || path.len() >= PATH_LIMIT {
                continue;
            }
            match is_link.then(|| ask(&path[task.base..])) {
                // What a sparse checkout leaves out counts where its path leads to something, also through a link
                // (sparse-index.c: `clear_skip_worktree_from_present_files`).
                Some(Ok(_)) if self.sparse_checkout && !entry.is_assumed() => self.count(Difference::Deleted),
                None | Some(Ok(_) | Err(Errno::NOENT | Errno::NOTDIR)) => self.count_gone(entry),
                Some(Err(error)) if is_exhausted(error) => return Err(UNREADABLE),
                Some(Err(_)) => {}
            }
        }
        Ok(())
    }

    fn count_gone(&self, entry: &Entry) {
        if !entry.is_assumed() && !entry.is_skipped() {
            self.count(Difference::Deleted);
        }
    }

    /// One tracked file that is no submodule and in no conflict.
    pub(super) fn compare_file(
        &self,
        place: usize,
        directory: &OwnedFd,
        name: &[u8],
        presence: Presence,
    ) -> Result<(), Refusal> {
        let entry = &self.index.entries()[place];
        if entry.is_assumed() {
            return Ok(());
        }
        if entry.is_skipped() && !self.sparse_checkout {
            return Ok(());
        }
        if self.index.path_of(entry).len() >= PATH_LIMIT {
            return Ok(());
        }
        if presence == Presence::Gone && name.len() <= NAME_LIMIT {
            self.count_gone(entry);
            return Ok(());
        }
        let stat: Stat = match statat(directory, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT | Errno::NOTDIR) => {
                self.count_gone(entry);
                return Ok(());
            }
            Err(error) if is_exhausted(error) => return Err(UNREADABLE),
            // git complains, and counts it as unchanged (diff-lib.c: `run_diff_files`).
            Err(_) => return Ok(()),
        };
        self.count(self.compare.file(self.index, entry, &stat, directory, name)?);
        Ok(())
    }
}

/// Is it this process, or the machine, that has too little of something?
pub(super) fn is_exhausted(error: Errno) -> bool {
    matches!(error, Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::INTR)
}

/// What is known of a tracked file before it is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Seen,
    Gone,
    Unknown,
}
