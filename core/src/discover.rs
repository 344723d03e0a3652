//! Which workspace is this directory in? By `--root`, by `WS_ROOT`, by walking up, or, from inside a sibling, by
//! the workspace that lists it: remembered ones first, then those next to each parent directory.

mod admission;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{self, Claim, Config, FoundBy};
use crate::error::Error;
use crate::source::SourceFile;
use crate::worktree;

use self::admission::Admission;
pub(crate) use self::admission::refuse_foreign;
pub use self::admission::seems_a_root;

/// The file that describes a workspace.
pub const FILE_NAME: &str = "wrknv.toml";

/// How many entries of one directory are looked at for a workspace next door: a home has fewer, and a directory of a
/// hundred thousand is no place for one.
const NEIGHBOUR_LIMIT: usize = 4096;

/// Where the question is asked from. Callers fill it from their own environment or from Nushell's engine.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The current directory; absolute, as the user sees it (symlinks not resolved).
    pub current_dir: PathBuf,
    /// `--root`.
    pub root: Option<PathBuf>,
    /// The variable `WS_ROOT`; empty counts as unset.
    pub ws_root: Option<PathBuf>,
    /// Roots of workspaces that the user has trusted, most recent first.
    pub remembered: Vec<PathBuf>,
    /// What `~` means.
    pub home: Option<PathBuf>,
    /// Asked between any two files; when true, the search ends.
    pub cancelled: Cancelled,
}

/// The question whether to stop; by default it is never answered with yes.
#[derive(Clone, Default)]
pub struct Cancelled(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Cancelled {
    /// Asks `question`.
    pub fn by(question: Arc<dyn Fn() -> bool + Send + Sync>) -> Self {
        Self(Some(question))
    }

    fn is_asked(&self) -> bool {
        self.0.as_ref().is_some_and(|question| question())
    }
}

impl fmt::Debug for Cancelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Cancelled").field(&self.is_asked()).finish()
    }
}

/// What is found: all of a workspace, or as much as was asked for.
pub trait Workspace {
    /// Where its siblings should be.
    fn paths(&self) -> impl Iterator<Item = &Path>;

    /// Where its venv should be, if that is known.
    fn venv(&self) -> Option<&Path>;
}

impl Workspace for Config {
    fn paths(&self) -> impl Iterator<Item = &Path> {
        self.siblings.iter().map(|sibling| sibling.path.as_path())
    }

    fn venv(&self) -> Option<&Path> {
        Some(&self.python.venv_path)
    }
}

/// Finds the workspace's root and reads its `wrknv.toml`.
pub fn open(request: &Request) -> Result<Config, Error> {
    let home = request.home.as_deref();
    let read = |root: &Path| config::load_workspace(SourceFile::read(&root.join(FILE_NAME))?, root, home);
    let (config, found) = find(request, read, claim)?;
    Ok(Config { found, ..config })
}

/// What the file in `root` claims to be; `None` where it cannot be read or says nothing of siblings.
pub fn claim(root: &Path) -> Option<Claim> {
    let source_file = SourceFile::read(&root.join(FILE_NAME)).ok()?;
    // Most files next door have tasks and nothing of a workspace.
    source_file.text.contains("siblings").then(|| config::claim(&source_file.text))
}

/// Finds the workspace, given how to read one from a directory that has the file (`None` when it describes none), and how
/// to tell what the file claims to be, as [`claim`] does.
///
/// One that was looked for and that another user could have written is passed over; where no other is found, that is the
/// error.
pub fn find<W: Workspace>(
    request: &Request,
    read: impl Fn(&Path) -> Result<Option<W>, Error>,
    claim: impl Fn(&Path) -> Option<Claim>,
) -> Result<(W, FoundBy), Error> {
    let named = match (&request.root, &request.ws_root) {
        (Some(root), _) => Some((root, "--root", FoundBy::Root)),
        (None, Some(root)) if !root.as_os_str().is_empty() => Some((root, "WS_ROOT", FoundBy::Search)),
        (None, _) => None,
    };
    if let Some((root, named_by, found)) = named {
        let root = request.current_dir.join(root);
        let workspace = if root.join(FILE_NAME).exists() { read(&behind_symlink(&root))? } else { None };
        return workspace.map(|workspace| (workspace, found)).ok_or(Error::NotARoot { root, named_by });
    }
    let (mut looked_at, mut no_workspace) = (Vec::new(), None);
    let mut look_at = |directory: &Path| {
        let path = directory.join(FILE_NAME);
        let exists = path.exists();
        looked_at.push(path);
        let found = if exists { read(&behind_symlink(directory))? } else { None };
        if exists && found.is_none() && no_workspace.is_none() && request.current_dir.starts_with(directory) {
            no_workspace = looked_at.last().cloned();
        }
        Ok::<_, Error>(found)
    };
    let admission = Admission::new(request);
    let resolved = request.current_dir.canonicalize().ok().filter(|resolved| *resolved != request.current_dir);
    let views: Vec<&Path> = std::iter::once(request.current_dir.as_path()).chain(resolved.as_deref()).collect();
    for view in &views {
        for directory in view.ancestors() {
            let is_here = views.contains(&directory);
            if !is_here && !admission.admits_above(directory)? {
                continue;
            }
            let Some(workspace) = look_at(directory).transpose() else { continue };
            if let Some(owner) = owner(directory, &admission, request, workspace.as_ref().ok(), &read, &claim)? {
                return Ok((owner, FoundBy::Search));
            }
            let is_own = refuse_foreign(directory, workspace.as_ref().ok().and_then(Workspace::venv));
            match (is_own, is_here) {
                (Ok(()), true) => return Ok((workspace?, FoundBy::Here)),
                // To read it is what its visitor came for.
                (Err(_), true) => return Ok((workspace?, FoundBy::Stranger)),
                (Ok(()), false) => return Ok((workspace?, FoundBy::Search)),
                (Err(error), false) => admission.pass_over(error),
            }
        }
    }
    // A linked worktree is of the workspace that lists another checkout of the same repository.
    let others = views.iter().find_map(|view| worktree::linked(view)).map(|linked| linked.others).unwrap_or_default();
    let near = views.iter().copied().chain(others.iter().map(PathBuf::as_path));
    let candidates = request.remembered.iter().cloned().chain(near.clone().flat_map(neighbours));
    let near: Vec<&Path> = near.collect();
    let mut tried = HashSet::new();
    for root in candidates {
        if !tried.insert(root.clone()) || !admission.admits_beside(&root, &near)? {
            continue;
        }
        // What is wrong with a workspace that may not even list this directory is not this command's business.
        let Ok(Some(workspace)) = look_at(&root) else { continue };
        if lists(&workspace, &near) {
            match refuse_foreign(&root, workspace.venv()) {
                Ok(()) => return Ok((workspace, FoundBy::Search)),
                Err(error) => admission.pass_over(error),
            }
        }
    }
    Err(admission.nothing(|| Error::WorkspaceNotFound { from: request.current_dir.clone(), looked_at, no_workspace }))
}

