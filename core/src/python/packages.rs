//! Several packages in one repository: where they are. `packages` in wrknv.toml says it; else the members of a uv workspace,
//! and the directories inside the repository that Poetry, PDM or uv take requirements from, do.
//!
//! Refuses to do: look for a `pyproject.toml` that nothing names, which may be a test's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pep508_rs::VersionOrUrl;
use toml::de::DeTable;

use super::pyproject::{FILE, child, strings};
use super::{Origin, PackageName, Project, is_buildable, lexical, read, sources};
use crate::source::SourceFile;

/// How many packages one repository may have.
const LIMIT: usize = 1024;

/// One package of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its directory, from the repository's on; empty for the repository's own.
    pub directory: PathBuf,
    /// Its name, where that can be read.
    pub package: Option<PackageName>,
}

/// The packages of the repository in `root`, its own first; `listed` is what wrknv.toml says. Empty when it is one package, or
/// none, in its own directory.
pub fn of(root: &Path, listed: &[PathBuf]) -> Vec<Part> {
    let part = |directory: PathBuf| {
        let project = read(&root.join(&directory)).ok().flatten();
        Part { directory, package: project.and_then(|project| project.package) }
    };
    if !listed.is_empty() {
        let mut seen = BTreeSet::new();
        let listed: Vec<PathBuf> = listed.iter().filter(|path| seen.insert(*path)).cloned().collect();
        return if listed == [PathBuf::new()] { Vec::new() } else { listed.into_iter().map(part).collect() };
    }
    let members = found(root);
    if members.is_empty() {
        return Vec::new();
    }
    let own = matches!(read(root), Ok(Some(_)) | Err(_)).then(PathBuf::new);
    let below = members.iter().filter_map(|path| path.strip_prefix(root).ok().map(Path::to_path_buf));
    own.into_iter().chain(below).map(part).collect()
}

/// The directories below `root` that the project there names, and those that these name in turn.
fn found(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(directory) = open.pop() {
        for path in named_by(&directory, directory == root) {
            let is_inside = path.starts_with(root) && path != root;
            if is_inside && is_buildable(&path) && found.len() < LIMIT && found.insert(path.clone()) {
                open.push(path);
            }
        }
    }
    found
}

/// What one project names.
fn named_by(directory: &Path, is_root: bool) -> Vec<PathBuf> {
    let Ok(file) = SourceFile::read(&directory.join(FILE)) else { return Vec::new() };
    // Most projects name nothing, and need no second reading.
    if !["workspace", "path", "file:"].iter().any(|word| file.text.contains(word)) {
        return Vec::new();
    }
    let Ok(table) = DeTable::parse(&file.text) else { return Vec::new() };
    let table = table.get_ref();
    let mut named = Vec::new();
    if let Some(workspace) = child(table, &["tool", "uv", "workspace"]).filter(|_| is_root) {
        let list = |key| strings(workspace.get(key)).into_iter().map(str::to_owned).collect::<Vec<_>>();
        named.extend(sources::members(directory, &list("members"), &list("exclude")));
    }
    let is_poetry = child(table, &["tool", "poetry"]).is_some();
    if let Ok(Some(project)) = read(directory) {
        named.extend(directories(&project, is_poetry));
    }
    named
}

/// The directories that requirements are taken from. uv takes one that is no editable as it takes an archive.
fn directories(project: &Project, is_poetry: bool) -> Vec<PathBuf> {
    let by_source = project.sources.values().flatten().filter_map(|source| match &source.origin {
        Origin::Directory { path, editable } if *editable || is_poetry => Some(path.clone()),
        _ => None,
    });
    let by_reference = project.dependencies.iter().filter_map(|it| match &it.requirement.version_or_url {
        Some(VersionOrUrl::Url(url)) => url.to_file_path().ok().map(|path| lexical(&path)),
        _ => None,
    });
    by_source.chain(by_reference).collect()
}
