//! One directory: its names, its small files, and whether it is a repository of its own as git's walk for untracked
//! files sees it (setup.c: `is_nonbare_repository_dir`).

use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags, openat, readlinkat, statat};
use rustix::io::Errno;

use crate::git::tree::memory::keeps_times;
use crate::work::files;

/// The largest `.gitignore` that git reads.
const RULES_LIMIT: u64 = 100 * 1024 * 1024;

/// The largest `.git` file that git reads.
const LINK_LIMIT: u64 = 1 << 20;

/// What tells that a directory has no more names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::git) enum Ends {
    /// An empty answer of the system. A file system that a program or the network serves gives what it has at hand.
    Empty,
    /// An answer that leaves much room: local file systems give as much as there is room for.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "of other systems' file systems that is not known"))]
    Short,
}

impl Ends {
    /// By the file system of a directory that is open.
    pub fn of(directory: &OwnedFd) -> Self {
        if keeps_times(directory) { Self::Short } else { Self::Empty }
    }
}

/// Room for names in one answer of the system, and how much of it a short answer takes at most: the longest name of any
/// file system still fits into the rest.
#[cfg(target_os = "linux")]
const ROOM: usize = 16 * 1024;
#[cfg(target_os = "linux")]
const SHORT: usize = ROOM - 4 * 1024;

/// The names in a directory, without `.` and `..`.
#[derive(Debug, Default)]
pub(in crate::git) struct Names {
    bytes: Vec<u8>,
    places: Vec<(u32, u32, FileType)>,
}

impl Names {
    /// Reads them.
    #[cfg(target_os = "linux")]
    pub fn read(&mut self, directory: &OwnedFd, ends: Ends) -> rustix::io::Result<()> {
        self.bytes.clear();
        self.places.clear();
        let mut buffer = [std::mem::MaybeUninit::uninit(); ROOM];
        let mut entries = rustix::fs::RawDir::new(directory, &mut buffer);
        let mut taken = 0;
        loop {
            if entries.is_buffer_empty() {
                if ends == Ends::Short && (1..=SHORT).contains(&taken) {
                    return Ok(());
                }
                taken = 0;
            }
            let Some(entry) = entries.next() else { return Ok(()) };
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            // Inode, offset, length and kind stand before the name (getdents64(2)).
            taken += (19 + name.len() + 1).next_multiple_of(8);
            self.push(directory, name, entry.file_type())?;
        }
    }

    /// Reads them.
    #[cfg(not(target_os = "linux"))]
    pub fn read(&mut self, directory: &OwnedFd, _: Ends) -> rustix::io::Result<()> {
        self.bytes.clear();
        self.places.clear();
        for entry in rustix::fs::Dir::read_from(directory)? {
            let entry = entry?;
            self.push(directory, entry.file_name().to_bytes(), entry.file_type())?;
        }
        Ok(())
    }

    fn push(&mut self, directory: &OwnedFd, name: &[u8], mut kind: FileType) -> rustix::io::Result<()> {
        if name == b"." || name == b".." {
            return Ok(());
        }
        if kind == FileType::Unknown {
            kind = FileType::from_raw_mode(statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode);
        }
        // A directory of 4 GiB of names is none.
        let (Ok(start), Ok(length)) = (u32::try_from(self.bytes.len()), u32::try_from(name.len())) else {
            return Err(Errno::FBIG);
        };
        self.bytes.extend_from_slice(name);
        self.places.push((start, length, kind));
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn name(&self, place: usize) -> &[u8] {
        let (start, length, _) = self.places[place];
        &self.bytes[start as usize..][..length as usize]
    }

    pub fn kind(&self, place: usize) -> FileType {
        self.places[place].2
    }

    pub fn sort(&mut self) {
        let bytes = &self.bytes;
        let name = |place: &(u32, u32, FileType)| &bytes[place.0 as usize..][..place.1 as usize];
        self.places.sort_unstable_by(|one, other| name(one).cmp(name(other)));
    }

    /// Where a name is, once they are sorted; probably at `hint`.
    pub fn find_near(&self, hint: usize, name: &[u8]) -> Option<usize> {
        let is_there = self.places.get(hint).is_some_and(|_| self.name(hint) == name);
        if is_there { Some(hint) } else { self.find(name) }
    }

    /// Where a name is, once they are sorted.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let bytes = &self.bytes;
        self.places.binary_search_by(|place| bytes[place.0 as usize..][..place.1 as usize].cmp(name)).ok()
    }
}

