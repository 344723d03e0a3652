//! One directory of a walk: what the index has there and what the directory has, and which directories to go on with.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rustix::fs::FileType;
use rustix::io::Errno;

use crate::git::Refusal;
use crate::git::tree::compare::Difference;
use crate::git::tree::directory::{Names, nested_repository};
use crate::git::tree::ignore::{Hinges, Level, Rules};
use crate::git::tree::memory::Identity;
use crate::git::tree::pattern::{Case, Subject};
use crate::git::tree::task::{At, LookFor, Readable, Task};
use crate::git::tree::tracked::{Child, Presence, SPARSE_DIRECTORY_IS_THERE, UNREADABLE, is_exhausted};
use crate::git::tree::walk::{Scratch, Untracked, Walk};
use crate::git::tree::warm::RULES;

impl Walk<'_> {
    /// Looks into one directory; the directories below it are added to those of `scratch`.
    pub(super) fn visit(&self, mut task: Task, scratch: &mut Scratch) -> Result<(), Refusal> {
        if let LookFor::Any(found) = &task.look_for
            && found.load(Ordering::Relaxed)
        {
            return Ok(());
        }
        if !matches!(task.look_for, LookFor::Tracked)
            && let Some(outcome) = self.visit_known(&task, scratch)
        {
            return outcome;
        }
        let tracked = matches!(task.look_for, LookFor::Everything | LookFor::Tracked);
        let (directory, readable) = match task.open() {
            Ok(opened) => opened,
            Err(error) if is_exhausted(error) => return Err(UNREADABLE),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) if tracked => return self.count_all_gone(&task),
            Err(_) => return Ok(()),
        };
        if let Readable::Yes(ends) = readable {
            task.ends = ends;
        }
        match (&task.look_for, readable) {
            (LookFor::Tracked, _) | (LookFor::Everything, Readable::No) => {
                self.visit_tracked(&task, &directory, scratch)
            }
            (_, Readable::No) => Ok(()),
            _ => self.visit_names(task, &directory, scratch),
        }
    }

    /// A directory whose names are read.
    fn visit_names(&self, mut task: Task, directory: &Arc<OwnedFd>, scratch: &mut Scratch) -> Result<(), Refusal> {
        let unreadable = |_| UNREADABLE;
        // Before anything is read: what changes later will show.
        let lesson = self.begin_lesson(directory, scratch);
        let mut names = std::mem::take(&mut scratch.names);
        names.read(directory, task.ends).map_err(unreadable)?;
        names.sort();
        let special =
            |place| !matches!(names.kind(place), FileType::RegularFile | FileType::Symlink | FileType::Directory);
        if task.path.is_empty() && names.find(RULES).is_some_and(special) {
            return Err(Refusal::Unknowable("the ignore rules are in no file"));
        }
        let above = task.level.clone();
        let rules = self.enter_level(&mut task, directory, &names, scratch);
        let mut seen = std::mem::take(&mut scratch.seen);
        seen.clear();
        seen.resize(names.len(), false);
        if matches!(task.look_for, LookFor::Everything) {
            self.compare_names(&task, directory, &names, &mut seen, scratch)?;
        }
        let (before, mut next) = (scratch.tasks.len(), Next::More);
        for place in (0..names.len()).filter(|place| !seen[*place]) {
            next = self.visit_other(&task, directory, names.name(place), names.kind(place), scratch);
            if next == Next::Enough {
                scratch.tasks.truncate(before);
                break;
            }
        }
        if let Some(identity) = lesson {
            self.end_lesson(&task, (above, rules), identity, scratch, &next);
        }
        (scratch.names, scratch.seen) = (names, seen);
        Ok(())
    }

    /// What the index has in a directory against the directory's names; those that the index has are marked as seen.
    fn compare_names(
        &self,
        task: &Task,
        directory: &Arc<OwnedFd>,
        names: &Names,
        seen: &mut [bool],
        scratch: &mut Scratch,
    ) -> Result<(), Refusal> {
        let (at, level) = (At { directory, base: task.path.len() }, task.level.as_ref());
        let mut hint = 0;
        self.for_each_child(task, |name, child| {
            let place = names.find_near(hint, name);
            hint = place.map_or(hint, |place| place + 1);
            let kind = place.map(|place| names.kind(place));
            // A file in place of a directory is untracked itself.
            if let Some(place) = place
                && (!matches!(child, Child::Directory(_)) || kind == Some(FileType::Directory))
            {
                seen[place] = true;
            }
            match (child, kind) {
                (Child::SparseDirectory, Some(_)) => return Err(SPARSE_DIRECTORY_IS_THERE),
                (Child::Known, _) | (Child::SparseDirectory, None) => {}
                (Child::Directory(entries), Some(FileType::Directory)) => {
                    // Where that hinges on lost rules, it does so for what is untracked below, if there is anything.
                    let excluded = self.excludes(task, name, true).unwrap_or(false);
                    let look_for = if excluded { LookFor::Tracked } else { LookFor::Everything };
                    if let (true, Some(lesson)) = (excluded, &mut scratch.lesson) {
                        lesson.excluded.push(name.into());
                    }
                    scratch.tasks.push(task.below(at, level, name, entries, look_for));
                }
                (Child::Directory(entries), _) => {
                    self.count_all_gone(&task.below(at, level, name, entries, LookFor::Tracked))?;
                }
                (Child::File(entry), Some(FileType::Directory)) => {
                    scratch.unsettle();
                    let entry = &self.index.entries()[entry];
                    if !entry.is_assumed() && (!entry.is_skipped() || self.sparse_checkout) {
                        self.count(Difference::Deleted);
                    }
                    // Where directories are named, git takes this one's name for the tracked one.
                    if self.untracked == Untracked::All
                        && !self.is_excluded(task, name, true)
                        && !nested_repository(directory, name, self.compare.git_dir)
                    {
                        scratch.tasks.push(task.below(at, level, name, 0..0, LookFor::Untracked));
                    }
                }
                (Child::File(entry), Some(_)) => self.compare_file(entry, directory, name, Presence::Seen)?,
                (Child::File(entry), None) => self.compare_file(entry, directory, name, Presence::Gone)?,
            }
            Ok(())
        })
    }

    /// Something that the index does not have, by its very name.
    fn visit_other(
        &self,
        task: &Task,
        directory: &Arc<OwnedFd>,
        name: &[u8],
        kind: FileType,
        scratch: &mut Scratch,
    ) -> Next {
        let is_directory = kind == FileType::Directory;
        if !is_directory && !matches!(kind, FileType::RegularFile | FileType::Symlink) {
            return Next::More;
        }
        let dot_git = match self.case {
            Case::Sensitive => name == b".git",
            Case::Folded => name.eq_ignore_ascii_case(b".git"),
        };
        if dot_git {
            return Next::More;
        }
        let (at, level) = (At { directory, base: task.path.len() }, task.level.as_ref());
        let mut named_as_entry = false;
        if let Some(folded) = &self.folded {
            let path = [&task.path, name].concat().to_ascii_lowercase();
            if is_directory && folded.directories.contains(&path) {
                if !self.is_excluded(task, name, true) {
                    scratch.tasks.push(task.below(at, level, name, 0..0, LookFor::Untracked));
                }
                return Next::More;
            }
            if folded.gitlinks.contains(&path) || (!is_directory && folded.files.contains(&path)) {
                return Next::More;
            }
            named_as_entry = self.index.find(&[&task.path, name].concat()).is_some();
        }
        if self.is_excluded(task, name, is_directory) {
            return Next::More;
        }
        if named_as_entry && is_directory {
            let by_name = self.untracked == Untracked::Normal && !matches!(task.look_for, LookFor::Any(_));
            if by_name || nested_repository(directory, name, self.compare.git_dir) {
                return Next::More;
            }
        }
        if let Some(lesson) = &mut scratch.lesson {
            lesson.others.push((name.into(), kind));
        }
        self.visit_untracked(task, at, level, (name, kind), scratch)
    }

    /// Something that is untracked: it counts, or what is in it.
    pub(super) fn visit_untracked(
        &self,
        task: &Task,
        at: At<'_>,
        level: Option<&Arc<Level>>,
        (name, kind): (&[u8], FileType),
        scratch: &mut Scratch,
    ) -> Next {
        if kind == FileType::Directory && !nested_repository(at.directory, &at.name(task, name), self.compare.git_dir) {
            let look_for = match (&task.look_for, self.untracked) {
                (LookFor::Any(found), _) => LookFor::Any(Arc::clone(found)),
                (_, Untracked::Normal) => LookFor::Any(Arc::default()),
                _ => LookFor::Untracked,
            };
            scratch.tasks.push(task.below(at, level, name, 0..0, look_for));
            return Next::More;
        }
        if let LookFor::Any(found) = &task.look_for {
            if !found.swap(true, Ordering::Relaxed) {
                self.count_untracked();
            }
            return Next::Enough;
        }
        self.count_untracked();
        Next::More
    }

    /// Is something untracked left out? What may be excluded is, and noted.
    fn is_excluded(&self, task: &Task, name: &[u8], directory: bool) -> bool {
        self.excludes(task, name, directory).unwrap_or_else(|Hinges(above)| {
            self.compare.hinges_on_ignore(&task.path[..above]);
            true
        })
    }

    fn excludes(&self, task: &Task, name: &[u8], directory: bool) -> Result<bool, Hinges> {
        let path = [&task.path, name].concat();
        self.rules.excludes(task.level.as_ref(), Subject { path: &path, base: task.path.len(), directory })
    }

    /// Gives a task the rules below its directory: with its own `.gitignore` if it has one. That file's identity, where it
    /// may be remembered.
    fn enter_level(
        &self,
        task: &mut Task,
        directory: &OwnedFd,
        names: &Names,
        scratch: &mut Scratch,
    ) -> Option<Identity> {
        let there = names.find(RULES).is_some();
        let identity = if there { self.rules_identity(directory, scratch) } else { None };
        if let Some(known) = identity.and_then(|identity| self.known_rules(task, identity)) {
            task.level.clone_from(&known.level);
            return identity;
        }
        let on_disk = if there { self.compare.rules_at(directory, RULES) } else { None };
        if self.compare.is_complete().is_err() {
            return None;
        }
        let rules = match on_disk {
            Some(text) => Some(Rules::parse(&text)),
            None => match self.index.find(&[&task.path, RULES].concat()) {
                Some(entry) if entry.is_skipped() && !entry.is_unmerged() => {
                    scratch.unsettle();
                    self.compare.rules_of(self.index.id(entry)).ok().map(|text| Rules::parse(&text))
                }
                _ => Some(Rules::default()),
            },
        };
        if rules.as_ref().is_none_or(|rules| !rules.is_empty()) {
            task.level = Some(Arc::new(Level::new(rules, task.path.len(), task.level.take())));
        }
        identity
    }
}

/// Is more of a directory wanted?
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    More,
    Enough,
}
