//! Which tracked files a filter would decide about. libgit2 runs no filter drivers, so where git would run one to
//! tell whether a file changed, libgit2's answer is no answer. Costs next to nothing where no attribute names a filter.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use git2::{
    AttrCheckFlags, AttrValue, Index, IndexEntry, IndexEntryExtendedFlag, IndexEntryFlag, IndexTime, Repository,
};

use crate::git::Refusal;
use crate::git::layout::Layout;
use crate::git::settings::{Driver, Drivers, Settings};
use crate::git::tally::Undecided;
use crate::work::files;

/// A file of attributes that is larger is taken to name a filter.
const ATTRIBUTES_LIMIT: u64 = 4 * 1024 * 1024;

/// What the files of attributes have a word about.
#[derive(Debug, Default, Clone, Copy)]
struct Mentions {
    filter: bool,
    encoding: bool,
}

/// The paths, each with its filter, whose state only a filter of the repository's own could tell.
///
/// # Errors
/// Refuses when the answer depends on what the git program would run for the user, or on an encoding that libgit2
/// does not know.
pub(super) fn undecided(
    repository: &Repository,
    layout: &Layout,
    index: &Index,
    work_tree: &Path,
    directories: &HashSet<Vec<u8>>,
    users: &[PathBuf],
    (settings, drivers): (&Settings, &Drivers),
) -> Result<Undecided, Refusal> {
    let mentions = mentions(repository, layout, index, work_tree, directories, users)?;
    if mentions.encoding {
        return Err(Refusal::Unknowable("files have a working-tree-encoding"));
    }
    let mut undecided = Undecided::new();
    if !mentions.filter || drivers.by_name.is_empty() {
        return Ok(undecided);
    }
    let check = StatCheck::new(layout, settings);
    for entry in index.iter() {
        if !is_compared(&entry) {
            continue;
        }
        let path = Path::new(std::ffi::OsStr::from_bytes(&entry.path));
        let Ok(file) = fs::symlink_metadata(work_tree.join(path)) else { continue };
        if !file.is_file() || !check.is_open(&entry, &file) {
            continue;
        }
        let value = repository.get_attr_bytes(path, "filter", AttrCheckFlags::FILE_THEN_INDEX)?;
        let AttrValue::Bytes(name) = AttrValue::always_bytes(value) else { continue };
        match drivers.by_name.get(name) {
            Some(Driver::Runs) => return Err(Refusal::Unknowable("a filter decides what changed")),
            Some(Driver::NotRun) => {
                undecided.insert((entry.path.clone(), name.to_vec()));
            }
            None => {}
        }
    }
    Ok(undecided)
}

/// Is the entry a regular file that is compared with the working tree at all?
fn is_compared(entry: &IndexEntry) -> bool {
    const STAGE: u16 = 0x3000;
    entry.mode & 0o170_000 == 0o100_000
        && entry.flags & (STAGE | IndexEntryFlag::VALID.bits()) == 0
        && entry.flags_extended & IndexEntryExtendedFlag::SKIP_WORKTREE.bits() == 0
}

fn mentions(
    repository: &Repository,
    layout: &Layout,
    index: &Index,
    work_tree: &Path,
    directories: &HashSet<Vec<u8>>,
    users: &[PathBuf],
) -> Result<Mentions, Refusal> {
    let mut found = Mentions::default();
    let mut note = |text: &[u8]| {
        found.filter |= contains(text, b"filter");
        found.encoding |= contains(text, b"working-tree-encoding");
    };
    for file in users.iter().cloned().chain([layout.shared("info/attributes")]) {
        match files::read(&file, ATTRIBUTES_LIMIT) {
            Ok(text) => note(&text),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => note(b"filter"),
            Err(_) => {}
        }
    }
    for directory in directories {
        let mut path = PathBuf::from(std::ffi::OsStr::from_bytes(directory));
        path.push(".gitattributes");
        match files::read(&work_tree.join(&path), ATTRIBUTES_LIMIT) {
            Ok(text) => note(&text),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => note(b"filter"),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                // git goes by the index then.
                if let Some(entry) = index.get_path(&path, 0) {
                    note(repository.find_blob(entry.id)?.content());
                }
            }
            Err(_) => return Err(Refusal::Unknowable("a file of attributes cannot be read")),
        }
    }
    Ok(found)
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

/// Does a file's metadata leave open whether its content is that of the index? As git decides (read-cache.c,
/// `ie_match_stat`): a size that differs is a change, everything else that differs asks for the content.
struct StatCheck {
    trust_change_time: bool,
    minimal: bool,
    index: Option<(i64, i64)>,
}

impl StatCheck {
    fn new(layout: &Layout, settings: &Settings) -> Self {
        let index = fs::metadata(layout.own("index")).ok();
        Self {
            trust_change_time: settings.flag("core", "trustctime").unwrap_or(true),
            minimal: settings.last("core", None, "checkstat") == Some(b"minimal"),
            index: index.map(|index| (index.mtime(), index.mtime_nsec())),
        }
    }

    fn is_open(&self, entry: &IndexEntry, file: &Metadata) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "the index keeps the low 32 bits")]
        let (size, inode) = (file.size() as u32, file.ino() as u32);
        if size != entry.file_size {
            return entry.file_size == 0;
        }
        let same_time = |index: IndexTime, seconds: i64, nanoseconds: i64| {
            #[expect(clippy::cast_possible_truncation, reason = "the index keeps the low 32 bits")]
            let same_second = index.seconds() == seconds as i32;
            let known = index.nanoseconds() != 0 && nanoseconds != 0;
            same_second && (!known || i64::from(index.nanoseconds()) == nanoseconds)
        };
        let mut same = same_time(entry.mtime, file.mtime(), file.mtime_nsec());
        if self.trust_change_time {
            same &= same_time(entry.ctime, file.ctime(), file.ctime_nsec());
        }
        if !self.minimal {
            same &= inode == entry.ino && file.uid() == entry.uid && file.gid() == entry.gid;
        }
        // Written in the same tick as the index: it may have changed since without a trace.
        let racy = self.index.is_none_or(|index| index <= (file.mtime(), file.mtime_nsec()));
        !same || racy
    }
}
