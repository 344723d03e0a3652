//! Paths as the file system sees them.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::error::RowError;

/// The path without symlinks. What does not exist is kept as written, below its nearest ancestor that does.
pub fn real_path(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = ancestor.canonicalize() {
            return match path.strip_prefix(ancestor) {
                Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
                _ => real,
            };
        }
    }
    path.to_path_buf()
}

/// Does the error say that nothing is there?
pub fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Whether a sibling's directory is there. Code, where the system does not let one see: `ws::sibling::unreadable`.
pub fn is_there(directory: &Path) -> Result<bool, RowError> {
    match directory.metadata() {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => {
            let message = format_args!("cannot look at `{}`: {error}", directory.display());
            Err(RowError::new("ws::sibling::unreadable", message))
        }
    }
}

/// The path in a file that holds a single one, such as `.git` or `commondir`, without the line breaks at its end.
pub fn without_line_end(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.strip_suffix(b"\n").or_else(|| text.strip_suffix(b"\r")) {
        text = rest;
    }
    text
}

/// Bytes as a path.
pub fn from_bytes(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}
