//! What one repository has that its remotes do not, as of the last fetch.

use std::collections::HashSet;
use std::path::Path;

use crate::error::RowError;
use crate::git::LookOptions;
use crate::git::question::Question;

/// What is nowhere but here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backup {
    /// Commits of HEAD, in every worktree, and of local branches that no remote-tracking branch has. Tags are not looked at.
    pub unpushed: usize,
    /// Local branches whose last commit is among them.
    pub local_only_branches: Vec<String>,
    /// Commits that only a reflog knows: what an amend, a rebase or a reset left behind. git removes them in time.
    pub orphan_commits: usize,
    /// Whether the commit at HEAD is on no remote and on no branch.
    pub head_is_loose: bool,
    /// Whether commits, branches and the stash belong to a repository that is elsewhere.
    pub is_linked_worktree: bool,
}

/// Looks at the repository whose top is `path`; `None` when it is missing or no repository.
///
/// Codes: those of [`look`](super::look).
pub fn backup(path: &Path, options: &LookOptions) -> Result<Option<Backup>, RowError> {
    let Some(question) = Question::about(path, options)? else { return Ok(None) };
    let head = question.commit("HEAD")?;
    // All that is not of a remote: branches, and HEAD in each worktree.
    let others =
        ["--exclude=refs/remotes/*", "--exclude=refs/stash", "--exclude=refs/tags/*", "--exclude=refs/bisect/*"];
    let unpushed = [&["rev-list"], &others[..], &["--all", "--not", "--remotes", "--"]].concat();
    let unpushed: HashSet<String> = question.lines(&unpushed)?.into_iter().collect();
    let branches = question.lines(&["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads"])?;
    let branches: Vec<(&str, &str)> = branches.iter().filter_map(|line| line.split_once(" refs/heads/")).collect();
    let local_only = branches.iter().filter(|(id, _)| unpushed.contains(*id));
    let local_only_branches = local_only.map(|(_, name)| (*name).to_owned()).collect();
    // The entries of the stash are in a reflog too, and are no orphans.
    let stash =
        if question.has("refs/stash")? { question.lines(&["rev-list", "-g", "refs/stash", "--"])? } else { vec![] };
    let mut known = String::new();
    for id in stash.iter().chain(&head) {
        known.extend(["^", id, "\n"]);
    }
    let reflog = ["--ignore-missing", "--reflog", "--not", "--all", "--stdin"];
    let orphan_commits = question.count(&reflog, Some(known))?;
    let head_is_loose = match &head {
        Some(head) if unpushed.contains(head) => {
            question.lines(&["for-each-ref", "--count=1", "--contains", head, "refs/heads"])?.is_empty()
        }
        _ => false,
    };
    Ok(Some(Backup {
        unpushed: unpushed.len(),
        local_only_branches,
        orphan_commits,
        head_is_loose,
        is_linked_worktree: question.is_linked_worktree,
    }))
}
