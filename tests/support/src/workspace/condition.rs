//! A working copy, brought into its conditions by the git program as a person would bring it there.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::spec::{Condition, SiblingSpec};
use super::{Workspace, files, path_text};
use crate::sandbox;

/// Clones `sibling` and brings the clone into its conditions; does not clone what is to be missing.
pub fn check_out(workspace: &Workspace, sibling: &SiblingSpec) -> Result<()> {
    let path = workspace.path(&sibling.name);
    if sibling.has(Condition::Missing) {
        return Ok(());
    }
    if sibling.has(Condition::NotGit) {
        return write_all(&path, &files::first(sibling));
    }
    let upstream = workspace.remote(&sibling.name);
    let arguments = ["clone", "--quiet", path_text(&upstream)?, path_text(&path)?];
    sandbox::git(&workspace.home(), workspace.directory(), arguments)?;
    // In the order in which they can happen to one working copy, which is the order of the enum.
    let mut conditions = sibling.conditions.clone();
    conditions.sort();
    let copy = Copy { workspace, sibling, path: &path };
    conditions.into_iter().try_for_each(|condition| copy.bring_into(condition))
}

struct Copy<'a> {
    workspace: &'a Workspace,
    sibling: &'a SiblingSpec,
    path: &'a Path,
}

impl Copy<'_> {
    fn bring_into(&self, condition: Condition) -> Result<()> {
        let module = format!("src/{}", self.sibling.module());
        match condition {
            Condition::Missing | Condition::NotGit => Ok(()),
            Condition::Behind(commits) => {
                ensure!(commits <= 3, "at most 3 commits behind");
                self.git(&["reset", "--quiet", "--hard", &format!("HEAD~{commits}")])?;
                self.git(&["fetch", "--quiet"])
            }
            Condition::Ahead(commits) => (1..=commits).try_for_each(|number| {
                self.write(&format!("{module}/local.py"), &format!("LOCAL = {number}\n"))?;
                self.commit(&format!("Local change {number}"))
            }),
            Condition::Conflicted => self.conflict(),
            Condition::Detached => self.git(&["switch", "--quiet", "--detach", &format!("v{}", self.sibling.version)]),
            Condition::NoUpstream => self.git(&["switch", "--quiet", "-c", "topic"]),
            Condition::Stashed => {
                self.append("VERSION", "# put aside\n")?;
                self.git(&["stash", "push", "--quiet", "-m", "put aside"])
            }
            Condition::Staged(count) => (1..=count).try_for_each(|number| {
                let file = format!("{module}/staged_{number}.py");
                self.write(&file, &format!("STAGED = {number}\n"))?;
                self.git(&["add", &file])
            }),
            Condition::Unstaged(count) => {
                let files = [
                    format!("{module}/__init__.py"),
                    "CHANGELOG.md".into(),
                    "pyproject.toml".into(),
                    ".gitignore".into(),
                ];
                ensure!(count <= files.len(), "at most {} changed files", files.len());
                files[..count].iter().try_for_each(|file| self.append(file, "# to be continued\n"))
            }
            Condition::Untracked(count) => {
                (1..=count).try_for_each(|number| self.write(&format!("notes_{number}.txt"), "remember\n"))
            }
            Condition::Corrupt => self.write(".git/index", "this is not an index\n"),
        }
    }

    /// Two branches write the same line, and the merge stops.
    fn conflict(&self) -> Result<()> {
        let line = |text: &str| self.write("README.md", &format!("# {}\n\n{text}\n", self.sibling.name));
        self.git(&["switch", "--quiet", "-c", "topic/rename"])?;
        line("Renamed by one.")?;
        self.commit("Rename")?;
        self.git(&["switch", "--quiet", "main"])?;
        line("Renamed by another.")?;
        self.commit("Rename otherwise")?;
        ensure!(
            self.git(&["merge", "--quiet", "topic/rename"]).is_err(),
            "the merge should have stopped at a conflict"
        );
        Ok(())
    }

    fn git(&self, arguments: &[&str]) -> Result<()> {
        sandbox::git(&self.workspace.home(), self.path, arguments).map(drop)
    }

    fn commit(&self, message: &str) -> Result<()> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "-m", message])
    }

    fn write(&self, file: &str, content: &str) -> Result<()> {
        Ok(fs::write(self.path.join(file), content)?)
    }

    /// Changes the file's size too, so that no file system's clock can hide the change.
    fn append(&self, file: &str, content: &str) -> Result<()> {
        let before = fs::read_to_string(self.path.join(file))?;
        self.write(file, &format!("{before}{content}"))
    }
}

fn write_all(directory: &Path, files: &[(String, String)]) -> Result<()> {
    for (file, content) in files {
        let path = directory.join(file);
        fs::create_dir_all(path.parent().unwrap_or(directory))?;
        fs::write(path, content)?;
    }
    Ok(())
}
