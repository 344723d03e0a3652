//! `ws snapshot restore`: every sibling at the commit that a snapshot pins.
//!
//! Refuses a sibling where anything would be lost, and says what: uncommitted changes, an operation in progress, commits
//! that only HEAD knows. Never moves, makes or removes a branch: where the snapshot's branch is elsewhere by now, HEAD is
//! detached at the commit.

use std::time::{Duration, Instant};

use crate::config::{Config, Sibling};
use crate::error::RowError;
use crate::git::client::{Client, QUIET};
use crate::git::question::Question;
use crate::git::{self, Look, LookOptions, Remotes, RepoState};
use crate::snapshot::{Pinned, Snapshot};
use crate::work::child::Host;
use crate::work::pool::Pool;

use super::bootstrap::{self, OnProgress};

/// How to restore.
#[derive(Debug, Clone, Copy)]
pub struct RestoreOptions {
    /// Show what would be done, and do nothing.
    pub plan: bool,
    /// How many at a time; at least 1.
    pub jobs: usize,
    /// How long git may say nothing.
    pub silence: Option<Duration>,
}

/// A row of `ws snapshot restore`.
#[derive(Debug, Clone)]
pub struct RestoreRow {
    /// The sibling.
    pub name: String,
    /// `checkout`, `clone`, `skip` or `refuse`; `None` when it could not be told.
    pub action: Option<&'static str>,
    /// `ok`, `planned`, `refused`, `error` or `cancelled`.
    pub state: &'static str,
    /// Why it is skipped or refused.
    pub reason: Option<String>,
    /// Where HEAD was.
    pub from: Option<String>,
    /// The commit of the snapshot.
    pub to: Option<String>,
    /// The branch that is checked out; `None` when HEAD is detached.
    pub branch: Option<String>,
    /// How long it took; `None` for what was not begun.
    pub duration: Option<Duration>,
    /// Why it failed.
    pub error: Option<RowError>,
}

/// Restores the siblings side by side; rows in their order.
pub fn restore(
    config: &Config,
    siblings: &[&Sibling],
    snapshot: &Snapshot,
    options: RestoreOptions,
    look: &LookOptions,
    host: Host,
    on_progress: OnProgress,
) -> Box<dyn Iterator<Item = RestoreRow> + Send> {
    let client = Client::new(&host.env, &host.spill_directory);
    let (config, look) = (config.clone(), LookOptions { fast: false, ..look.clone() });
    let items: Vec<(usize, Sibling, Option<Pinned>)> = siblings
        .iter()
        .enumerate()
        .map(|(place, sibling)| (place, (*sibling).clone(), snapshot.pinned(&sibling.name).cloned()))
        .collect();
    let empty = |sibling: &Sibling, pinned: &Option<Pinned>, state| RestoreRow {
        name: sibling.name.to_string(),
        action: None,
        state,
        reason: None,
        from: None,
        to: pinned.as_ref().and_then(|pinned| pinned.commit.clone()),
        branch: None,
        duration: None,
        error: None,
    };
    let give_up = move |(_, sibling, pinned): &(usize, Sibling, Option<Pinned>), error| RestoreRow {
        error: Some(error),
        ..empty(sibling, pinned, "error")
    };
    let work = move |(place, sibling, pinned): &(usize, Sibling, Option<Pinned>)| {
        let begun = Instant::now();
        let row = empty(sibling, pinned, "cancelled");
        if (host.cancelled)() {
            return row;
        }
        let told = |phase: &str, percent: u8| on_progress(*place, phase, percent);
        let work = client.as_ref().map_err(Clone::clone).map(|client| Work {
            config: &config,
            sibling,
            client,
            options,
            look: &look,
            host: &host,
            told: &told,
        });
        let outcome = work.and_then(|work| work.run(pinned.as_ref(), row.clone()));
        let row = outcome.unwrap_or_else(|error| {
            let state = if error.code == "ws::git::cancelled" { "cancelled" } else { "error" };
            RestoreRow { state, error: Some(error), ..row }
        });
        RestoreRow { duration: Some(begun.elapsed()), ..row }
    };
    Pool::patient(options.jobs).in_order(items, work, give_up)
}

