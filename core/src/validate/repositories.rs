//! The siblings' repositories: there, on the branch and of the remote that the file says; and those next door that it does
//! not list.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::FindingRow;
use crate::config::{Config, Sibling, SiblingName};
use crate::error::Severity;
use crate::git::{Look, LookOptions, Remotes, RepoState};
use crate::inspect::SiblingRow;
use crate::secrets;
use crate::work::paths::real_path;

/// How many siblings that are missing are named.
const NAMED_LIMIT: usize = 50;
/// How many repositories that are not listed are named.
const UNLISTED_LIMIT: usize = 20;
/// How many entries of a directory are looked at for them.
const ENTRY_LIMIT: usize = 4096;

/// Every sibling that is not there, in one finding: a part of a workspace is an ordinary thing to have.
pub fn missing(config: &Config, states: &[SiblingRow]) -> Option<FindingRow> {
    let gone = |state: &&SiblingRow| matches!(state.look, Look::Missing);
    let names: BTreeSet<&str> = states.iter().filter(gone).map(|state| state.name.as_str()).collect();
    let gone: Vec<&Sibling> = config.siblings.iter().filter(|sibling| names.contains(sibling.name.as_str())).collect();
    let is_note = gone.iter().all(|sibling| sibling.optional);
    let severity = if is_note { Severity::Note } else { Severity::Warning };
    let with_repo: Vec<&str> =
        gone.iter().filter(|sibling| sibling.repo.is_some()).map(|sibling| sibling.name.as_str()).collect();
    let without_repo = gone.iter().find(|sibling| sibling.repo.is_none());
    let hint = match without_repo {
        None => "run `ws bootstrap`".to_owned(),
        Some(sibling) => format!("clone it yourself: wrknv.toml has no `repo` for `{}`", sibling.name),
    };
    let finding = match gone.as_slice() {
        [] => return None,
        [sibling] => {
            let optional = if sibling.optional { ", which is optional," } else { "" };
            let message = format!("`{}`{optional} is missing: {}", sibling.name, sibling.path.display());
            FindingRow::new(severity, "ws::sibling::missing", message).about(sibling, config)
        }
        several => {
            let shown = |sibling: &&Sibling| {
                let optional = if sibling.optional { " (optional)" } else { "" };
                format!("`{}`{optional}", sibling.name)
            };
            let some: Vec<String> = several.iter().take(NAMED_LIMIT).map(shown).collect();
            let more = match several.len().saturating_sub(NAMED_LIMIT) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message =
                format!("{} of {} siblings are missing: {}{more}", gone.len(), config.siblings.len(), some.join(", "));
            FindingRow::new(severity, "ws::sibling::missing", message).at(&config.source_file, &several[0].span)
        }
    };
    let finding = finding.hint(hint);
    // Without names it clones all.
    let to_clone = if with_repo.len() > NAMED_LIMIT { &[] } else { with_repo.as_slice() };
    let fix: Vec<&str> = ["ws", "bootstrap"].into_iter().chain(to_clone.iter().copied()).collect();
    Some(if with_repo.is_empty() { finding } else { finding.fix(&fix) })
}

