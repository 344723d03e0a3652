//! Was a repository changed since a revision?

use std::path::Path;

use crate::error::RowError;
use crate::git::layout::Layout;
use crate::git::place::Place;
use crate::git::program::Program;
use crate::git::{Look, LookOptions, PROGRAM_LIMIT, look};

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
    let Ok(layout) = Layout::find(path) else { return Ok(false) };
    let program = Program::new(&options.env, PROGRAM_LIMIT);
    let place = Place::of_references(&layout);
    let commit = format!("{revision}^{{commit}}");
    let known = program.run(&place, &[], ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit], None)?;
    let base = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    if !known.success || base.is_empty() {
        let message = format!("`{}` has no revision `{revision}`", path.display());
        return Err(RowError::new("ws::git::unknown_revision", message));
    }
    if state.tree.and_then(|tree| tree.dirty) == Some(true) {
        return Ok(true);
    }
    if let Some(head) = &state.head {
        let range = [format!("^{base}"), head.clone()];
        let arguments = ["rev-list", "--max-count=1", &range[0], &range[1], "--"];
        if !program.run(&place, &[], arguments, None)?.or_failed(path)?.is_empty() {
            return Ok(true);
        }
    }
    match (state.tree, state.error) {
        (Some(tree), Some(error)) if tree.dirty.is_none() => Err(error),
        _ => Ok(false),
    }
}
