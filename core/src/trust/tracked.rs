//! Does git track the venv? Asked when a workspace is trusted, never on a `cd`. Reads the index of every repository that
//! the venv is in, by the git program as every other question is asked: with nothing of the repository's run, nothing
//! fetched, and in bounded time.

use std::ffi::OsString;
use std::path::Path;

use super::refusal::Refusal;
use crate::error::RowError;
use crate::git::LookOptions;
use crate::git::question::Question;

/// Refuses a venv of which any repository above it (or at it) tracks a file, or which is a submodule.
pub(super) fn refuse(venv: &Path, git_environment: &[(OsString, OsString)]) -> Result<(), Refusal> {
    let look = LookOptions {
        fast: true,
        run_repository_filters: false,
        env: git_environment.to_vec(),
        ..LookOptions::default()
    };
    for directory in venv.ancestors().filter(|directory| directory.join(".git").symlink_metadata().is_ok()) {
        let relative = venv.strip_prefix(directory).unwrap_or(Path::new(""));
        let unknown =
            |error: RowError| Refusal::TrackingUnknown { repository: directory.to_path_buf(), reason: error.message };
        // A `.git` that is none, such as an empty directory, tracks nothing.
        let Some(question) = Question::with_index(directory, &look).map_err(unknown)? else { continue };
        if let Some(file) = question.tracked(relative).map_err(unknown)? {
            return Err(Refusal::VenvTracked { file: directory.join(file), repository: directory.to_path_buf() });
        }
    }
    Ok(())
}
