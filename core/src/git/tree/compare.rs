//! One tracked file against its entry, as git decides (read-cache.c: `ie_match_stat`, `ie_modified`): by its metadata
//! where that is enough, by its content where not. What only a filter could tell is noted, or refused.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use git2::{ErrorCode, ObjectType, Oid, Repository, RepositoryOpenFlags};
use rustix::fs::{Mode, OFlags, Stat, openat, readlinkat};

use crate::git::Refusal;
use crate::git::settings::{Driver, Drivers, Settings};
use crate::git::tally::{LostRules, Undecided};
use crate::git::tree::attributes::{Attributes, Lost, Stack, Value};
use crate::git::tree::convert::{AutoCrlf, LineEnds, without_idents};
use crate::git::tree::directory::{is_lack, read_at};
use crate::git::tree::index::{CachedStat, Entry, GITLINK, ID, Index, KIND, LINK, REGULAR};

/// The id of the empty blob.
const EMPTY: [u8; ID] = [
    0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53,
    0x91,
];

const LACK: &str = "too few files may be open at once, or the disk fails";
const DAMAGED: &str = "an object that holds rules cannot be read";

/// How a file differs from its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    Changed,
    Deleted,
    /// Its entry has intent to add, and the file is there.
    Intended,
}

/// How one repository's files are compared.
pub(super) struct Compare<'a> {
    /// The repository's own directory.
    pub git_dir: &'a Path,
    top: Arc<OwnedFd>,
    policy: Policy,
    drivers: &'a Drivers,
    attributes: Mutex<Stack>,
    undecided: Mutex<Undecided>,
    lost: Mutex<LostRules>,
    /// Why rules could not be read, where the reason says nothing about them.
    lacked: OnceLock<&'static str>,
    /// Another handle for objects, for whichever thread needs one; opened when first needed.
    repository: Mutex<Option<Repository>>,
    path: PathBuf,
}

/// What of the config counts.
struct Policy {
    file_mode: bool,
    symlinks: bool,
    metadata: Trusted,
    auto_crlf: AutoCrlf,
}

/// Which metadata tells that a file is as it was, beside its size and the time of its last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trusted {
    /// No other (`core.checkStat=minimal`).
    Minimal,
    /// All but the time of the last change of its metadata (`core.trustctime=false`).
    WithoutChangeTime,
    All,
}

impl Policy {
    fn of(settings: &Settings) -> Self {
        let flag = |name, default| settings.flag("core", name).unwrap_or(default);
        let auto_crlf = match settings.last("core", None, "autocrlf") {
            Some(value) if value.eq_ignore_ascii_case(b"input") => AutoCrlf::Input,
            _ if flag("autocrlf", false) => AutoCrlf::On,
            _ => AutoCrlf::Off,
        };
        let minimal =
            settings.last("core", None, "checkstat").is_some_and(|value| value.eq_ignore_ascii_case(b"minimal"));
        let metadata = match (minimal, flag("trustctime", true)) {
            (true, _) => Trusted::Minimal,
            (false, false) => Trusted::WithoutChangeTime,
            (false, true) => Trusted::All,
        };
        Self { file_mode: flag("filemode", true), symlinks: flag("symlinks", true), metadata, auto_crlf }
    }
}

