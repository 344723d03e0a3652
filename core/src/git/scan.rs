//! The working tree as libgit2 sees it, counted as `git status --porcelain=v2` counts. Knows where libgit2 and git part
//! ways, and refuses there.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use git2::{
    Delta, DiffFile, DiffOptions, FileMode, Index, IndexEntryExtendedFlag, IndexEntryFlag, ObjectType, Oid, Repository,
};

use crate::git::layout::Layout;
use crate::git::settings::{Drivers, Settings, parse_bool};
use crate::git::submodule::{Gitlink, Submodules, Verdict};
use crate::git::tally::Tally;
use crate::git::{Looker, Refusal, attributes};

/// Pairs of added and deleted files that are compared by size, to see whether one may be the other renamed.
const PAIRS_LIMIT: usize = 250_000;

/// Which untracked files count (`status.showUntrackedFiles`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Untracked {
    No,
    /// A wholly untracked directory is one.
    Normal,
    /// Every file.
    All,
}

/// What one pass over the index tells.
#[derive(Debug, Default)]
struct Overview {
    gitlinks: Vec<Gitlink>,
    conflicted: HashSet<Vec<u8>>,
    skipped: HashSet<Vec<u8>>,
    /// The skipped ones whose bit is `--assume-unchanged`.
    assumed: Vec<PathBuf>,
    directories: HashSet<Vec<u8>>,
}

/// What to look at.
pub(super) struct Scan<'a> {
    pub looker: &'a Looker<'a>,
    pub repository: &'a Repository,
    pub layout: &'a Layout,
    pub settings: &'a Settings,
    pub drivers: &'a Drivers,
    /// Files of attributes of the user's own.
    pub attributes: &'a [PathBuf],
    /// Leave untracked files out, as for a submodule whose untracked files do not count.
    pub tracked_only: bool,
    /// How many repositories are around this one.
    pub depth: usize,
}

