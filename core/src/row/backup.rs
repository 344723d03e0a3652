//! What `ws siblings --backup` adds to each row: would deleting this directory lose work?

use super::{Cell, Column, Kind, Row, column};
use crate::git::Look;
use crate::inspect::{BackedState, SiblingState};

const OWN: [Column; 4] = [
    column(
        "unpushed",
        Kind::Int,
        true,
        true,
        "Commits of HEAD and of local branches that no remote-tracking branch has.",
    ),
    column(
        "local_only_branches",
        Kind::List(&Kind::String),
        true,
        true,
        "Local branches whose last commit is on no remote-tracking branch.",
    ),
    column("orphan_commits", Kind::Int, true, true, "Commits that only a reflog knows, as an amend leaves them."),
    column(
        "unbacked",
        Kind::Bool,
        true,
        true,
        "Whether deleting the directory would lose work: uncommitted, stashed or unpushed. Orphans do not count.",
    ),
];

const ALL: [Column; SiblingState::COLUMNS.len() + OWN.len()] = {
    let mut all = [OWN[0]; SiblingState::COLUMNS.len() + OWN.len()];
    let mut at = 0;
    // The error stays the last.
    let theirs = SiblingState::COLUMNS.len() - 1;
    while at < theirs {
        all[at] = SiblingState::COLUMNS[at];
        // name, state, branch, dirty, stashes: what the question is about.
        all[at].brief = matches!(at, 0 | 2 | 4 | 11 | 16);
        at += 1;
    }
    while at < theirs + OWN.len() {
        all[at] = OWN[at - theirs];
        at += 1;
    }
    all[at] = SiblingState::COLUMNS[theirs];
    all
};

impl Row for BackedState {
    const COLUMNS: &'static [Column] = &ALL;

    fn cells(&self) -> Vec<Cell> {
        let backup = self.backup.as_ref().ok().and_then(Option::as_ref);
        let branches = backup.map(|it| it.local_only_branches.iter().map(|name| name.as_str().into()).collect());
        let mut cells = self.state.cells();
        let error = match (cells.pop(), &self.backup) {
            (Some(Cell::Null) | None, Err(error)) => error.into(),
            (error, _) => error.unwrap_or(Cell::Null),
        };
        cells.extend([
            backup.map(|backup| backup.unpushed).into(),
            branches.map_or(Cell::Null, Cell::List),
            backup.map(|backup| backup.orphan_commits).into(),
            self.unbacked().into(),
            error,
        ]);
        cells
    }
}

impl BackedState {
    /// Whether deleting the directory would lose work; `None` where that is unknown.
    pub fn unbacked(&self) -> Option<bool> {
        let repo = match &self.state.look {
            Look::Missing => return Some(false),
            // Whatever is in there, git has no copy of it.
            Look::NotGit => return Some(holds_something(&self.state.path)),
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
}

/// A directory with an entry, a file, or what cannot be looked into.
fn holds_something(path: &std::path::Path) -> bool {
    std::fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_what_the_question_is_about() {
        let brief: Vec<&str> = ALL.iter().filter(|column| column.brief).map(|column| column.name).collect();
        let own = ["unpushed", "local_only_branches", "orphan_commits", "unbacked"];
        assert_eq!(brief, [&["name", "state", "branch", "dirty", "stashes"][..], &own, &["error"]].concat());
    }
}
