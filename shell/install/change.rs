//! Changes of files: shown first, then carried out, all or none. A file is replaced at once (temporary file, fsync,
//! rename), behind the symlinks that lead to it, with its mode and owner, and what was there is kept beside it.
//!
//! Refuses to do: replace a file that may not be written, although its directory would allow it.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::fs::{Access, access};
use ws_core::PathError;
use ws_core::work::files::{self, Like};

/// The largest file that is changed, in bytes. A start-up file has a few thousand, Nushell's registry of plugins less than a
/// million.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;

/// A file to create, change or remove.
#[derive(Debug)]
pub struct Change {
    /// As the user knows it.
    path: PathBuf,
    /// Where it really is, without symlinks.
    real: PathBuf,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
    /// What it is for, in a few words.
    why: String,
    /// Where `before` is kept.
    backup: Option<PathBuf>,
    /// How many directories above it are removed with it, if they are empty then.
    directories: usize,
}

/// A file of the user's, as it is now.
#[derive(Debug)]
pub struct Found {
    /// As the user knows it.
    pub path: PathBuf,
    /// Its bytes; `None` when it is not there.
    pub bytes: Option<Vec<u8>>,
    real: PathBuf,
}

impl Found {
    /// Reads it. A symlink is followed, also to a file that is not there yet.
    pub fn read(path: &Path) -> Result<Self> {
        let real = behind_links(path)?;
        // What a killed run left here is no change of the user's files, so it is not shown first.
        real.parent().into_iter().for_each(files::remove_leftovers);
        let bytes = match files::read(&real, SIZE_LIMIT) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                bail!("`{}` is not a regular file", path.display())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(PathError::at("read", path)(error).into()),
        };
        Ok(Self { path: path.to_path_buf(), bytes, real })
    }

    /// How many directories above it are missing.
    pub fn missing_directories(&self) -> usize {
        self.real.ancestors().skip(1).take_while(|directory| !directory.exists()).count()
    }

    /// The change to these bytes; `None` when it has them. What is there is kept in a backup if `keep`.
    pub fn change_to(self, after: Vec<u8>, keep: bool, why: impl Into<String>) -> Option<Change> {
        if self.bytes.as_ref() == Some(&after) {
            return None;
        }
        let backup = self.bytes.as_ref().filter(|_| keep).map(|bytes| free_backup(&self.path, bytes));
        Some(Change {
            path: self.path,
            real: self.real,
            before: self.bytes,
            after: Some(after),
            why: why.into(),
            backup,
            directories: 0,
        })
    }

    /// Its removal, with up to `directories` empty ones above it.
    pub fn removal(self, directories: usize, why: impl Into<String>) -> Change {
        let Self { path, bytes, real } = self;
        Change { path, real, before: bytes, after: None, why: why.into(), backup: None, directories }
    }

    /// The removal of every backup of it that says no more than `bytes`.
    pub fn needless_backups(&self, bytes: &[u8]) -> Result<Vec<Change>> {
        let mut removals = Vec::new();
        for path in backups(&self.path).take_while(|path| path.exists()) {
            let backup = Self::read(&path)?;
            if backup.bytes.as_deref() == Some(bytes) {
                removals.push(backup.removal(0, "the backup says the same as the file"));
            }
        }
        Ok(removals)
    }

    /// What backups of it there are, oldest first.
    pub fn backups(&self) -> impl Iterator<Item = PathBuf> + use<> {
        backups(&self.path).take_while(|path| path.exists())
    }
}

/// How much of a change is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What is done to which file.
    File,
    /// The lines that come and go too, or, where they are many, how many.
    Summary,
    /// Every line.
    Lines,
}

/// How many lines a summary shows.
const A_SCREEN: usize = 24;

impl Change {
    /// What it does, for people.
    pub fn describe(&self, detail: Detail) -> String {
        let verb = match (&self.before, &self.after) {
            (None, _) => "make",
            (_, None) => "remove",
            _ => "change",
        };
        let mut text = format!("{verb} {}: {}\n", self.path.display(), self.why);
        if self.real != self.path {
            let _ = writeln!(text, "  it is {}", self.real.display());
        }
        if let Some(backup) = &self.backup {
            let _ = writeln!(text, "  as it is now, it is kept as {}", backup.display());
        }
        if detail == Detail::File {
            return text;
        }
        let [before, after] = [&self.before, &self.after].map(|bytes| {
            let text = std::str::from_utf8(bytes.as_deref().unwrap_or_default());
            text.map(|text| text.lines().collect::<Vec<_>>())
        });
        // A registry of plugins is no text.
        let (Ok(before), Ok(after)) = (before, after) else { return text };
        let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let (before, after) = (&before[same..], &after[same..]);
        let same = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
        let (before, after) = (&before[..before.len() - same], &after[..after.len() - same]);
        if detail == Detail::Summary && before.len() + after.len() > A_SCREEN {
            let counted = [(before.len(), "go"), (after.len(), "come")].into_iter().filter(|(count, _)| *count > 0);
            let counted: Vec<String> = counted.map(|(count, verb)| format!("{count} lines {verb}")).collect();
            let _ = writeln!(text, "  {}; --verbose shows them", counted.join(", "));
            return text;
        }
        for (mark, lines) in [('-', before), ('+', after)] {
            for line in lines {
                let _ = writeln!(text, "  {mark} {line}");
            }
        }
        text
    }

