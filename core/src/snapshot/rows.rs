//! The tables of `ws snapshot save`, `list` and `diff`.

use jiff::Timestamp;

use super::{DifferenceRow, PinRow, Pinned, Snapshot, SnapshotRow};
use crate::row::table;

table! { PinRow as it {
    name: String = it.pinned.name.as_str(), "The sibling.";
    state: String = it.state.as_str(), "ok, missing, not_git or error.";
    branch: String or null = it.pinned.branch.as_deref(), "The branch that HEAD names; null when detached.";
    dirty: Bool or null = it.pinned.dirty, "Whether something is uncommitted, and so not in the snapshot.";
    pushed: Bool or null = it.pinned.pushed, "Whether a remote-tracking branch has the commit.";
    unpushed: Int or null = it.unpushed, "How many commits up to it are on no remote.";
    #[wide] head: String or null = it.pinned.commit.as_deref(),
        "The full id of the commit at HEAD: the snapshot records this commit.";
    error: Error or null = it.error.as_ref(), "Why it could not be recorded or exported.";
} }

table! { SnapshotRow as it {
    name: String = it.name.as_str(), "The snapshot.";
    created: Date or null = it.read().and_then(|snapshot| snapshot.created.parse::<Timestamp>().ok()),
        "When it was taken.";
    siblings: Int or null = it.names(|pinned| pinned.commit.is_some()).map(|names| names.len()),
        "How many siblings have a commit in it.";
    dirty: [String] or null = it.names(|pinned| pinned.dirty == Some(true)),
        "Siblings that had something uncommitted.";
    unpushed: [String] or null = it.names(|pinned| pinned.pushed == Some(false)),
        "Siblings whose commit was on no remote.";
    #[wide] path: Path = &it.path, "Its file.";
    error: Error or null = it.snapshot.as_ref().err(), "Why it cannot be read.";
} }

table! { DifferenceRow as it {
    name: String = it.name.as_str(), "The sibling.";
    direction: String = it.direction.as_str(),
        "same, forward, backward, diverged, missing (no commit now), new (none in the snapshot) or unknown.";
    commits: Int or null = it.ahead_behind.map(|(ahead, behind)| ahead + behind),
        "Commits that lie between them; null when unknown.";
    branch: String or null = it.branch.as_deref(), "The branch now.";
    #[wide] ahead: Int or null = it.ahead_behind.map(|(ahead, _)| ahead), "Commits that the current commit has and the snapshot lacks.";
    #[wide] behind: Int or null = it.ahead_behind.map(|(_, behind)| behind), "Commits that the snapshot has and the current commit lacks.";
    #[wide] was: String or null = it.was.as_deref(), "The commit in the snapshot.";
    #[wide] now: String or null = it.now.as_deref(), "The commit at HEAD.";
    #[wide] branch_was: String or null = it.branch_was.as_deref(), "The branch in the snapshot.";
    error: Error or null = it.error.as_ref(), "Why it is unknown.";
} }

impl SnapshotRow {
    fn read(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref().ok()
    }

    fn names(&self, chosen: fn(&Pinned) -> bool) -> Option<Vec<&str>> {
        let siblings = &self.read()?.siblings;
        Some(siblings.iter().filter(|pinned| chosen(pinned)).map(|pinned| pinned.name.as_str()).collect())
    }
}
