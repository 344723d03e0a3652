//! The table of `ws siblings`: one row for every sibling, in the configured order, also when it is missing or broken.

use jiff::tz::Offset;

use super::{Cell, Column, ERROR_KIND, Kind, Row, column};
use crate::error::RowError;
use crate::git::{Look, RepoState, TreeState};
use crate::inspect::SiblingState;

impl Row for SiblingState {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling's name in wrknv.toml."),
        column("layer", Kind::String, true, true, "Its layer; null when wrknv.toml names none."),
        column("state", Kind::String, false, true, "ok, missing, not_git or error."),
        column("path", Kind::String, false, false, "Where it should be, as an absolute path."),
        column(
            "branch",
            Kind::String,
            true,
            true,
            "The branch HEAD names, also before its first commit; null when detached.",
        ),
        column("head", Kind::String, true, false, "The full id of the commit at HEAD; null before the first commit."),
        column("detached", Kind::Bool, true, false, "Whether HEAD names a commit and not a branch."),
        column(
            "operation",
            Kind::String,
            true,
            true,
            "rebase, merge, cherry-pick, revert, bisect or am, while one is in progress.",
        ),
        column("upstream", Kind::String, true, false, "The branch's upstream, also when it is gone."),
        column("ahead", Kind::Int, true, true, "Commits that the upstream lacks; null without one."),
        column("behind", Kind::Int, true, true, "Commits that only the upstream has; null without one."),
        column(
            "dirty",
            Kind::Bool,
            true,
            true,
            "Whether anything is uncommitted: staged, unstaged, untracked or conflicted.",
        ),
        column("staged", Kind::Int, true, true, "Paths whose index entry differs from HEAD."),
        column("unstaged", Kind::Int, true, true, "Tracked paths whose file differs from the index."),
        column("untracked", Kind::Int, true, true, "Untracked paths, a wholly untracked directory as one."),
        column("conflicted", Kind::Int, true, true, "Unmerged paths."),
        column("stashes", Kind::Int, true, true, "Entries of the stash."),
        column("last_commit", Kind::Date, true, true, "When the commit at HEAD was committed."),
        column("fetched_at", Kind::Date, true, false, "When something was last fetched into it."),
        column(
            "remote",
            Kind::String,
            true,
            false,
            "The URL of the upstream's remote, else of origin; without a password.",
        ),
        column("package", Kind::String, true, false, "Its Python package, normalised (PEP 503)."),
        column("version", Kind::String, true, false, "The package's version in the source."),
        column("error", ERROR_KIND, true, true, "What could not be known, as code and message."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let repo = match &self.look {
            Look::Repo(repo) => Some(repo.as_ref()),
            Look::Missing | Look::NotGit | Look::Failed(_) => None,
        };
        let tree = repo.and_then(|repo| repo.tree);
        let count = |of: fn(&TreeState) -> Option<usize>| -> Cell { tree.as_ref().and_then(of).into() };
        let project = self.project.as_ref().ok().and_then(Option::as_ref);
        vec![
            self.name.as_str().into(),
            self.layer.as_ref().map(super::super::config::LayerName::as_str).into(),
            self.state().into(),
            self.path.to_string_lossy().as_ref().into(),
            repo.and_then(|repo| repo.branch.clone()).into(),
            repo.and_then(|repo| repo.head.clone()).into(),
            self.known_flag(|repo| Some(repo.detached)).into(),
            repo.and_then(|repo| repo.operation).map(crate::git::Operation::as_str).into(),
            repo.and_then(|repo| repo.upstream.clone()).into(),
            repo.and_then(|repo| repo.ahead).into(),
            repo.and_then(|repo| repo.behind).into(),
            self.dirty().into(),
            count(|tree| tree.staged),
            count(|tree| tree.unstaged),
            count(|tree| tree.untracked),
            count(|tree| tree.conflicted),
            repo.and_then(|repo| repo.stashes).into(),
            repo.and_then(|repo| repo.last_commit).map_or(Cell::Null, |(at, offset)| Cell::Date(at, offset)),
            repo.and_then(|repo| repo.fetched_at).map_or(Cell::Null, |at| Cell::Date(at, Offset::UTC)),
            repo.and_then(|repo| repo.remote.clone()).into(),
            project.and_then(|project| project.package.as_ref()).map(ToString::to_string).into(),
            project.and_then(|project| project.version.clone()).into(),
            self.error().map_or(Cell::Null, Cell::from),
        ]
    }
}