impl<'a> Compare<'a> {
    /// For the repository at `path`, whose working tree is `top`.
    pub fn new(
        (path, git_dir): (&Path, &'a Path),
        top: Arc<OwnedFd>,
        settings: &Settings,
        drivers: &'a Drivers,
        attributes: Stack,
    ) -> Self {
        Self {
            git_dir,
            top,
            policy: Policy::of(settings),
            drivers,
            attributes: Mutex::new(attributes),
            undecided: Mutex::default(),
            lost: Mutex::default(),
            lacked: OnceLock::new(),
            repository: Mutex::default(),
            path: path.to_path_buf(),
        }
    }

    /// What is left to filters that are not run.
    pub fn undecided(&self) -> Undecided {
        std::mem::take(&mut *self.undecided.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses an answer that rests on rules which could not be read.
    pub fn is_complete(&self) -> Result<(), Refusal> {
        self.lacked.get().map_or(Ok(()), |reason| Err(Refusal::Unknowable(reason)))
    }

    /// The files of rules on which something hinged and that are not there.
    pub fn lost(&self) -> LostRules {
        std::mem::take(&mut *self.lost.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a path is excluded hinges on the `.gitignore` of this directory, which is not there.
    pub fn hinges_on_ignore(&self, directory: &[u8]) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).untracked.insert([directory, b".gitignore"].concat());
    }

    /// A file of rules in a directory; `None` when there is none. What could not be found out is noted for
    /// [`is_complete`](Self::is_complete).
    pub fn rules_at(&self, directory: impl AsFd, path: &[u8]) -> Option<Vec<u8>> {
        read_at(directory, path).unwrap_or_else(|_| {
            self.lacked.get_or_init(|| LACK);
            None
        })
    }

    /// The file `name` of `directory`, which is as `stat` says.
    pub fn file(
        &self,
        index: &Index,
        entry: &Entry,
        stat: &Stat,
        directory: &OwnedFd,
        name: &[u8],
    ) -> Result<Difference, Refusal> {
        let mode = raw_mode(stat);
        if mode & KIND == 0o040_000 {
            return Ok(Difference::Deleted);
        }
        if entry.is_intended() {
            return Ok(Difference::Intended);
        }
        let same_kind =
            mode & KIND == entry.kind() || (entry.kind() == LINK && !self.policy.symlinks && mode & KIND == REGULAR);
        if !same_kind || (entry.kind() == REGULAR && self.policy.file_mode && (mode ^ entry.mode) & 0o100 != 0) {
            return Ok(Difference::Changed);
        }
        let (cached, id) = (index.stat(entry), index.id(entry));
        let data = cached.size != size(stat) || (cached.size == 0 && id != EMPTY);
        // Written no later than the file's last change, in whole seconds: a later edit may have left size and times as they
        // are, so the content decides (read-cache.c: `is_racy_stat`).
        let racy = index.written != 0 && index.written <= i64::from(cached.mtime);
        if !data && !racy && self.same_metadata(cached, stat) {
            return Ok(Difference::None);
        }
        // A size that was never looked at says nothing.
        if data && cached.size != 0 {
            return Ok(Difference::Changed);
        }
        if mode & KIND == LINK {
            let target = readlinkat(directory, name, Vec::new()).ok();
            let same = target.is_some_and(|target| is_blob(target.to_bytes(), &id));
            return Ok(if same { Difference::None } else { Difference::Changed });
        }
        self.content(index, entry, &id, directory, name)
    }

    fn same_metadata(&self, cached: CachedStat, stat: &Stat) -> bool {
        let found = found(stat);
        let owned = (found.inode, found.user, found.group) == (cached.inode, cached.user, cached.group);
        found.mtime == cached.mtime
            && match self.policy.metadata {
                Trusted::Minimal => true,
                Trusted::WithoutChangeTime => owned,
                Trusted::All => owned && found.ctime == cached.ctime,
            }
    }

    fn content(
        &self,
        index: &Index,
        entry: &Entry,
        id: &[u8; ID],
        directory: &OwnedFd,
        name: &[u8],
    ) -> Result<Difference, Refusal> {
        let path = index.path_of(entry);
        let Ok(attributes) = self.attributes(index, path) else { return Ok(Difference::None) };
        if let Some(filter) = attributes.filter() {
            match self.drivers.by_name.get(filter) {
                Some(Driver::Runs) => return Err(Refusal::Unknowable("a filter decides what changed")),
                Some(Driver::NotRun) => {
                    let mut undecided = self.undecided.lock().unwrap_or_else(PoisonError::into_inner);
                    undecided.insert((path.to_vec(), filter.to_vec()));
                    return Ok(Difference::None);
                }
                None => {}
            }
        }
        match attributes.encoding() {
            None => {}
            Some(Value::Text(encoding)) if encoding.is_empty() || encoding.eq_ignore_ascii_case(b"utf-8") => {}
            Some(_) => return Err(Refusal::Unknowable("files have a working-tree-encoding")),
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let mut content = Vec::new();
        let read = openat(directory, name, flags, Mode::empty())
            .map_err(std::io::Error::from)
            .and_then(|file| File::from(file).read_to_end(&mut content));
        match read {
            Ok(_) => {}
            Err(error) if is_lack(&error) => return Err(Refusal::Unknowable(LACK)),
            // A file that may not be read is taken for changed, as git does.
            Err(_) => return Ok(Difference::Changed),
        }
        let line_ends = LineEnds::of(&attributes, self.policy.auto_crlf);
        let same = line_ends.match_stored(&content, |stored| {
            if attributes.ident() { is_blob(&without_idents(stored), id) } else { is_blob(stored, id) }
        });
        Ok(if same { Difference::None } else { Difference::Changed })
    }

    /// Where they hinge on a file that is not there, that is noted for [`lost`](Self::lost).
    fn attributes(&self, index: &Index, path: &[u8]) -> Result<Attributes, Lost> {
        let mut stack = self.attributes.lock().unwrap_or_else(PoisonError::into_inner);
        stack.of(path, |directory| {
            let path = [directory, b".gitattributes"].concat();
            if let Some(text) = self.rules_at(&self.top, &path) {
                return Ok(Some(text));
            }
            let entry = index.find(&path).filter(|entry| !entry.is_unmerged() && entry.kind() != GITLINK);
            let text = entry.map(|entry| self.rules_of(index.id(entry))).transpose();
            text.inspect_err(|Lost| {
                self.lost.lock().unwrap_or_else(PoisonError::into_inner).changes.insert(path);
            })
        })
    }

    /// Rules that a blob holds. Where it is damaged, that is noted for [`is_complete`](Self::is_complete).
    pub fn rules_of(&self, id: [u8; ID]) -> Result<Vec<u8>, Lost> {
        match self.blob(id) {
            Ok(text) => Ok(text),
            Err(error) if error.code() == ErrorCode::NotFound => Err(Lost),
            Err(_) => {
                self.lacked.get_or_init(|| DAMAGED);
                Err(Lost)
            }
        }
    }

    /// The content of a blob.
    pub fn blob(&self, id: [u8; ID]) -> Result<Vec<u8>, git2::Error> {
        let mut repository = self.repository.lock().unwrap_or_else(PoisonError::into_inner);
        if repository.is_none() {
            let no_ceiling: [&str; 0] = [];
            *repository = Some(Repository::open_ext(&self.path, RepositoryOpenFlags::NO_SEARCH, no_ceiling)?);
        }
        let Some(repository) = repository.as_ref() else { return Err(git2::Error::from_str("there is no repository")) };
        Ok(repository.find_blob(Oid::from_bytes(&id)?)?.content().to_vec())
    }
}

fn is_blob(content: &[u8], id: &[u8; ID]) -> bool {
    Oid::hash_object(ObjectType::Blob, content).is_ok_and(|hash| hash.as_bytes() == id)
}

/// Type and permissions, which are 16 bits on some systems.
#[allow(clippy::useless_conversion, reason = "the width is the system's")]
fn raw_mode(stat: &Stat) -> u32 {
    u32::from(stat.st_mode)
}

/// A file's metadata as the index keeps it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the index keeps the low 32 bits")]
fn found(stat: &Stat) -> CachedStat {
    CachedStat {
        ctime: stat.st_ctime as u32,
        mtime: stat.st_mtime as u32,
        inode: stat.st_ino as u32,
        user: stat.st_uid,
        group: stat.st_gid,
        size: size(stat),
    }
}

/// A size of which the low 32 bits are 0 is kept as one that is not 0 (read-cache.c: `munge_st_size`).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the index keeps the low 32 bits")]
fn size(stat: &Stat) -> u32 {
    match stat.st_size as u32 {
        0 if stat.st_size != 0 => 0x8000_0000,
        size => size,
    }
}
