//! What git says of a repository, column by column, asked as a person or a script would.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use ws_core::git::{Operation, RepoState};

use super::repository::Scene;

/// Every difference between `state` and what git says of `path`, one line each.
pub fn differences(scene: &Scene, path: &Path, state: &RepoState, fast: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut expect = |what: &str, ours: String, gits: String| {
        if ours != gits {
            found.push(format!("{what}: we say {ours}, git says {gits}"));
        }
    };
    let run = |arguments: &[&str]| run(scene, path, arguments);
    let bare = run(&["rev-parse", "--is-bare-repository"]).as_deref() == Some("true");
    let status =
        if bare { None } else { run(&["status", "--porcelain=v2", "--branch", "--show-stash", "--ahead-behind"]) };
    let header = |key: &str| {
        let line = status.as_deref()?.lines().find_map(|line| line.strip_prefix(&format!("# {key} ")))?;
        Some(line.to_owned())
    };

    // HEAD, by status, rev-parse and worktree.
    let detached = run(&["symbolic-ref", "-q", "HEAD"]).is_none();
    expect("detached", state.detached.to_string(), detached.to_string());
    let head = run(&["rev-parse", "-q", "--verify", "HEAD"]);
    expect("head", format!("{:?}", state.head), format!("{head:?}"));
    if !bare {
        let branch = header("branch.head").filter(|_| !detached);
        expect("branch", format!("{:?}", state.branch), format!("{branch:?}"));
        let oid = header("branch.oid").filter(|oid| oid != "(initial)");
        expect("head (status)", format!("{:?}", state.head), format!("{oid:?}"));
    }
    let top = if bare { run(&["rev-parse", "--absolute-git-dir"]) } else { run(&["rev-parse", "--show-toplevel"]) };
    let worktrees = run(&["worktree", "list", "--porcelain"]).unwrap_or_default();
    let block = worktrees
        .split("\n\n")
        .find(|block| block.lines().next().and_then(|line| line.strip_prefix("worktree ")) == top.as_deref());
    // The list shows the main worktree by its repository where core.worktree or a submodule moves it.
    if let Some(block) = block {
        let branch = block.lines().find_map(|line| line.strip_prefix("branch refs/heads/"));
        if let Some(branch) = branch {
            expect("branch (worktree)", format!("{:?}", state.branch.as_deref()), format!("{:?}", Some(branch)));
        }
    }

    // The upstream.
    if !bare && !detached {
        let upstream = header("branch.upstream");
        expect("upstream", format!("{:?}", state.upstream), format!("{upstream:?}"));
        let counts =
            upstream.as_ref().and_then(|_| run(&["rev-list", "--left-right", "--count", "HEAD...@{upstream}"]));
        let ours = state.ahead.zip(state.behind).map(|(ahead, behind)| format!("{ahead}\t{behind}"));
        expect("ahead, behind", format!("{ours:?}"), format!("{counts:?}"));
        let ours = state.ahead.zip(state.behind).map(|(ahead, behind)| format!("+{ahead} -{behind}"));
        expect("ahead, behind (status)", format!("{ours:?}"), format!("{:?}", header("branch.ab")));
    }
    if let Some(branch) = &state.branch
        && state.head.is_some()
    {
        let upstream = run(&["for-each-ref", "--format=%(upstream:short)", &format!("refs/heads/{branch}")]);
        let upstream = upstream.filter(|name| !name.is_empty());
        // for-each-ref avoids what is ambiguous even where status does not.
        if upstream.as_ref().is_none_or(|name| !name.starts_with("heads/") && !name.starts_with("remotes/")) {
            expect("upstream (for-each-ref)", format!("{:?}", state.upstream), format!("{upstream:?}"));
        }
    }

    // Commit, stash, fetch.
    let committed =
        state.last_commit.map(|(moment, offset)| moment.display_with_offset(offset).to_string().replace("+00:00", "Z"));
    let gits = head.as_ref().and_then(|_| run(&["log", "-1", "--format=%cI"])).map(|time| time.replace("+00:00", "Z"));
    expect("last_commit", format!("{committed:?}"), format!("{gits:?}"));
    let stashes = run(&["stash", "list"]).unwrap_or_default().lines().count();
    expect("stashes", format!("{:?}", state.stashes), format!("{:?}", Some(stashes)));
    if let Some(stash) = header("stash") {
        expect("stashes (status)", state.stashes.unwrap_or_default().to_string(), stash);
    }
    let fetch_head = run(&["rev-parse", "--git-path", "FETCH_HEAD"]).map(|file| path.join(file));
    let fetched = fetch_head.and_then(|file| fs::metadata(file).ok()?.modified().ok());
    // To the second, as all of git's times are.
    let fetched = fetched.map(|time| Timestamp::from_second(Timestamp::try_from(time).unwrap().as_second()).unwrap());
    expect("fetched_at", format!("{:?}", state.fetched_at), format!("{fetched:?}"));
    let remote = remote(scene, path, state.branch.as_deref());
    expect("remote", format!("{:?}", state.remote), format!("{remote:?}"));

    // The working tree.
    if bare || fast {
        expect("tree", format!("{:?}", state.tree), "None".to_owned());
    } else if let Some(status) = &status {
        let operation = operation(&run(&["status"]).unwrap_or_default());
        expect("operation", format!("{:?}", state.operation), format!("{operation:?}"));
        let mode = run(&["config", "--get", "status.showUntrackedFiles"]);
        let hidden = mode.is_some_and(|mode| ["no", "false"].contains(&mode.as_str()));
        let count = |matches: &dyn Fn(&str) -> bool| status.lines().filter(|line| matches(line)).count();
        let entry = |line: &str, column: usize| {
            (line.starts_with("1 ") || line.starts_with("2 ")) && line.as_bytes()[2 + column] != b'.'
        };
        let tree = state.tree.unwrap_or_default();
        let gits = [
            Some(count(&|line| entry(line, 0))),
            Some(count(&|line| entry(line, 1))),
            (!hidden).then(|| count(&|line| line.starts_with("? "))),
            Some(count(&|line| line.starts_with("u "))),
        ];
        let ours = [tree.staged, tree.unstaged, tree.untracked, tree.conflicted];
        expect("staged, unstaged, untracked, conflicted", format!("{ours:?}"), format!("{gits:?}"));
        let dirty = status.lines().any(|line| !line.starts_with('#'));
        expect("dirty", format!("{:?}", tree.dirty), format!("{:?}", Some(dirty)));
    } else {
        expect("status", "a state".to_owned(), "nothing".to_owned());
    }
    found
}