impl SiblingState {
    /// `ok`, `missing`, `not_git` or `error`.
    pub fn state(&self) -> &'static str {
        match self.look {
            Look::Missing => "missing",
            Look::NotGit => "not_git",
            Look::Repo(_) => "ok",
            Look::Failed(_) => "error",
        }
    }

    /// Whether anything is uncommitted: `None` only where the truth is unknown. What is missing, is no repository,
    /// or is bare has nothing uncommitted.
    pub fn dirty(&self) -> Option<bool> {
        self.known_flag(|repo| match repo.tree {
            Some(tree) => tree.dirty,
            None if self.fast => None,
            None => Some(false),
        })
    }

    /// What to show as this sibling's error: git's failure first, else what its Python metadata has wrong.
    pub fn error(&self) -> Option<&RowError> {
        match &self.look {
            Look::Failed(error) => Some(error),
            Look::Repo(repo) => repo.error.as_ref().or(self.project.as_ref().err()),
            Look::Missing | Look::NotGit => self.project.as_ref().err(),
        }
    }

    fn known_flag(&self, of: impl Fn(&RepoState) -> Option<bool>) -> Option<bool> {
        match &self.look {
            Look::Missing | Look::NotGit => Some(false),
            Look::Repo(repo) => of(repo),
            Look::Failed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SiblingName;
    use crate::inspect::SiblingState;

    fn state(look: Look, fast: bool) -> SiblingState {
        let name = SiblingName::parse("pyvider").unwrap();
        SiblingState { name, layer: None, path: "/w/pyvider".into(), look, project: Ok(None), fast }
    }

    fn cell(state: &SiblingState, name: &str) -> Cell {
        let index = SiblingState::COLUMNS.iter().position(|column| column.name == name).unwrap();
        state.cells()[index].clone()
    }

    #[test]
    fn every_column_has_a_cell_and_null_stands_only_where_it_may() {
        let failed = Look::Failed(RowError::new("ws::git::unreadable", "no"));
        let looks = [Look::Missing, Look::NotGit, Look::Repo(Box::default()), failed];
        for look in looks {
            let state = state(look, false);
            let cells = state.cells();
            assert_eq!(cells.len(), SiblingState::COLUMNS.len());
            for (column, cell) in SiblingState::COLUMNS.iter().zip(cells) {
                assert!(column.nullable || cell != Cell::Null, "{} is null in {state:?}", column.name);
            }
        }
    }

    #[test]
    fn a_missing_sibling_has_nothing_uncommitted_and_unknown_counts() {
        let missing = state(Look::Missing, false);
        assert_eq!(cell(&missing, "dirty"), Cell::Bool(false));
        assert_eq!(cell(&missing, "detached"), Cell::Bool(false));
        assert_eq!(cell(&missing, "ahead"), Cell::Null);
        assert_eq!(cell(&missing, "untracked"), Cell::Null);
    }

    #[test]
    fn a_failure_knows_no_flag() {
        let failed = state(Look::Failed(RowError::new("ws::git::corrupt", "bad\nindex")), false);
        assert_eq!(cell(&failed, "dirty"), Cell::Null);
        assert_eq!(cell(&failed, "detached"), Cell::Null);
        let error = Cell::Record(vec![("code", "ws::git::corrupt".into()), ("message", "bad index".into())]);
        assert_eq!(cell(&failed, "error"), error);
    }

    #[test]
    fn fast_leaves_the_working_tree_unknown_and_bare_is_never_dirty() {
        assert_eq!(state(Look::Repo(Box::default()), true).dirty(), None);
        assert_eq!(state(Look::Repo(Box::default()), false).dirty(), Some(false));
    }
}
