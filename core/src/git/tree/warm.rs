//! A directory of which a former look knows what is in it beside what is tracked: its names are not read again, and where
//! it holds little, it is not even opened. Tracked files are asked about as ever.

use std::hash::Hasher as _;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, FileType, fstat, statat};

use crate::git::Refusal;
use crate::git::tree::ignore::Level;
use crate::git::tree::memory::{Identity, Listing, Recall, add_name};
use crate::git::tree::task::{At, LookFor, Readable, Task};
use crate::git::tree::tracked::{Child, Presence, SPARSE_DIRECTORY_IS_THERE};
use crate::git::tree::visit::Next;
use crate::git::tree::walk::{Scratch, Walk};

/// The name of a file of rules.
pub(super) const RULES: &[u8] = b".gitignore";

/// Opening and closing a directory costs about as much as to find this many components of paths.
const WORTH_OPENING: usize = 24;

/// What a thread learns of the directory that it reads.
#[derive(Default)]
pub(super) struct Lesson {
    pub others: Vec<(Box<[u8]>, FileType)>,
    pub excluded: Vec<Box<[u8]>>,
    /// Must it not be remembered?
    pub unsettled: bool,
}

impl Walk<'_> {
    /// Looks into a directory that is as it was when it was read. `None`: it has to be read.
    pub(super) fn visit_known(&self, task: &Task, scratch: &mut Scratch) -> Option<Result<(), Refusal>> {
        let recall = self.recall.as_ref()?;
        recall.visited.fetch_add(1, Ordering::Relaxed);
        let listing = recall.listing(&task.path, task.level.as_ref())?;
        if !listing.whole && !matches!(task.look_for, LookFor::Any(_)) {
            return None;
        }
        if listing.index.load(Ordering::Relaxed) != recall.index {
            if self.tracked_names(recall, task) != listing.tracked {
                return None;
            }
            listing.index.store(recall.index, Ordering::Relaxed);
        }
        let components = task.path[task.base..].split(|byte| *byte == b'/').count() - 1;
        let opened;
        let at = if task.path.is_empty() || task.entries.len() * components > WORTH_OPENING {
            let (directory, readable) = task.open().ok()?;
            if readable == Readable::No || Identity::of(&fstat(&directory).ok()?) != listing.identity {
                return None;
            }
            opened = directory;
            At { directory: &opened, base: task.path.len() }
        } else {
            let name = &task.path[task.base..task.path.len() - 1];
            let stat = statat(&task.parent, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
            if Identity::of(&stat) != listing.identity {
                return None;
            }
            At { directory: &task.parent, base: task.base }
        };
        if let Some(rules) = listing.rules {
            let stat = statat(at.directory, &at.name(task, RULES)[..], AtFlags::SYMLINK_NOFOLLOW).ok()?;
            if Identity::of(&stat) != rules {
                return None;
            }
        }
        recall.known.fetch_add(1, Ordering::Relaxed);
        Some(self.visit_listing(task, at, listing, scratch))
    }

    fn visit_listing(&self, task: &Task, at: At<'_>, listing: &Listing, scratch: &mut Scratch) -> Result<(), Refusal> {
        let level = &listing.level;
        self.for_each_child(task, |name, child| {
            match child {
                Child::SparseDirectory
                    if statat(at.directory, &at.name(task, name)[..], AtFlags::SYMLINK_NOFOLLOW).is_ok() =>
                {
                    return Err(SPARSE_DIRECTORY_IS_THERE);
                }
                Child::Known | Child::SparseDirectory => {}
                Child::Directory(entries) => {
                    let excluded = listing.excluded.iter().any(|excluded| **excluded == *name);
                    let look_for = if excluded { LookFor::Tracked } else { LookFor::Everything };
                    scratch.tasks.push(task.below(at, level.as_ref(), name, entries, look_for));
                }
                Child::File(place) => {
                    let path = self.index.path_of(&self.index.entries()[place]);
                    self.compare_file(place, at.directory, &path[at.base..], Presence::Unknown)?;
                }
            }
            Ok(())
        })?;
        let before = scratch.tasks.len();
        for (name, kind) in &listing.others {
            if self.visit_untracked(task, at, level.as_ref(), (name, *kind), scratch) == Next::Enough {
                scratch.tasks.truncate(before);
                break;
            }
        }
        Ok(())
    }

    /// A hash of the names that the index has in a directory.
    fn tracked_names(&self, recall: &Recall<'_>, task: &Task) -> u64 {
        let mut hasher = recall.hasher();
        // No name is refused.
        let _ = self.for_each_child(task, |name, child| {
            let kind = match child {
                Child::File(_) => 0,
                Child::Directory(_) => 1,
                Child::SparseDirectory => 2,
                Child::Known => 3,
            };
            add_name(&mut hasher, name, kind);
            Ok(())
        });
        hasher.finish()
    }

    /// Begins to learn of a directory that will be read. `None`: it will not be remembered.
    pub(super) fn begin_lesson(&self, directory: &OwnedFd, scratch: &mut Scratch) -> Option<Identity> {
        scratch.lesson = None;
        let recall = self.recall.as_ref()?;
        let identity = Identity::of(&fstat(directory).ok()?);
        scratch.lesson = recall.is_settled(identity).then(Lesson::default);
        scratch.lesson.is_some().then_some(identity)
    }

    /// What a directory's `.gitignore` is, where the memory keeps that, or did.
    pub(super) fn rules_identity(&self, directory: &OwnedFd, scratch: &mut Scratch) -> Option<Identity> {
        self.recall.as_ref()?;
        let stat = statat(directory, RULES, AtFlags::SYMLINK_NOFOLLOW);
        if stat.is_err() {
            scratch.unsettle();
        }
        Some(Identity::of(&stat.ok()?))
    }

    /// A former look at a directory that had the same rules above it and the same `.gitignore`.
    pub(super) fn known_rules(&self, task: &Task, rules: Identity) -> Option<&Arc<Listing>> {
        let listing = self.recall.as_ref()?.listing(&task.path, task.level.as_ref())?;
        (listing.rules == Some(rules)).then_some(listing)
    }

    /// Remembers a directory that was read. `task` has the rules above it, `level` are those below it.
    pub(super) fn end_lesson(
        &self,
        task: &Task,
        (above, rules): (Option<Arc<Level>>, Option<Identity>),
        identity: Identity,
        scratch: &mut Scratch,
        next: &Next,
    ) {
        let (Some(lesson), Some(recall)) = (scratch.lesson.take(), self.recall.as_ref()) else { return };
        if lesson.unsettled || rules.is_some_and(|rules| !recall.is_settled(rules)) {
            return;
        }
        let listing = Listing {
            identity,
            above,
            level: task.level.clone(),
            rules,
            others: lesson.others.into(),
            excluded: lesson.excluded.into(),
            whole: *next == Next::More,
            tracked: self.tracked_names(recall, task),
            index: AtomicU64::new(recall.index),
        };
        scratch.learned.push((task.path.as_slice().into(), Arc::new(listing)));
    }
}