/// A regular file of a directory, not through a symlink; `None` when there is none or git would not read it. `Err` says
/// nothing about the file: see [`is_lack`].
pub(super) fn read_at(directory: impl AsFd, path: &[u8]) -> io::Result<Option<Vec<u8>>> {
    match files::open_at_no_follow(directory, as_path(path)).and_then(|file| file.read(RULES_LIMIT)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if is_lack(&error) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether the system lacked something, or the disk failed: then nothing is known about the file.
pub(super) fn is_lack(error: &io::Error) -> bool {
    let lacks = [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::IO].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|code| lacks.contains(&code))
}

fn as_path(path: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(path))
}

/// Is the directory `name` a repository of its own, other than the one whose own directory is `git_dir`?
pub(super) fn nested_repository(directory: &OwnedFd, name: &[u8], git_dir: &Path) -> bool {
    let dot_git = [name, b"/.git"].concat();
    let Ok(stat) = statat(directory, &dot_git[..], AtFlags::empty()) else { return false };
    let nested = match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => is_git_directory(directory, &dot_git),
        FileType::RegularFile => is_link(directory, name, &dot_git),
        _ => false,
    };
    if !nested {
        return false;
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let same = openat(directory, &dot_git[..], flags, Mode::empty()).ok().and_then(|own| {
        let (one, other) = (rustix::fs::fstat(own).ok()?, rustix::fs::stat(git_dir).ok()?);
        Some((one.st_dev, one.st_ino) == (other.st_dev, other.st_ino))
    });
    same != Some(true)
}

/// A `.git` file that names a repository, or that cannot be read.
fn is_link(directory: &OwnedFd, name: &[u8], dot_git: &[u8]) -> bool {
    let Ok(file) = files::open_at(directory, as_path(dot_git)) else { return true };
    let Ok(text) = file.read(LINK_LIMIT) else { return false };
    let Some(target) = text.strip_prefix(b"gitdir: ") else { return false };
    let end = target.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |place| place + 1);
    let target = &target[..end];
    if target.is_empty() {
        return false;
    }
    let path = if target.starts_with(b"/") { target.to_vec() } else { [name, b"/", target].concat() };
    is_git_directory(directory, &path)
}

/// Has it HEAD, objects and refs (setup.c: `is_git_directory`)?
fn is_git_directory(directory: &OwnedFd, path: &[u8]) -> bool {
    let at = |part: &[u8]| [path, b"/", part].concat();
    let read = |part: &[u8]| files::open_at(directory, as_path(&at(part))).ok()?.read(LINK_LIMIT).ok();
    let head = match readlinkat(directory, &at(b"HEAD")[..], Vec::new()) {
        Ok(target) => target.to_bytes().starts_with(b"refs/"),
        Err(_) => read(b"HEAD").is_some_and(|text| {
            let id = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count() >= 40;
            text.strip_prefix(b"ref:").map_or(id, |target| target.trim_ascii_start().starts_with(b"refs/"))
        }),
    };
    if !head {
        return false;
    }
    let common = match read(b"commondir") {
        Some(text) => {
            let text = text.trim_ascii_end().to_vec();
            if text.starts_with(b"/") { text } else { at(&text) }
        }
        None => path.to_vec(),
    };
    let has = |part: &[u8]| {
        let path = [&common, b"/".as_slice(), part].concat();
        rustix::fs::accessat(directory, as_path(&path), rustix::fs::Access::EXEC_OK, AtFlags::empty()).is_ok()
    };
    has(b"objects") && has(b"refs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_any_size_is_read_to_its_end() {
        let directory = tempfile::tempdir().unwrap();
        let mut names = Names::default();
        for count in 1..700 {
            // Long names, so that the system answers in several parts, some of them nearly full.
            std::fs::write(directory.path().join(format!("{count:0>200}")), "").unwrap();
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            if count % 7 == 0 || count < 100 {
                let opened = rustix::fs::open(directory.path(), flags, Mode::empty()).unwrap();
                names.read(&opened, Ends::of(&opened)).unwrap();
                assert_eq!(names.len(), count);
            }
        }
    }
}
