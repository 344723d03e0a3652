//! The table of `ws branches`.

use super::{Cell, Column, ERROR_KIND, Kind, Row, column};
use crate::inspect::BranchState;

impl Row for BranchState {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("branch", Kind::String, true, true, "The local branch; null when the sibling cannot be read."),
        column("current", Kind::Bool, true, true, "Whether HEAD names it."),
        column("default", Kind::Bool, true, true, "Whether it is the remote's default branch; null when unknown."),
        column("upstream", Kind::String, true, true, "Its upstream, also when that is gone."),
        column("ahead", Kind::Int, true, true, "Commits that the upstream lacks; null without one."),
        column("behind", Kind::Int, true, true, "Commits that only the upstream has; null without one."),
        column(
            "merged",
            Kind::Bool,
            true,
            true,
            "Whether the default branch has all its commits; null when that is unknown.",
        ),
        column("gone", Kind::Bool, true, true, "Whether its upstream is set and no longer exists."),
        column("last_commit", Kind::Date, true, true, "When its last commit was committed."),
        column("error", ERROR_KIND, true, true, "Why the sibling's branches cannot be read."),
    ];

    fn cells(&self) -> Vec<Cell> {
        let branch = self.branch.as_ref().ok();
        vec![
            self.name.as_str().into(),
            branch.map(|branch| branch.name.clone()).into(),
            branch.map(|branch| branch.current).into(),
            branch.and_then(|branch| branch.default).into(),
            branch.and_then(|branch| branch.upstream.clone()).into(),
            branch.and_then(|branch| branch.ahead).into(),
            branch.and_then(|branch| branch.behind).into(),
            branch.and_then(|branch| branch.merged).into(),
            branch.map(|branch| branch.gone).into(),
            branch.and_then(|branch| branch.last_commit).map_or(Cell::Null, |(at, offset)| Cell::Date(at, offset)),
            self.branch.as_ref().err().map_or(Cell::Null, Cell::from),
        ]
    }
}
