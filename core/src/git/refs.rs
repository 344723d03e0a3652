//! HEAD, its branch, its upstream and the commit it is at, as libgit2 reads them.

use git2::{ErrorCode, Oid, Repository};
use jiff::Timestamp;
use jiff::tz::Offset;
use rustix::fs::FileType;

use crate::git::Refusal;
use crate::git::layout::Layout;
use crate::git::settings::Settings;

/// A symbolic reference that leads on more often than this is a loop, for git as well.
const SYMBOLIC_DEPTH: usize = 5;

/// What HEAD is and where it stands.
#[derive(Debug, Default)]
pub(super) struct Refs {
    /// The branch without `refs/heads/`; `None` when detached.
    pub branch: Option<Vec<u8>>,
    /// The commit; `None` on an unborn branch.
    pub head: Option<String>,
    /// The commit's tree, where libgit2 read the commit.
    pub tree: Option<Oid>,
    /// HEAD names a commit and not a branch.
    pub detached: bool,
    /// The upstream's short name, also when it is gone.
    pub upstream: Option<String>,
    /// Commits ahead of and behind an upstream that exists.
    pub ahead_behind: Option<(usize, usize)>,
    /// When the commit was committed.
    pub last_commit: Option<(Timestamp, Offset)>,
}

/// Whether the commits ahead of and behind the upstream are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distance {
    Counted,
    Unknown,
}

/// Reads them.
pub(super) fn read(
    repository: &Repository,
    layout: &Layout,
    settings: &Settings,
    distance: Distance,
) -> Result<Refs, Refusal> {
    if layout.own_kind("HEAD") == Some(FileType::Symlink) {
        return Err(Refusal::Unknowable("HEAD is a symlink"));
    }
    if repository.references_glob("refs/replace/*")?.next().is_some() || layout.shared("info/grafts").exists() {
        return Err(Refusal::Unknowable("commits are replaced by others"));
    }
    let (name, head) = match repository.head() {
        Ok(head) => (head.name_bytes().to_vec(), Some(head.peel_to_commit()?)),
        Err(error) if error.code() == ErrorCode::UnbornBranch => (unborn(repository)?, None),
        Err(error) => return Err(error.into()),
    };
    let mut refs = Refs {
        head: head.as_ref().map(|commit| commit.id().to_string()),
        tree: head.as_ref().map(git2::Commit::tree_id),
        last_commit: head.as_ref().and_then(|commit| moment(commit.time().seconds(), commit.time().offset_minutes())),
        ..Refs::default()
    };
    if name == b"HEAD" {
        refs.detached = true;
        return Ok(refs);
    }
    if let Some(branch) = name.strip_prefix(b"refs/heads/") {
        if let Some(upstream) = upstream(repository, &name, branch, settings)? {
            refs.upstream = Some(short_name(repository, &upstream));
            refs.ahead_behind = match (head, target(repository, &upstream)?) {
                (Some(head), Some(target)) if distance == Distance::Counted => {
                    Some(repository.graph_ahead_behind(head.id(), target)?)
                }
                _ => None,
            };
        }
        refs.branch = Some(branch.to_vec());
    } else {
        refs.branch = Some(name);
    }
    Ok(refs)
}

/// A moment in the offset it was written in; an offset that no clock has becomes UTC.
pub(super) fn moment(seconds: i64, offset_minutes: i32) -> Option<(Timestamp, Offset)> {
    let moment = Timestamp::from_second(seconds).ok()?;
    let offset = offset_minutes.checked_mul(60).and_then(|seconds| Offset::from_seconds(seconds).ok());
    Some((moment, offset.unwrap_or(Offset::UTC)))
}

/// The reference that HEAD leads to and that does not exist yet.
fn unborn(repository: &Repository) -> Result<Vec<u8>, Refusal> {
    let mut name = b"HEAD".to_vec();
    for _ in 0..SYMBOLIC_DEPTH {
        let Ok(text) = std::str::from_utf8(&name) else { break };
        match repository.find_reference(text) {
            Ok(reference) => match reference.symbolic_target_bytes() {
                Some(target) => name = target.to_vec(),
                None => break,
            },
            Err(error) if error.code() == ErrorCode::NotFound => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(name)
}

/// The full name of the reference that a branch follows, whether it exists or not.
fn upstream(
    repository: &Repository,
    name: &[u8],
    branch: &[u8],
    settings: &Settings,
) -> Result<Option<String>, Refusal> {
    match settings.all("branch", Some(branch), "merge").count() {
        0 => return Ok(None),
        1 => {}
        _ => return Err(Refusal::Unknowable("a branch follows several")),
    }
    // libgit2 finds no upstream then, and git does.
    if let Some(remote) = settings.last("branch", Some(branch), "remote")
        && settings.all("remote", Some(remote), "fetch").flatten().any(|refspec| refspec.starts_with(b"^"))
    {
        return Err(Refusal::Unknowable("a refspec of the remote leaves branches out"));
    }
    // Nor where the remote has refspecs alone.
    if let Some(remote) = settings.last("branch", Some(branch), "remote")
        && settings.all("remote", Some(remote), "fetch").next().is_some()
        && settings.all("remote", Some(remote), "url").flatten().all(<[u8]>::is_empty)
    {
        return Err(Refusal::Unknowable("the remote of the branch has no URL"));
    }
    let Ok(name) = std::str::from_utf8(name) else {
        return Err(Refusal::Unknowable("the branch's name is not UTF-8"));
    };
    match repository.branch_upstream_name(name) {
        Ok(upstream) => match upstream.as_str() {
            Ok(upstream) => Ok(Some(upstream.to_owned())),
            Err(_) => Err(Refusal::Unknowable("the upstream's name is not UTF-8")),
        },
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The commit that a reference leads to; `None` when there is no such reference.
fn target(repository: &Repository, name: &str) -> Result<Option<Oid>, Refusal> {
    match repository.find_reference(name) {
        Ok(reference) => Ok(Some(reference.peel_to_commit()?.id())),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn short_name(repository: &Repository, full: &str) -> String {
    let exists = |name: &str| Some(repository.find_reference(name).is_ok());
    shortened(full, exists).unwrap_or_else(|| full.to_owned())
}

/// The shortest name that git would not take for another reference (`shorten_unambiguous_ref`, not strict): a rule
/// that comes earlier must not find anything under it. `None` where `exists` cannot tell.
pub(super) fn shortened(full: &str, exists: impl Fn(&str) -> Option<bool>) -> Option<String> {
    const RULES: [&str; 4] = ["", "refs/", "refs/tags/", "refs/heads/"];
    let kinds = [("refs/remotes/", 4), ("refs/heads/", 3), ("refs/tags/", 2)];
    for (kind, earlier) in kinds {
        let Some(short) = full.strip_prefix(kind) else { continue };
        for rule in &RULES[..earlier] {
            if exists(&format!("{rule}{short}"))? {
                return full.strip_prefix("refs/").map(str::to_owned);
            }
        }
        return Some(short.to_owned());
    }
    Some(full.strip_prefix("refs/").unwrap_or(full).to_owned())
}