/// One sibling's part.
struct Work<'a> {
    config: &'a Config,
    sibling: &'a Sibling,
    client: &'a Client,
    options: RestoreOptions,
    look: &'a LookOptions,
    host: &'a Host,
    told: &'a dyn Fn(&str, u8),
}

impl Work<'_> {
    fn run(&self, pinned: Option<&Pinned>, row: RestoreRow) -> Result<RestoreRow, RowError> {
        let done = |row: RestoreRow, action, state, reason: Option<String>| RestoreRow {
            action: Some(action),
            state,
            reason,
            ..row
        };
        let skip = |row, reason: &str| Ok(done(row, "skip", "ok", Some(reason.to_owned())));
        let Some(pinned) = pinned else { return skip(row, "it is not in the snapshot") };
        let Some(commit) = &pinned.commit else { return skip(row, "the snapshot has no commit of it") };
        let mut action = "checkout";
        let repo = match self.look()? {
            Some(repo) => repo,
            None if self.sibling.path.symlink_metadata().is_ok() => {
                return Ok(done(row, "refuse", "refused", Some("it is not a git repository".to_owned())));
            }
            None if self.options.plan => return Ok(done(row, "clone", "planned", None)),
            None => {
                action = "clone";
                self.clone_it(pinned)?;
                self.look()?.ok_or_else(|| RowError::new("ws::snapshot::gone", "it disappeared meanwhile"))?
            }
        };
        let row = RestoreRow { from: repo.head.clone(), branch: repo.branch.clone(), ..row };
        let question = self.question()?;
        let branch = match pinned.branch.as_ref().filter(|branch| !branch.starts_with('-')) {
            Some(branch) if question.commit(&format!("refs/heads/{branch}"))?.as_ref() == Some(commit) => Some(branch),
            _ => None,
        };
        // There already: on its branch, or where the branch cannot be had.
        if repo.head.as_ref() == Some(commit) && (branch.is_none() || repo.branch.as_ref() == branch) {
            let reason = (action != "clone").then(|| "it is at that commit already".to_owned());
            return Ok(done(row, if action == "clone" { "clone" } else { "skip" }, "ok", reason));
        }
        if let Some(reason) = obstacle(&repo, &question)? {
            return Ok(done(row, "refuse", "refused", Some(reason)));
        }
        let reason = match (&pinned.branch, branch) {
            (Some(wanted), None) => {
                Some(format!("HEAD is detached: `{wanted}` is not at that commit, and is not moved"))
            }
            _ => None,
        };
        if self.options.plan {
            return Ok(done(row, action, "planned", reason));
        }
        if !question.has(commit)? {
            self.git(&["fetch", "--all", "--progress", "--no-recurse-submodules"])?;
            // A server may still have what no branch of it names, and a shallow clone lacks what is older.
            if !self.question()?.has(commit)? {
                self.fetch_by_id(commit, repo.branch.as_deref())?;
            }
            if !self.question()?.has(commit)? {
                let message = format_args!("the commit {commit} is neither here nor on its remotes");
                return Err(RowError::new("ws::snapshot::commit_missing", message));
            }
        }
        // What git ignores would be overwritten without a word.
        let checkout = ["checkout", "--quiet", "--no-overwrite-ignore"];
        let target = match branch {
            Some(branch) => vec![branch.as_str(), "--"],
            None => vec!["--detach", commit, "--"],
        };
        match self.git(&[&checkout[..], &target].concat()) {
            Ok(_) => Ok(done(RestoreRow { branch: branch.cloned(), ..row }, action, "ok", reason)),
            Err(error) if error.message.contains("would be overwritten") => {
                let reason = "files that git does not track are in the way".to_owned();
                Ok(done(row, "refuse", "refused", Some(reason)))
            }
            Err(error) => Err(error),
        }
    }

    /// What is there; `None` for what is missing or no repository.
    fn look(&self) -> Result<Option<Box<RepoState>>, RowError> {
        match git::look_in_time(&self.sibling.path, self.look) {
            Look::Repo(state) => Ok(Some(state)),
            Look::Failed(error) => Err(error),
            Look::Missing | Look::NotGit => Ok(None),
        }
    }

    fn question(&self) -> Result<Question, RowError> {
        let gone = || RowError::new("ws::snapshot::gone", "it disappeared meanwhile");
        Question::about(&self.sibling.path, self.look)?.ok_or_else(gone)
    }

    /// As `ws bootstrap` does; from where the snapshot says, when wrknv.toml does not.
    fn clone_it(&self, pinned: &Pinned) -> Result<(), RowError> {
        let repo = self.sibling.repo.clone().or_else(|| pinned.repo.clone());
        let sibling = Sibling { repo, branch: None, ..self.sibling.clone() };
        let options = bootstrap::CloneOptions { silence: self.options.silence, ..bootstrap::CloneOptions::default() };
        let steps = bootstrap::plan(self.config, &[&sibling], &options, self.look);
        let told: OnProgress = std::sync::Arc::new(|_, _, _| {});
        let done = bootstrap::carry_out(steps, 1, &self.config.root, &options, self.host.clone(), told);
        done.into_iter().find_map(|done| done.step.error).map_or(Ok(()), Err)
    }

    /// Asks the remotes for one commit, the branch's own first. One that refuses is passed over.
    fn fetch_by_id(&self, commit: &str, branch: Option<&str>) -> Result<(), RowError> {
        let remotes = Remotes::read(&self.sibling.path, self.look)?;
        let own = remotes.of_branch(branch);
        for remote in own.into_iter().chain(remotes.others(own)) {
            match self.git(&["fetch", "--progress", "--no-recurse-submodules", "--", remote, commit]) {
                Ok(_) => return Ok(()),
                Err(error) if error.code == "ws::git::cancelled" => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// A run of git that must succeed.
    fn git(&self, arguments: &[&str]) -> Result<String, RowError> {
        let arguments = [&QUIET[..], arguments].concat();
        self.client.run(&self.sibling.path, &arguments, self.options.silence, self.host.cancelled.as_ref(), self.told)
    }
}

/// What would be lost, or mixed into another revision.
fn obstacle(repo: &RepoState, question: &Question) -> Result<Option<String>, RowError> {
    if let Some(operation) = repo.operation {
        return Ok(Some(format!("a {} is in progress", operation.as_str())));
    }
    let Some(tree) = repo.tree else { return Ok(Some("it has no working tree".to_owned())) };
    let counts = [("staged", tree.staged), ("unstaged", tree.unstaged), ("conflicted", tree.conflicted)];
    if counts.iter().any(|(_, count)| count.is_none()) {
        return Ok(Some("it is unknown whether something is uncommitted".to_owned()));
    }
    let uncommitted: Vec<String> = counts
        .iter()
        .filter_map(|(what, count)| count.filter(|count| *count > 0).map(|count| format!("{count} {what}")))
        .collect();
    if !uncommitted.is_empty() {
        return Ok(Some(format!("something is uncommitted: {}", uncommitted.join(", "))));
    }
    if let (true, Some(head)) = (repo.detached, &repo.head) {
        let contains = ["for-each-ref", "--count=1", "--contains", head, "refs/heads", "refs/remotes", "refs/tags"];
        if question.lines(&contains)?.is_empty() {
            return Ok(Some("HEAD is detached at commits that no branch has: make a branch there first".to_owned()));
        }
    }
    Ok(None)
}
