//! What a process that stays remembers of working trees from one look to the next: parsed indexes, rules, and of each
//! directory what is in it that is neither tracked nor excluded. A look without a memory reads everything.
//!
//! What was read counts again only while the file or directory has the very identity that it had then. A file system's
//! clock may be coarse, so that two changes leave the same time: what changed within [`GRANULARITY`] of being read is read
//! again. Where the machine's clock was set, everything is forgotten.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::fs::{FileType, Stat};

use crate::git::Refusal;
use crate::git::tree::ignore::{Everywhere, Level};
use crate::git::tree::index::Index;
use crate::git::tree::pattern::Case;
use crate::git::tree::walk::Untracked;

/// What all that is remembered may take, in bytes, as estimated from its parts.
pub const MEMORY_LIMIT: usize = 64 * 1024 * 1024;

/// The coarsest clock of a file system: FAT's.
pub const GRANULARITY: Duration = Duration::from_secs(2);

/// How far the machine's clock may drift before everything is forgotten: less than [`GRANULARITY`].
const DRIFT: Duration = Duration::from_secs(1);

/// What one entry of a table takes beside its parts, in bytes.
const ENTRY: usize = 200;

/// Which state of a file or directory it is. The time of the last change of the metadata cannot be set by a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::git) struct Identity {
    pub device: u64,
    inode: u64,
    size: i64,
    modified: i128,
    changed: i128,
}

/// What is remembered of all repositories, by the directory of each.
#[derive(Debug)]
pub struct Memory {
    repositories: Mutex<HashMap<PathBuf, Remembered>>,
    granularity: Duration,
    /// Both clocks when the first thing was remembered.
    clocks: Mutex<(SystemTime, Instant)>,
    looks: AtomicU64,
    known: AtomicU64,
    hashes: RandomState,
}

/// What is remembered of one repository.
#[derive(Debug, Clone, Default)]
struct Remembered {
    index: Option<(Identity, Arc<Index>)>,
    everywhere: Option<Arc<Everywhere>>,
    tree: Option<(Context, Arc<Listings>)>,
    /// Which look used it last.
    used: u64,
}

/// What all listings of a repository depend on. What they depend on in the index, each says itself.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub work_tree: PathBuf,
    pub untracked: Untracked,
    pub everywhere: Arc<Everywhere>,
}

/// Directories by their paths from the top of the working tree.
pub(super) type Listings = HashMap<Box<[u8]>, Arc<Listing>>;

/// New entries for them.
pub(super) type Learned = Vec<(Box<[u8]>, Arc<Listing>)>;

/// What one directory has beside what the index has in it.
#[derive(Debug)]
pub(super) struct Listing {
    pub identity: Identity,
    /// The rules of the directories above it.
    pub above: Option<Arc<Level>>,
    /// The rules below it.
    pub level: Option<Arc<Level>>,
    /// Its `.gitignore`, where it has one.
    pub rules: Option<Identity>,
    /// What is neither in the index nor excluded.
    pub others: Box<[(Box<[u8]>, FileType)]>,
    /// Directories of tracked files that are excluded.
    pub excluded: Box<[Box<[u8]>]>,
    /// Is there nothing more than `others`? Else they are enough to say that there is anything.
    pub whole: bool,
    /// A hash of the names that the index has in it.
    pub tracked: u64,
    /// The index for which `tracked` was last seen to hold.
    pub index: AtomicU64,
}

/// What one walk remembers and learns.
pub(super) struct Recall<'m> {
    memory: &'m Memory,
    key: &'m Path,
    context: Context,
    listings: Arc<Listings>,
    /// Which index it is.
    pub index: u64,
    /// The device of the top.
    device: u64,
    /// When the walk began.
    began: i128,
    pub visited: AtomicUsize,
    pub known: AtomicU64,
    learned: Mutex<Learned>,
}

impl Identity {
    /// As the system says.
    #[allow(clippy::useless_conversion, clippy::cast_possible_wrap, reason = "the widths are the system's")]
    #[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, reason = "the widths are the system's")]
    pub fn of(stat: &Stat) -> Self {
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: stat.st_size as i64,
            modified: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_granularity(GRANULARITY)
    }
}

impl Memory {
    /// One for file systems whose clock is known to tick at least this often.
    pub fn with_granularity(granularity: Duration) -> Self {
        Self {
            repositories: Mutex::default(),
            granularity,
            clocks: Mutex::new((SystemTime::now(), Instant::now())),
            looks: AtomicU64::new(0),
            known: AtomicU64::new(0),
            hashes: RandomState::new(),
        }
    }

    /// How often a directory was as it had been, so that it was not read.
    pub fn known(&self) -> u64 {
        self.known.load(Ordering::Relaxed)
    }

