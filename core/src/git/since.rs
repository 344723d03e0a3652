//! Was a repository changed since a revision?

use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::question::Question;
use crate::git::{Look, LookOptions, look};

/// Does the repository have commits that `revision` lacks, or something uncommitted? What only `revision` has, such as
/// commits that were fetched and not merged, is no change of this repository. A directory that is missing or no
/// repository has no change.
///
/// In a shallow clone only a revision that it lacks is an error; one that it has is compared as everywhere.
///
/// Codes: those of [`look`](super::look), and `ws::git::unknown_revision`.
pub fn changed_since(
    path: &Path,
    elsewhere: &[PathBuf],
    revision: &str,
    options: &LookOptions,
) -> Result<bool, RowError> {
    let options = LookOptions { fast: false, ..options.clone() };
    let state = match look(path, &options) {
        Look::Missing | Look::NotGit => return Ok(false),
        Look::Failed(error) => return Err(error),
        Look::Repo(state) => state,
    };
    let Some(question) = Question::about(path, &options)? else { return Ok(false) };
    let Some(base) = question.commit(revision)? else {
        let mut message = format!("`{}` has no revision `{revision}`", path.display());
        if question.is_shallow {
            message +=
                ": its clone is shallow, and `git fetch --deepen=100` or `git fetch --unshallow` brings older commits";
        }
        return Err(RowError::new("ws::git::unknown_revision", message));
    };
    if state.tree.and_then(|tree| tree.dirty) == Some(true) {
        return Ok(true);
    }
    if let Some(head) = &state.head {
        let without = format!("^{base}");
        let mut words = vec!["rev-list".to_owned(), "--max-count=1".to_owned(), without, head.clone(), "--".to_owned()];
        if !elsewhere.is_empty() {
            words.push(".".to_owned());
            words.extend(elsewhere.iter().map(|path| format!(":(exclude,literal,top){}", path.display())));
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !question.lines(&words)?.is_empty() {
            return Ok(true);
        }
    }
    match (state.tree, state.error) {
        (Some(tree), Some(error)) if tree.dirty.is_none() => Err(error),
        _ => Ok(false),
    }
}