    /// Whether it could be carried out; nothing is written.
    fn check(&self) -> Result<()> {
        let now = files::read(&self.real, SIZE_LIMIT).ok();
        ensure!(now == self.before, "`{}` was changed by something else just now", self.path.display());
        if let Ok(metadata) = fs::metadata(&self.real) {
            let writable = !metadata.permissions().readonly() && access(&self.real, Access::WRITE_OK).is_ok();
            ensure!(
                writable,
                "cannot write `{}`: it is read-only, and nothing was changed. Make it writable, or name another file that \
                 the shell reads with --shell SHELL --file FILE",
                self.path.display()
            );
        }
        for place in [Some(&self.real), self.backup.as_ref()].into_iter().flatten() {
            let above = place.ancestors().skip(1).find(|directory| directory.exists()).unwrap_or(Path::new("/"));
            let writable = access(above, Access::WRITE_OK | Access::EXEC_OK).is_ok();
            ensure!(writable, "cannot write in `{}`; nothing was changed", above.display());
        }
        Ok(())
    }

    fn carry_out(&self) -> Result<()> {
        if let (Some(backup), Some(before)) = (&self.backup, &self.before) {
            replace(backup, before, Some(&self.real))?;
        }
        match &self.after {
            Some(after) => replace(&self.real, after, Some(&self.real)),
            None => self.remove(),
        }
    }

    fn remove(&self) -> Result<()> {
        fs::remove_file(&self.real).map_err(PathError::at("remove", &self.path))?;
        for directory in self.real.ancestors().skip(1).take(self.directories) {
            // What is not empty has become the user's.
            if fs::remove_dir(directory).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn undo(&self) -> Result<()> {
        match &self.before {
            Some(before) => replace(&self.real, before, None),
            None => fs::remove_file(&self.real).map_err(|error| PathError::at("remove", &self.path)(error).into()),
        }
    }
}

/// Carries out all, or, when one of them fails, none.
pub fn carry_out(changes: &[Change]) -> Result<()> {
    changes.iter().try_for_each(Change::check)?;
    for (index, change) in changes.iter().enumerate() {
        let Err(error) = change.carry_out() else { continue };
        for done in changes[..index].iter().rev() {
            done.undo().with_context(|| format!("and could not undo: {error:#}"))?;
        }
        return Err(error);
    }
    Ok(())
}

/// Writes a file as a whole or not at all, with mode and owner of `like`.
fn replace(path: &Path, bytes: &[u8], like: Option<&Path>) -> Result<()> {
    let directory = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(directory).map_err(PathError::at("make", directory))?;
    let like = like.map_or(Like::New(0o666), Like::File);
    files::replace(path, bytes, like).map_err(|error| PathError::at("write", path)(error).into())
}

/// Where `path` leads, also if nothing is there.
fn behind_links(path: &Path) -> Result<PathBuf> {
    let mut real = path.to_path_buf();
    // As many as the kernel follows.
    for _ in 0..40 {
        let directory = real.parent().unwrap_or(Path::new("/"));
        if let Ok(target) = fs::read_link(&real) {
            real = directory.join(target);
            continue;
        }
        let name = real.file_name().with_context(|| format!("`{}` names no file", path.display()))?;
        return Ok(directory.canonicalize().map_or_else(|_| real.clone(), |directory| directory.join(name)));
    }
    bail!("`{}` is a symlink that leads in a circle", path.display())
}

/// Names for backups of `path`: `NAME.ws-backup`, `NAME.ws-backup-2`, ...
fn backups(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let path = path.to_path_buf();
    (1_u32..).map(move |number| {
        let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
        name.push(if number == 1 { ".ws-backup".to_owned() } else { format!(".ws-backup-{number}") });
        path.with_file_name(name)
    })
}

/// The first name that is free, or has these very bytes.
fn free_backup(path: &Path, bytes: &[u8]) -> PathBuf {
    let usable = |backup: &PathBuf| !backup.exists() || files::read(backup, SIZE_LIMIT).is_ok_and(|kept| kept == bytes);
    backups(path).find(usable).unwrap_or_else(|| path.to_path_buf())
}
