//! The local branches of one repository, as `git for-each-ref` tells them.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::error::RowError;
use crate::git::LookOptions;
use crate::git::formats::{parse_time, parse_track};
use crate::git::question::Question;

/// One local branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its name without `refs/heads/`.
    pub name: String,
    /// Whether HEAD names it.
    pub current: bool,
    /// Whether it is the remote's default branch; `None` when that is unknown.
    pub default: Option<bool>,
    /// Its upstream's short name, also when it is gone.
    pub upstream: Option<String>,
    /// Commits that the upstream lacks; `None` without one that exists.
    pub ahead: Option<usize>,
    /// Commits that only the upstream has; `None` without one that exists.
    pub behind: Option<usize>,
    /// Whether the default branch has all of its commits; `None` when the default branch is unknown.
    pub merged: Option<bool>,
    /// Whether its upstream is set and does not exist.
    pub gone: bool,
    /// When its last commit was committed.
    pub last_commit: Option<(Timestamp, Offset)>,
}

/// The branches of the repository whose top is `path`, by name; none of what is missing or no repository.
/// `expected_default` names the default branch where the remote does not say it.
///
/// Codes: those of [`look`](super::look).
pub fn branches(path: &Path, expected_default: Option<&str>, options: &LookOptions) -> Result<Vec<Branch>, RowError> {
    const FIELDS: &str = "--format=%(refname)%00%(HEAD)%00%(upstream:short)%00%(upstream:track,nobracket)%00\
                          %(committerdate:unix) %(committerdate:format:%z)";
    let Some(question) = Question::about(path, options)? else { return Ok(Vec::new()) };
    question.references_are_whole()?;
    let default = default_branch(&question)?;
    let local = expected_default.map(|name| (name.to_owned(), format!("refs/heads/{name}")));
    let default = match (default, local) {
        (None, Some((name, reference))) if question.has(&reference)? => Some((name, reference)),
        (default, _) => default,
    };
    let merged: Option<HashSet<String>> = match &default {
        Some((_, reference)) => {
            let merged = format!("--merged={reference}");
            Some(question.lines(&["for-each-ref", "--format=%(refname)", &merged, "refs/heads"])?.into_iter().collect())
        }
        None => None,
    };
    let lines = question.lines(&["for-each-ref", FIELDS, "refs/heads"])?;
    let branch = |line: &String| {
        let mut fields = line.split('\0');
        let mut field = || fields.next().unwrap_or_default();
        let (reference, head, upstream, track, date) = (field(), field(), field(), field(), field());
        let name = reference.trim_start_matches("refs/heads/").to_owned();
        let gone = track == "gone";
        let track = if upstream.is_empty() || gone { None } else { parse_track(track) };
        Branch {
            current: head == "*",
            default: default.as_ref().map(|(default, _)| *default == name),
            upstream: Some(upstream.to_owned()).filter(|upstream| !upstream.is_empty()),
            ahead: track.map(|(ahead, _)| ahead),
            behind: track.map(|(_, behind)| behind),
            merged: merged.as_ref().map(|merged| merged.contains(reference)),
            gone,
            last_commit: parse_time(date),
            name,
        }
    };
    Ok(lines.iter().map(branch).collect())
}

/// The default branch of `origin`, else of the only remote that says one: its short name, and the reference to it.
fn default_branch(question: &Question) -> Result<Option<(String, String)>, RowError> {
    let lines = question.lines(&["for-each-ref", "--format=%(refname)%00%(symref)", "refs/remotes/*/HEAD"])?;
    let heads: Vec<(String, String)> = lines
        .iter()
        .filter_map(|line| {
            let (name, target) = line.split_once('\0')?;
            let remote = name.strip_suffix("HEAD")?;
            Some((remote.to_owned(), target.strip_prefix(remote)?.to_owned()))
        })
        .collect();
    let origin = heads.iter().find(|(remote, _)| remote == "refs/remotes/origin/");
    let only = heads.first().filter(|_| heads.len() == 1);
    let found = origin.or(only).map(|(remote, name)| (name.clone(), format!("{remote}{name}")));
    // A default branch that was never fetched is nothing to compare with.
    match found {
        Some((_, reference)) if !question.has(&reference)? => Ok(None),
        found => Ok(found),
    }
}