/// Repositories that lie beside the root or a sibling, and that wrknv.toml does not list: one note for each.
pub fn unlisted(config: &Config) -> Vec<FindingRow> {
    let listed: BTreeSet<PathBuf> =
        config.siblings.iter().map(|sibling| &sibling.path).chain([&config.root]).map(|path| real_path(path)).collect();
    // The home or the root of the file system holds more than workspaces do.
    let parents: BTreeSet<PathBuf> = listed.iter().filter_map(|path| path.parent()).map(Path::to_path_buf).collect();
    let mut found: BTreeSet<PathBuf> = BTreeSet::new();
    for parent in parents.iter().filter(|parent| !listed.contains(*parent)) {
        let entries = std::fs::read_dir(parent).into_iter().flatten().take(ENTRY_LIMIT).flatten();
        let repositories = entries.map(|entry| entry.path()).filter(|path| path.join(".git").exists());
        found.extend(repositories.filter(|path| !is_hidden(path) && !listed.contains(&real_path(path))));
    }
    let total = found.len();
    let note = |path: PathBuf| {
        let message = format!("`{}` is a repository next to the root, but wrknv.toml does not list it", path.display());
        let mut finding = FindingRow::new(Severity::Note, "ws::sibling::unlisted", message);
        finding.subjects = path.file_name().map(|name| name.to_string_lossy().into_owned()).into_iter().collect();
        let hint = if finding.subjects.iter().all(|name| SiblingName::parse(name).is_some()) {
            "run `ws init --add` to add it"
        } else {
            "its name cannot be a sibling's: list it with another `name`, and its `path`"
        };
        finding.hint(hint)
    };
    let mut findings: Vec<FindingRow> = found.into_iter().take(UNLISTED_LIMIT).map(note).collect();
    if total > UNLISTED_LIMIT {
        let message = format!("{} more repositories next to the root are not listed", total - UNLISTED_LIMIT);
        findings.push(
            FindingRow::new(Severity::Note, "ws::sibling::unlisted", message).hint("run `ws init --add` to add them"),
        );
    }
    findings
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// What is wrong with one that is there.
pub fn repository(sibling: &Sibling, state: &SiblingRow, config: &Config, look: &LookOptions) -> Vec<FindingRow> {
    let name = &sibling.name;
    let shown = sibling.path.display();
    let state = match &state.look {
        Look::Missing => return Vec::new(),
        Look::NotGit => {
            let message = format!("`{name}` is not a git repository: {shown}");
            let hint = if config.root.starts_with(&sibling.path) {
                "use another path: the workspace's root lies in this directory"
            } else {
                "move it away and run `ws bootstrap`, or use another path"
            };
            return vec![FindingRow::error("ws::sibling::not_git", message).hint(hint).about(sibling, config)];
        }
        Look::Failed(error) => return vec![FindingRow::of(error, Severity::Error).about(sibling, config)],
        Look::Repo(state) => state,
    };
    let mut findings = Vec::new();
    findings.extend(remote(sibling, state, config, look));
    if let Some(wanted) = &sibling.branch
        && state.branch.as_deref() != Some(wanted)
    {
        let is = state.branch.as_ref().map_or("detached".to_owned(), |branch| format!("on `{branch}`"));
        let message = format!("`{name}` is {is}, but wrknv.toml expects `{wanted}`");
        let path = sibling.path.to_string_lossy();
        findings.push(
            FindingRow::warning("ws::sibling::other_branch", message)
                .hint(format!("run `git switch {wanted}` in it, or correct `branch` in wrknv.toml"))
                .fix(&["git", "-C", &path, "switch", wanted])
                .about(sibling, config),
        );
    }
    // What only a filter could tell is no fault of the repository.
    if let Some(error) = state.error.as_ref().filter(|error| error.code != "ws::git::filter_not_run") {
        findings.push(FindingRow::of(error, Severity::Warning).about(sibling, config));
    }
    findings
}

fn remote(sibling: &Sibling, state: &RepoState, config: &Config, look: &LookOptions) -> Option<FindingRow> {
    let wanted = sibling.repo.as_ref()?;
    match Remotes::read(&sibling.path, look) {
        Ok(remotes) if remotes.include(wanted, &config.root, look) => return None,
        Ok(_) => {}
        Err(error) => return Some(FindingRow::of(&error, Severity::Error).about(sibling, config)),
    }
    let wanted = &*secrets::without_secrets(wanted);
    let name = &sibling.name;
    let path = sibling.path.to_string_lossy();
    let hint = "correct `repo` in wrknv.toml, or the remote";
    Some(match &state.remote {
        Some(url) => FindingRow::warning(
            "ws::sibling::other_remote",
            format!("`{name}` is a clone of {url}, but wrknv.toml says {wanted}"),
        )
        .hint(hint)
        .fix(&["git", "-C", &path, "remote", "set-url", "origin", wanted])
        .about(sibling, config),
        None => FindingRow::warning(
            "ws::sibling::other_remote",
            format!("`{name}` has no remote, but wrknv.toml says {wanted}"),
        )
        .hint(hint)
        .fix(&["git", "-C", &path, "remote", "add", "origin", wanted])
        .about(sibling, config),
    })
}
