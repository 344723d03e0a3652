//! The bounded reader and the atomic writer.
//!
//! Reading opens without waiting and then checks what was opened: a FIFO, a device or a directory is refused, and so is a
//! file above the caller's limit. Writing makes a new file beside the old one and renames it, so that a reader sees one or
//! the other. A run that is killed in between leaves the new one behind; the next that writes there takes it away.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, openat};
use tempfile::NamedTempFile;

/// How a file begins that is not whole yet.
const PREFIX: &str = ".ws-new-";
/// The same, and what earlier versions called it.
const LEFTOVERS: [&str; 2] = [PREFIX, ".ws-install-"];

/// A regular file that is open for reading.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub file: File,
    /// What it was when it was opened.
    pub metadata: Metadata,
}

impl Opened {
    /// All of it, at most `limit` bytes. Kind of the error where it has more: [`ErrorKind::FileTooLarge`].
    pub fn read(self, limit: u64) -> Result<Vec<u8>> {
        let size = self.metadata.len();
        if size > limit {
            return Err(too_large(size, limit));
        }
        // The size may be wrong by the time it is read, or always (in /proc): what comes is counted.
        let bytes = self.read_start(limit.saturating_add(1))?;
        let size = bytes.len() as u64;
        if size > limit { Err(too_large(size, limit)) } else { Ok(bytes) }
    }

    /// Its first bytes, at most `limit`.
    pub fn read_start(self, limit: u64) -> Result<Vec<u8>> {
        let expected = self.metadata.len().saturating_add(1).min(limit);
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        self.file.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn too_large(size: u64, limit: u64) -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("{size} bytes; the limit is {limit}"))
}

/// Opens a regular file. Kind of the error where it is something else: [`ErrorKind::InvalidInput`].
pub fn open(path: &Path) -> Result<Opened> {
    open_with(CWD, path, OFlags::empty())
}

/// The same without following a symlink in the last component.
pub fn open_no_follow(path: &Path) -> Result<Opened> {
    open_with(CWD, path, OFlags::NOFOLLOW)
}

/// The same relative to a directory that is open.
pub fn open_at(directory: impl AsFd, path: &Path) -> Result<Opened> {
    open_with(directory, path, OFlags::empty())
}

/// The same without following a symlink in the last component.
pub fn open_at_no_follow(directory: impl AsFd, path: &Path) -> Result<Opened> {
    open_with(directory, path, OFlags::NOFOLLOW)
}

fn open_with(directory: impl AsFd, path: &Path, also: OFlags) -> Result<Opened> {
    // Without O_NONBLOCK, opening a FIFO waits for a writer.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY | also;
    let file = File::from(openat(directory, path, flags, Mode::empty())?);
    let metadata = file.metadata()?;
    if metadata.is_file() {
        Ok(Opened { file, metadata })
    } else {
        Err(Error::new(ErrorKind::InvalidInput, "it is not a regular file"))
    }
}

/// All of a regular file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>> {
    open(path)?.read(limit)
}

/// Whose mode and owner a file gets that takes the place of another.
#[derive(Debug, Clone, Copy)]
pub enum Like<'a> {
    /// This mode, less what the umask takes away.
    New(u32),
    /// Those of an existing file; where there is none, the mode that any new file has.
    File(&'a Path),
}

/// Makes a file, whole or not at all. Kind of the error where there is one already: [`ErrorKind::AlreadyExists`].
pub fn create(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let file = written(path, bytes, Like::New(mode))?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_directory(path)
}

/// Puts a file in the place of another, or makes it. After a crash of the machine there is the old one or the new one.
pub fn replace(path: &Path, bytes: &[u8], like: Like<'_>) -> Result<()> {
    let file = written(path, bytes, like)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_directory(path)
}

