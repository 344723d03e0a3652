//! The index file as git reads it (gitformat-index(5)): versions 2 to 4, split, sparse, with its cache tree. What other
//! extensions say is left alone. Reads files, and decides nothing about the working tree.

use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::git::Refusal;
use crate::git::tree::split;
use crate::work::files;

/// Bytes of an object id. Repositories with longer ones are read by the git program alone.
pub(super) const ID: usize = 20;

/// Bytes before an entry's object id.
const STAT: usize = 40;

/// More than the index of a million files has.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// Kinds of entries, by the file type bits of their mode.
pub(super) const KIND: u32 = 0o170_000;
/// A regular file.
pub(super) const REGULAR: u32 = 0o100_000;
/// A symlink.
pub(super) const LINK: u32 = 0o120_000;
/// A commit of another repository.
pub(super) const GITLINK: u32 = 0o160_000;
/// A whole directory that a sparse index folds into one entry; its path ends with a slash.
pub(super) const DIRECTORY: u32 = 0o040_000;

const ASSUMED: u16 = 0x8000;
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const SKIPPED: u16 = 0x4000;
const INTENDED: u16 = 0x2000;

/// One entry: where its parts are in the file that it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Where the path is in the buffer of paths.
    path: (u32, u32),
    /// Where the metadata begins.
    data: u32,
    /// Type and permissions.
    pub mode: u32,
    flags: u16,
    extended: u16,
    /// Is it of the shared part of a split index?
    shared: bool,
}

/// What the index says of a file's metadata: the low 32 bits of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CachedStat {
    pub ctime: u32,
    pub mtime: u32,
    pub inode: u32,
    pub user: u32,
    pub group: u32,
    pub size: u32,
}

/// A node of the cache tree: what a directory of the index would be as a tree.
#[derive(Debug, Default)]
pub(super) struct CacheTree {
    pub name: Vec<u8>,
    /// The tree; `None` when entries below have changed since it was written.
    pub id: Option<[u8; ID]>,
    pub children: Vec<CacheTree>,
}

/// The index.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    /// The file, and the shared file of a split index.
    files: [Vec<u8>; 2],
    paths: Vec<u8>,
    /// The root of the cache tree, if there is one.
    pub tree: Option<CacheTree>,
    /// When the index file was written, in seconds; 0 when there is none.
    pub written: i64,
    /// Does one entry stand for a whole directory outside the sparse checkout?
    pub sparse: bool,
    /// Is a part of it in another file?
    pub is_split: bool,
    /// Another for each that was read by this process.
    pub number: u64,
}

/// How many were read.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// What an index file has beside its entries.
#[derive(Default)]
pub(super) struct Extensions {
    tree: Option<CacheTree>,
    link: Option<Vec<u8>>,
    sparse: bool,
}

impl Entry {
    /// `git update-index --assume-unchanged`.
    pub fn is_assumed(&self) -> bool {
        self.flags & ASSUMED != 0
    }

    /// `skip-worktree`.
    pub fn is_skipped(&self) -> bool {
        self.extended & SKIPPED != 0
    }

    /// `git add -N`.
    pub fn is_intended(&self) -> bool {
        self.extended & INTENDED != 0
    }

    /// One side of a conflict.
    pub fn is_unmerged(&self) -> bool {
        self.flags & STAGE != 0
    }

    /// The file type bits.
    pub fn kind(&self) -> u32 {
        self.mode & KIND
    }

    pub(super) fn stage(&self) -> u16 {
        self.flags & STAGE
    }

    /// The same path, with what another entry says of it.
    pub(super) fn with_path_of(self, other: &Entry) -> Self {
        Self { path: other.path, ..self }
    }

    pub(super) fn has_path(&self) -> bool {
        self.path.1 > 0
    }
}

