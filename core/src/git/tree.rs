//! The working tree against the index, and the index against HEAD, counted as `git status --porcelain=v2` counts. Reads
//! the index, the ignore rules, the attributes and the directories by git's own rules. Where only git can know (filters,
//! encodings, renames with edits), it refuses, and the git program is asked.

mod attributes;
mod compare;
mod convert;
pub(super) mod directory;
mod ignore;
mod index;
pub mod memory;
mod pattern;
mod split;
mod staged;
mod task;
mod tracked;
mod visit;
mod walk;
mod warm;

use std::cell::Cell;
use std::collections::HashSet;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::{ErrorCode, Repository};
use rustix::fs::{Mode, OFlags};

use crate::git::hazards;
use crate::git::layout::Layout;
use crate::git::settings::{Drivers, Settings, parse_bool};
use crate::git::submodule::{Gitlink, Submodules, Verdict};
use crate::git::tally::{LostRules, Tally};
use crate::git::tree::attributes::Stack;
use crate::git::tree::compare::Compare;
use crate::git::tree::ignore::Everywhere;
use crate::git::tree::index::{GITLINK, Index};
use crate::git::tree::memory::{Context, Identity};
use crate::git::tree::pattern::Case;
use crate::git::tree::staged::Staged;
use crate::git::tree::walk::{FoldedNames, Untracked, Walk};
use crate::git::{Looker, Refusal};

/// What to look at.
pub(super) struct Scan<'a> {
    pub looker: &'a Looker<'a>,
    /// The repository as far as its objects are concerned.
    pub objects: &'a Repository,
    pub work_tree: &'a Path,
    pub layout: &'a Layout,
    pub settings: &'a Settings,
    pub drivers: &'a Drivers,
    /// The tree of the commit at HEAD; `None` on an unborn branch.
    pub head_tree: Option<git2::Oid>,
    /// Leave untracked files out, as for a submodule whose untracked files do not count.
    pub tracked_only: bool,
    /// End at the first difference: the counts then say no more than that there is one.
    pub only_dirty: bool,
    /// How many repositories are around this one.
    pub depth: usize,
}