impl Scan<'_> {
    /// Counts.
    pub fn run(&self) -> Result<Tally, Refusal> {
        let Some(work_tree) = self.repository.workdir() else {
            return Err(Refusal::Unknowable("there is no working tree"));
        };
        let untracked = match self.settings.last("status", None, "showuntrackedfiles") {
            _ if self.tracked_only => Untracked::No,
            None | Some(b"normal") => Untracked::Normal,
            Some(b"all") => Untracked::All,
            Some(b"no") => Untracked::No,
            Some(other) => match parse_bool(other) {
                Some(true) => Untracked::Normal,
                Some(false) => Untracked::No,
                None => return Err(Refusal::Unknowable("status.showUntrackedFiles is no mode of git's")),
            },
        };
        let index = self.repository.index()?;
        let overview = self.overview(&index, work_tree)?;
        let undecided = attributes::undecided(
            self.repository,
            self.layout,
            &index,
            work_tree,
            &overview.directories,
            self.attributes,
            (self.settings, self.drivers),
        )?;
        let mut tally = Tally { conflicted: overview.conflicted.len(), undecided, ..Tally::default() };
        tally.staged = self.staged(&index, &overview.assumed)?;
        self.work_tree(&index, &overview, untracked, &mut tally)?;
        if !overview.gitlinks.is_empty() {
            let unmerged = overview.conflicted.contains(b".gitmodules".as_slice());
            let submodules = Submodules::new(work_tree, self.settings, unmerged, untracked == Untracked::No);
            for gitlink in &overview.gitlinks {
                match submodules.verdict(self.looker, work_tree, gitlink, self.depth) {
                    Verdict::Same => {}
                    Verdict::Changed => tally.unstaged += 1,
                    Verdict::Unknown(error) => tally.unknown = Some(error),
                }
            }
        }
        Ok(tally)
    }

    fn overview(&self, index: &Index, work_tree: &Path) -> Result<Overview, Refusal> {
        const STAGE: u16 = 0x3000;
        let mut overview = Overview { directories: HashSet::from([Vec::new()]), ..Overview::default() };
        for entry in index.iter() {
            let mut directory = entry.path.as_slice();
            while let Some(end) = directory.iter().rposition(|byte| *byte == b'/') {
                directory = &directory[..end];
                if !overview.directories.insert(directory.to_vec()) {
                    break;
                }
            }
            if entry.flags & STAGE != 0 {
                overview.conflicted.insert(entry.path);
                continue;
            }
            if entry.flags_extended & IndexEntryExtendedFlag::INTENT_TO_ADD.bits() != 0 {
                return Err(Refusal::Unknowable("a file is marked as to be added"));
            }
            if entry.mode == u32::from(FileMode::Commit) {
                overview.gitlinks.push(Gitlink { path: entry.path, commit: entry.id.to_string() });
            } else if entry.flags & IndexEntryFlag::VALID.bits() != 0 {
                overview.assumed.push(PathBuf::from(std::ffi::OsStr::from_bytes(&entry.path)));
                overview.skipped.insert(entry.path);
            } else if entry.flags_extended & IndexEntryExtendedFlag::SKIP_WORKTREE.bits() != 0 {
                overview.skipped.insert(entry.path);
            }
        }
        // git takes a file that a sparse checkout leaves out and that is there all the same for an ordinary one.
        if self.settings.flag("core", "sparsecheckout") == Some(true)
            && overview
                .skipped
                .iter()
                .any(|path| fs::symlink_metadata(work_tree.join(std::ffi::OsStr::from_bytes(path))).is_ok())
        {
            return Err(Refusal::Unknowable("a file outside the sparse checkout is there"));
        }
        Ok(overview)
    }

    /// Entries that differ from HEAD; a rename is one.
    fn staged(&self, index: &Index, assumed: &[PathBuf]) -> Result<usize, Refusal> {
        let head = match self.repository.head() {
            Ok(head) => Some(head.peel_to_tree()?),
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => None,
            Err(error) => return Err(error.into()),
        };
        // libgit2 leaves an added entry out when it is assumed to be unchanged (diff_delta__from_one in diff_generate.c).
        if assumed.iter().any(|path| head.as_ref().is_none_or(|tree| tree.get_path(path).is_err())) {
            return Err(Refusal::Unknowable("an added file is assumed to be unchanged"));
        }
        let mut options = DiffOptions::new();
        options.include_typechange(true);
        let diff = self.repository.diff_tree_to_index(head.as_ref(), Some(index), Some(&mut options))?;
        let (mut count, mut added, mut deleted) = (0, Vec::new(), Vec::new());
        for delta in diff.deltas() {
            match delta.status() {
                Delta::Conflicted | Delta::Unmodified => continue,
                Delta::Added => added.push(Side::of(&delta.new_file())),
                Delta::Deleted => deleted.push(Side::of(&delta.old_file())),
                _ => {}
            }
            count += 1;
        }
        if added.is_empty() {
            return Ok(count);
        }
        let renames = self.settings.last("status", None, "renames");
        match renames.or_else(|| self.settings.last("diff", None, "renames")) {
            Some(b"copies" | b"copy") => return Err(Refusal::Unknowable("copies are looked for")),
            Some(value) if parse_bool(value) == Some(false) => return Ok(count),
            _ => {}
        }
        Ok(count - self.renamed(added, deleted)?)
    }

    /// How many of the added are one of the deleted under another name. Those of equal content are; whether similar
    /// ones are is for git's own measure of similarity, which libgit2 does not have.
    fn renamed(&self, added: Vec<Side>, deleted: Vec<Side>) -> Result<usize, Refusal> {
        let mut gone: HashMap<(Oid, u32), usize> = HashMap::new();
        for side in &deleted {
            *gone.entry(side.identity()).or_default() += 1;
        }
        let mut exact = 0;
        let mut left = Vec::new();
        for side in added {
            match gone.get_mut(&side.identity()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    exact += 1;
                }
                _ => left.push(side),
            }
        }
        let deleted = deleted.into_iter().filter(|side| gone.get(&side.identity()).is_some_and(|count| *count > 0));
        let (left, deleted) = (sizes(self.repository, left)?, sizes(self.repository, deleted)?);
        if left.len().saturating_mul(deleted.len()) > PAIRS_LIMIT {
            return Err(Refusal::Unknowable("many files may have been renamed"));
        }
        // git does not compare two files at all when one is more than twice as long (diffcore-rename.c).
        let similar = |one: usize, other: usize| one.abs_diff(other) * 2 <= one.max(other);
        if left.iter().any(|one| deleted.iter().any(|other| similar(*one, *other))) {
            return Err(Refusal::Unknowable("a file may have been renamed and edited"));
        }
        Ok(exact)
    }

    fn work_tree(
        &self,
        index: &Index,
        overview: &Overview,
        untracked: Untracked,
        tally: &mut Tally,
    ) -> Result<(), Refusal> {
        let mut options = DiffOptions::new();
        options
            .include_typechange(true)
            .ignore_submodules(true)
            .include_unreadable(true)
            .include_untracked(untracked != Untracked::No)
            .include_ignored(untracked != Untracked::No)
            .recurse_untracked_dirs(untracked == Untracked::All);
        let diff = self.repository.diff_index_to_workdir(Some(index), Some(&mut options))?;
        let gitlinks: HashSet<&[u8]> = overview.gitlinks.iter().map(|gitlink| gitlink.path.as_slice()).collect();
        let undecided: HashSet<Vec<u8>> = tally.undecided.iter().map(|(path, _)| path.clone()).collect();
        let mut untracked_count = 0;
        let top = self.repository.workdir().unwrap_or(Path::new(""));
        for delta in diff.deltas() {
            let (old, new) = (delta.old_file(), delta.new_file());
            let path = new.path_bytes().or_else(|| old.path_bytes()).unwrap_or_default();
            match delta.status() {
                Delta::Untracked if is_within(path, &gitlinks) => {}
                Delta::Untracked => untracked_count += usize::from(!is_entry(index, overview, path)),
                Delta::Ignored if path.ends_with(b"/") => {
                    let found = self.hidden_repositories(top, path);
                    untracked_count += if untracked == Untracked::All { found } else { found.min(1) };
                }
                Delta::Unreadable => return Err(Refusal::Unknowable("a part of the working tree cannot be read")),
                Delta::Unmodified | Delta::Ignored | Delta::Conflicted => {}
                _ if gitlinks.contains(path) || overview.skipped.contains(path) => {}
                Delta::Modified if old.mode() == new.mode() && undecided.contains(path) => {}
                _ => tally.unstaged += 1,
            }
        }
        tally.untracked = (untracked != Untracked::No).then_some(untracked_count);
        Ok(())
    }

    /// Repositories at or below a directory that libgit2 takes for ignored because no file in it counts. To git a
    /// repository is something untracked even if it is empty.
    fn hidden_repositories(&self, top: &Path, directory: &[u8]) -> usize {
        let path = Path::new(std::ffi::OsStr::from_bytes(directory));
        if self.repository.is_path_ignored(path).unwrap_or(true) {
            return 0;
        }
        if Layout::find(&top.join(path)).is_ok_and(|layout| layout.git_dir != layout.path) {
            return 1;
        }
        let Ok(entries) = fs::read_dir(top.join(path)) else { return 0 };
        let below = entries
            .flatten()
            .filter(|entry| entry.file_name() != ".git" && entry.file_type().is_ok_and(|kind| kind.is_dir()));
        below
            .map(|entry| self.hidden_repositories(top, &[directory, entry.file_name().as_bytes(), b"/"].concat()))
            .sum()
    }
}

