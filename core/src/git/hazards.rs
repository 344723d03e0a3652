//! What would hold libgit2 or the git program for ever, or silently say less than there is: a FIFO or a device in the
//! place of config, rules or references, and references that cannot be read. Looked for before either is asked.

use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::config_text;
use crate::git::layout::Layout;
use crate::git::user::{CONFIG_LIMIT, INCLUDE_DEPTH, UserFiles};
use crate::work::{files, paths};

/// A loose reference is an object id or the name of another.
const REFERENCE_LIMIT: u64 = 4096;

/// Whether reading this may never end: what is neither a regular file nor a directory, `/dev/null` left out.
pub(super) fn holds_its_reader(file: &Metadata) -> bool {
    let kind = file.file_type();
    let is_null = || fs::metadata("/dev/null").is_ok_and(|null| null.rdev() == file.rdev());
    kind.is_fifo() || kind.is_socket() || kind.is_block_device() || (kind.is_char_device() && !is_null())
}

/// Refuses a file of config or rules that holds its reader. Code: `ws::git::config_unreadable`.
pub(super) fn check_file(file: &Path) -> Result<(), RowError> {
    match fs::metadata(file) {
        Ok(metadata) if holds_its_reader(&metadata) => {
            let message = format_args!("`{}`, which git reads, is not a regular file: move it away", file.display());
            Err(RowError::new("ws::git::config_unreadable", message))
        }
        _ => Ok(()),
    }
}

/// Refuses a repository of which git reads a file that holds its reader. Codes: `ws::git::config_unreadable`,
/// `ws::git::unreadable`.
pub(super) fn check(user: &UserFiles, layout: &Layout) -> Result<(), RowError> {
    let mut config = ConfigFiles { home: user.home.as_deref(), work_tree: &layout.path };
    user.check_with(&mut config)?;
    config.check(&layout.shared("config"), 0)?;
    for name in ["config.worktree", "info/exclude", "info/attributes"] {
        check_file(&layout.shared(name))?;
    }
    each_reference(layout, &mut |path, metadata| match metadata {
        Ok(metadata) if holds_its_reader(&metadata) => Err(broken(path, "is not a regular file")),
        _ => Ok(()),
    })
}

/// Refuses a repository with a loose reference that git passes over: one that cannot be read, or says nothing. What it
/// keeps would not be told. Codes: `ws::git::unreadable`, `ws::git::corrupt`.
pub(super) fn check_references(layout: &Layout) -> Result<(), RowError> {
    each_reference(layout, &mut |path, metadata| {
        let unreadable = |error: &std::io::Error| broken(path, &format!("cannot be read: {error}"));
        let metadata = match metadata {
            Ok(metadata) => metadata,
            Err(error) if fs::symlink_metadata(path).is_err() && paths::is_absent(&error) => return Ok(()),
            Err(error) => return Err(unreadable(&error)),
        };
        if !metadata.is_file() {
            return Ok(());
        }
        let text = match files::read(path, REFERENCE_LIMIT) {
            Ok(text) => text,
            // Packed meanwhile.
            Err(error) if paths::is_absent(&error) => return Ok(()),
            Err(error) => return Err(unreadable(&error)),
        };
        let text = text.trim_ascii_end();
        let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if text.starts_with(b"ref:") || ([40, 64].contains(&digits) && text.iter().any(|byte| *byte != b'0')) {
            return Ok(());
        }
        let message = format!("`{}` is no reference that git can read", path.display());
        Err(RowError::new("ws::git::corrupt", message))
    })
}

fn broken(path: &Path, what: &str) -> RowError {
    RowError::new("ws::git::unreadable", format_args!("`{}` {what}", path.display()))
}

/// What is asked of a reference: its path, and what is there.
type Each<'a> = dyn FnMut(&Path, std::io::Result<Metadata>) -> Result<(), RowError> + 'a;

/// Calls `each` with every loose reference, and with a directory of them that cannot be read, until it fails.
fn each_reference(layout: &Layout, each: &mut Each<'_>) -> Result<(), RowError> {
    // References of another kind leave a file there that is none.
    if fs::metadata(layout.shared("reftable")).is_ok() {
        return Ok(());
    }
    let mut todo = vec![layout.shared("refs")];
    if layout.git_dir != layout.common_dir {
        todo.push(layout.own("refs"));
    }
    while let Some(directory) = todo.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if paths::is_absent(&error) => continue,
            Err(error) => {
                each(&directory, Err(error))?;
                continue;
            }
        };
        for entry in entries.flatten() {
            let (name, path) = (entry.file_name(), entry.path());
            // git passes over these, too.
            if name.as_bytes().starts_with(b".") || name.as_bytes().ends_with(b".lock") {
                continue;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => todo.push(path),
                _ => each(&path, fs::metadata(&path))?,
            }
        }
    }
    Ok(())
}

/// Files of config, with what they include and the files of rules that they name.
pub(super) struct ConfigFiles<'a> {
    pub home: Option<&'a Path>,
    /// What `core.excludesFile` is relative to.
    pub work_tree: &'a Path,
}

impl ConfigFiles<'_> {
    /// Refuses it if git would read a file for it that holds its reader. What cannot be parsed is git's to complain about.
    pub fn check(&mut self, file: &Path, depth: usize) -> Result<(), RowError> {
        check_file(file)?;
        let Ok(text) = files::read(file, CONFIG_LIMIT) else { return Ok(()) };
        let mut named: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        // Values before the place that git does not understand have been seen.
        let _ = config_text::parse(&text, |key, value| {
            named.extend(value.map(|value| (key.to_vec(), value)));
            Ok(())
        });
        for (key, value) in named {
            let includes = key == b"include.path" || (key.starts_with(b"includeif.") && key.ends_with(b".path"));
            if includes && depth < INCLUDE_DEPTH {
                if let Some(path) = self.path(&value, file.parent().unwrap_or(Path::new("/"))) {
                    self.check(&path, depth + 1)?;
                }
            } else if matches!(key.as_slice(), b"core.excludesfile" | b"core.attributesfile")
                && let Some(path) = self.path(&value, self.work_tree)
            {
                check_file(&path)?;
            }
        }
        Ok(())
    }

    /// `None` for a form that git alone knows.
    fn path(&self, text: &[u8], base: &Path) -> Option<PathBuf> {
        match text.strip_prefix(b"~/") {
            Some(rest) => Some(self.home?.join(paths::from_bytes(rest))),
            None if text.is_empty() || [&b"~"[..], b"%(", b":("].iter().any(|form| text.starts_with(form)) => None,
            None => Some(base.join(paths::from_bytes(text))),
        }
    }
}
