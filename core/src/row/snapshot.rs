//! The tables of `ws snapshot`.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::{Cell, Column, ERROR_KIND, Kind, Row, column, nanoseconds};
use crate::plan::restore::RestoreRow;
use crate::snapshot::{Difference, Listed, Pinned, PinnedRow, Snapshot};

impl Row for PinnedRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("state", Kind::String, false, true, "ok, missing, not_git or error."),
        column("branch", Kind::String, true, true, "The branch that HEAD names; null when detached."),
        column("head", Kind::String, true, true, "The full id of the commit at HEAD, which is what is pinned."),
        column("dirty", Kind::Bool, true, true, "Whether something is uncommitted, and so not in the snapshot."),
        column("pushed", Kind::Bool, true, true, "Whether a remote-tracking branch has the commit."),
        column("unpushed", Kind::Int, true, true, "How many commits up to it are on no remote."),
        column("error", ERROR_KIND, true, true, "Why it could not be pinned or exported."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let Pinned { name, branch, commit, dirty, pushed, .. } = self.pinned.clone();
        vec![
            name.into(),
            self.state.into(),
            branch.into(),
            commit.into(),
            dirty.into(),
            pushed.into(),
            self.unpushed.into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}

impl Row for Listed {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The snapshot."),
        column("created", Kind::Date, true, true, "When it was taken."),
        column("siblings", Kind::Int, true, true, "How many siblings have a commit in it."),
        column("dirty", Kind::List(&Kind::String), true, true, "Siblings that had something uncommitted."),
        column("unpushed", Kind::List(&Kind::String), true, true, "Siblings whose commit was on no remote."),
        column("path", Kind::String, false, false, "Its file."),
        column("error", ERROR_KIND, true, true, "Why it cannot be read."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let snapshot = self.snapshot.as_ref().ok();
        let names = |of: fn(&Pinned) -> bool| {
            let names = |snapshot: &Snapshot| {
                let pinned = snapshot.siblings.iter().filter(|pinned| of(pinned));
                Cell::List(pinned.map(|pinned| pinned.name.as_str().into()).collect())
            };
            snapshot.map_or(Cell::Null, names)
        };
        let created = snapshot.and_then(|snapshot| snapshot.created.parse::<Timestamp>().ok());
        let count = |snapshot: &Snapshot| snapshot.siblings.iter().filter(|pinned| pinned.commit.is_some()).count();
        vec![
            self.name.as_str().into(),
            created.map_or(Cell::Null, |at| Cell::Date(at, Offset::UTC)),
            snapshot.map(count).into(),
            names(|pinned| pinned.dirty == Some(true)),
            names(|pinned| pinned.pushed == Some(false)),
            self.path.to_string_lossy().as_ref().into(),
            self.snapshot.as_ref().err().map_or(Cell::Null, Cell::from),
        ]
    }
}

impl Row for Difference {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column(
            "direction",
            Kind::String,
            false,
            true,
            "same, forward, backward, diverged, missing (no commit now), new (none in the snapshot) or unknown.",
        ),
        column("was", Kind::String, true, false, "The commit in the snapshot."),
        column("now", Kind::String, true, false, "The commit at HEAD."),
        column("commits", Kind::Int, true, true, "Commits that lie between them; null when unknown."),
        column("ahead", Kind::Int, true, false, "Commits that came since."),
        column("behind", Kind::Int, true, false, "Commits that went since."),
        column("branch_was", Kind::String, true, false, "The branch in the snapshot."),
        column("branch", Kind::String, true, true, "The branch now."),
        column("error", ERROR_KIND, true, true, "Why it is unknown."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let (ahead, behind) = self.ahead_behind.unzip();
        vec![
            self.name.as_str().into(),
            self.direction.into(),
            self.was.clone().into(),
            self.now.clone().into(),
            self.ahead_behind.map(|(ahead, behind)| ahead + behind).into(),
            ahead.into(),
            behind.into(),
            self.branch_was.clone().into(),
            self.branch.clone().into(),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}

impl Row for RestoreRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("action", Kind::String, true, true, "checkout, clone, skip or refuse; null when it could not be told."),
        column("state", Kind::String, false, true, "ok, planned, refused, error or cancelled."),
        column("reason", Kind::String, true, true, "Why it is skipped, refused or detached."),
        column("from", Kind::String, true, false, "The commit that HEAD was at."),
        column("to", Kind::String, true, false, "The commit of the snapshot."),
        column("branch", Kind::String, true, true, "The branch that is checked out; null when detached."),
        column("duration", Kind::Duration, true, true, "How long it took; null for what was not begun."),
        column("error", ERROR_KIND, true, true, "Why it failed."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.name.as_str().into(),
            self.action.into(),
            self.state.into(),
            self.reason.clone().into(),
            self.from.clone().into(),
            self.to.clone().into(),
            self.branch.clone().into(),
            nanoseconds(self.duration),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
