//! `ws sync`: everything is fetched, and what can be fast-forwarded without touching anybody's work is.
//!
//! Refuses to do: merge, rebase, stash, check out, or remove a branch. What is not fast-forwarded says why.

mod fetch;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::client::{Client, QUIET};
use crate::git::{self, Look, LookOptions, Remotes, RepoState};
use crate::inspect::{self, InspectOptions};
use crate::python;
use crate::python::venv::{SiblingProject, Venv};
use crate::work::child::Host;
use crate::work::pool::Pool;

use super::bootstrap::OnProgress;

/// How to sync.
#[derive(Debug, Clone, Copy)]
pub struct SyncOptions {
    /// Leave every branch where it is.
    pub fetch_only: bool,
    /// Remove remote-tracking branches that the remotes no longer have.
    pub prune: bool,
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// How long git may say nothing.
    pub silence: Option<Duration>,
}

/// What became of a sibling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncState {
    /// Its branch is where its upstream is, or before it.
    UpToDate,
    /// Its branch was fast-forwarded.
    Updated,
    /// It was fetched, and that was all that was asked for.
    Fetched,
    /// It could not be fast-forwarded; the reason says why.
    Skipped,
    /// It could not be fetched or read; the error says why.
    Failed,
    /// Interrupted.
    Cancelled,
}

impl SyncState {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UpToDate => "up_to_date",
            Self::Updated => "updated",
            Self::Fetched => "fetched",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A row of `ws sync`.
#[derive(Debug, Clone)]
pub struct SyncRow {
    /// The sibling.
    pub name: String,
    /// What became of it.
    pub state: SyncState,
    /// Why it is not up to date, or which other remote could not be fetched.
    pub reason: Option<String>,
    /// Where HEAD was.
    pub from: Option<String>,
    /// Where HEAD is.
    pub to: Option<String>,
    /// How many commits came in.
    pub commits: Option<usize>,
    /// How long it took; `None` for what was not begun.
    pub duration: Option<Duration>,
    /// Why it failed.
    pub error: Option<RowError>,
}

/// Syncs the siblings side by side. Rows come in their order, each as soon as it and all before it are done. `look` is for
/// the working trees too.
pub fn sync(
    config: &Config,
    siblings: &[&Sibling],
    options: SyncOptions,
    look: &LookOptions,
    host: Host,
    on_progress: OnProgress,
) -> Box<dyn Iterator<Item = SyncRow> + Send> {
    let client = Client::new(&host.env, &host.spill_directory);
    let look = LookOptions { fast: false, ..look.clone() };
    let items: Vec<(usize, Sibling)> = siblings.iter().map(|sibling| (*sibling).clone()).enumerate().collect();
    let turns = turns(siblings);
    let config = config.clone();
    let empty = |sibling: &Sibling, state| SyncRow {
        name: sibling.name.to_string(),
        state,
        reason: None,
        from: None,
        to: None,
        commits: None,
        duration: None,
        error: None,
    };
    let give_up = move |(_, sibling): &(usize, Sibling), error| SyncRow {
        error: Some(error),
        ..empty(sibling, SyncState::Failed)
    };
    let work = move |(place, sibling): &(usize, Sibling)| {
        let begun = Instant::now();
        let row = empty(sibling, SyncState::Cancelled);
        if (host.cancelled)() {
            return row;
        }
        let told = |phase: &str, percent: u8| on_progress(*place, phase, percent);
        let outcome = client.as_ref().map_err(Clone::clone).and_then(|client| {
            let turn = git::common_directory(&sibling.path).and_then(|common| turns.get(&common));
            let _turn = turn.map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
            let work = Work { client, path: &sibling.path, options, look: &look, host: &host, told: &told };
            work.run(row.clone()).map(|row| setup_due(&config, sibling, &look, row))
        });
        let row = outcome.unwrap_or_else(|error| {
            let state = if error.code == "ws::git::cancelled" { SyncState::Cancelled } else { SyncState::Failed };
            SyncRow { state, error: Some(error), ..row }
        });
        SyncRow { duration: Some(begun.elapsed()), ..row }
    };
    Pool::patient(options.jobs).in_order(items, work, give_up)
}

/// The row, which says so where what came in requires what the venv lacks: of each package in the repository.
fn setup_due(config: &Config, sibling: &Sibling, look: &LookOptions, row: SyncRow) -> SyncRow {
    if row.state != SyncState::Updated {
        return row;
    }
    let alone = Config { siblings: vec![sibling.clone()], ..config.clone() };
    let packages = inspect::by_package(&alone, &InspectOptions::new(look.clone())).siblings;
    let read: Vec<_> = packages.iter().map(|package| python::read(&package.path)).collect();
    let projects = SiblingProject::all(&packages, &read);
    let lacking = Venv::open(&config.python.venv_path, false).outdated(&projects);
    let due = lacking.first().map(|first| {
        let more = if lacking.len() > 1 { format!(" (and {} more)", lacking.len() - 1) } else { String::new() };
        format!("setup is due: {}{more}: run `ws setup`", first.error.message)
    });
    let reason = [row.reason.clone(), due].into_iter().flatten().collect::<Vec<_>>().join("; ");
    SyncRow { reason: Some(reason).filter(|reason| !reason.is_empty()), ..row }
}

/// A lock for each repository: its worktrees share references, and two fetches at once would fail over them.
fn turns(siblings: &[&Sibling]) -> HashMap<PathBuf, Arc<Mutex<()>>> {
    let common = siblings.iter().filter_map(|sibling| git::common_directory(&sibling.path));
    common.map(|directory| (directory, Arc::default())).collect()
}

/// One sibling's part.
struct Work<'a> {
    client: &'a Client,
    path: &'a Path,
    options: SyncOptions,
    look: &'a LookOptions,
    host: &'a Host,
    told: &'a dyn Fn(&str, u8),
}

