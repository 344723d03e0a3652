//! Whose directory is this? The registry alone answers, with what git itself keeps about linked worktrees. Opens no
//! `wrknv.toml`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::check::foreign;
use super::{Registry, TrustError, Trusted, store};
use crate::work::paths::real_path;
use crate::worktree::{self, Linked};

impl Registry {
    /// The trusted workspace that `dir` belongs to: its root or a sibling is `dir` or an ancestor of it, by whole
    /// components; or `dir` is in a linked worktree of a sibling. Compared are `dir` as given and its real path; one that
    /// is deleted is taken as it is written. Of workspaces within each other, the innermost.
    ///
    /// [`TrustError::Conflict`] when two workspaces claim it otherwise. Says nothing about whether it may activate:
    /// [`Trusted::check`] does.
    pub fn membership(&self, dir: &Path) -> Result<Option<Trusted>, TrustError> {
        let real = real_path(dir);
        let views = [dir, &real];
        let found = store::claiming(&self.state_dir, &self.text, &views)?;
        if !found.is_empty() {
            return innermost(dir, &views, found);
        }
        let linked = views.iter().find_map(|view| worktree::linked(view));
        let Some(linked) = linked.filter(is_ours_alone) else { return Ok(None) };
        for other in linked.others {
            let views = [other.as_path()];
            let mut found = store::claiming(&self.state_dir, &self.text, &views)?;
            // Another checkout of a root has a `wrknv.toml` of its own, and what else is below a root is no sibling.
            found.retain(|trusted| trusted.claims().skip(1).any(|claim| other.starts_with(claim)));
            if !found.is_empty() {
                return innermost(dir, &views, found);
            }
        }
        Ok(None)
    }
}

/// Whether only the user or root could have made the directory a worktree.
fn is_ours_alone(linked: &Linked) -> bool {
    linked.decided_by.iter().all(|path| {
        // A symlink counts as well as what it leads to.
        [path.symlink_metadata(), path.metadata()]
            .into_iter()
            .all(|metadata| metadata.is_ok_and(|metadata| metadata.is_symlink() || foreign(&metadata).is_none()))
    })
}

/// The workspace whose claims lie within those of all others.
fn innermost(dir: &Path, views: &[&Path], mut found: Vec<Trusted>) -> Result<Option<Trusted>, TrustError> {
    let is_inside_the_others = |one: &Trusted| found.iter().all(|other| other == one || one.is_inside(other, views));
    if let Some(at) = found.iter().position(is_inside_the_others) {
        return Ok(Some(found.swap_remove(at)));
    }
    let mut roots: Vec<PathBuf> = found.into_iter().map(|trusted| trusted.root).collect();
    roots.sort();
    Err(TrustError::Conflict { directory: dir.to_path_buf(), roots })
}

impl Trusted {
    /// Whether each claim of `other` on what `views` show is above one of ours; or at our root, where that lies within the
    /// other workspace's.
    fn is_inside(&self, other: &Self, views: &[&Path]) -> bool {
        let on_it = |claim: &&Path| views.iter().any(|view| view.starts_with(claim));
        let ours: Vec<&Path> = self.claims().filter(on_it).collect();
        let is_nested = self.root != other.root && self.root.starts_with(&other.root);
        other.claims().filter(on_it).all(|theirs| {
            ours.iter().any(|own| own.starts_with(theirs) && (*own != theirs || is_nested && *own == self.root))
        })
    }

    /// The directories that both claim and that are neither's for that, each with the other's root.
    pub(super) fn shared_with(&self, other: &Self) -> Vec<(PathBuf, PathBuf)> {
        let ours: BTreeSet<&Path> = self.claims().collect();
        let theirs: BTreeSet<&Path> = other.claims().collect();
        let inside = |inner: &Path, outer: &BTreeSet<&Path>| inner.ancestors().any(|above| outer.contains(above));
        let both = ours.union(&theirs).filter(|path| inside(path, &ours) && inside(path, &theirs));
        let neither_is_inside = |path: &&&Path| !self.is_inside(other, &[path]) && !other.is_inside(self, &[path]);
        both.filter(neither_is_inside).map(|path| (path.to_path_buf(), other.root.clone())).collect()
    }
}
