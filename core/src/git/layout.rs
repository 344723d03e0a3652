//! Where a directory's repository lives: `.git` itself, the directory that a `.git` file names, or the directory
//! itself when it is bare. Decides what is no repository at all, and refuses what must not be opened: a FIFO in place
//! of a file would hold its reader for ever. Opens nothing but small files, and never walks up.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FileType, Mode, OFlags};

use crate::error::RowError;
use crate::git::Look;
use crate::git::tree::directory::{Ends, Names};
use crate::work::files;
use crate::work::paths::{self, is_absent};

/// More than any `HEAD`, `.git` file or `commondir` has reason to hold.
const SMALL: u64 = 64 * 1024;

/// A directory that looks like a repository, and where its parts are.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The directory that was asked about.
    pub path: PathBuf,
    /// What belongs to this worktree alone: `HEAD`, `index`, the state of operations.
    pub git_dir: PathBuf,
    /// What all worktrees of the repository share: `config`, `refs`, `objects`.
    pub common_dir: PathBuf,
    /// A part of it belongs to another user, so git wants `safe.directory` before it reads it.
    pub foreign: bool,
    /// The names in [`git_dir`](Self::git_dir), sorted; `None` where they cannot be read.
    own_names: Option<Arc<Names>>,
    /// Those in [`common_dir`](Self::common_dir).
    shared_names: Option<Arc<Names>>,
}

impl Layout {
    /// Finds the repository whose top is `path`, and checks that libgit2 and git may open it.
    ///
    /// # Errors
    /// The [`Look`] that is the answer when there is nothing more to read: missing, no repository, or failed.
    pub fn find(path: &Path) -> Result<Self, Look> {
        let layout = Self::locate(path)?;
        layout.check()?;
        Ok(layout)
    }