impl Index {
    /// Reads the index at `file`; one that is not there is empty. Shared parts of a split index are next to it.
    pub fn read(file: &Path) -> Result<Self, Refusal> {
        let mut index = Self { number: NUMBER.fetch_add(1, Ordering::Relaxed), ..Self::default() };
        let Some((data, written)) = read(file).map_err(|_| Refusal::Unknowable("the index cannot be read"))? else {
            return Ok(index);
        };
        index.written = written;
        let mut extensions = Extensions::default();
        index.entries = index.parse(data, 0, &mut extensions).ok_or(CORRUPT)??;
        index.tree = extensions.tree;
        index.sparse = extensions.sparse;
        if let Some(link) = extensions.link {
            index.is_split = true;
            let link = split::Link::parse(&link).ok_or(CORRUPT)?;
            if let Some(base) = link.base {
                let name = base.iter().fold("sharedindex.".to_owned(), |name, byte| format!("{name}{byte:02x}"));
                let shared = read(&file.with_file_name(name)).ok().flatten();
                let (data, _) = shared.ok_or(Refusal::Unknowable("the shared part of the index cannot be read"))?;
                let mut extensions = Extensions::default();
                let base = index.parse(data, 1, &mut extensions).ok_or(CORRUPT)??;
                index.sparse |= extensions.sparse;
                let own = std::mem::take(&mut index.entries);
                index.entries = link.merge(own, base, |entry| index.path_of(entry)).ok_or(CORRUPT)?;
            }
        }
        let sorted = index.entries.is_sorted_by(|one, other| index.order(one) < index.order(other));
        if !sorted {
            return Err(CORRUPT);
        }
        Ok(index)
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        self.entries.len() * size_of::<Entry>() + self.files.iter().map(Vec::len).sum::<usize>() + self.paths.len()
    }

    /// The entries, by path and stage.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The path of an entry.
    pub fn path_of(&self, entry: &Entry) -> &[u8] {
        let (start, length) = (entry.path.0 as usize, entry.path.1 as usize);
        &self.paths[start..start + length]
    }

    /// Its object id.
    pub fn id(&self, entry: &Entry) -> [u8; ID] {
        let start = entry.data as usize + STAT;
        let mut id = [0; ID];
        id.copy_from_slice(&self.files[usize::from(entry.shared)][start..start + ID]);
        id
    }

    /// What it says of the file.
    pub fn stat(&self, entry: &Entry) -> CachedStat {
        let data = &self.files[usize::from(entry.shared)][entry.data as usize..];
        let field = |place: usize| be32(data, place * 4).unwrap_or_default();
        CachedStat {
            ctime: field(0),
            mtime: field(2),
            inode: field(5),
            user: field(7),
            group: field(8),
            size: field(9),
        }
    }

    /// The entry with this very path, unmerged or not.
    pub fn find(&self, path: &[u8]) -> Option<&Entry> {
        let place = self.entries.partition_point(|entry| self.path_of(entry) < path);
        self.entries.get(place).filter(|entry| self.path_of(entry) == path)
    }

    /// Where the entries of `range` end that begin with `prefix`, the first of which is at its start.
    pub fn end_of(&self, prefix: &[u8], range: std::ops::Range<usize>) -> usize {
        let start = range.start;
        start + self.entries[range].partition_point(|entry| self.path_of(entry).starts_with(prefix))
    }

    fn order(&self, entry: &Entry) -> (&[u8], u16) {
        (self.path_of(entry), entry.stage())
    }

    /// Takes `data` in as file number `file`. `None`: it is no index.
    fn parse(
        &mut self,
        data: Vec<u8>,
        file: usize,
        extensions: &mut Extensions,
    ) -> Option<Result<Vec<Entry>, Refusal>> {
        let end = data.len().checked_sub(ID)?;
        let version = be32(&data, 4)?;
        if !data.starts_with(b"DIRC") || u32::try_from(data.len()).is_err() {
            return None;
        }
        if !(2..=4).contains(&version) {
            return Some(Err(Refusal::Unknowable("the index has a version that is not known")));
        }
        let count = be32(&data, 8)? as usize;
        let mut entries = Vec::with_capacity(count.min(data.len() / 64));
        let mut place = 12;
        let mut former = (self.paths.len(), 0);
        for _ in 0..count {
            let (entry, next) = self.parse_entry(&data[..end], place, version, &mut former, file)?;
            if entry.extended & !(SKIPPED | INTENDED) != 0 {
                return Some(Err(Refusal::Unknowable("the index has entries of a form that is not known")));
            }
            entries.push(entry);
            place = next;
        }
        while place + 8 <= end {
            let size = be32(&data, place + 4)? as usize;
            let content = data[..end].get(place + 8..place.checked_add(8)?.checked_add(size)?)?;
            match &data[place..place + 4] {
                b"TREE" => extensions.tree = CacheTree::parse(&mut &content[..], 0),
                b"link" => extensions.link = Some(content.to_vec()),
                b"sdir" => extensions.sparse = true,
                // An upper case letter: what can be done without.
                [b'A'..=b'Z', ..] => {}
                _ => return Some(Err(Refusal::Unknowable("the index has an extension that is not known"))),
            }
            place += 8 + size;
        }
        self.files[file] = data;
        Some(Ok(entries))
    }

