//! Is a submodule changed, as `git status` of the repository around it says? git would start another git in it, with
//! the submodule's own config; here it is looked at as carefully as the repository itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::error::RowError;
use crate::git::config_text::{self, Malformed};
use crate::git::layout::Layout;
use crate::git::settings::{Settings, parse_bool};
use crate::git::{Look, Looker, Want};
use crate::work::files;
use crate::work::paths::is_absent;

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
    declared: Result<Declared, Malformed>,
    /// Untracked files in submodules do not count, unless a setting says otherwise.
    hide_untracked: bool,
}

/// What `.gitmodules` says: the name of each submodule by its path, and what of it does not count by its name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Declared {
    names: BTreeMap<Vec<u8>, Vec<u8>>,
    ignored: BTreeMap<Vec<u8>, Ignore>,
}

impl<'a> Submodules<'a> {
    /// Reads `.gitmodules`, unless it is unmerged. Where it is not on disk, `recorded` gives that of the index, or else of
    /// HEAD (submodule-config.c: `config_from_gitmodules`).
    pub fn new(
        work_tree: &Path,
        settings: &'a Settings,
        (unmerged, hide_untracked): (bool, bool),
        recorded: impl FnOnce() -> Option<Vec<u8>>,
    ) -> Self {
        let read = || match files::read(&work_tree.join(".gitmodules"), MODULES_LIMIT) {
            Err(error) if error.kind() == ErrorKind::NotFound => recorded(),
            // One that cannot be read names no submodule, and so ignores nothing.
            text => text.ok(),
        };
        let text = if unmerged { None } else { read() };
        let declared = Declared::parse(&text.unwrap_or_default());
        Self { settings, declared, hide_untracked }
    }

    fn ignore(&self, path: &[u8]) -> Result<Ignore, RowError> {
        let declared = self.declared.as_ref().map_err(|Malformed| {
            let message = "what changed hinges on `.gitmodules`, which git cannot read; `git status` says where";
            RowError::new("ws::git::corrupt", message)
        })?;
        let configured = |section: &str, name: Option<&[u8]>, key: &str| {
            let Some(text) = self.settings.last(section, name, key) else { return Ok(None) };
            Ignore::parse(text).map(Some).ok_or_else(|| {
                let text = String::from_utf8_lossy(text);
                let message = format_args!("git's config says `{text}` for what of a submodule does not count");
                RowError::new("ws::git::config_unreadable", message)
            })
        };
        let general = configured("diff", None, "ignoresubmodules")?;
        let own = match declared.names.get(path) {
            None => None,
            Some(name) => {
                configured("submodule", Some(name), "ignore")?.or_else(|| declared.ignored.get(name).copied())
            }
        };
        let otherwise = if self.hide_untracked { Ignore::Untracked } else { Ignore::Nothing };
        Ok(own.or(general).unwrap_or(otherwise))
    }

    /// Judges one.
    pub fn verdict(&self, looker: &Looker, work_tree: &Path, gitlink: &Gitlink, depth: usize) -> Verdict {
        let ignore = match self.ignore(&gitlink.path) {
            Ok(ignore) => ignore,
            Err(error) => return Verdict::Unknown(error),
        };
        if ignore == Ignore::All {
            return Verdict::Same;
        }
        if EMPTY_BLOBS.contains(&gitlink.commit.as_str()) {
            return Verdict::Changed;
        }
        let path = work_tree.join(std::ffi::OsStr::from_bytes(&gitlink.path));
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() && !is_through_link(work_tree, &path) => {}
            // git complains, and goes on (diff-lib.c: `check_removed`).
            Err(error) if !is_absent(&error) => return Verdict::Same,
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

/// Does the path of a submodule lead through a symlink? What is behind it is not of this repository.
fn is_through_link(work_tree: &Path, path: &Path) -> bool {
    path.ancestors().skip(1).take_while(|above| *above != work_tree).any(Path::is_symlink)
}

impl Declared {
    /// By the rules of submodule-config.c: `parse_config`. What git ends with is malformed.
    fn parse(text: &[u8]) -> Result<Self, Malformed> {
        let mut paths = BTreeMap::<Vec<u8>, Vec<u8>>::new();
        let mut declared = Self::default();
        config_text::parse(text, |key, value| {
            let Some((name, item)) = name_and_item(key) else { return Ok(()) };
            let is_bool = || value.as_deref().is_none_or(|value| parse_bool(value).is_some());
            let sound = match item {
                b"path" | b"ignore" | b"url" | b"branch" => value.is_some(),
                b"update" => matches!(value.as_deref(), Some(b"checkout" | b"rebase" | b"merge" | b"none")),
                b"fetchrecursesubmodules" => is_bool() || value.as_deref() == Some(b"on-demand"),
                b"shallow" => is_bool(),
                _ => true,
            };
            match (item, value) {
                _ if !sound => return Err(Malformed),
                // What looks like an option is passed over.
                (b"path", Some(path)) if !path.starts_with(b"-") => {
                    paths.insert(name.to_vec(), path);
                }
                (b"ignore", Some(value)) => {
                    declared.ignored.extend(Ignore::parse(&value).map(|ignore| (name.to_vec(), ignore)));
                }
                _ => {}
            }
            Ok(())
        })?;
        declared.names = paths.into_iter().map(|(name, path)| (path, name)).collect();
        Ok(declared)
    }
}

impl Ignore {
    fn parse(text: &[u8]) -> Option<Self> {
        Some(match text {
            b"all" => Self::All,
            b"dirty" => Self::Dirty,
            b"untracked" => Self::Untracked,
            b"none" => Self::Nothing,
            _ => return None,
        })
    }
}

/// The parts of `submodule.NAME.ITEM`; git passes over a name that leads out of a directory (`check_submodule_name`).
fn name_and_item(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = key.strip_prefix(b"submodule.")?;
    let (name, item) = rest.split_at(rest.iter().rposition(|byte| *byte == b'.')?);
    let leads_out = name.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..");
    (!name.is_empty() && !leads_out).then_some((name, &item[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gitmodules_says_what_git_takes_from_it() {
        let text =
            b"lonely\n[submodule \"a\"]\npath = old\npath = x/a\nignore = all\nignore = some\n[submodule \"b\"]\n\
            path = b\nshallow\nupdate = none\nfetchRecurseSubmodules = on-demand\n[submodule \"../c\"]\npath = c\n\
            [submodule \"d\"]\npath = -d\n[include]\npath = more\n[submodule]\nignore = all\n";
        let names = [(b"x/a".to_vec(), b"a".to_vec()), (b"b".to_vec(), b"b".to_vec())];
        let ignored = [(b"a".to_vec(), Ignore::All)];
        assert_eq!(Declared::parse(text), Ok(Declared { names: names.into(), ignored: ignored.into() }));
    }

    #[test]
    fn what_git_ends_with_is_malformed() {
        for line in ["path", "ignore", "url", "branch", "update = !x", "shallow = x", "fetchRecurseSubmodules = x"] {
            let text = format!("[submodule \"a\"]\n{line}\n");
            assert_eq!(Declared::parse(text.as_bytes()), Err(Malformed), "{line}");
        }
        assert_eq!(Declared::parse(b"<<<<<<< HEAD\n"), Err(Malformed));
    }
}
