//! Patterns of siblings → the directories they match, sorted by name. wrknv's forms: a bare name such as `pyvider-*` is
//! looked for next to the root, a pattern with a `/` from the root on.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::SiblingName;
use super::check::Base;
use super::wire::{At, Reader};
use crate::error::Severity;

/// The directories that match. Only the last part of a pattern may hold wildcards; what is hidden does not match.
pub fn expand(pattern: &At<String>, base: &Base<'_>, reader: &mut Reader) -> Vec<(SiblingName, PathBuf)> {
    let (directory, last) = match pattern.value.trim_end_matches('/').rsplit_once('/') {
        Some((directory, last)) => (base.resolve(if directory.is_empty() { "/" } else { directory }), last.to_owned()),
        None => (base.resolve(".."), pattern.value.clone()),
    };
    let glob = match GlobBuilder::new(&last).literal_separator(true).build() {
        Ok(glob) if !directory.to_string_lossy().contains(['*', '?', '[', '{']) => glob.compile_matcher(),
        Ok(_) => {
            let hint = "use wildcards only in the last part of the path";
            reader.error(
                "ws::config::bad_pattern",
                &pattern.span,
                "a wildcard is in more than the last part of the path",
                hint,
            );
            return Vec::new();
        }
        Err(error) => {
            let message = format!("`{}` is not a pattern: {}", pattern.value, error.kind());
            reader.error("ws::config::bad_pattern", &pattern.span, message, "for example \"pyvider-*\"");
            return Vec::new();
        }
    };
    let root = base.root.canonicalize().ok();
    let mut matches = Vec::new();
    for path in directories(&directory) {
        let Some(file_name) = path.file_name() else { continue };
        let shown = file_name.to_string_lossy();
        let is_root = || path.as_path() == base.root || path.canonicalize().ok() == root;
        if !glob.is_match(Path::new(file_name)) || shown.starts_with('.') || is_root() {
            continue;
        }
        if let Some(name) = file_name.to_str().and_then(SiblingName::parse) {
            matches.push((name, path));
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

/// The directories in one directory, also behind symlinks; none when it cannot be listed.
fn directories(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// What `exclude` leaves out: globs of names; of a path only the last part counts.
pub fn exclusions(exclude: &[At<String>], reader: &mut Reader) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in exclude {
        let last = pattern.value.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        match Glob::new(last) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => {
                let message = format!("`{}` is not a pattern: {}", pattern.value, error.kind());
                reader.error("ws::config::bad_pattern", &pattern.span, message, "for example \"pyvider-*\"");
            }
        }
    }
    set.build().unwrap_or_default()
}
