//! The tables of `ws siblings`, `ws backup` and `ws branches`.

use crate::config::LayerName;
use crate::git::Operation;
use crate::inspect::{BackupRow, BranchRow, SiblingRow};
use crate::row::table;

table! { SiblingRow as it {
    name: String = it.name.as_str(), "The sibling's name in wrknv.toml.";
    branch: String or null = it.repo().and_then(|repo| repo.branch.clone()),
        "The branch HEAD names, also before its first commit; null when detached.";
    dirty: Bool or null = it.dirty(), "Whether anything is uncommitted: staged, unstaged, untracked or conflicted.";
    ahead: Int or null = it.repo().and_then(|repo| repo.ahead), "Commits that the upstream lacks; null without one.";
    behind: Int or null = it.repo().and_then(|repo| repo.behind),
        "Commits that only the upstream has; null without one.";
    staged: Int or null = it.tree().and_then(|tree| tree.staged), "Paths whose index entry differs from HEAD.";
    unstaged: Int or null = it.tree().and_then(|tree| tree.unstaged),
        "Tracked paths whose file differs from the index.";
    untracked: Int or null = it.tree().and_then(|tree| tree.untracked),
        "Untracked paths; a directory with only untracked files counts as one.";
    conflicted: Int or null = it.tree().and_then(|tree| tree.conflicted), "Unmerged paths.";
    state: String = it.state(), "ok, missing, not_git or error.";
    layer: String or null = it.layer.as_ref().map(LayerName::as_str), "Its layer; null when wrknv.toml names none.";
    operation: String or null = it.repo().and_then(|repo| repo.operation).map(Operation::as_str),
        "rebase, merge, cherry-pick, revert, bisect or am, while one is in progress.";
    stashes: Int or null = it.repo().and_then(|repo| repo.stashes), "Entries of the stash.";
    last_commit: Date or null = it.repo().and_then(|repo| repo.last_commit),
        "When the commit at HEAD was committed.";
    #[wide] upstream: String or null = it.repo().and_then(|repo| repo.upstream.clone()),
        "The branch's upstream, also when it is gone.";
    #[wide] detached: Bool or null = it.known_flag(|repo| Some(repo.detached)),
        "Whether HEAD names a commit and not a branch.";
    #[wide] head: String or null = it.repo().and_then(|repo| repo.head.clone()),
        "The full id of the commit at HEAD; null before the first commit.";
    #[wide] fetched_at: Date or null = it.repo().and_then(|repo| repo.fetched_at),
        "When something was last fetched.";
    #[wide] package: String or null = it.project().and_then(|project| project.package.as_ref()).map(ToString::to_string),
        "Its Python package, normalised (PEP 503).";
    #[wide] version: String or null = it.project().and_then(|project| project.version.clone()),
        "The package's version in the source.";
    #[wide] remote: String or null = it.repo().and_then(|repo| repo.remote.clone()),
        "The URL of the upstream's remote, else of origin; without a password.";
    #[wide] path: Path = &it.path, "Where it should be, as an absolute path.";
    error: Error or null = it.error(), "What could not be known, as code and message.";
} }

/// A row of `ws status`: what people look at every day.
#[derive(Debug, Clone)]
pub struct StatusRow(pub SiblingRow);

table! { StatusRow as it {
    name: String = it.0.name.as_str(), "The sibling.";
    branch: String or null = it.0.branch_shown(),
        "The branch, or `@` and the first digits of the commit when HEAD is detached; null when there is no repository.";
    ahead: Int or null = it.0.repo().and_then(|repo| repo.ahead),
        "Commits that the upstream lacks; null without one.";
    behind: Int or null = it.0.repo().and_then(|repo| repo.behind),
        "Commits that only the upstream has; null without one.";
    changes: String or null = it.0.changes(),
        "What is uncommitted, counted under the letters of git status: `M.` staged, `.M` unstaged, `??` untracked, `UU` \
         conflicted; null when nothing is. Of a sibling that is not `ok`, its state; `ws siblings` says why.";
    last_commit: Date or null = it.0.repo().and_then(|repo| repo.last_commit),
        "When the commit at HEAD was committed.";
} }

table! { BackupRow as it {
    name: String = it.state.name.as_str(), "The sibling.";
    unbacked: Bool or null = it.unbacked(),
        "Whether deleting the directory would lose work: uncommitted, stashed or unpushed. Orphans do not count, nor what \
         is ignored, nor changes that git was told to pass over (skip-worktree, assume-unchanged).";
    dirty: Bool or null = it.state.dirty(), "Whether anything is uncommitted: staged, unstaged, untracked or conflicted.";
    unpushed: Int or null = it.backup().map(|backup| backup.unpushed),
        "Commits of HEAD and of local branches that no remote-tracking branch has. A remote inside the directory is no \
         copy.";
    stashes: Int or null = it.state.repo().and_then(|repo| repo.stashes), "Entries of the stash.";
    local_only_branches: [String] or null = it.backup().map(|backup| backup.local_only_branches.as_slice()),
        "Local branches whose last commit is on no remote-tracking branch.";
    local_only_tags: [String] or null = it.backup().map(|backup| backup.local_only_tags.as_slice()),
        "Tags of commits that no remote-tracking branch has.";
    submodules: [String] or null = it.backup().map(|backup| backup.submodules.as_slice()),
        "Submodules with commits, tags or stashes of their own: by their paths in the repository, or by their names where \
         they are not checked out.";
    orphan_commits: Int or null = it.backup().map(|backup| backup.orphan_commits),
        "Commits that only a reflog knows, such as those that an amend leaves.";
    state: String = it.state.state(), "ok, missing, not_git or error.";
    #[wide] path: Path = &it.state.path, "Where it should be, as an absolute path.";
    error: Error or null = it.state.error().or(it.backup.as_ref().err()), "What could not be known, as code and message.";
} }

table! { BranchRow as it {
    name: String = it.name.as_str(), "The sibling.";
    branch: String or null = it.branch().map(|branch| branch.name.as_str()),
        "The local branch; null when the sibling cannot be read.";
    ahead: Int or null = it.branch().and_then(|branch| branch.ahead), "Commits that the upstream lacks; null without one.";
    behind: Int or null = it.branch().and_then(|branch| branch.behind),
        "Commits that only the upstream has; null without one.";
    merged: Bool or null = it.branch().and_then(|branch| branch.merged),
        "Whether the default branch has all its commits; null when that is unknown.";
    gone: Bool or null = it.branch().map(|branch| branch.gone), "Whether its upstream is set and no longer exists.";
    default: Bool or null = it.branch().and_then(|branch| branch.default),
        "Whether it is the remote's default branch; null when unknown.";
    upstream: String or null = it.branch().and_then(|branch| branch.upstream.as_deref()),
        "Its upstream, also when that is gone.";
    last_commit: Date or null = it.branch().and_then(|branch| branch.last_commit), "When its last commit was committed.";
    current: Bool or null = it.branch().map(|branch| branch.current), "Whether HEAD names it.";
    error: Error or null = it.branch.as_ref().err(), "Why the sibling's branches cannot be read.";
} }
