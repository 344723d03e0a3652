//! A directory that a walk has yet to look into: where it is, what the index has below it, and how it is opened.

use std::borrow::Cow;
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::fs::{Mode, OFlags, openat};
#[cfg(target_os = "linux")]
use rustix::fs::{ResolveFlags, openat2};
use rustix::io::Errno;

use crate::git::tree::directory::Ends;
use crate::git::tree::ignore::Level;

/// Bytes of the longest path, with its NUL, that the system takes.
pub(super) const PATH_LIMIT: usize = if cfg!(target_os = "linux") { 4096 } else { 1024 };

/// A directory to look into.
pub(super) struct Task {
    pub parent: Arc<OwnedFd>,
    /// From the top, with a slash at the end; the top itself is empty.
    pub path: Vec<u8>,
    /// Where the last component begins.
    pub base: usize,
    /// The entries below it.
    pub entries: Range<usize>,
    pub level: Option<Arc<Level>>,
    pub look_for: LookFor,
    /// What ends the names of the directory, unless it turns out to be on another file system.
    pub ends: Ends,
}

/// What a directory is looked at for.
#[derive(Clone)]
pub(super) enum LookFor {
    /// Tracked files and untracked ones.
    Everything,
    /// What is tracked: the rest is excluded, or does not count.
    Tracked,
    /// What is untracked.
    Untracked,
    /// Whether it has anything untracked at all; true when that is known.
    Any(Arc<AtomicBool>),
}

impl Task {
    pub(super) fn open(&self) -> Result<(Arc<OwnedFd>, Readable), Errno> {
        if self.path.is_empty() {
            return Ok((Arc::clone(&self.parent), Readable::Yes(self.ends)));
        }
        // git names each file by its path from the top.
        if self.path.len() >= PATH_LIMIT {
            return Err(Errno::NAMETOOLONG);
        }
        let name = &self.path[self.base..self.path.len() - 1];
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // On another file system, or where the system does not tell, nothing is known of how a directory ends.
        #[cfg(target_os = "linux")]
        if self.ends == Ends::Short
            && let Ok(directory) =
                openat2(&self.parent, name, flags | OFlags::RDONLY, Mode::empty(), ResolveFlags::NO_XDEV)
        {
            return Ok((Arc::new(directory), Readable::Yes(Ends::Short)));
        }
        match openat(&self.parent, name, flags | OFlags::RDONLY, Mode::empty()) {
            Ok(directory) => Ok((Arc::new(directory), Readable::Yes(Ends::Empty))),
            // Its files can be asked about where it may be searched.
            #[cfg(target_os = "linux")]
            Err(Errno::ACCESS) => {
                let directory = openat(&self.parent, name, flags | OFlags::PATH, Mode::empty())?;
                Ok((Arc::new(directory), Readable::No))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn below(
        &self,
        at: At<'_>,
        level: Option<&Arc<Level>>,
        name: &[u8],
        entries: Range<usize>,
        look_for: LookFor,
    ) -> Task {
        let path = [&self.path, name, b"/"].concat();
        let (parent, level) = (Arc::clone(at.directory), level.cloned());
        Task { parent, path, base: at.base, entries, level, look_for, ends: self.ends }
    }
}

/// From where the names in a directory are reached: the directory itself, or one above it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub directory: &'a Arc<OwnedFd>,
    /// Where in the directory's path that what is below `directory` begins.
    pub base: usize,
}

impl At<'_> {
    /// What a name in the directory of `task` is called from there.
    pub fn name<'n>(self, task: &Task, name: &'n [u8]) -> Cow<'n, [u8]> {
        match &task.path[self.base..] {
            [] => Cow::Borrowed(name),
            above => Cow::Owned([above, name].concat()),
        }
    }
}

/// Can the names in a directory be read, and what ends them?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    Yes(Ends),
    No,
}