/// The same for what can be found out again, readable by its owner alone: not flushed to the disk.
pub fn replace_unflushed(path: &Path, bytes: &[u8]) -> Result<()> {
    written(path, bytes, Like::New(0o600))?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn written(path: &Path, bytes: &[u8], like: Like<'_>) -> Result<NamedTempFile> {
    let directory = directory_of(path);
    remove_leftovers(directory);
    let (mode, like) = match like {
        Like::New(mode) => (mode, None),
        Like::File(like) => (0o666, fs::metadata(like).ok()),
    };
    let mut file = locked(directory, mode)?;
    file.write_all(bytes)?;
    if let Some(like) = like {
        let own = file.as_file().metadata()?;
        let mut permissions = like.permissions();
        if own.uid() != like.uid() {
            std::os::unix::fs::fchown(file.as_file(), Some(like.uid()), Some(like.gid()))?;
        } else if own.gid() != like.gid() {
            match std::os::unix::fs::fchown(file.as_file(), None, Some(like.gid())) {
                // A group that the user is not in: the new file's own may do no more than everybody may.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    let mode = permissions.mode();
                    permissions.set_mode((mode & !0o2070) | ((mode & 0o7) << 3));
                }
                outcome => outcome?,
            }
        }
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}

/// A new file that no other run takes for a leftover.
fn locked(directory: &Path, mode: u32) -> Result<NamedTempFile> {
    loop {
        let permissions = Permissions::from_mode(mode);
        let file = tempfile::Builder::new().prefix(PREFIX).permissions(permissions).tempfile_in(directory);
        let file = file.map_err(without_name)?;
        // A file system without locks has no leftovers taken away either.
        let _ = file.as_file().lock();
        // Another run may have found it before it was locked.
        if file.as_file().metadata()?.nlink() > 0 {
            return Ok(file);
        }
    }
}

/// An error that does not name the temporary file, which nobody has asked for.
fn without_name(error: Error) -> Error {
    match error.kind() {
        kind @ (ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded) => kind.into(),
        _ => error,
    }
}

/// Takes away what runs that were killed left in `directory`: files of this user's that begin as ours do and that no
/// running `ws` has locked.
pub fn remove_leftovers(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if LEFTOVERS.iter().any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes())) {
            sweep_file(&entry.path());
        }
    }
}

/// Takes away one file that may be a leftover, by the same rule.
pub fn sweep_file(path: &Path) {
    if let Ok(Opened { file, metadata }) = open_no_follow(path)
        && metadata.uid() == rustix::process::geteuid().as_raw()
        && file.try_lock().is_ok()
    {
        // What cannot be removed stays: the next file has another name.
        let _ = fs::remove_file(path);
    }
}

fn sync_directory(path: &Path) -> Result<()> {
    File::open(directory_of(path))?.sync_all()
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_regular_files_up_to_the_limit_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::write(at("file"), "12345").unwrap();
        std::os::unix::fs::symlink("file", at("link")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, at("fifo"), rustix::fs::FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert_eq!(read(&at("file"), 5).unwrap(), b"12345");
        assert_eq!(read(&at("file"), 4).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(open(&at("file")).unwrap().read_start(2).unwrap(), b"12");
        // Their size is said to be 0.
        assert_eq!(read(Path::new("/proc/self/status"), 8).unwrap_err().kind(), ErrorKind::FileTooLarge);
        for other in [at("fifo"), directory.path().to_path_buf(), "/dev/zero".into()] {
            assert_eq!(read(&other, 5).unwrap_err().kind(), ErrorKind::InvalidInput, "{}", other.display());
        }
        assert!(open(&at("link")).is_ok() && open_no_follow(&at("link")).is_err());
    }

    #[test]
    fn one_that_is_there_is_kept_or_replaced_as_a_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        create(&path, b"one", 0o600).unwrap();
        assert_eq!(create(&path, b"two", 0o600).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        replace(&path, b"two", Like::File(&path)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        replace(&path, b"three", Like::New(0o600)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(names(directory.path()), ["file"]);
    }

    #[test]
    fn what_a_killed_run_left_is_taken_away_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        for name in [".ws-new-left", ".ws-install-left", ".ws-new-in-use", ".other", "ws-new-visible"] {
            fs::write(at(name), "").unwrap();
        }
        let in_use = File::open(at(".ws-new-in-use")).unwrap();
        in_use.lock().unwrap();
        std::os::unix::fs::symlink(".other", at(".ws-new-link")).unwrap();
        replace_unflushed(&at("file"), b"").unwrap();
        assert_eq!(names(directory.path()), [".other", ".ws-new-in-use", ".ws-new-link", "file", "ws-new-visible"]);
    }

    #[test]
    fn an_error_does_not_name_the_temporary_file() {
        let directory = tempfile::tempdir().unwrap();
        let error = locked(&directory.path().join("nothing"), 0o600).unwrap_err();
        assert_eq!((error.kind(), error.to_string().contains(PREFIX)), (ErrorKind::NotFound, false), "{error}");
    }
}