    /// About how many bytes all of it takes: no more than [`MEMORY_LIMIT`].
    pub fn size(&self) -> usize {
        self.all().values().map(Remembered::size).sum()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<PathBuf, Remembered>> {
        self.repositories.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a look: forgets everything if the clock was set.
    pub(in crate::git) fn begin(&self) {
        self.begin_at(SystemTime::now(), Instant::now());
    }

    fn begin_at(&self, now: SystemTime, instant: Instant) {
        let mut clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = instant.saturating_duration_since(clocks.1);
        let expected = clocks.0 + passed;
        let drift = now.duration_since(expected).unwrap_or_else(|error| error.duration());
        if drift > DRIFT {
            *clocks = (now, instant);
            self.all().clear();
        }
    }

    /// Will every change after `began` show in the identity of what was read after it?
    fn is_settled(&self, identity: Identity, began: i128) -> bool {
        let granularity = i128::try_from(self.granularity.as_nanos()).unwrap_or(i128::MAX / 2);
        identity.modified.max(identity.changed) + granularity < began
    }

    /// The index `file` of the repository whose own directory is `key`; it is read where it is not remembered.
    pub(super) fn index(&self, key: &Path, file: &Path) -> Result<Arc<Index>, Refusal> {
        let remembered = self.all().get(key).and_then(|remembered| remembered.index.clone());
        if let Some((identity, index)) = remembered
            && rustix::fs::stat(file).is_ok_and(|stat| Identity::of(&stat) == identity)
        {
            return Ok(index);
        }
        let began = nanoseconds(SystemTime::now());
        let identity = rustix::fs::stat(file).ok().map(|stat| Identity::of(&stat));
        let index = Arc::new(Index::read(file)?);
        // What is in other files may change on its own.
        let kept = identity.filter(|identity| self.is_settled(*identity, began) && !index.is_split);
        self.all().entry(key.to_path_buf()).or_default().index = kept.map(|identity| (identity, Arc::clone(&index)));
        Ok(index)
    }

    /// The rules that apply everywhere in a repository, by what their files say.
    pub(super) fn everywhere(&self, key: &Path, texts: Vec<Vec<u8>>, case: Case) -> Arc<Everywhere> {
        let mut all = self.all();
        let remembered = &mut all.entry(key.to_path_buf()).or_default().everywhere;
        match remembered {
            Some(remembered) if remembered.is_of(&texts, case) => Arc::clone(remembered),
            _ => Arc::clone(remembered.insert(Arc::new(Everywhere::parse(texts, case)))),
        }
    }

    /// What is remembered of a working tree with the identity `top`. `None`: its file system may not keep times.
    pub(super) fn recall<'m>(&'m self, key: &'m Path, context: Context, index: &Index, top: Identity) -> Recall<'m> {
        let mut all = self.all();
        let remembered = all.entry(key.to_path_buf()).or_default();
        remembered.used = self.looks.fetch_add(1, Ordering::Relaxed) + 1;
        let listings = remembered.tree.as_ref().filter(|(known, _)| known.is_same(&context));
        let listings = listings.map(|(_, listings)| Arc::clone(listings)).unwrap_or_default();
        Recall {
            memory: self,
            key,
            context,
            listings,
            index: index.number,
            device: top.device,
            began: nanoseconds(SystemTime::now()),
            visited: AtomicUsize::new(0),
            known: AtomicU64::new(0),
            learned: Mutex::default(),
        }
    }
}

/// Forgets the repositories that were longest not looked at, until the rest takes no more than `limit` bytes.
fn shrink(all: &mut HashMap<PathBuf, Remembered>, limit: usize) {
    let mut size: usize = all.values().map(Remembered::size).sum();
    while size > limit {
        let oldest = all.iter().min_by_key(|(_, remembered)| remembered.used).map(|(path, _)| path.clone());
        let Some(gone) = oldest.and_then(|oldest| all.remove(&oldest)) else { return };
        size -= gone.size();
    }
}

impl Context {
    fn is_same(&self, other: &Self) -> bool {
        self.work_tree == other.work_tree
            && self.untracked == other.untracked
            && Arc::ptr_eq(&self.everywhere, &other.everywhere)
    }
}

impl Remembered {
    fn size(&self) -> usize {
        let sizes = |listings: &Listings| listings.iter().map(|(path, listing)| path.len() + listing.size()).sum();
        let listings: usize = self.tree.as_ref().map_or(0, |(_, listings)| sizes(listings));
        listings + self.index.as_ref().map_or(0, |(_, index)| index.size()) + ENTRY
    }
}

impl Listing {
    fn size(&self) -> usize {
        let others = self.others.iter().map(|(name, _)| name.len() + 32).sum::<usize>();
        // Rules are shared below a directory; they are counted where they are read.
        let rules = match (&self.above, &self.level) {
            (above, Some(level)) if !above.as_ref().is_some_and(|above| Arc::ptr_eq(above, level)) => level.size(),
            _ => 0,
        };
        others + self.excluded.iter().map(|name| name.len() + 16).sum::<usize>() + rules + ENTRY
    }
}

impl Recall<'_> {
    /// What is remembered of a directory, if the rules above it are those of then.
    pub fn listing(&self, path: &[u8], above: Option<&Arc<Level>>) -> Option<&Arc<Listing>> {
        let listing = self.listings.get(path)?;
        let same = match (&listing.above, above) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same.then_some(listing)
    }

    /// May what is read of something with this identity be remembered?
    pub fn is_settled(&self, identity: Identity) -> bool {
        identity.device == self.device && self.memory.is_settled(identity, self.began)
    }

    /// A hash over names.
    pub fn hasher(&self) -> impl std::hash::Hasher {
        self.memory.hashes.build_hasher()
    }

    /// Takes in what a thread has learned.
    pub fn learn(&self, learned: &mut Learned) {
        if !learned.is_empty() {
            self.learned.lock().unwrap_or_else(PoisonError::into_inner).append(learned);
        }
    }

    /// Remembers all that was learned.
    pub fn end(self) {
        self.memory.known.fetch_add(self.known.into_inner(), Ordering::Relaxed);
        let learned = self.learned.into_inner().unwrap_or_else(PoisonError::into_inner);
        if learned.is_empty() {
            return;
        }
        let visited = self.visited.into_inner();
        drop(self.listings);
        let mut all = self.memory.all();
        let remembered = all.entry(self.key.to_path_buf()).or_default();
        let same = remembered.tree.take().filter(|(known, _)| known.is_same(&self.context));
        let mut listings = same.map(|(_, listings)| listings).unwrap_or_default();
        // Directories that are gone are forgotten with the rest, once there are many.
        if listings.len() > 2 * visited + 64 {
            listings = Arc::default();
        }
        Arc::make_mut(&mut listings).extend(learned);
        remembered.tree = Some((self.context, listings));
        shrink(&mut all, MEMORY_LIMIT);
    }
}

fn nanoseconds(time: SystemTime) -> i128 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i128::try_from(since.as_nanos()).unwrap_or_default()
}

