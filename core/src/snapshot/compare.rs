//! A snapshot beside the repositories as they are now.

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::question::Question;
use crate::git::{self, Look, LookOptions};
use crate::work::pool::{Pool, default_jobs};

use super::{Pinned, Snapshot, lost};

/// A row of `ws snapshot diff`.
#[derive(Debug, Clone)]
pub struct DifferenceRow {
    /// The sibling.
    pub name: String,
    /// Where the commit went.
    pub direction: Direction,
    /// The commit in the snapshot.
    pub was: Option<String>,
    /// The commit at HEAD.
    pub now: Option<String>,
    /// How many commits HEAD has and the snapshot lacks, and how many the other way round.
    pub ahead_behind: Option<(usize, usize)>,
    /// The branch in the snapshot.
    pub branch_was: Option<String>,
    /// The branch now.
    pub branch: Option<String>,
    /// Why it is unknown.
    pub error: Option<RowError>,
}

/// Where a sibling's commit went since the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Nowhere.
    Same,
    /// To a descendant.
    Forward,
    /// To an ancestor.
    Backward,
    /// To neither.
    Diverged,
    /// There is no commit now.
    Missing,
    /// There was no commit.
    New,
    /// It cannot be told; the row has the error.
    Unknown,
}

impl Direction {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Forward => "forward",
            Self::Backward => "backward",
            Self::Diverged => "diverged",
            Self::Missing => "missing",
            Self::New => "new",
            Self::Unknown => "unknown",
        }
    }
}

/// How the siblings differ from a snapshot: a row for each that is configured or in it.
pub fn compare(config: &Config, chosen: &[&Sibling], snapshot: &Snapshot, look: &LookOptions) -> Vec<DifferenceRow> {
    let look = LookOptions { fast: true, ..look.clone() };
    let pinned = |sibling: &&Sibling| ((*sibling).clone(), snapshot.pinned(&sibling.name).cloned());
    let items: Vec<(Sibling, Option<Pinned>)> = chosen.iter().map(pinned).collect();
    let work = move |(sibling, pinned): &(Sibling, Option<Pinned>)| difference(sibling, pinned.as_ref(), &look);
    let give_up = |(sibling, pinned): &(Sibling, Option<Pinned>), error| DifferenceRow {
        direction: Direction::Unknown,
        error: Some(error),
        ..row_of(sibling.name.as_str(), pinned.as_ref())
    };
    let pool = Pool::punctual(default_jobs(), git::LOOK_LIMIT);
    let mut rows: Vec<DifferenceRow> = pool.in_order(items, work, give_up).collect();
    if chosen.len() == config.siblings.len() {
        let is_configured = |name: &str| config.siblings.iter().any(|sibling| sibling.name.as_str() == name);
        let former = snapshot.siblings.iter().filter(|pinned| !is_configured(&pinned.name));
        rows.extend(
            former.map(|pinned| DifferenceRow { direction: Direction::Missing, ..row_of(&pinned.name, Some(pinned)) }),
        );
    }
    rows
}

/// The row of a sibling about which nothing is known but the snapshot.
fn row_of(name: &str, pinned: Option<&Pinned>) -> DifferenceRow {
    DifferenceRow {
        name: name.to_owned(),
        direction: Direction::Same,
        was: pinned.and_then(|pinned| pinned.commit.clone()),
        now: None,
        ahead_behind: None,
        branch_was: pinned.and_then(|pinned| pinned.branch.clone()),
        branch: None,
        error: None,
    }
}

fn difference(sibling: &Sibling, pinned: Option<&Pinned>, look: &LookOptions) -> DifferenceRow {
    let mut row = row_of(sibling.name.as_str(), pinned);
    let failed = |row: DifferenceRow, error| DifferenceRow { direction: Direction::Unknown, error: Some(error), ..row };
    match git::look(&sibling.path, look) {
        Look::Missing | Look::NotGit => {}
        Look::Failed(error) => return failed(row, error),
        Look::Repo(repo) => (row.now, row.branch) = (repo.head, repo.branch),
    }
    let (was, now) = match (&row.was, &row.now) {
        (None, None) => return row,
        (None, Some(_)) => return DifferenceRow { direction: Direction::New, ..row },
        (Some(_), None) => return DifferenceRow { direction: Direction::Missing, ..row },
        (Some(was), Some(now)) if was == now => return DifferenceRow { ahead_behind: Some((0, 0)), ..row },
        (Some(was), Some(now)) => (was.clone(), now.clone()),
    };
    let count = || {
        let question = Question::about(&sibling.path, look)?.ok_or_else(|| lost(&was))?;
        if !question.has(&was)? {
            return Err(lost(&was));
        }
        let count = |of: &str, without: &str| question.count(&[of, &format!("^{without}"), "--"], None);
        Ok((count(&now, &was)?, count(&was, &now)?))
    };
    let counted = count();
    match counted {
        Ok(counts) => {
            let direction = match counts {
                (_, 0) => Direction::Forward,
                (0, _) => Direction::Backward,
                _ => Direction::Diverged,
            };
            DifferenceRow { direction, ahead_behind: Some(counts), ..row }
        }
        Err(error) => failed(row, error),
    }
}
