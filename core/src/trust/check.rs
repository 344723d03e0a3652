//! What must hold on the disk before a workspace may activate: `stat` calls, no process, no reading.
//!
//! Nobody but the user and root may be able to change what is in the root, its `wrknv.toml`, the venv and its `bin`, nor,
//! by way of a directory above, what is at their paths. A directory with the sticky bit may be writable by others (`/tmp`):
//! there only the owner of an entry can replace it, and who owns the entry is checked too.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::settings::shown;
use crate::discover::FILE_NAME;
use crate::terminal::escape;

/// Only an entry's owner may remove or rename it.
const STICKY: u32 = 0o1000;

/// Why a workspace is not safe to activate. Each variant has a stable [code](Refusal::code).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The root does not exist or is no directory.
    #[error("{} is not a directory", shown(root))]
    NoRoot {
        /// The root.
        root: PathBuf,
    },
    /// The configuration was parsed at a path with symlinks, where relative paths may mean something else.
    #[error("{} is reached through a symlink; its real path is {}", shown(root), shown(real))]
    RootIsALink {
        /// The root as given.
        root: PathBuf,
        /// Its real path.
        real: PathBuf,
    },
    /// Root, its file, venv, the venv's `bin` or a directory above belongs to another user than this one or root.
    #[error("{} belongs to user {owner}", shown(path))]
    UnsafeOwner {
        /// The file or directory.
        path: PathBuf,
        /// The numeric id of its owner.
        owner: u32,
    },
    /// Root, its file, venv, the venv's `bin` or a directory above can be changed by others.
    #[error("{} is writable by {} (mode {mode:04o})", shown(path), if mode & 0o002 == 0 { "its group" } else { "everybody" })]
    WritableByOthers {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The venv's path cannot stand in PATH or in a line of a shell.
    #[error("the venv's path {} {reason}", shown(path))]
    BadPath {
        /// The path.
        path: PathBuf,
        /// What is wrong with it: "contains a colon", …
        reason: &'static str,
    },
    /// There is no venv.
    #[error("there is no venv at {}", shown(path))]
    NoVenv {
        /// Where it should be.
        path: PathBuf,
    },
    /// What is there is not a venv.
    #[error("{} is not a venv: it has no {missing}", shown(path))]
    NotAVenv {
        /// The directory.
        path: PathBuf,
        /// What it lacks: `pyvenv.cfg` or `bin`.
        missing: &'static str,
    },
    /// The venv's path leads to another directory than when it was trusted.
    #[error("the venv is now at {}, and was at {} when it was trusted", shown(now), shown(trusted))]
    VenvMoved {
        /// Its real path now.
        now: PathBuf,
        /// Its real path then.
        trusted: PathBuf,
    },
    /// `[workspace.env]` sets what it may not, or not yet.
    #[error("`[workspace.env]` sets {}", named(own, runs))]
    Variables {
        /// Variables that are activation's or the shell's own.
        own: Vec<String>,
        /// Variables that make programs run or load something, and that are not allowed.
        runs: Vec<String>,
    },
    /// `--allow-env` names a variable that the workspace does not set.
    #[error("`[workspace.env]` sets no `{}`, so there is nothing to allow", escape(name))]
    NothingToAllow {
        /// The variable.
        name: String,
    },
    /// There was no venv when the workspace was trusted, so the one that is there now was never checked.
    #[error("the venv {} did not exist when the workspace was trusted", shown(path))]
    VenvIsNew {
        /// The venv.
        path: PathBuf,
    },
    /// Files of the venv come with a git repository, so whoever may push decides what is in it.
    #[error("git tracks {} in the repository {}", shown(file), shown(repository))]
    VenvTracked {
        /// The venv, or a file in it.
        file: PathBuf,
        /// The repository's working tree.
        repository: PathBuf,
    },
    /// Whether git tracks the venv could not be found out.
    #[error("cannot tell whether git tracks the venv in {}: {reason}", shown(repository))]
    TrackingUnknown {
        /// The repository's working tree.
        repository: PathBuf,
        /// Why not, in one line.
        reason: String,
    },
    /// The root or venv could not be looked at.
    #[error("cannot look at {}: {reason}", shown(path))]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why not, in one line.
        reason: String,
    },
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRoot { .. } => "ws::trust::root_missing",
            Self::RootIsALink { .. } => "ws::trust::root_is_a_link",
            Self::UnsafeOwner { .. } => "ws::trust::unsafe_owner",
            Self::WritableByOthers { .. } => "ws::trust::writable_by_others",
            Self::BadPath { .. } => "ws::venv::bad_path",
            Self::NoVenv { .. } => "ws::venv::missing",
            Self::NotAVenv { .. } => "ws::venv::broken",
            Self::VenvMoved { .. } => "ws::trust::venv_moved",
            Self::Variables { .. } => "ws::trust::env_refused",
            Self::NothingToAllow { .. } => "ws::trust::nothing_to_allow",
            Self::VenvIsNew { .. } => "ws::trust::venv_new",
            Self::VenvTracked { .. } => "ws::trust::venv_tracked",
            Self::TrackingUnknown { .. } => "ws::trust::tracking_unknown",
            Self::Unreadable { .. } => "ws::trust::unreadable",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoRoot { .. } => "run `ws untrust` if the workspace is gone for good".to_owned(),
            Self::RootIsALink { real, .. } => format!("go to {} and try again", shown(real)),
            Self::UnsafeOwner { path, .. } => format!("if it is yours, take it over with `chown` on {}", shown(path)),
            Self::WritableByOthers { path, .. } => format!("run `chmod go-w` on {}", shown(path)),
            Self::BadPath { .. } => "choose another `venv_path`, or move the workspace".to_owned(),
            Self::NoVenv { .. } => "run `ws setup`".to_owned(),
            Self::NotAVenv { path, .. } => format!("move {} away and run `ws setup`", shown(path)),
            Self::VenvMoved { .. } => "if you moved it, run `ws trust`".to_owned(),
            Self::Variables { own, runs } if own.is_empty() => {
                let flags: Vec<String> = runs.iter().map(|name| format!(" --allow-env {}", escape(name))).collect();
                format!("if you want them, run `ws trust{}`", flags.concat())
            }
            Self::Variables { own, .. } => format!("remove {} from `[workspace.env]`: `ws` never sets it", list(own)),
            Self::NothingToAllow { .. } => "check how the name is written in `[workspace.env]`".to_owned(),
            Self::VenvIsNew { .. } => "run `ws trust`".to_owned(),
            Self::VenvTracked { .. } => "remove it from the index with `git rm -r --cached`, and ignore it".to_owned(),
            Self::TrackingUnknown { .. } => "run `git ls-files` there to see git's error".to_owned(),
            Self::Unreadable { .. } => "check its permissions with `ls -ld`".to_owned(),
        }
    }
}

/// What is wrong with variables, as the end of a sentence.
fn named(own: &[String], runs: &[String]) -> String {
    let own = (!own.is_empty()).then(|| format!("{}, which belongs to activation or to the shell", list(own)));
    let runs = (!runs.is_empty()).then(|| format!("{}, which makes programs run or load something", list(runs)));
    own.into_iter().chain(runs).collect::<Vec<_>>().join("; and ")
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", escape(name))).collect::<Vec<_>>().join(", ")
}

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
