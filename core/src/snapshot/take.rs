//! Repositories → what a snapshot records of them, and whether others could restore it.

use std::path::Path;

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::question::Question;
use crate::git::{self, Look, LookOptions};
use crate::secrets;
use crate::work::pool::Pool;

use super::{Pinned, Snapshot, lost};

/// A row of `ws snapshot save` and `export`.
#[derive(Debug, Clone)]
pub struct PinRow {
    /// What was pinned.
    pub pinned: Pinned,
    /// What was found of the sibling.
    pub state: PinState,
    /// Commits that are on no remote.
    pub unpushed: Option<usize>,
    /// Why it could not be read, or may not be exported.
    pub error: Option<RowError>,
}

/// What was found of a sibling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinState {
    /// A repository.
    Ok,
    /// Nothing is there, or in a snapshot no commit.
    Missing,
    /// A directory that is no repository.
    NotGit,
    /// It cannot be read.
    Error,
}

impl PinState {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::NotGit => "not_git",
            Self::Error => "error",
        }
    }
}

/// Takes the revisions of all siblings, side by side; a row for each, in their order.
pub fn take(config: &Config, look: &LookOptions, jobs: usize) -> Vec<PinRow> {
    let look = LookOptions { fast: false, ..look.clone() };
    let give_up = |sibling: &Sibling, error| PinRow { error: Some(error), ..PinRow::empty(sibling, PinState::Error) };
    Pool::punctual(jobs, git::LOOK_LIMIT)
        .in_order(config.siblings.clone(), move |sibling| pin(sibling, &look), give_up)
        .collect()
}

fn pin(sibling: &Sibling, look: &LookOptions) -> PinRow {
    let nothing = PinRow::empty(sibling, PinState::Ok).pinned;
    let row = |state, pinned| PinRow { pinned, state, unpushed: None, error: None };
    let repo = match git::look(&sibling.path, look) {
        // What is not there has nothing uncommitted.
        Look::Missing => return row(PinState::Missing, Pinned { dirty: Some(false), ..nothing }),
        Look::NotGit => return row(PinState::NotGit, Pinned { dirty: Some(false), ..nothing }),
        Look::Repo(repo) => repo,
        // A working tree that cannot be read hides no commit.
        Look::Failed(error) => match git::look(&sibling.path, &LookOptions { fast: true, ..look.clone() }) {
            Look::Repo(repo) => {
                let pinned = Pinned { branch: repo.branch.clone(), commit: repo.head.clone(), ..nothing };
                return PinRow { error: Some(error), ..row(PinState::Error, pinned) };
            }
            _ => return PinRow { error: Some(error), ..row(PinState::Error, nothing) },
        },
    };
    let pinned = Pinned {
        repo: repo.remote.clone().or(nothing.repo.clone()),
        branch: repo.branch.clone(),
        commit: repo.head.clone(),
        dirty: repo.tree.map_or(Some(false), |tree| tree.dirty),
        ..nothing
    };
    let Some(commit) = &repo.head else { return row(PinState::Ok, pinned) };
    match unpushed(&sibling.path, commit, look) {
        Ok(count) => {
            PinRow { unpushed: Some(count), ..row(PinState::Ok, Pinned { pushed: Some(count == 0), ..pinned }) }
        }
        Err(error) => PinRow { error: Some(error), ..row(PinState::Ok, pinned) },
    }
}

impl PinRow {
    /// What the configuration says of a sibling: nothing else is known yet.
    fn empty(sibling: &Sibling, state: PinState) -> Self {
        let name = sibling.name.to_string();
        let repo = sibling.repo.as_deref().map(|repo| secrets::without_secrets(repo).into_owned());
        let pinned = Pinned { name, repo, branch: None, commit: None, dirty: None, pushed: None };
        Self { pinned, state, unpushed: None, error: None }
    }
}

/// How many commits up to `commit` are on no remote-tracking branch.
fn unpushed(path: &Path, commit: &str, look: &LookOptions) -> Result<usize, RowError> {
    let gone = || RowError::new("ws::snapshot::gone", "the sibling is missing");
    let question = Question::about(path, look)?.ok_or_else(gone)?;
    if !question.has(commit)? {
        return Err(lost(commit));
    }
    question.count(&[commit, "--not", "--remotes", "--"], None)
}

/// Whether others can restore each sibling of a snapshot: a row for each, with the reason where they cannot. As of now, so
/// that what was pushed since it was taken counts.
pub fn check_export(config: &Config, snapshot: &Snapshot, look: &LookOptions) -> Vec<PinRow> {
    let rows = snapshot.siblings.iter().map(|pinned| {
        let sibling = config.siblings.iter().find(|sibling| sibling.name.as_str() == pinned.name);
        let row = PinRow { pinned: pinned.clone(), state: PinState::Ok, unpushed: None, error: None };
        let Some(commit) = &pinned.commit else { return PinRow { state: PinState::Missing, ..row } };
        let counted = match sibling {
            Some(sibling) => unpushed(&sibling.path, commit, look),
            None => Err(RowError::new("ws::snapshot::gone", "it is no longer a sibling")),
        };
        let pushed = counted.as_ref().map_or(pinned.pushed, |count| Some(*count == 0));
        let error = match (&pinned.repo, pushed) {
            (None, _) => Some(RowError::new("ws::snapshot::no_remote", "it has no remote to clone it from")),
            (Some(_), Some(true)) => None,
            (Some(_), _) => Some(RowError::new(
                "ws::snapshot::not_pushed",
                format_args!("the commit {commit} is on no remote: push it first"),
            )),
        };
        let pinned = Pinned { pushed, ..pinned.clone() };
        PinRow { pinned, unpushed: counted.ok(), error, ..row }
    });
    rows.collect()
}
