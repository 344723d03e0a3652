//! Where the git program is to work: in a directory and nowhere above it. A repository with a split index gets a copy of
//! its own directory's few files to work in, because git marks the shared part as used whenever it reads it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::layout::Layout;
use crate::work::scratch::Scratch;

/// A directory to run git in.
#[derive(Debug)]
pub(super) struct Place {
    directory: PathBuf,
    /// Is the directory a git directory, whose config may name a working tree that is gone?
    is_git_dir: bool,
    /// Stands in for the git directory.
    stand_in: Option<Scratch>,
}

impl Place {
    /// For what reads no index.
    pub fn of_references(layout: &Layout) -> Self {
        Self { directory: layout.path.clone(), is_git_dir: false, stand_in: None }
    }

    /// For what reads neither an index nor a working tree, in a git directory.
    pub fn of_git_dir(layout: &Layout) -> Self {
        Self { is_git_dir: true, ..Self::of_references(layout) }
    }

    /// For everything. Temporary files go to `temporary`.
    pub fn of(layout: &Layout, temporary: Option<&OsStr>) -> Result<Self, RowError> {
        let mut place = Self::of_references(layout);
        let shared = shared_indexes(layout);
        if !shared.is_empty() {
            let failed = |error| {
                let message = format_args!("cannot copy the split index of `{}`: {error}", layout.path.display());
                RowError::new("ws::git::program_failed", message)
            };
            place.stand_in = Some(stand_in(layout, &shared, temporary).map_err(failed)?);
        }
        Ok(place)
    }

    /// The directory that git starts in.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Variables that keep git to it.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        if let Some(stand_in) = &self.stand_in {
            return vec![
                ("GIT_DIR".into(), stand_in.path().into()),
                ("GIT_WORK_TREE".into(), self.directory.clone().into()),
            ];
        }
        if self.is_git_dir {
            return ["GIT_DIR", "GIT_WORK_TREE"].map(|name| (name.into(), self.directory.clone().into())).into();
        }
        // What git finds above would be another repository. The layout was checked, so this is a second fence; a colon
        // separates entries here and cannot be written.
        let real = self.directory.canonicalize().ok();
        let parent =
            real.as_deref().and_then(Path::parent).filter(|parent| !parent.as_os_str().as_bytes().contains(&b':'));
        parent.map(|parent| ("GIT_CEILING_DIRECTORIES".into(), parent.into())).into_iter().collect()
    }
}

/// The shared parts of split indexes in a worktree's directory.
fn shared_indexes(layout: &Layout) -> Vec<OsString> {
    let Ok(entries) = fs::read_dir(&layout.git_dir) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name());
    names.filter(|name| name.as_bytes().starts_with(b"sharedindex.")).collect()
}

/// A directory for temporary files, in the one that TMPDIR names.
pub(super) fn scratch(temporary: Option<&OsStr>) -> std::io::Result<Scratch> {
    let temporary = temporary.filter(|directory| !directory.is_empty()).unwrap_or(OsStr::new("/tmp"));
    Scratch::new(Path::new(temporary))
}

/// A directory as that of a linked worktree: what is the worktree's own is copied, the rest is where it was.
fn stand_in(layout: &Layout, shared: &[OsString], temporary: Option<&OsStr>) -> std::io::Result<Scratch> {
    let directory = scratch(temporary)?;
    let common = layout.common_dir.canonicalize()?;
    fs::write(directory.path().join("commondir"), common.as_os_str().as_bytes())?;
    fs::create_dir(directory.path().join("info"))?;
    let own = ["HEAD", "index", "config.worktree", "info/sparse-checkout"].map(OsString::from);
    for name in own.iter().chain(shared) {
        let file = layout.git_dir.join(name);
        if file.is_file() {
            let copy = directory.path().join(name);
            fs::copy(&file, &copy)?;
            // Which entries are in doubt depends on when the index was written.
            let written = fs::metadata(&file)?.modified()?;
            fs::File::options().append(true).open(&copy)?.set_modified(written)?;
        }
    }
    Ok(directory)
}
