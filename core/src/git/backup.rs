//! What one repository has that its remotes do not, as of the last fetch.

use std::collections::HashSet;
use std::path::Path;

use crate::error::RowError;
use crate::git::LookOptions;
use crate::git::question::Question;

/// What is nowhere but here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backup {
    /// Commits of HEAD, in every worktree, and of local branches that no remote-tracking branch has.
    pub unpushed: usize,
    /// Local branches whose last commit is among them.
    pub local_only_branches: Vec<String>,
    /// Tags of commits that no remote-tracking branch has. Whether a remote has the tag itself is not known here.
    pub local_only_tags: Vec<String>,
    /// The submodules that are checked out and have commits or stashes of their own, by their paths in the repository.
    pub submodules: Vec<String>,
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
    question.references_are_whole()?;
    let head = question.commit("HEAD")?;
    // HEAD in each worktree, which `--all` has without its references, and the branches: what a tool fetched into other
    // places (refs/prefetch, refs/pull, refs/notes) is neither work nor a copy.
    let unpushed = ["rev-list", "--exclude=refs/*", "--all", "--branches", "--not", "--remotes", "--"];
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
    let local_only_tags = local_only_tags(&question)?;
    let head_is_loose = match &head {
        Some(head) if unpushed.contains(head) => {
            !question.lines(&["rev-list", "--max-count=1", head, "--not", "--branches", "--"])?.is_empty()
        }
        _ => false,
    };
    Ok(Some(Backup {
        unpushed: unpushed.len(),
        local_only_branches,
        local_only_tags,
        submodules: submodules(path, options)?,
        orphan_commits,
        head_is_loose,
        is_linked_worktree: question.is_linked_worktree,
    }))
}

fn local_only_tags(question: &Question) -> Result<Vec<String>, RowError> {
    let tags =
        question.lines(&["for-each-ref", "--format=%(objectname) %(*objectname) %(refname:strip=2)", "refs/tags"])?;
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let only_here = question.lines(&["rev-list", "--tags", "--not", "--remotes", "--"])?;
    let only_here: HashSet<&str> = only_here.iter().map(String::as_str).collect();
    // A lightweight tag has nothing in the place of the commit that an annotated one leads to.
    let local = tags.iter().filter_map(|line| {
        let mut fields = line.splitn(3, ' ');
        let (object, commit, name) = (fields.next()?, fields.next()?, fields.next()?);
        only_here.contains(if commit.is_empty() { object } else { commit }).then(|| name.to_owned())
    });
    Ok(local.collect())
}

/// The submodules with work of their own, each with those inside it.
fn submodules(path: &Path, options: &LookOptions) -> Result<Vec<String>, RowError> {
    let Some(question) = Question::with_index(path, options)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for module in question.gitlinks()? {
        let inside = path.join(&module);
        if inside.join(".git").symlink_metadata().is_err() {
            continue;
        }
        let Some(backup) = backup(&inside, options)? else { continue };
        let has_stash = match Question::about(&inside, options)? {
            Some(question) => question.has("refs/stash")?,
            None => false,
        };
        if backup.unpushed > 0 || !backup.local_only_tags.is_empty() || has_stash {
            found.push(module.clone());
        }
        found.extend(backup.submodules.into_iter().map(|inner| format!("{module}/{inner}")));
    }
    Ok(found)
}