    /// Finds where it is and no more.
    ///
    /// # Errors
    /// As those of [`find`](Self::find).
    pub fn locate(path: &Path) -> Result<Self, Look> {
        let top = match fs::metadata(path) {
            Ok(top) => top,
            Err(error) if is_absent(&error) => return Err(Look::Missing),
            Err(error) => return Err(unreadable(path, &error)),
        };
        if !top.is_dir() {
            return Err(Look::NotGit);
        }
        let dot_git = path.join(".git");
        let mut owned = vec![top];
        let mut own_is_directory = false;
        let git_dir = match fs::symlink_metadata(&dot_git) {
            Err(error) if is_absent(&error) => {
                if !is_bare(path) {
                    return Err(Look::NotGit);
                }
                path.to_path_buf()
            }
            Err(error) => return Err(unreadable(&dot_git, &error)),
            Ok(own) if own.is_dir() => {
                own_is_directory = true;
                owned.push(own);
                dot_git
            }
            Ok(own) => {
                let kind = fs::metadata(&dot_git).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => corrupt(&dot_git, "is a symlink that leads nowhere"),
                    _ => unreadable(&dot_git, &error),
                })?;
                owned.push(own);
                if kind.is_dir() {
                    dot_git
                } else if kind.is_file() {
                    linked_git_dir(path, &dot_git)?
                } else {
                    return Err(corrupt(&dot_git, "is neither a directory nor a file"));
                }
            }
        };
        if !own_is_directory {
            match fs::metadata(&git_dir) {
                Ok(metadata) if metadata.is_dir() => owned.push(metadata),
                Ok(_) => return Err(corrupt(&git_dir, "is not a directory")),
                Err(error) => return Err(unreadable(&git_dir, &error)),
            }
        }
        let own_names = names(&git_dir);
        let common_dir = match kind(own_names.as_deref(), &git_dir, "commondir") {
            None if own_names.is_some() => git_dir.clone(),
            _ => common_dir(&git_dir)?,
        };
        let shared_names = if common_dir == git_dir { own_names.clone() } else { names(&common_dir) };
        let foreign = owned.iter().any(is_foreign);
        Ok(Self { path: path.to_path_buf(), git_dir, common_dir, foreign, own_names, shared_names })
    }

    /// The per-worktree file `name`.
    pub fn own(&self, name: &str) -> PathBuf {
        self.git_dir.join(name)
    }

    /// The shared file `name`.
    pub fn shared(&self, name: &str) -> PathBuf {
        self.common_dir.join(name)
    }

    /// Whether the worktree's own directory has something of this name, a dangling symlink left out.
    pub fn has(&self, name: &str) -> bool {
        match self.own_kind(name) {
            None => false,
            Some(FileType::Symlink) => self.own(name).exists(),
            Some(_) => true,
        }
    }

    /// What the worktree's own directory has under a name.
    pub fn own_kind(&self, name: &str) -> Option<FileType> {
        kind(self.own_names.as_deref(), &self.git_dir, name)
    }

    /// What the shared directory has under a name.
    pub fn shared_kind(&self, name: &str) -> Option<FileType> {
        kind(self.shared_names.as_deref(), &self.common_dir, name)
    }

    /// Refuses what git would not take for a repository, and files that cannot be read without waiting.
    pub fn check(&self) -> Result<(), Look> {
        let has = |name: &str| match self.shared_kind(name) {
            Some(FileType::Directory) => true,
            Some(FileType::Symlink) => self.shared(name).is_dir(),
            _ => false,
        };
        if !has("objects") && !has("refs") && self.own_kind("HEAD").is_none() {
            // An empty `.git`, as an interrupted tool leaves it: git does not see it either.
            return Err(match fs::read_dir(&self.git_dir) {
                Ok(_) => Look::NotGit,
                Err(error) => unreadable(&self.git_dir, &error),
            });
        }
        for name in ["objects", "refs"] {
            let directory = self.shared(name);
            match fs::metadata(&directory) {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => return Err(corrupt(&directory, "is not a directory")),
                Err(error) if is_absent(&error) => return Err(corrupt(&directory, "is not there")),
                Err(error) => return Err(unreadable(&directory, &error)),
            }
        }
        for name in ["HEAD", "index", "config.worktree", "sequencer/todo", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD"] {
            regular_in(self.own_names.as_deref(), &self.git_dir, name)?;
        }
        for name in [
            "config",
            "packed-refs",
            "shallow",
            "info/exclude",
            "info/attributes",
            "info/grafts",
            "objects/info/alternates",
            "logs/refs/stash",
            "refs/stash",
        ] {
            regular_in(self.shared_names.as_deref(), &self.common_dir, name)?;
        }
        for name in [".gitignore", ".gitattributes", ".gitmodules"] {
            regular(&self.path.join(name))?;
        }
        let config = self.shared("config");
        match files::open(&config) {
            Ok(_) => {}
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(unreadable(&config, &error)),
        }
        self.check_head()
    }

    /// `HEAD` must be a symlink into `refs/`, name a reference below `refs/`, or hold an object id.
    fn check_head(&self) -> Result<(), Look> {
        let head = self.own("HEAD");
        if let Ok(target) = fs::read_link(&head) {
            return if target.as_os_str().as_bytes().starts_with(b"refs/") {
                regular(&self.shared("").join(target))
            } else {
                Err(corrupt(&head, "is a symlink that does not lead into refs/"))
            };
        }
        let text = read_small(&head).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => corrupt(&head, "is not there"),
            _ => unreadable(&head, &error),
        })?;
        if let Some(target) = text.strip_prefix(b"ref:") {
            let target = target.trim_ascii();
            if !target.starts_with(b"refs/") {
                return Err(corrupt(&head, "names something that is no reference"));
            }
            return regular(&self.shared("").join(paths::from_bytes(target)));
        }
        let id = text.trim_ascii();
        if [40, 64].contains(&id.len()) && id.iter().all(u8::is_ascii_hexdigit) {
            return Ok(());
        }
        Err(corrupt(&head, "holds neither the name of a branch nor a commit"))
    }
}