/// One side of a difference between HEAD and the index.
struct Side {
    id: Oid,
    mode: u32,
}

impl Side {
    fn of(file: &DiffFile<'_>) -> Self {
        Self { id: file.id(), mode: u32::from(file.mode()) }
    }

    fn is_regular(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }

    /// What must be equal for an exact rename: the content, and the kind of file.
    fn identity(&self) -> (Oid, u32) {
        (self.id, if self.is_regular() { 0o100_000 } else { self.mode })
    }
}

fn sizes(repository: &Repository, sides: impl IntoIterator<Item = Side>) -> Result<Vec<usize>, Refusal> {
    let objects = repository.odb()?;
    let mut lengths = Vec::new();
    for side in sides.into_iter().filter(Side::is_regular) {
        let (size, kind) = objects.read_header(side.id)?;
        if kind == ObjectType::Blob {
            lengths.push(size);
        }
    }
    Ok(lengths)
}

/// Is an untracked directory's name that of an entry? git does not show it then.
fn is_entry(index: &Index, overview: &Overview, path: &[u8]) -> bool {
    path.strip_suffix(b"/").is_some_and(|name| {
        overview.conflicted.contains(name) || index.get_path(Path::new(std::ffi::OsStr::from_bytes(name)), 0).is_some()
    })
}

/// Is a path one of `tops`, or below one?
fn is_within(path: &[u8], tops: &HashSet<&[u8]>) -> bool {
    if tops.is_empty() {
        return false;
    }
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(place, _)| place);
    ends.chain([path.len()]).any(|end| tops.contains(&path[..end]))
}
