//! Makes a workspace: a `wrknv.toml` and, next to it, real siblings with history, upstreams and all that happens to
//! working copies. Says what to make with [`SiblingSpec`]; [`sample`] is the provide.io ecosystem in every state.
//!
//! Refuses to do: replace or remove. What is already there makes [`Workspace::build`] fail.

mod condition;
mod files;
mod history;
mod provide_io;
mod spec;
mod tasks;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};

pub use provide_io::specs as provide_io;
pub use spec::{Condition, SiblingSpec};

use crate::sandbox;

/// The name of the directory that holds the `wrknv.toml`.
pub const ROOT: &str = "provide-workspace";

/// A workspace on disk. It does not remove itself: its directory belongs to the caller.
#[derive(Debug)]
pub struct Workspace {
    directory: PathBuf,
    siblings: Vec<SiblingSpec>,
}

/// The 18 siblings of provide.io, made in `directory`: clean, dirty, ahead, behind, diverged, in conflict, detached,
/// without upstream, missing, broken.
pub fn sample(directory: &Path) -> Result<Workspace> {
    Workspace::build(directory, &provide_io())
}

impl Workspace {
    /// Makes a workspace in `directory`, which must exist: the root `provide-workspace/` with its `wrknv.toml`, one
    /// directory per sibling beside it, bare upstreams in `remotes/`, and `home/` as the home of all commands.
    /// The commits have the same hashes each time.
    pub fn build(directory: &Path, siblings: &[SiblingSpec]) -> Result<Self> {
        let directory = directory.canonicalize().with_context(|| format!("cannot find `{}`", directory.display()))?;
        let workspace = Self { directory, siblings: siblings.to_vec() };
        // A sandbox has its home already; everything else must be new.
        fs::create_dir_all(workspace.home())?;
        for new in [workspace.remotes(), workspace.root()] {
            fs::create_dir(&new).with_context(|| format!("cannot make `{}`", new.display()))?;
        }
        workspace.make_root()?;
        workspace.make_siblings()?;
        Ok(workspace)
    }

    /// The directory that everything is in.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The root of the workspace: where the `wrknv.toml` is.
    pub fn root(&self) -> PathBuf {
        self.directory.join(ROOT)
    }

    /// The directory of the bare upstreams, each called `NAME.git`.
    pub fn remotes(&self) -> PathBuf {
        self.directory.join("remotes")
    }

    /// The home directory of everything that runs here.
    pub fn home(&self) -> PathBuf {
        self.directory.join("home")
    }

    /// What was made.
    pub fn siblings(&self) -> &[SiblingSpec] {
        &self.siblings
    }

    /// Where the sibling `name` is, or would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// The bare upstream of the sibling `name`.
    pub fn remote(&self, name: &str) -> PathBuf {
        self.remotes().join(format!("{name}.git"))
    }

    /// The `wrknv.toml` of this workspace; each `repo` is the URL of a bare upstream here.
    pub fn manifest(&self) -> String {
        files::manifest(&self.siblings, |name| format!("file://{}", self.remote(name).display()))
    }

    /// Runs git in the sibling `name`; it must succeed. Gives its standard output without the last line feed.
    pub fn git<'a>(&self, name: &str, arguments: impl IntoIterator<Item = &'a str>) -> Result<String> {
        sandbox::git(&self.home(), &self.path(name), arguments)
    }

    /// The root is a repository too, as the real one is.
    fn make_root(&self) -> Result<()> {
        let root = self.root();
        fs::write(root.join("wrknv.toml"), self.manifest())?;
        fs::write(root.join(".gitignore"), ".venv/\n")?;
        for arguments in
            [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "Describe the workspace"]]
        {
            sandbox::git(&self.home(), &root, arguments)?;
        }
        Ok(())
    }

    /// Makes all siblings, as many side by side as there are processors; gives the first failure in their order.
    fn make_siblings(&self) -> Result<()> {
        let next = AtomicUsize::new(0);
        let failures = Mutex::new(Vec::new());
        let workers = std::thread::available_parallelism().map_or(2, usize::from).min(self.siblings.len());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(sibling) = self.siblings.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Err(failure) = self.make_sibling(sibling) {
                            let failure = failure.context(format!("cannot make the sibling `{}`", sibling.name));
                            failures.lock().expect("no thread panics with the lock").push(failure);
                        }
                    }
                });
            }
        });
        let failures = failures.into_inner().expect("no thread panics with the lock");
        failures.into_iter().next().map_or(Ok(()), Err)
    }

    fn make_sibling(&self, sibling: &SiblingSpec) -> Result<()> {
        let path = self.path(&sibling.name);
        ensure!(!path.exists(), "`{}` is there already", path.display());
        let upstream = self.remote(&sibling.name);
        sandbox::git(&self.home(), &self.directory, ["init", "--quiet", "--bare", path_text(&upstream)?])?;
        history::import(&self.home(), &upstream, sibling)?;
        condition::check_out(self, sibling)
    }
}

/// A path of this workspace as an argument for git.
fn path_text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| format!("`{}` is not UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sandbox;

    #[test]
    fn each_condition_is_what_git_says_it_is() {
        let sandbox = Sandbox::new().unwrap();
        let workspace = sample(&sandbox.path()).unwrap();
        let status = |name: &str| {
            workspace
                .git(name, ["status", "--porcelain=v2", "--branch", "--show-stash"])
                .unwrap_or_else(|e| e.to_string())
        };
        assert!(status("provide-foundation").ends_with("# branch.ab +0 -0"), "{}", status("provide-foundation"));
        assert!(status("pyvider-hcl").contains("# branch.ab +0 -2"));
        assert!(status("pyvider-rpcplugin").contains("# branch.ab +1 -0"));
        assert!(status("pyvider-components").contains("# branch.ab +1 -3"));
        let pyvider = status("pyvider");
        assert!(pyvider.contains("# branch.ab +2 -0"), "{pyvider}");
        for (kind, count) in [("1 A.", 2), ("1 .M", 1), ("? ", 1)] {
            assert_eq!(pyvider.lines().filter(|line| line.starts_with(kind)).count(), count, "{kind}: {pyvider}");
        }
        assert!(status("flavorpack").contains("# branch.head (detached)"));
        assert!(status("plating").lines().any(|line| line.starts_with("u UU")), "{}", status("plating"));
        assert!(status("tofusoup").contains("# stash 1"));
        assert!(!status("provide-foundry").contains("branch.upstream"));
        assert!(status("supsrc").contains("index"), "a corrupt index: {}", status("supsrc"));
        assert!(!workspace.path("messometer").exists());
        assert!(workspace.remote("messometer").exists());
    }

    #[test]
    fn the_same_workspace_has_the_same_commits() {
        let heads = |siblings: &[SiblingSpec]| {
            let sandbox = Sandbox::new().unwrap();
            let workspace = Workspace::build(&sandbox.path(), siblings).unwrap();
            workspace.git("a", ["rev-parse", "HEAD", "origin/main"]).unwrap()
        };
        let siblings = [SiblingSpec::new("a").with(Condition::Ahead(2)).with(Condition::Behind(1))];
        assert_eq!(heads(&siblings), heads(&siblings));
    }

    #[test]
    fn what_is_there_is_not_replaced() {
        let sandbox = Sandbox::new().unwrap();
        fs::create_dir(sandbox.path().join("a")).unwrap();
        assert!(Workspace::build(&sandbox.path(), &[SiblingSpec::new("a")]).is_err());
    }
}