impl Scan<'_> {
    /// Counts what is staged, unstaged, untracked and conflicted.
    pub fn run(&self) -> Result<Tally, Refusal> {
        let work_tree = self.work_tree;
        let untracked = self.untracked()?;
        let memory = self.looker.options.memory.as_deref();
        let (key, file) = (&self.layout.git_dir, self.layout.own("index"));
        let index = match memory {
            Some(memory) => memory.index(key, &file)?,
            None => Arc::new(Index::read(&file)?),
        };
        let mut tally = Tally { conflicted: conflicted(&index), ..Tally::default() };
        (tally.staged, tally.not_fetched) = self.staged(&index)?;
        if self.only_dirty && tally.conflicted + tally.staged > 0 {
            return Ok(tally);
        }

        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let top = rustix::fs::open(work_tree, flags, Mode::empty())
            .map_err(|_| Refusal::Unknowable("the working tree cannot be read"))?;
        let top = Arc::new(top);
        let case = match self.settings.flag("core", "ignorecase") {
            Some(true) => Case::Folded,
            _ => Case::Sensitive,
        };
        let user = &self.looker.user;
        let exclude = self.layout.shared("info/exclude");
        let files: Vec<PathBuf> = user.excludes(self.settings, work_tree)?.into_iter().collect();
        let texts = Everywhere::texts(&exclude, &files)?;
        let rules = match memory {
            Some(memory) => memory.everywhere(key, texts, case),
            None => Arc::new(Everywhere::parse(texts, case)),
        };
        let info = self.layout.shared("info/attributes");
        let general = user.attributes(self.settings, work_tree)?;
        if files.iter().chain(&general).any(|file| hazards::check_file(file).is_err()) {
            return Err(Refusal::Unknowable("a file of rules is not a regular file"));
        }
        let attributes = Stack::new(general, info, case);
        let own = (self.layout.path.as_path(), self.layout.git_dir.as_path());
        let compare = Compare::new(own, Arc::clone(&top), self.settings, self.drivers, attributes);
        let mut walk = Walk::new(&index, &compare, &rules, untracked);
        walk.case = case;
        walk.sparse_checkout = self.sparse_checkout();
        walk.only_dirty = self.only_dirty;
        walk.folded = (case == Case::Folded).then(|| FoldedNames::of(&index));
        if let Some(memory) = memory
            && untracked != Untracked::No
            && case == Case::Sensitive
            && memory::keeps_times(&top)
            && let Ok(stat) = rustix::fs::fstat(&top)
        {
            let context = Context { work_tree: work_tree.to_path_buf(), untracked, everywhere: Arc::clone(&rules) };
            walk.recall = Some(memory.recall(key, context, &index, Identity::of(&stat)));
        }
        let found = walk.run(&top)?;
        compare.is_complete()?;
        if let Some(recall) = walk.recall.take() {
            recall.end();
        }
        let listed = !self.only_dirty;
        if listed && found.intended > 0 && found.deleted > 0 && staged::looks_for_renames(self.settings) {
            return Err(Refusal::Unknowable("a file to be added may be one that was renamed"));
        }
        tally.unstaged = found.unstaged;
        tally.untracked = (untracked != Untracked::No).then_some(found.untracked);
        tally.undecided = compare.undecided();
        tally.lost = LostRules { partial: self.settings.is_partial(), ..compare.lost() };
        if self.only_dirty && found.unstaged + found.untracked > 0 {
            return Ok(tally);
        }
        self.submodules((&index, &compare), work_tree, untracked, &mut tally);
        Ok(tally)
    }

    fn untracked(&self) -> Result<Untracked, Refusal> {
        Ok(match self.settings.last("status", None, "showuntrackedfiles") {
            _ if self.tracked_only => Untracked::No,
            None | Some(b"normal") => Untracked::Normal,
            Some(b"all") => Untracked::All,
            Some(b"no") => Untracked::No,
            Some(other) => match parse_bool(other) {
                Some(true) => Untracked::Normal,
                Some(false) => Untracked::No,
                None => return Err(Refusal::Unknowable("status.showUntrackedFiles is no mode of git's")),
            },
        })
    }

    /// Entries that differ from HEAD; a rename is one. And whether that is not known in a partial clone: then it is zero
    /// only where even that there is a difference is not.
    fn staged(&self, index: &Index) -> Result<(usize, bool), Refusal> {
        let objects = self.objects.odb()?;
        let staged = match Staged::compare(index, &objects, self.head_tree) {
            Ok(staged) => staged,
            Err(Refusal::Libgit2(error)) if error.code() == ErrorCode::NotFound && self.settings.is_partial() => {
                return Ok((0, true));
            }
            Err(refusal) => return Err(refusal),
        };
        let differences = staged.differences();
        if self.only_dirty {
            return Ok((differences, false));
        }
        let count = staged.count(self.settings)?;
        Ok((count.unwrap_or(differences), count.is_none()))
    }

    /// Does git take what a sparse checkout leaves out for an ordinary file when it is there?
    fn sparse_checkout(&self) -> bool {
        self.settings.flag("core", "sparsecheckout") == Some(true)
            && self.settings.flag("sparse", "expectfilesoutsideofpatterns") != Some(true)
    }

    /// A file of the commit at HEAD.
    fn committed(&self, name: &str) -> Result<Option<Vec<u8>>, git2::Error> {
        let Some(head) = self.head_tree else { return Ok(None) };
        let tree = self.objects.find_tree(head)?;
        let entry = tree.get_name(name);
        entry.map(|entry| Ok(self.objects.find_blob(entry.id())?.content().to_vec())).transpose()
    }

    fn submodules(
        &self,
        (index, compare): (&Index, &Compare),
        work_tree: &std::path::Path,
        untracked: Untracked,
        tally: &mut Tally,
    ) {
        // One that is assumed to be unchanged is, whatever stands in its place.
        let sparse_checkout = self.sparse_checkout();
        let there = |entry: &index::Entry| {
            let path = std::ffi::OsStr::from_bytes(index.path_of(entry));
            sparse_checkout && work_tree.join(path).symlink_metadata().is_ok()
        };
        let counts = |entry: &&index::Entry| {
            entry.kind() == GITLINK
                && !entry.is_unmerged()
                && !entry.is_assumed()
                && (!entry.is_skipped() || there(entry))
        };
        let mut gitlinks = index.entries().iter().filter(counts).peekable();
        if gitlinks.peek().is_none() {
            return;
        }
        let unmerged = index.find(b".gitmodules").is_some_and(index::Entry::is_unmerged);
        let flags = (unmerged, untracked == Untracked::No);
        let lost = Cell::new(false);
        let submodules = Submodules::new(work_tree, self.settings, flags, || {
            let recorded = match index.find(b".gitmodules") {
                Some(entry) => compare.blob(index.id(entry)).map(Some),
                None => self.committed(".gitmodules"),
            };
            lost.set(recorded.is_err());
            recorded.ok().flatten()
        });
        if lost.get() {
            tally.lost.changes.insert(b".gitmodules".to_vec());
            return;
        }
        for entry in gitlinks {
            let commit = index.id(entry).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            let gitlink = Gitlink { path: index.path_of(entry).to_vec(), commit };
            match submodules.verdict(self.looker, work_tree, &gitlink, self.depth) {
                Verdict::Same => {}
                Verdict::Changed => tally.unstaged += 1,
                Verdict::Unknown(error) => tally.unknown = Some(error),
            }
        }
    }
}

/// Paths that have more than one side.
fn conflicted(index: &Index) -> usize {
    let unmerged = index.entries().iter().filter(|entry| entry.is_unmerged());
    unmerged.map(|entry| index.path_of(entry)).collect::<HashSet<_>>().len()
}