/// The directory that a `.git` file names (`gitdir: PATH`, relative to the file's own directory).
fn linked_git_dir(path: &Path, dot_git: &Path) -> Result<PathBuf, Look> {
    let text = read_small(dot_git).map_err(|error| unreadable(dot_git, &error))?;
    let Some(target) = text.strip_prefix(b"gitdir: ") else {
        return Err(corrupt(dot_git, "is a file that does not begin with `gitdir: `"));
    };
    let git_dir = path.join(paths::from_bytes(paths::without_line_end(target)));
    match fs::metadata(&git_dir) {
        Err(error) if is_absent(&error) => {
            Err(corrupt(dot_git, &format!("names `{}`, which is not there", git_dir.display())))
        }
        _ => Ok(git_dir),
    }
}

/// The directory that `commondir` in a linked worktree's directory names, else the directory itself.
fn common_dir(git_dir: &Path) -> Result<PathBuf, Look> {
    let file = git_dir.join("commondir");
    regular(&file)?;
    let text = match read_small(&file) {
        Ok(text) => text,
        Err(error) if is_absent(&error) => return Ok(git_dir.to_path_buf()),
        Err(error) => return Err(unreadable(&file, &error)),
    };
    let common = git_dir.join(paths::from_bytes(paths::without_line_end(&text)));
    match fs::metadata(&common) {
        Ok(metadata) if metadata.is_dir() => Ok(common),
        Ok(_) => Err(corrupt(&file, "names something that is not a directory")),
        Err(error) if is_absent(&error) => {
            Err(corrupt(&file, &format!("names `{}`, which is not there", common.display())))
        }
        Err(error) => Err(unreadable(&common, &error)),
    }
}

/// The names in a directory, sorted.
fn names(directory: &Path) -> Option<Arc<Names>> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = rustix::fs::open(directory, flags, Mode::empty()).ok()?;
    let mut names = Names::default();
    names.read(&opened, Ends::Empty).ok()?;
    names.sort();
    Some(Arc::new(names))
}

/// What a directory has under a name.
fn kind(names: Option<&Names>, directory: &Path, name: &str) -> Option<FileType> {
    match names {
        Some(names) => names.find(name.as_bytes()).map(|place| names.kind(place)),
        None => fs::symlink_metadata(directory.join(name)).ok().map(|found| FileType::from_raw_mode(found.mode())),
    }
}

/// Refuses a file, one or more levels below a directory, that exists and is no regular file.
fn regular_in(names: Option<&Names>, directory: &Path, name: &str) -> Result<(), Look> {
    let (first, rest) = name.split_once('/').map_or((name, None), |(first, rest)| (first, Some(rest)));
    match (names.map(|_| kind(names, directory, first)), rest) {
        (Some(None), _) | (Some(Some(FileType::RegularFile | FileType::Directory)), None) => Ok(()),
        _ => regular(&directory.join(name)),
    }
}

/// Does a directory without `.git` hold a repository's parts itself?
fn is_bare(path: &Path) -> bool {
    let head = fs::symlink_metadata(path.join("HEAD"));
    head.is_ok() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// Refuses what exists and is no regular file.
fn regular(file: &Path) -> Result<(), Look> {
    match fs::metadata(file) {
        Ok(metadata) if metadata.is_file() || metadata.is_dir() => Ok(()),
        Ok(_) => Err(corrupt(file, "is not a regular file")),
        Err(error) if is_absent(&error) => Ok(()),
        Err(error) => Err(unreadable(file, &error)),
    }
}

/// A whole file of at most [`SMALL`] bytes; anything but a regular file is an error, and nothing waits.
pub(super) fn read_small(file: &Path) -> io::Result<Vec<u8>> {
    files::read(file, SMALL)
}

fn is_foreign(metadata: &Metadata) -> bool {
    metadata.uid() != rustix::process::geteuid().as_raw()
}

fn corrupt(path: &Path, what: &str) -> Look {
    Look::Failed(RowError::new("ws::git::corrupt", format_args!("`{}` {what}", path.display())))
}

fn unreadable(path: &Path, error: &io::Error) -> Look {
    let message = format_args!("cannot read `{}`: {error}", path.display()).to_string();
    Look::Failed(RowError::new("ws::git::unreadable", message))
}
