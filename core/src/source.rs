//! A file, read once: its path, its text, and the hash of those very bytes. Whoever needs to say where in the
//! file something is, or to trust what it says, does so from here and never reads the file again.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, PathError};

/// The largest `wrknv.toml` or `pyproject.toml` that is read, in bytes. A real one has a few thousand.
pub const SIZE_LIMIT: u64 = 4 * 1024 * 1024;

/// A text file as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it was read.
    pub path: PathBuf,
    /// All of it. Bytes that are not UTF-8 are an error of the reader, not replaced.
    pub text: String,
}

impl SourceFile {
    /// Reads `path` once. Refuses anything but a regular file (a FIFO would block), more than [`SIZE_LIMIT`]
    /// bytes, and text that is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Error> {
        todo!()
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        todo!()
    }
}
