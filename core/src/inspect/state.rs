//! What rows say of a look at one sibling: its state, and whether its directory holds the only copy of work. What counts
//! as dirty is decided in `git/tally.rs`.

use crate::error::RowError;
use crate::git::{Backup, Branch, Look, RepoState, TreeState};
use crate::inspect::{BackupRow, BranchRow, SiblingRow};
use crate::python::Project;

impl SiblingRow {
    /// `ok`, `missing`, `not_git` or `error`.
    pub fn state(&self) -> &'static str {
        match self.look {
            Look::Missing => "missing",
            Look::NotGit => "not_git",
            Look::Repo(_) => "ok",
            Look::Failed(_) => "error",
        }
    }

    pub(super) fn repo(&self) -> Option<&RepoState> {
        match &self.look {
            Look::Repo(repo) => Some(repo),
            Look::Missing | Look::NotGit | Look::Failed(_) => None,
        }
    }

    pub(super) fn tree(&self) -> Option<&TreeState> {
        self.repo()?.tree.as_ref()
    }

    /// The branch, else `@` and the beginning of the commit's id: as short as can be, for 80 columns.
    pub(super) fn branch_shown(&self) -> Option<String> {
        let repo = self.repo()?;
        let id = || repo.head.as_ref().map(|head| format!("@{}", head.get(..7).unwrap_or(head)));
        repo.branch.clone().or_else(id)
    }

    /// What is uncommitted, or why that is unknown, in one short cell.
    pub(super) fn changes(&self) -> Option<String> {
        let Look::Repo(repo) = &self.look else { return Some(self.state().to_owned()) };
        let tree = repo.tree.as_ref()?;
        let counts = [("M.", tree.staged), (".M", tree.unstaged), ("??", tree.untracked), ("UU", tree.conflicted)];
        let parts = counts
            .into_iter()
            .filter_map(|(letters, count)| count.filter(|count| *count > 0).map(|count| format!("{letters}{count}")));
        let operation = repo.operation.map(|operation| operation.as_str().to_owned());
        let parts: Vec<String> = operation.into_iter().chain(parts).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    pub(super) fn project(&self) -> Option<&Project> {
        self.project.as_ref().ok()?.as_ref()
    }

    /// Whether anything is uncommitted: `None` only where the truth is unknown. What is missing, is no repository,
    /// or is bare has nothing uncommitted.
    pub fn dirty(&self) -> Option<bool> {
        match &self.look {
            Look::Repo(repo) if repo.tree.is_none() && self.fast => None,
            look => look.dirty(),
        }
    }

    /// What to show as this sibling's error: git's failure first, else what its Python metadata has wrong.
    pub fn error(&self) -> Option<&RowError> {
        match &self.look {
            Look::Failed(error) => Some(error),
            Look::Repo(repo) => repo.error.as_ref().or(self.project.as_ref().err()),
            Look::Missing | Look::NotGit => self.project.as_ref().err(),
        }
    }

    pub(super) fn known_flag(&self, of: impl Fn(&RepoState) -> Option<bool>) -> Option<bool> {
        match &self.look {
            Look::Missing | Look::NotGit => Some(false),
            Look::Repo(repo) => of(repo),
            Look::Failed(_) => None,
        }
    }
}

impl BackupRow {
    /// Whether deleting the directory would lose work; `None` where that is unknown.
    pub fn unbacked(&self) -> Option<bool> {
        let repo = match &self.state.look {
            Look::Missing => return Some(false),
            // Whatever is in there, git has no copy of it.
            Look::NotGit => return Some(self.holds_files),
            Look::Failed(_) => return None,
            Look::Repo(repo) => repo,
        };
        // Of a linked worktree, commits and stash are elsewhere, but for commits that only its HEAD knows.
        let elsewhere = matches!(&self.backup, Ok(Some(backup)) if backup.is_linked_worktree);
        let commits = match &self.backup {
            Ok(Some(backup)) if elsewhere => Some(backup.head_is_loose),
            Ok(Some(backup)) => Some(backup.unpushed > 0 || !backup.local_only_tags.is_empty()),
            Ok(None) | Err(_) => None,
        };
        let stash = if elsewhere { Some(false) } else { repo.stashes.map(|stashes| stashes > 0) };
        let submodules = match &self.backup {
            Ok(Some(backup)) => Some(!backup.submodules.is_empty()),
            Ok(None) | Err(_) => None,
        };
        let parts = [submodules, self.state.dirty(), commits, stash, Some(repo.operation.is_some())];
        if parts.contains(&Some(true)) { Some(true) } else { parts.iter().all(Option::is_some).then_some(false) }
    }

    pub(super) fn backup(&self) -> Option<&Backup> {
        self.backup.as_ref().ok()?.as_ref()
    }
}

impl BranchRow {
    pub(super) fn branch(&self) -> Option<&Branch> {
        self.branch.as_ref().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SiblingName;
    use crate::row::{Cell, Row as _};

    fn state(look: Look, fast: bool) -> SiblingRow {
        let name = SiblingName::parse("pyvider").unwrap();
        SiblingRow { name, layer: None, path: "/w/pyvider".into(), look, project: Ok(None), fast }
    }

    fn cell(state: &SiblingRow, name: &str) -> Cell {
        let index = SiblingRow::COLUMNS.iter().position(|column| column.name == name).unwrap();
        state.cells()[index].clone()
    }

    #[test]
    fn every_column_has_a_cell_and_null_stands_only_where_it_may() {
        let failed = Look::Failed(RowError::new("ws::git::unreadable", "no"));
        let looks = [Look::Missing, Look::NotGit, Look::Repo(Box::default()), failed];
        for look in looks {
            let state = state(look, false);
            let cells = state.cells();
            assert_eq!(cells.len(), SiblingRow::COLUMNS.len());
            for (column, cell) in SiblingRow::COLUMNS.iter().zip(cells) {
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