    /// One entry and where the next begins. `former`: where the path before it is.
    fn parse_entry(
        &mut self,
        data: &[u8],
        start: usize,
        version: u32,
        former: &mut (usize, usize),
        file: usize,
    ) -> Option<(Entry, usize)> {
        let mode = be32(data, start + 24)?;
        let flags = be16(data, start + STAT + ID)?;
        let mut place = start + STAT + ID + 2;
        let mut extended = 0;
        if flags & EXTENDED != 0 {
            extended = be16(data, place)?;
            place += 2;
        }
        let kept = match version {
            4 => former.1.checked_sub(varint(data, &mut place)?)?,
            _ => 0,
        };
        let rest = data.get(place..)?;
        let length = match usize::from(flags & 0xfff) {
            0xfff => rest.iter().position(|byte| *byte == 0)?,
            length if version == 4 => length.checked_sub(kept)?,
            length => length,
        };
        let name = rest.get(..length).filter(|_| rest.get(length) == Some(&0))?;
        let path = (self.paths.len(), kept + length);
        self.paths.extend_from_within(former.0..former.0 + kept);
        self.paths.extend_from_slice(name);
        *former = path;
        let next = match version {
            4 => place + length + 1,
            // Padded with 1 to 8 NUL bytes to a multiple of eight.
            _ => start + ((place - start + length + 8) & !7),
        };
        let path = (u32::try_from(path.0).ok()?, u32::try_from(path.1).ok()?);
        let data = u32::try_from(start).ok()?;
        Some((Entry { path, data, mode, flags, extended, shared: file == 1 }, next))
    }
}

impl CacheTree {
    /// NAME NUL COUNT " " SUBTREES LF, the id unless COUNT is negative, and then the subtrees.
    fn parse(data: &mut &[u8], depth: usize) -> Option<Self> {
        // Deeper than any path that a file system takes.
        if depth > 2048 {
            return None;
        }
        let name = until(data, 0)?.to_vec();
        let count: i64 = std::str::from_utf8(until(data, b' ')?).ok()?.parse().ok()?;
        let subtrees: usize = std::str::from_utf8(until(data, b'\n')?).ok()?.parse().ok()?;
        let mut tree = Self { name, ..Self::default() };
        if count >= 0 {
            let (id, rest) = data.split_at_checked(ID)?;
            tree.id = id.try_into().ok();
            *data = rest;
        }
        for _ in 0..subtrees {
            tree.children.push(Self::parse(data, depth + 1)?);
        }
        Some(tree)
    }

    /// The subtree of that name.
    pub fn child(&self, name: &[u8]) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

const CORRUPT: Refusal = Refusal::Unknowable("the index is damaged");

/// The file's bytes, and when it was written. `None`: there is none.
fn read(file: &Path) -> io::Result<Option<(Vec<u8>, i64)>> {
    let opened = match files::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let written = opened.metadata.mtime();
    Ok(Some((opened.read(LIMIT)?, written)))
}

fn until<'a>(data: &mut &'a [u8], end: u8) -> Option<&'a [u8]> {
    let place = data.iter().position(|byte| *byte == end)?;
    let (found, rest) = (&data[..place], &data[place + 1..]);
    *data = rest;
    Some(found)
}

/// git's variable width numbers, as in pack files' offsets.
fn varint(data: &[u8], place: &mut usize) -> Option<usize> {
    let mut byte = *data.get(*place)?;
    let mut value = usize::from(byte & 0x7f);
    *place += 1;
    while byte & 0x80 != 0 {
        byte = *data.get(*place)?;
        *place += 1;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some(value)
}

pub(super) fn be32(data: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(place..place.checked_add(4)?)?.try_into().ok()?))
}

fn be16(data: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(place..place.checked_add(2)?)?.try_into().ok()?))
}
