//! `FETCH_HEAD`: what the last fetch brought, and when. git empties it before it asks the remote, so a fetch that fails
//! would take the time of the last one that did not.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::git::layout::Layout;
use crate::work::files;

/// A larger one is not kept: it lists a line for each reference.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The file of one worktree, and what it held.
#[derive(Debug)]
pub(crate) struct FetchHead {
    file: PathBuf,
    before: Option<(Vec<u8>, SystemTime)>,
}

impl FetchHead {
    /// Remembers it as it is. `None` when `path` is no repository.
    pub fn remember(path: &Path) -> Option<Self> {
        let file = Layout::find(path).ok()?.own("FETCH_HEAD");
        let written = fs::metadata(&file).and_then(|metadata| metadata.modified());
        let before = files::read(&file, LIMIT).ok().filter(|text| !text.is_empty()).zip(written.ok());
        Some(Self { file, before })
    }

    /// Puts back what it held if a fetch that failed left it empty. A file that cannot be written stays empty, and the
    /// time of the last fetch unknown.
    pub fn restore(&self) {
        let Some((text, written)) = &self.before else { return };
        if fs::metadata(&self.file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
            && fs::write(&self.file, text).is_ok()
        {
            let _ = File::options().append(true).open(&self.file).and_then(|file| file.set_modified(*written));
        }
    }

    /// Whether the remote had the branch that the current one follows: git marks the others (builtin/fetch.c, "not-for-merge").
    /// `None` when the file cannot be read.
    pub fn has_one_to_merge(&self) -> Option<bool> {
        let text = files::read(&self.file, LIMIT).ok()?;
        let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Some(lines.any(|line| line.split(|byte| *byte == b'\t').nth(1) != Some(b"not-for-merge")))
    }
}