impl Work<'_> {
    fn run(&self, row: SyncRow) -> Result<SyncRow, RowError> {
        let skipped =
            |row: SyncRow, reason: &str| SyncRow { state: SyncState::Skipped, reason: Some(reason.to_owned()), ..row };
        let before = match git::look_in_time(self.path, &LookOptions { fast: true, ..self.look.clone() }) {
            Look::Missing => return Ok(skipped(row, "it is missing: run `ws bootstrap`")),
            Look::NotGit => return Ok(skipped(row, "it is not a git repository")),
            Look::Failed(error) => return Err(error),
            Look::Repo(state) => state,
        };
        let row = SyncRow { from: before.head.clone(), to: before.head.clone(), ..row };
        let remotes = Remotes::read(self.path, self.look)?;
        if remotes.is_empty() {
            return Ok(skipped(row, "it has no remote"));
        }
        let fetched = self.fetch(&remotes, before.branch.as_deref())?;
        let row = SyncRow { reason: fetched.note, ..row };
        if self.options.fetch_only {
            return Ok(SyncRow { state: SyncState::Fetched, ..row });
        }
        let after = match git::look_in_time(self.path, self.look) {
            Look::Repo(state) => state,
            Look::Failed(error) => return Err(error),
            Look::Missing | Look::NotGit => return Ok(skipped(row, "it disappeared meanwhile")),
        };
        if let Some(reason) = fetched.gone.or_else(|| obstacle(&after)) {
            return Ok(skipped(row, &reason));
        }
        let behind = after.behind.unwrap_or(0);
        if behind == 0 {
            return Ok(SyncRow { state: SyncState::UpToDate, commits: Some(0), ..row });
        }
        // The very commit that was judged, whatever is fetched meanwhile.
        let upstream = self.git(&["rev-parse", "--verify", "--quiet", "@{upstream}^{commit}"])?;
        let merge = [
            "merge",
            "--ff-only",
            "--no-overwrite-ignore",
            "--no-autostash",
            "--no-squash",
            "--quiet",
            upstream.trim(),
        ];
        match self.git(&[&QUIET[..], &merge].concat()) {
            Ok(_) => {
                let to = Some(upstream.trim().to_owned());
                Ok(SyncRow { state: SyncState::Updated, to, commits: Some(behind), ..row })
            }
            Err(error)
                if ["would be overwritten", "would lose untracked"].iter().any(|lost| error.message.contains(lost)) =>
            {
                Ok(skipped(row, "what is uncommitted lies in files that the update touches"))
            }
            Err(error) => Err(error),
        }
    }

    /// A run of git that must succeed: what it prints.
    fn git(&self, arguments: &[&str]) -> Result<String, RowError> {
        self.client.run(self.path, arguments, self.options.silence, self.host.cancelled.as_ref(), self.told)
    }
}

/// Why a branch cannot be fast-forwarded, whatever its working tree.
fn obstacle(state: &RepoState) -> Option<String> {
    if let Some(operation) = state.operation {
        return Some(format!("a {} is in progress", operation.as_str()));
    }
    let Some(branch) = state.branch.as_ref().filter(|_| !state.detached) else {
        return Some("HEAD is detached".to_owned());
    };
    let Some(upstream) = &state.upstream else { return Some(format!("`{branch}` has no upstream")) };
    if state.head.is_none() {
        return Some(format!("`{branch}` has no commit yet"));
    }
    match (state.ahead, state.behind) {
        (Some(ahead), Some(behind)) if ahead > 0 && behind > 0 => {
            Some(format!("`{branch}` and {upstream} have diverged: {ahead} ahead, {behind} behind"))
        }
        (Some(_), Some(_)) => None,
        _ => Some(format!("its upstream {upstream} is gone")),
    }
}
