//! Which workspace is this directory in? By `--root`, by `WS_ROOT`, by walking up, or, from inside a sibling, by
//! the workspace that lists it: remembered ones first, then those next to each parent directory.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::config::{self, Config};
use crate::error::Error;
use crate::source::SourceFile;

/// The file that describes a workspace.
pub const FILE_NAME: &str = "wrknv.toml";

/// How many entries of one directory are looked at for a workspace next door: a home has fewer, and a directory of a
/// hundred thousand is no place for one.
const NEIGHBOUR_LIMIT: usize = 4096;

/// Where the question is asked from. Callers fill it from their own environment or from Nushell's engine.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The current directory; absolute, as the user sees it (symlinks not resolved).
    pub current_dir: PathBuf,
    /// `--root`.
    pub root: Option<PathBuf>,
    /// The variable `WS_ROOT`; empty counts as unset.
    pub ws_root: Option<PathBuf>,
    /// Roots of workspaces that the user has trusted, most recent first.
    pub remembered: Vec<PathBuf>,
    /// What `~` means.
    pub home: Option<PathBuf>,
}

/// Finds the workspace's root and reads its `wrknv.toml`.
pub fn open(request: &Request) -> Result<Config, Error> {
    let named = match (&request.root, &request.ws_root) {
        (Some(root), _) => Some((root, "--root")),
        (None, Some(root)) if !root.as_os_str().is_empty() => Some((root, "WS_ROOT")),
        (None, _) => None,
    };
    if let Some((root, named_by)) = named {
        return open_named(&request.current_dir.join(root), named_by, request.home.as_deref());
    }
    let mut looked_at = Vec::new();
    let real = request.current_dir.canonicalize().ok().filter(|real| *real != request.current_dir);
    let views: Vec<&Path> = std::iter::once(request.current_dir.as_path()).chain(real.as_deref()).collect();
    for view in &views {
        for directory in view.ancestors() {
            if let Some(source_file) = look_at(directory, &mut looked_at)? {
                return config::load(source_file, directory, request.home.as_deref());
            }
        }
    }
    let candidates = request.remembered.iter().cloned().chain(views.iter().flat_map(|view| neighbours(view)));
    let mut tried = HashSet::new();
    for root in candidates {
        if !tried.insert(root.clone()) {
            continue;
        }
        // What is wrong with a workspace that may not even list this directory is not this command's business.
        let Ok(Some(source_file)) = look_at(&root, &mut looked_at) else { continue };
        let Ok(config) = config::load(source_file, &root, request.home.as_deref()) else { continue };
        if lists(&config, &views) {
            return Ok(config);
        }
    }
    Err(Error::WorkspaceNotFound { from: request.current_dir.clone(), looked_at })
}

fn open_named(root: &Path, named_by: &'static str, home: Option<&Path>) -> Result<Config, Error> {
    let path = root.join(FILE_NAME);
    if !path.exists() {
        return Err(Error::NotARoot { root: root.to_path_buf(), named_by });
    }
    let source_file = SourceFile::read(&path)?;
    if !describes_a_workspace(&source_file) {
        return Err(Error::NotARoot { root: root.to_path_buf(), named_by });
    }
    config::load(source_file, root, home)
}

/// Whether the directory holds a workspace's `wrknv.toml`. One that cannot be read is none.
pub fn is_root(directory: &Path) -> bool {
    matches!(look_at(directory, &mut Vec::new()), Ok(Some(_)))
}

/// The directory's `wrknv.toml`, if it has one that describes a workspace.
fn look_at(directory: &Path, looked_at: &mut Vec<PathBuf>) -> Result<Option<SourceFile>, Error> {
    let path = directory.join(FILE_NAME);
    looked_at.push(path.clone());
    if !path.exists() {
        return Ok(None);
    }
    let source_file = SourceFile::read(&path)?;
    Ok(describes_a_workspace(&source_file).then_some(source_file))
}

/// Whether the file has a `[workspace]` table or `siblings`. A file that cannot be parsed counts unless all that can
/// be read of it are tasks: its errors are better shown than passed over.
fn describes_a_workspace(source_file: &SourceFile) -> bool {
    let (table, errors) = DeTable::parse_recoverable(&source_file.text);
    let has = |key: &str| table.get_ref().contains_key(key);
    has("workspace") || has("siblings") || (!errors.is_empty() && !has("tasks"))
}

/// `*/` next to the directory and to each of its parents: where the root of a workspace may lie whose sibling this is.
fn neighbours(directory: &Path) -> Vec<PathBuf> {
    let parents = directory.ancestors().skip(1);
    parents
        .flat_map(|parent| {
            let entries = std::fs::read_dir(parent).into_iter().flatten().take(NEIGHBOUR_LIMIT).flatten();
            let mut roots: Vec<PathBuf> =
                entries.map(|entry| entry.path()).filter(|path| path.join(FILE_NAME).is_file()).collect();
            roots.sort();
            roots
        })
        .collect()
}

/// Whether one of the siblings is the directory or above it, by the path as written or by the real one.
fn lists(config: &Config, views: &[&Path]) -> bool {
    let above = |path: &Path| views.iter().any(|view| view.starts_with(path));
    config.siblings.iter().any(|sibling| above(&sibling.path))
        || config.siblings.iter().filter_map(|sibling| sibling.path.canonicalize().ok()).any(|real| above(&real))
}
