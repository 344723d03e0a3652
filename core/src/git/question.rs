//! A repository that the git program is asked about: reading only, bounded, and with nothing of the repository's run.

use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::layout::Layout;
use crate::git::place::Place;
use crate::git::program::Program;
use crate::git::{Look, LookOptions, PROGRAM_LIMIT};

/// Asks about one repository; all questions together may take as long as one look.
#[derive(Debug)]
pub(crate) struct Question {
    program: Program,
    place: Place,
    path: PathBuf,
    /// Whether it is a worktree of a repository that is elsewhere.
    pub is_linked_worktree: bool,
}

impl Question {
    /// About the repository whose top is `path`.
    ///
    /// # Errors
    /// The [`Look`] that is the answer when there is none to ask about: missing, no repository, or failed.
    pub fn about(path: &Path, options: &LookOptions) -> Result<Self, Look> {
        let layout = Layout::find(path)?;
        let is_linked_worktree = layout.git_dir != layout.common_dir;
        let program = Program::new(&options.env, PROGRAM_LIMIT);
        Ok(Self { program, place: Place::of_references(&layout), path: path.to_path_buf(), is_linked_worktree })
    }

    /// The lines that git answers; a complaint is an error.
    pub fn lines(&self, arguments: &[&str]) -> Result<Vec<String>, RowError> {
        self.lines_given(arguments, None)
    }

    /// The same with something to read.
    pub fn lines_given(&self, arguments: &[&str], input: Option<String>) -> Result<Vec<String>, RowError> {
        let output = self.program.run(&self.place, &[], arguments, input.map(String::into_bytes))?;
        let text = output.or_failed(&self.path)?;
        Ok(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
    }

    /// Whether this names a commit of the repository.
    pub fn has(&self, commit: &str) -> bool {
        self.commit(commit).is_some()
    }

    /// The id of the commit that this names.
    pub fn commit(&self, revision: &str) -> Option<String> {
        let commit = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let output = self.program.run(&self.place, &[], arguments, None).ok().filter(|output| output.success)?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// How many commits `of` has that `without` lacks.
    pub fn count(&self, of: &str, without: &str) -> Result<usize, RowError> {
        let without = format!("^{without}");
        let lines = self.lines(&["rev-list", "--count", of, &without, "--"])?;
        let count = lines.first().and_then(|line| line.parse().ok());
        count.ok_or_else(|| RowError::new("ws::git::program_failed", "git counted nothing"))
    }
}