/// Adds a name to a hash.
pub(super) fn add_name(hasher: &mut impl std::hash::Hasher, name: &[u8], kind: u8) {
    hasher.write(name);
    hasher.write(&[0, kind]);
}

/// Does the file system change a directory's times whenever a name in it changes, and tell the present ones? Those of
/// the network, and those that a program serves, may not.
#[cfg(target_os = "linux")]
pub(super) fn keeps_times(top: &std::os::fd::OwnedFd) -> bool {
    // ext2 to ext4, XFS, Btrfs, F2FS, tmpfs, overlayfs, ZFS, bcachefs (statfs(2)).
    const KNOWN: [u32; 8] =
        [0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1, 0xca45_1a4e];
    #[allow(clippy::useless_conversion, reason = "the width is the system's")]
    let is_known = |kind| KNOWN.iter().any(|known| i64::from(*known) == i64::from(kind));
    rustix::fs::fstatfs(top).is_ok_and(|system| is_known(system.f_type))
}

/// Of other systems' file systems that is not known.
#[cfg(not(target_os = "linux"))]
pub(super) fn keeps_times(_top: &std::os::fd::OwnedFd) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembering() -> (Memory, SystemTime, Instant) {
        let memory = Memory::default();
        memory.all().insert("/r".into(), Remembered::default());
        let (now, instant) = *memory.clocks.lock().unwrap();
        (memory, now, instant)
    }

    #[test]
    fn a_clock_that_was_set_makes_it_forget() {
        let hour = Duration::from_hours(1);
        let (memory, now, instant) = remembering();
        memory.begin_at(now + hour, instant + hour);
        assert_eq!(memory.all().len(), 1);
        memory.begin_at(now + hour - Duration::from_secs(3), instant + hour);
        assert_eq!(memory.all().len(), 0, "set back");
        let (memory, now, instant) = remembering();
        memory.begin_at(now + hour, instant);
        assert_eq!(memory.all().len(), 0, "set forward");
    }

    #[test]
    fn the_repository_that_was_longest_not_looked_at_is_forgotten_first() {
        let (memory, ..) = remembering();
        let mut all = memory.all();
        for (name, used) in [("/a", 3), ("/b", 1), ("/c", 2)] {
            all.insert(name.into(), Remembered { used, ..Remembered::default() });
        }
        all.remove(Path::new("/r"));
        shrink(&mut all, 2 * ENTRY);
        let mut left: Vec<_> = all.keys().collect();
        left.sort();
        assert_eq!(left, [Path::new("/a"), Path::new("/c")]);
    }

    #[test]
    fn what_changed_within_a_tick_of_being_read_or_later_is_read_again() {
        let memory = Memory::default();
        let second = 1_000_000_000;
        let identity = |modified, changed| Identity { device: 1, inode: 1, size: 0, modified, changed };
        assert!(memory.is_settled(identity(7 * second, 7 * second), 10 * second));
        assert!(!memory.is_settled(identity(8 * second, 7 * second), 10 * second));
        assert!(!memory.is_settled(identity(7 * second, 8 * second), 10 * second));
        assert!(!memory.is_settled(identity(70 * second, 7 * second), 10 * second));
    }
}
