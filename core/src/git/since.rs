//! Was a repository changed since a revision?

use std::path::Path;

use crate::error::RowError;
use crate::git::question::Question;
use crate::git::{Look, LookOptions, look};

/// Does the repository have commits that `revision` lacks, or something uncommitted? What only `revision` has, such as
/// commits that were fetched and not merged, is no change of this repository. A directory that is missing or no
/// repository has no change.
///
/// Codes: those of [`look`](super::look), and `ws::git::unknown_revision`.
pub fn changed_since(path: &Path, revision: &str, options: &LookOptions) -> Result<bool, RowError> {
    let options = LookOptions { fast: false, ..options.clone() };
    let state = match look(path, &options) {
        Look::Missing | Look::NotGit => return Ok(false),
        Look::Failed(error) => return Err(error),
        Look::Repo(state) => state,
    };
    let Some(question) = Question::about(path, &options)? else { return Ok(false) };
    let Some(base) = question.commit(revision)? else {
        let message = format!("`{}` has no revision `{revision}`", path.display());
        return Err(RowError::new("ws::git::unknown_revision", message));
    };
    if state.tree.and_then(|tree| tree.dirty) == Some(true) {
        return Ok(true);
    }
    if let Some(head) = &state.head {
        let without = format!("^{base}");
        if !question.lines(&["rev-list", "--max-count=1", &without, head, "--"])?.is_empty() {
            return Ok(true);
        }
    }
    match (state.tree, state.error) {
        (Some(tree), Some(error)) if tree.dirty.is_none() => Err(error),
        _ => Ok(false),
    }
}
