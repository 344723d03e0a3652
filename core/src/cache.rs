//! What the user's own cache directory remembers, so that a key press or a prompt need not find it out again. Losing
//! that only costs time: whatever is wrong with an entry, it is as if there were none.
//!
//! An entry is a file `KIND-HASH`, the hash being the SHA-256 of what it is about. It is written beside and renamed,
//! so that a reader sees one whole entry or another.

use std::fs::{DirBuilder, Metadata};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use crate::work::files;

/// The largest entry that is read, in bytes.
const SIZE_LIMIT: u64 = 4 * 1024 * 1024;

/// A directory of entries, which need not exist yet.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: PathBuf,
}

impl Cache {
    /// The cache in `directory`.
    pub fn in_directory(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The entry of this kind about `subject`, and when it was written. Another user's file is no entry.
    pub fn read(&self, kind: &str, subject: &Path) -> Option<(Vec<u8>, SystemTime)> {
        let opened = files::open_no_follow(&self.path(kind, subject)).ok()?;
        if opened.metadata.uid() != rustix::process::geteuid().as_raw() {
            return None;
        }
        let written = opened.metadata.modified().ok()?;
        Some((opened.read(SIZE_LIMIT).ok()?, written))
    }

    /// Replaces the entry. A cache that cannot be written is none.
    pub fn write(&self, kind: &str, subject: &Path, bytes: &[u8]) {
        let write = || -> std::io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.directory)?;
            files::replace_unflushed(&self.path(kind, subject), bytes)
        };
        let _ = write();
    }

    fn path(&self, kind: &str, subject: &Path) -> PathBuf {
        let hash = Sha256::digest(subject.as_os_str().as_bytes());
        self.directory.join(format!("{kind}-{hash:x}"))
    }
}

/// What tells one state of a file from another without reading it; `None` for a file that was changed so lately that
/// another change might leave no trace.
pub fn identity(metadata: &Metadata) -> Option<[i64; 7]> {
    identity_at(metadata, SystemTime::now())
}

/// The same at another time than now.
pub(crate) fn identity_at(metadata: &Metadata, now: SystemTime) -> Option<[i64; 7]> {
    const SETTLED: Duration = Duration::from_secs(2);
    let changed = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(metadata.ctime()).ok()? + 1))?;
    let settled = now.duration_since(changed).is_ok_and(|age| age > SETTLED);
    settled.then(|| {
        [
            metadata.dev().cast_signed(),
            metadata.ino().cast_signed(),
            metadata.size().cast_signed(),
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime(),
            metadata.ctime_nsec(),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written_last() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::in_directory(directory.path().join("a/b"));
        let subject = Path::new("/w");
        assert!(cache.read("kind", subject).is_none());
        cache.write("kind", subject, b"one");
        cache.write("kind", subject, b"two");
        assert_eq!(cache.read("kind", subject).unwrap().0, b"two");
        assert!(cache.read("other", subject).is_none() && cache.read("kind", Path::new("/v")).is_none());
        assert_eq!(std::fs::read_dir(&cache.directory).unwrap().count(), 1);
        assert_eq!(std::fs::metadata(&cache.directory).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn what_is_no_file_of_ones_own_is_no_entry() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::in_directory(directory.path().to_path_buf());
        let path = cache.path("kind", Path::new("/w"));
        std::fs::write(directory.path().join("elsewhere"), "x").unwrap();
        std::os::unix::fs::symlink("elsewhere", &path).unwrap();
        assert!(cache.read("kind", Path::new("/w")).is_none());
        std::fs::remove_file(&path).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        assert!(cache.read("kind", Path::new("/w")).is_none());
        // A directory that cannot be made is no error.
        Cache::in_directory(directory.path().join("elsewhere/x")).write("kind", Path::new("/w"), b"");
    }

    #[test]
    fn a_file_that_was_just_changed_has_no_identity_yet() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let metadata = file.as_file().metadata().unwrap();
        assert_eq!(identity(&metadata), None);
        assert!(identity_at(&metadata, SystemTime::now() + Duration::from_secs(5)).is_some());
    }
}
