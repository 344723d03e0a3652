//! Patterns of siblings → the directories they match, sorted by name. wrknv's forms: a bare name such as `pyvider-*` is
//! looked for next to the root, a pattern with a `/` from the root on.

use std::collections::{HashMap, HashSet};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use globset::GlobSet;

use super::SiblingName;
use super::check::Base;
use super::glob::{self, Separator};
use super::wire::{At, Reader};
use crate::error::Severity;

/// Expands the patterns of one file; each directory is listed once, however many of them are about it.
pub struct Expansion<'b> {
    base: &'b Base<'b>,
    /// Device and inode of the workspace's root, which is no sibling of its own.
    root: Option<(u64, u64)>,
    /// The directories in each directory that was asked for, by name.
    listed: HashMap<PathBuf, Vec<Listed>>,
    /// The patterns so far: the second of two that are the same matches nothing more.
    done: HashSet<String>,
}

/// A directory that a pattern may match.
struct Listed {
    /// As a pattern sees it; what is not UTF-8 is replaced.
    shown: String,
    /// `None` where no sibling can be called like this.
    name: Option<SiblingName>,
    path: PathBuf,
}

impl<'b> Expansion<'b> {
    /// Nothing is listed yet.
    pub fn new(base: &'b Base<'b>) -> Self {
        Self { base, root: identity(base.root), listed: HashMap::new(), done: HashSet::new() }
    }

    /// The directories that match, those of a pattern that was asked for before left out. Only the last part of a pattern may hold wildcards; what is hidden does not match.
    pub fn of(&mut self, pattern: &At<String>, reader: &mut Reader) -> Vec<(SiblingName, PathBuf)> {
        if !self.done.insert(pattern.value.clone()) {
            return Vec::new();
        }
        let (directory, last) = match pattern.value.trim_end_matches('/').rsplit_once('/') {
            Some((directory, last)) => (self.base.resolve(if directory.is_empty() { "/" } else { directory }), last),
            None => (self.base.resolve(".."), pattern.value.as_str()),
        };
        let Some(glob) = compiled(pattern, &directory, last, reader) else { return Vec::new() };
        let root = self.root;
        let listed = self.listed.entry(directory.clone()).or_insert_with(|| list(&directory, root));
        // Up to the first wildcard a name has to be the same.
        let literal = &last[..last.find(['*', '?', '[', '{', '\\']).unwrap_or(last.len())];
        let first = listed.partition_point(|listed| listed.shown.as_str() < literal);
        let near = listed[first..].iter().take_while(|listed| listed.shown.starts_with(literal));
        let mut matches = Vec::new();
        for Listed { shown, name, path } in near.filter(|listed| glob.is_match(Path::new(&listed.shown))) {
            if let Some(name) = name {
                matches.push((name.clone(), path.clone()));
            } else {
                let message = format!("`{}` matches, but cannot be the name of a sibling", shown.escape_debug());
                let hint = "rename the directory, or leave it out with `exclude`";
                let span = Some(pattern.span.clone());
                reader.problem(Severity::Warning, "ws::config::bad_name", span, message, Some(hint));
            }
        }
        if matches.is_empty() {
            let message = format!("no directory in `{}` matches", directory.display());
            let span = Some(pattern.span.clone());
            reader.problem(Severity::Warning, "ws::config::no_match", span, message, None);
        }
        matches.sort();
        matches
    }
}

/// The last part of a pattern. Says what is wrong with it where it is none.
fn compiled(pattern: &At<String>, directory: &Path, last: &str, reader: &mut Reader) -> Option<GlobSet> {
    match glob::compile(last, Separator::Literal) {
        Ok(glob) if !directory.to_string_lossy().contains(['*', '?', '[', '{']) => Some(glob),
        Ok(_) => {
            let message = "a wildcard is in more than the last part of the path";
            let hint = "use wildcards only in the last part of the path";
            reader.error("ws::config::bad_pattern", &pattern.span, message, hint);
            None
        }
        Err(reason) => {
            let message = format!("`{}` is not a pattern: {reason}", pattern.value);
            reader.error("ws::config::bad_pattern", &pattern.span, message, "for example \"pyvider-*\"");
            None
        }
    }
}

/// The directories in one directory that a pattern may match, by name, also behind symlinks; none when it cannot be listed.
fn list(directory: &Path, root: Option<(u64, u64)>) -> Vec<Listed> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name()).filter(|name| !name.as_encoded_bytes().starts_with(b"."));
    let listed = names.filter_map(|name| {
        let path = directory.join(&name);
        let metadata = path.metadata().ok().filter(std::fs::Metadata::is_dir)?;
        let is_root = Some((metadata.dev(), metadata.ino())) == root;
        let parsed = name.to_str().and_then(SiblingName::parse);
        (!is_root).then(|| Listed { shown: name.to_string_lossy().into_owned(), name: parsed, path })
    });
    let mut listed: Vec<Listed> = listed.collect();
    listed.sort_by(|a, b| a.shown.cmp(&b.shown));
    listed
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    path.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// What `exclude` leaves out: globs of names; of a path only the last part counts.
pub fn exclusions(exclude: &[At<String>], reader: &mut Reader) -> Vec<GlobSet> {
    let mut globs = Vec::new();
    for pattern in exclude {
        let last = pattern.value.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        match glob::compile(last, Separator::Any) {
            Ok(glob) => globs.push(glob),
            Err(reason) => {
                let message = format!("`{}` is not a pattern: {reason}", pattern.value);
                reader.error("ws::config::bad_pattern", &pattern.span, message, "for example \"pyvider-*\"");
            }
        }
    }
    globs
}
