//! Counts of a working tree while it is looked at, and what they mean when a part could not be known.

use std::collections::BTreeSet;

use crate::error::RowError;
use crate::git::TreeState;

/// Paths whose state a filter that was not run would decide, each with the filter's name.
pub(super) type Undecided = BTreeSet<(Vec<u8>, Vec<u8>)>;

/// Files of rules that only an object has which is not there, by their paths.
#[derive(Debug, Default)]
pub(super) struct LostRules {
    /// Whether something changed hinges on them.
    pub changes: BTreeSet<Vec<u8>>,
    /// Whether something is untracked hinges on them.
    pub untracked: BTreeSet<Vec<u8>>,
    /// Is it a partial clone, which has not fetched the object? Else the object is lost.
    pub partial: bool,
}

/// Counts as `git status --porcelain=v2` counts its lines, and what is open.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Entries that differ from HEAD.
    pub staged: usize,
    /// Does that hinge on objects that a partial clone has not fetched?
    pub not_fetched: bool,
    /// Files that surely differ from their entry.
    pub unstaged: usize,
    /// Untracked paths; `None` when the repository says not to look.
    pub untracked: Option<usize>,
    /// Unmerged paths.
    pub conflicted: usize,
    /// Rules that are not there and would decide.
    pub lost: LostRules,
    /// What is open.
    pub undecided: Undecided,
    /// Why the state of a submodule is not known.
    pub unknown: Option<RowError>,
}

impl Tally {
    /// The counts for people, and what to say about those that are unknown.
    pub fn finish(self) -> (TreeState, Option<RowError>) {
        let open = !self.undecided.is_empty() || self.unknown.is_some() || !self.lost.changes.is_empty();
        let untracked_known = self.lost.untracked.is_empty();
        let surely = self.staged + self.unstaged + self.untracked.unwrap_or(0) + self.conflicted > 0;
        let state = TreeState {
            dirty: if surely { Some(true) } else { (!open && untracked_known && !self.not_fetched).then_some(false) },
            staged: (!self.not_fetched).then_some(self.staged),
            unstaged: (!open).then_some(self.unstaged),
            untracked: self.untracked.filter(|_| untracked_known),
            conflicted: Some(self.conflicted),
        };
        let error = self.undecided.first().map(|(path, filter)| filter_not_run(path, filter, self.undecided.len()));
        (state, error.or(self.unknown).or(self.lost.error()).or(self.not_fetched.then(not_fetched)))
    }
}

impl LostRules {
    /// What to say about them.
    fn error(&self) -> Option<RowError> {
        let (what, file) = match (self.changes.first(), self.untracked.first()) {
            (Some(file), _) => ("what changed", file),
            (None, Some(file)) => ("what is untracked", file),
            (None, None) => return None,
        };
        let file = String::from_utf8_lossy(file);
        Some(if self.partial {
            let message = format_args!(
                "{what} hinges on `{file}`, which this partial clone has not fetched; `git status` in it fetches it"
            );
            RowError::new("ws::git::not_fetched", message)
        } else {
            let message =
                format_args!("{what} hinges on `{file}`, whose object is missing; `git fsck` tells what else is");
            RowError::new("ws::git::corrupt", message)
        })
    }
}

fn not_fetched() -> RowError {
    let message = "how many paths are staged hinges on objects that this partial clone does not have; \
                   `git status` in it fetches them";
    RowError::new("ws::git::not_fetched", message)
}

fn filter_not_run(path: &[u8], filter: &[u8], count: usize) -> RowError {
    let (path, filter) = (String::from_utf8_lossy(path), String::from_utf8_lossy(filter));
    let others = match count {
        1 => String::new(),
        2 => " and 1 other".to_owned(),
        more => format!(" and {} others", more - 1),
    };
    RowError::new(
        "ws::git::filter_not_run",
        format_args!(
            "whether `{path}`{others} changed depends on the filter `{filter}`, which only the repository's own config defines"
        ),
    )
}
