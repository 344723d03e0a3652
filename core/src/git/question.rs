//! A repository that the git program is asked about: reading only, bounded, and with nothing of the repository's run.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::hazards;
use crate::git::layout::Layout;
use crate::git::place::Place;
use crate::git::program::{Program, value};
use crate::git::user::UserFiles;
use crate::git::{Look, LookOptions, PROGRAM_LIMIT};

/// Asks about one repository; all questions together may take as long as one look.
#[derive(Debug)]
pub(crate) struct Question {
    program: Program,
    place: Place,
    path: PathBuf,
    layout: Layout,
    /// Whether it is a worktree of a repository that is elsewhere.
    pub is_linked_worktree: bool,
    /// Whether it lacks the commits before some of its own, as `git clone --depth` leaves it.
    pub is_shallow: bool,
}

impl Question {
    /// About the repository whose top is `path`; `None` when it is missing or no repository.
    pub fn about(path: &Path, options: &LookOptions) -> Result<Option<Self>, RowError> {
        Self::open(path, options, |layout| Ok(Place::of_references(layout)))
    }

    /// The same, about the index too.
    pub fn with_index(path: &Path, options: &LookOptions) -> Result<Option<Self>, RowError> {
        Self::open(path, options, |layout| Place::of(layout, value(&options.env, "TMPDIR")))
    }

    /// About the repository of a submodule, by its git directory: where its working tree was does not matter.
    pub fn of_git_dir(path: &Path, options: &LookOptions) -> Result<Option<Self>, RowError> {
        Self::open(path, options, |layout| Ok(Place::of_git_dir(layout)))
    }

    fn open(
        path: &Path,
        options: &LookOptions,
        place: impl FnOnce(&Layout) -> Result<Place, RowError>,
    ) -> Result<Option<Self>, RowError> {
        let layout = match Layout::find(path) {
            Ok(layout) => layout,
            Err(Look::Failed(error)) => return Err(error),
            Err(_) => return Ok(None),
        };
        let is_linked_worktree = layout.git_dir != layout.common_dir;
        let is_shallow = fs::metadata(layout.common_dir.join("shallow")).is_ok_and(|file| file.len() > 0);
        let program = Program::new(&options.env, PROGRAM_LIMIT);
        hazards::check(&UserFiles::new(&options.env, &program), &layout)?;
        let place = place(&layout)?;
        Ok(Some(Self { program, place, path: path.to_path_buf(), layout, is_linked_worktree, is_shallow }))
    }

    /// What belongs to this worktree alone.
    pub fn git_dir(&self) -> &Path {
        &self.layout.git_dir
    }

    /// Refuses references that git would pass over with a warning.
    pub fn references_are_whole(&self) -> Result<(), RowError> {
        hazards::check_references(&self.layout)
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

    /// A path in the index that is `below` or below it; an empty one is the whole working tree.
    pub fn tracked(&self, below: &Path) -> Result<Option<PathBuf>, RowError> {
        let below = if below.as_os_str().is_empty() { OsStr::new(".") } else { below.as_os_str() };
        let arguments = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"].map(OsStr::new);
        let output = self.program.run(&self.place, &[], arguments.into_iter().chain([below]), None)?;
        let paths = output.or_failed(&self.path)?;
        let first = paths.split(|byte| *byte == 0).next().filter(|path| !path.is_empty());
        Ok(first.map(|path| OsStr::from_bytes(path).into()))
    }

    /// The paths of the submodules in the index.
    pub fn gitlinks(&self) -> Result<Vec<String>, RowError> {
        let output = self.program.run(&self.place, &[], ["ls-files", "--stage", "-z"], None)?;
        let text = String::from_utf8_lossy(&output.or_failed(&self.path)?).into_owned();
        let links = text.split('\0').filter(|entry| entry.starts_with("160000 "));
        Ok(links.filter_map(|entry| Some(entry.split_once('\t')?.1.to_owned())).collect())
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

    /// How many commits `git rev-list` finds with these arguments, which may end in `--stdin` to read more of them.
    pub fn count(&self, arguments: &[&str], input: Option<String>) -> Result<usize, RowError> {
        let lines = self.lines_given(&[&["rev-list", "--count"], arguments].concat(), input)?;
        let count = lines.first().and_then(|line| line.parse().ok());
        count.ok_or_else(|| RowError::new("ws::git::program_failed", "git counted nothing"))
    }
}
