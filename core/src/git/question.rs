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
    /// About the repository whose top is `path`; `None` when it is missing or no repository.
    pub fn about(path: &Path, options: &LookOptions) -> Result<Option<Self>, RowError> {
        let layout = match Layout::find(path) {
            Ok(layout) => layout,
            Err(Look::Failed(error)) => return Err(error),
            Err(_) => return Ok(None),
        };
        let is_linked_worktree = layout.git_dir != layout.common_dir;
        let program = Program::new(&options.env, PROGRAM_LIMIT);
        Ok(Some(Self { program, place: Place::of_references(&layout), path: path.to_path_buf(), is_linked_worktree }))
    }

    /// The lines that git answers; a complaint is an error.
    pub fn lines(&self, arguments: &[&str]) -> Result<Vec<String>, RowError> {
        self.lines_given(arguments, None)
    }

    fn lines_given(&self, arguments: &[&str], input: Option<String>) -> Result<Vec<String>, RowError> {
        let output = self.program.run(&self.place, &[], arguments, input.map(String::into_bytes))?;
        let text = output.or_failed(&self.path)?;
        Ok(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
    }

    /// Whether this names a commit of the repository.
    pub fn has(&self, commit: &str) -> Result<bool, RowError> {
        Ok(self.commit(commit)?.is_some())
    }

    /// The id of the commit that this names, if it names one.
    pub fn commit(&self, revision: &str) -> Result<Option<String>, RowError> {
        let commit = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let output = self.program.run(&self.place, &[], arguments, None)?;
        let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Some(id).filter(|id| output.success && !id.is_empty()))
    }

    /// How many commits `git rev-list` finds with these arguments, which may end in `--stdin` for what is to be read.
    pub fn count(&self, arguments: &[&str], input: Option<String>) -> Result<usize, RowError> {
        let lines = self.lines_given(&[&["rev-list", "--count"], arguments].concat(), input)?;
        let count = lines.first().and_then(|line| line.parse().ok());
        count.ok_or_else(|| RowError::new("ws::git::program_failed", "git counted nothing"))
    }
}
