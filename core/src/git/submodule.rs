//! Is a submodule changed, as `git status` of the repository around it says? git would start another git in it, with
//! the submodule's own config; here it is looked at as carefully as the repository itself.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::error::RowError;
use crate::git::layout::Layout;
use crate::git::place::scratch;
use crate::git::program::value;
use crate::git::settings::Settings;
use crate::git::{Look, Looker, Want};
use crate::work::files;

/// Submodules in submodules: deeper is nothing that people make.
pub(super) const DEPTH_LIMIT: usize = 16;

/// What the index has for a submodule with intent to add (`git add -N`), in repositories of each object format.
const EMPTY_BLOBS: [&str; 2] =
    ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"];

/// More than any `.gitmodules` has reason to hold.
const MODULES_LIMIT: u64 = 16 * 1024 * 1024;

/// One entry of the index that names a commit of another repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gitlink {
    /// Its path in the working tree.
    pub path: Vec<u8>,
    /// The commit, in hexadecimal.
    pub commit: String,
}

/// Whether a submodule differs from its entry.
#[derive(Debug)]
pub(super) enum Verdict {
    Same,
    Changed,
    Unknown(RowError),
}

/// What of a submodule does not count (`submodule.NAME.ignore`, `diff.ignoreSubmodules`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ignore {
    Nothing,
    Untracked,
    Dirty,
    All,
}

/// The submodules of one repository: how to judge them.
#[derive(Debug)]
pub(super) struct Submodules<'a> {
    settings: &'a Settings,
    /// `.gitmodules` of the working tree.
    declared: Settings,
    names: BTreeMap<Vec<u8>, Vec<u8>>,
    /// `.gitmodules` is unmerged, so nothing can be told from it.
    unmerged: bool,
    /// Untracked files in submodules do not count, unless a setting says otherwise.
    hide_untracked: bool,
}

impl<'a> Submodules<'a> {
    /// Reads `.gitmodules`. Where it is not on disk, `recorded` gives that of the index, or else of HEAD
    /// (submodule-config.c: `config_from_gitmodules`).
    pub fn new(
        work_tree: &Path,
        settings: &'a Settings,
        (unmerged, hide_untracked): (bool, bool),
        environment: &[(OsString, OsString)],
        recorded: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Self {
        let file = work_tree.join(".gitmodules");
        // A `.gitmodules` that cannot be read names no submodule, and so ignores nothing.
        let declared = match files::read(&file, MODULES_LIMIT) {
            Ok(_) => parsed(&file),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                recorded().and_then(|text| parsed_text(&text, value(environment, "TMPDIR")))
            }
            Err(_) => None,
        };
        let declared = declared.unwrap_or_default();
        let names = declared.submodule_paths();
        Self { settings, declared, names, unmerged, hide_untracked }
    }

    fn ignore(&self, path: &[u8]) -> Ignore {
        let name = self.names.get(path);
        let own = name.and_then(|name| {
            let of = |settings: &Settings| settings.last("submodule", Some(name), "ignore").map(<[u8]>::to_vec);
            of(self.settings).or_else(|| of(&self.declared))
        });
        if own.is_none() && self.unmerged && name.is_some() {
            return Ignore::All;
        }
        let general = || self.settings.last("diff", None, "ignoresubmodules").map(<[u8]>::to_vec);
        match own.or_else(general).as_deref() {
            Some(b"all") => Ignore::All,
            Some(b"dirty") => Ignore::Dirty,
            Some(b"untracked") => Ignore::Untracked,
            Some(b"none") => Ignore::Nothing,
            _ if self.hide_untracked => Ignore::Untracked,
            _ => Ignore::Nothing,
        }
    }

    /// Judges one.
    pub fn verdict(&self, looker: &Looker, work_tree: &Path, gitlink: &Gitlink, depth: usize) -> Verdict {
        let ignore = self.ignore(&gitlink.path);
        if ignore == Ignore::All {
            return Verdict::Same;
        }
        if EMPTY_BLOBS.contains(&gitlink.commit.as_str()) {
            return Verdict::Changed;
        }
        let path = work_tree.join(std::ffi::OsStr::from_bytes(&gitlink.path));
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {}
            // Gone, or something else in its place.
            _ => return Verdict::Changed,
        }
        if depth >= DEPTH_LIMIT {
            return Verdict::Unknown(RowError::new("ws::git::unsupported", "submodules are nested too deeply"));
        }
        let layout = match Layout::find(&path) {
            Ok(layout) if layout.git_dir != path => layout,
            Err(Look::Failed(error)) => return Verdict::Unknown(error),
            // Not checked out.
            Ok(_) | Err(_) => return Verdict::Same,
        };
        let want = match ignore {
            Ignore::Dirty => Want::Refs,
            Ignore::Untracked => Want::Tracked,
            Ignore::Nothing | Ignore::All => Want::Everything,
        };
        match looker.look_at(&layout, want, depth + 1) {
            Err(error) => Verdict::Unknown(error),
            Ok(state) if state.head.as_ref().is_some_and(|head| *head != gitlink.commit) => Verdict::Changed,
            Ok(state) => match (state.tree, state.error) {
                (Some(tree), _) if tree.dirty == Some(true) => Verdict::Changed,
                (Some(tree), Some(error)) if tree.dirty.is_none() => Verdict::Unknown(error),
                _ => Verdict::Same,
            },
        }
    }
}

fn parsed(file: &Path) -> Option<Settings> {
    git2::Config::open(file).and_then(|config| Settings::from_libgit2(&config)).ok()
}

/// The text of a config file. libgit2 reads config from files alone.
fn parsed_text(text: &[u8], temporary: Option<&OsStr>) -> Option<Settings> {
    let directory = scratch(temporary).ok()?;
    let file = directory.path().join("modules");
    fs::write(&file, text).ok()?;
    parsed(&file)
}
