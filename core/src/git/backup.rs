//! What one repository has that its remotes do not, as of the last fetch.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::RowError;
use crate::git::question::Question;
use crate::git::{LookOptions, Remotes};

/// Names of submodules with more components are none that people make.
const NAME_DEPTH: usize = 16;

/// What is nowhere but here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backup {
    /// Commits of HEAD, in every worktree, and of local branches that no remote-tracking branch has.
    pub unpushed: usize,
    /// Local branches whose last commit is among them.
    pub local_only_branches: Vec<String>,
    /// Tags of commits that no remote-tracking branch has. Whether a remote has the tag itself is not known here.
    pub local_only_tags: Vec<String>,
    /// The submodules that have commits, tags or stashes of their own: those that are checked out by their paths in the
    /// repository, others, whose repositories are below its `.git/modules`, by their names.
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
    let remotes = Remotes::read(path, options).unwrap_or_default();
    let backup = alone(&question, &remotes.inside(path))?;
    Ok(Some(Backup { submodules: submodules(path, &question, options)?, ..backup }))
}

/// All but the submodules. What `inside` names is lost with the directory, and so is no copy.
fn alone(question: &Question, inside: &[&str]) -> Result<Backup, RowError> {
    let copies: Vec<String> = inside.iter().map(|name| format!("--exclude={name}/*")).collect();
    let copies: Vec<&str> = copies.iter().map(String::as_str).chain(["--remotes", "--"]).collect();
    question.references_are_whole()?;
    let head = question.commit("HEAD")?;
    // HEAD in each worktree, which `--all` has without its references, and the branches: what a tool fetched into other
    // places (refs/prefetch, refs/pull, refs/notes) is neither work nor a copy.
    let here = ["rev-list", "--exclude=refs/*", "--all", "--branches", "--not"];
    let unpushed: HashSet<String> = question.lines(&[&here, copies.as_slice()].concat())?.into_iter().collect();
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
    let local_only_tags = local_only_tags(question, &copies)?;
    let head_is_loose = match &head {
        Some(head) if unpushed.contains(head) => {
            !question.lines(&["rev-list", "--max-count=1", head, "--not", "--branches", "--"])?.is_empty()
        }
        _ => false,
    };
    Ok(Backup {
        unpushed: unpushed.len(),
        local_only_branches,
        local_only_tags,
        submodules: Vec::new(),
        orphan_commits,
        head_is_loose,
        is_linked_worktree: question.is_linked_worktree,
    })
}

fn local_only_tags(question: &Question, copies: &[&str]) -> Result<Vec<String>, RowError> {
    let tags =
        question.lines(&["for-each-ref", "--format=%(objectname) %(*objectname) %(refname:strip=2)", "refs/tags"])?;
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let only_here = question.lines(&[&["rev-list", "--tags", "--not"], copies].concat())?;
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
fn submodules(path: &Path, question: &Question, options: &LookOptions) -> Result<Vec<String>, RowError> {
    let Some(index) = Question::with_index(path, options)? else { return Ok(Vec::new()) };
    let (mut found, mut checked_out) = (Vec::new(), HashSet::new());
    for module in index.gitlinks()? {
        let inside = path.join(&module);
        if inside.join(".git").symlink_metadata().is_err() {
            continue;
        }
        let Some(own) = Question::about(&inside, options)? else { continue };
        checked_out.extend(own.git_dir().canonicalize());
        let Some(backup) = backup(&inside, options)? else { continue };
        if has_work(&backup, &own)? {
            found.push(module.clone());
        }
        found.extend(backup.submodules.into_iter().map(|inner| format!("{module}/{inner}")));
    }
    left_behind(question.git_dir(), &checked_out, "", options, &mut found)?;
    Ok(found)
}

fn has_work(backup: &Backup, question: &Question) -> Result<bool, RowError> {
    Ok(backup.unpushed > 0 || !backup.local_only_tags.is_empty() || question.has("refs/stash")?)
}

/// The repositories of submodules that are no longer checked out, or not here: `git submodule deinit` and `git rm` leave
/// them below the git directory of the repository around them.
fn left_behind(
    git_dir: &Path,
    checked_out: &HashSet<PathBuf>,
    above: &str,
    options: &LookOptions,
    found: &mut Vec<String>,
) -> Result<(), RowError> {
    let mut modules = Vec::new();
    repositories(&git_dir.join("modules"), above, NAME_DEPTH, &mut modules);
    for (module, name) in modules {
        if module.canonicalize().is_ok_and(|module| checked_out.contains(&module)) {
            continue;
        }
        let Some(question) = Question::of_git_dir(&module, options)? else { continue };
        if has_work(&alone(&question, &[])?, &question)? {
            found.push(name.clone());
        }
        left_behind(&module, checked_out, &format!("{name}/"), options, found)?;
    }
    Ok(())
}

/// The repositories below a directory, each with its path from there.
fn repositories(directory: &Path, above: &str, depth: usize, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut entries: Vec<_> =
        entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), format!("{above}{}", entry.file_name().to_string_lossy()));
        if path.join("HEAD").symlink_metadata().is_ok() {
            found.push((path, name));
        } else if depth > 0 {
            repositories(&path, &format!("{name}/"), depth - 1, found);
        }
    }
}