/// The URL by `git remote get-url`, chosen as the column says.
fn remote(scene: &Scene, path: &Path, branch: Option<&str>) -> Option<String> {
    let run = |arguments: &[&str]| run(scene, path, arguments);
    let names = run(&["remote"]).unwrap_or_default();
    let names: Vec<&str> = names.lines().collect();
    let followed = branch.and_then(|branch| run(&["config", "--get", &format!("branch.{branch}.remote")]));
    let name = match followed.as_deref() {
        Some(name) if names.contains(&name) => name.to_owned(),
        _ if names.contains(&"origin") => "origin".to_owned(),
        _ if names.len() == 1 => names[0].to_owned(),
        _ => return None,
    };
    run(&["remote", "get-url", &name])
}

/// What the long form of `git status` says is going on.
fn operation(text: &str) -> Option<Operation> {
    let phrases = [
        ("rebase in progress", Operation::Rebase),
        ("currently rebasing", Operation::Rebase),
        ("currently editing a commit while rebasing", Operation::Rebase),
        ("currently splitting a commit", Operation::Rebase),
        ("in the middle of an am session", Operation::Am),
        (
            "You have unmerged paths.\n  (fix conflicts and run \"git commit\")\n  (use \"git merge --abort\"",
            Operation::Merge,
        ),
        ("you are still merging", Operation::Merge),
        ("cherry-pick", Operation::CherryPick),
        ("currently reverting", Operation::Revert),
        ("Revert currently in progress", Operation::Revert),
        ("currently bisecting", Operation::Bisect),
    ];
    phrases.iter().find(|(phrase, _)| text.contains(phrase)).map(|(_, operation)| *operation)
}

/// The output of git without its last line feed; `None` when it fails.
fn run(scene: &Scene, path: &Path, arguments: &[&str]) -> Option<String> {
    let output = scene.git(path).args(arguments).output().expect("git runs");
    let text = String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned();
    output.status.success().then_some(text)
}
