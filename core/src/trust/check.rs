//! What must hold on the disk before a workspace may activate: `stat` calls, no process, no reading.
//!
//! Nobody but the user and root may be able to change what is in the root, its `wrknv.toml`, the venv and its `bin`, nor,
//! by way of a directory above, what is at their paths. A directory with the sticky bit may be writable by others (`/tmp`):
//! there only the owner of an entry can replace it, and who owns the entry is checked too.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::refusal::Refusal;
use crate::discover::FILE_NAME;

/// Only an entry's owner may remove or rename it.
const STICKY: u32 = 0o1000;

/// Everything that must hold of root and venv as they are now; gives the venv's real path.
pub(super) fn disk(root: &Path, venv_path: &Path) -> Result<PathBuf, Refusal> {
    self::root(root)?;
    path_is_fit(venv_path)?;
    let no_venv = || Refusal::NoVenv { path: venv_path.to_path_buf() };
    let real = match venv_path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(no_venv()),
        Err(error) => return Err(unreadable(venv_path, &error)),
    };
    path_is_fit(&real)?;
    let metadata = look(&real)?.filter(Metadata::is_dir).ok_or_else(no_venv)?;
    ours_alone(&real, &metadata)?;
    parents(&real)?;
    let lacks = |missing| Refusal::NotAVenv { path: venv_path.to_path_buf(), missing };
    let config = real.join("pyvenv.cfg");
    let metadata = look(&config)?.filter(Metadata::is_file).ok_or_else(|| lacks("pyvenv.cfg"))?;
    ours_alone(&config, &metadata)?;
    let bin = real.join("bin");
    // A symlink would lead to a directory whose parents were not checked.
    let is_link = bin.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    let metadata = look(&bin)?.filter(|metadata| metadata.is_dir() && !is_link).ok_or_else(|| lacks("bin"))?;
    ours_alone(&bin, &metadata)?;
    Ok(real)
}

/// Everything that must hold of the root and of its file.
fn root(root: &Path) -> Result<(), Refusal> {
    let no_root = || Refusal::NoRoot { root: root.to_path_buf() };
    let real = root.canonicalize().map_err(|_| no_root())?;
    if real != root {
        return Err(Refusal::RootIsALink { root: root.to_path_buf(), real });
    }
    let metadata = look(root)?.filter(Metadata::is_dir).ok_or_else(no_root)?;
    ours_alone(root, &metadata)?;
    parents(root)?;
    let Ok(file) = root.join(FILE_NAME).canonicalize() else { return Ok(()) };
    if let Some(metadata) = look(&file)? {
        ours_alone(&file, &metadata)?;
        parents(&file)?;
    }
    Ok(())
}

/// Whether only the user and root can replace `path`, a real path, or a directory above it.
fn parents(path: &Path) -> Result<(), Refusal> {
    for parent in path.ancestors().skip(1) {
        if let Some(metadata) = look(parent)? {
            match foreign(&metadata) {
                Some(Foreign::Mode(mode)) if mode & STICKY != 0 => {}
                Some(foreign) => return Err(foreign.of(parent)),
                None => {}
            }
        }
    }
    Ok(())
}

/// Can the path stand in `PATH` and in `VIRTUAL_ENV`? Refused: NUL, line feed, `:`, and bytes that are not UTF-8.
fn path_is_fit(path: &Path) -> Result<(), Refusal> {
    let reason = match path.to_str() {
        None => "is not UTF-8",
        Some(text) if text.contains('\0') => "contains a NUL",
        Some(text) if text.contains(['\n', '\r']) => "contains a line break",
        Some(text) if text.contains(':') => "contains a colon",
        Some(_) => return Ok(()),
    };
    Err(Refusal::BadPath { path: path.to_path_buf(), reason })
}

fn look(path: &Path) -> Result<Option<Metadata>, Refusal> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::Unreadable { path: path.to_path_buf(), reason: error.to_string() }
}

/// Owned by this user or root, and writable by no other user.
fn ours_alone(path: &Path, metadata: &Metadata) -> Result<(), Refusal> {
    foreign(metadata).map_or(Ok(()), |foreign| Err(foreign.of(path)))
}

/// Who else than the user or root decides what is in a file or directory.
#[derive(Debug)]
pub(super) enum Foreign {
    /// Its owner, by numeric id.
    Owner(u32),
    /// Its group or everybody, by these permission bits.
    Mode(u32),
}

impl Foreign {
    fn of(self, path: &Path) -> Refusal {
        let path = path.to_path_buf();
        match self {
            Self::Owner(owner) => Refusal::UnsafeOwner { path, owner },
            Self::Mode(mode) => Refusal::WritableByOthers { path, mode },
        }
    }
}

pub(super) fn foreign(metadata: &Metadata) -> Option<Foreign> {
    use std::os::unix::fs::MetadataExt as _;
    foreign_to(rustix::process::geteuid().as_raw(), metadata.uid(), metadata.mode())
}

fn foreign_to(user: u32, owner: u32, mode: u32) -> Option<Foreign> {
    let mode = mode & 0o7777;
    if owner != 0 && owner != user {
        Some(Foreign::Owner(owner))
    } else if mode & 0o022 != 0 {
        Some(Foreign::Mode(mode))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_user_and_root_are_not_foreign() {
        for (user, owner, mode, fine) in [
            (1000, 1000, 0o40755, true),
            (1000, 0, 0o40755, true),
            (1000, 1001, 0o40700, false),
            (0, 1000, 0o40700, false),
            (1000, 1000, 0o40775, false),
            (1000, 1000, 0o40757, false),
            (1000, 0, 0o41777, false),
        ] {
            assert_eq!(foreign_to(user, owner, mode).is_none(), fine, "{user} {owner} {mode:o}");
        }
    }
}