/// The root that is meant by this path: what a symlink leads to, so that `../pyvider` is next to the real root, as it is
/// for whatever runs there, and as trust has it.
fn behind_symlink(root: &Path) -> Cow<'_, Path> {
    let real = root.is_symlink().then(|| root.canonicalize().ok()).flatten();
    real.map_or(Cow::Borrowed(root), Cow::Owned)
}

/// The workspace that lists `directory` as its sibling, where it has more to say than the directory's own file: then
/// `own`, which that file describes, is not the workspace that is meant. Patterns such as `../*` say the least, since
/// two directories list each other by them; a trusted root stays what it is.
fn owner<W: Workspace>(
    directory: &Path,
    admission: &Admission<'_>,
    request: &Request,
    own: Option<&W>,
    read: impl Fn(&Path) -> Result<Option<W>, Error>,
    claim_of: impl Fn(&Path) -> Option<Claim>,
) -> Result<Option<W>, Error> {
    // Asked where there is another workspace at all: it takes as long as to read the file.
    let own_claim = LazyCell::new(|| claim_of(directory).unwrap_or(Claim::Nothing));
    let is_remembered = request.remembered.iter().any(|root| root == directory);
    let above = directory.ancestors().skip(1).filter(|root| root.join(FILE_NAME).is_file()).map(Path::to_path_buf);
    let others = worktree::linked(directory).filter(|linked| linked.top == directory).map(|linked| linked.others);
    let others = others.unwrap_or_default();
    let near: Vec<&Path> = std::iter::once(directory).chain(others.iter().map(PathBuf::as_path)).collect();
    let next_to = near.iter().flat_map(|near| next_to(near));
    let candidates = request.remembered.iter().cloned().chain(above).chain(next_to);
    let mut tried = HashSet::from([directory.to_path_buf()]);
    for root in candidates.filter(|root| tried.insert(root.clone())) {
        if !admission.admits_beside(&root, &near)? {
            continue;
        }
        let claim = claim_of(&root).filter(|claim| *claim > Claim::Patterns && *claim >= *own_claim);
        let read = |claim| (claim, read(&behind_symlink(&root)));
        let Some((claim, Ok(Some(workspace)))) = claim.map(read) else { continue };
        let is_mutual = || is_remembered || own.is_some_and(|own| lists(own, &[root.as_path()]));
        // A workspace inside a sibling stands for itself, since no other lists it.
        let is_listed = *own_claim <= Claim::Patterns || is_one_of(&workspace, &near);
        let is_meant = is_listed
            && lists(&workspace, &near)
            && (claim > *own_claim || !is_mutual())
            && refuse_foreign(&root, workspace.venv()).is_ok();
        if is_meant {
            return Ok(Some(workspace));
        }
    }
    Ok(None)
}

/// `*/` next to the directory and to each of its parents: where the root of a workspace may lie whose sibling this is.
fn neighbours(directory: &Path) -> Vec<PathBuf> {
    directory.ancestors().flat_map(next_to).collect()
}

/// `*/` next to the directory.
fn next_to(directory: &Path) -> Vec<PathBuf> {
    let Some(parent) = directory.parent() else { return Vec::new() };
    let entries = std::fs::read_dir(parent).into_iter().flatten().take(NEIGHBOUR_LIMIT).flatten();
    let mut roots: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.join(FILE_NAME).is_file()).collect();
    roots.sort();
    roots
}

/// Whether one of the siblings is the directory or above it, by the path as written or by the real one.
fn lists(workspace: &impl Workspace, views: &[&Path]) -> bool {
    let above = |path: &Path| views.iter().any(|view| view.starts_with(path));
    workspace.paths().any(above)
        || workspace.paths().filter_map(|path| path.canonicalize().ok()).any(|real| above(&real))
}

/// Whether one of the siblings is the directory itself.
fn is_one_of(workspace: &impl Workspace, views: &[&Path]) -> bool {
    workspace
        .paths()
        .any(|path| views.contains(&path) || path.canonicalize().is_ok_and(|real| views.contains(&real.as_path())))
}
