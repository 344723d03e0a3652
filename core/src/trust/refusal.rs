//! Why a workspace may not be trusted or activated, in words: with the code, and what to do.

use std::path::PathBuf;

use super::settings::shown;
use crate::terminal::escape;

/// Why a workspace is not safe to activate. Each variant has a stable [code](Refusal::code).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The root does not exist or is no directory.
    #[error("{} is not a directory", shown(root))]
    NoRoot {
        /// The root.
        root: PathBuf,
    },
    /// The configuration was parsed at a path with symlinks, where relative paths may mean something else.
    #[error("{} is reached through a symlink; its real path is {}", shown(root), shown(real))]
    RootIsALink {
        /// The root as given.
        root: PathBuf,
        /// Its real path.
        real: PathBuf,
    },
    /// Root, its file, venv, the venv's `bin` or a directory above belongs to another user than this one or root.
    #[error("{} belongs to user {owner}", shown(path))]
    UnsafeOwner {
        /// The file or directory.
        path: PathBuf,
        /// The numeric id of its owner.
        owner: u32,
    },
    /// Root, its file, venv, the venv's `bin` or a directory above can be changed by others.
    #[error("{} is writable by {} (mode {mode:04o})", shown(path), if mode & 0o002 == 0 { "its group" } else { "everybody" })]
    WritableByOthers {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The venv's path cannot stand in PATH or in a line of a shell.
    #[error("the venv's path {} {reason}", shown(path))]
    BadPath {
        /// The path.
        path: PathBuf,
        /// What is wrong with it: "contains a colon", …
        reason: &'static str,
    },
    /// There is no venv.
    #[error("there is no venv at {}", shown(path))]
    NoVenv {
        /// Where it should be.
        path: PathBuf,
    },
    /// What is there is not a venv.
    #[error("{} is not a venv: it has no {missing}", shown(path))]
    NotAVenv {
        /// The directory.
        path: PathBuf,
        /// What it lacks: `pyvenv.cfg` or `bin`.
        missing: &'static str,
    },
    /// The venv's path leads to another directory than when it was trusted.
    #[error("the venv is now at {}, and was at {} when it was trusted", shown(now), shown(trusted))]
    VenvMoved {
        /// Its real path now.
        now: PathBuf,
        /// Its real path then.
        trusted: PathBuf,
    },
    /// `[workspace.env]` sets what it may not, or not yet.
    #[error("`[workspace.env]` sets {}", named(own, runs))]
    Variables {
        /// Variables that are activation's or the shell's own.
        own: Vec<String>,
        /// Variables that make programs run or load something, and that are not allowed.
        runs: Vec<String>,
    },
    /// `--allow-env` names a variable that the workspace does not set.
    #[error("`[workspace.env]` sets no `{}`, so there is nothing to allow", escape(name))]
    NothingToAllow {
        /// The variable.
        name: String,
    },
    /// There was no venv when the workspace was trusted, so the one that is there now was never checked.
    #[error("the venv {} did not exist when the workspace was trusted", shown(path))]
    VenvIsNew {
        /// The venv.
        path: PathBuf,
    },
    /// Files of the venv come with a git repository, so whoever may push decides what is in it.
    #[error("git tracks {} in the repository {}", shown(file), shown(repository))]
    VenvTracked {
        /// The venv, or a file in it.
        file: PathBuf,
        /// The repository's working tree.
        repository: PathBuf,
    },
    /// Whether git tracks the venv could not be found out.
    #[error("cannot tell whether git tracks the venv in {}: {reason}", shown(repository))]
    TrackingUnknown {
        /// The repository's working tree.
        repository: PathBuf,
        /// Why not, in one line.
        reason: String,
    },
    /// The root or venv could not be looked at.
    #[error("cannot look at {}: {reason}", shown(path))]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why not, in one line.
        reason: String,
    },
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRoot { .. } => "ws::trust::root_missing",
            Self::RootIsALink { .. } => "ws::trust::root_is_a_link",
            Self::UnsafeOwner { .. } => "ws::trust::unsafe_owner",
            Self::WritableByOthers { .. } => "ws::trust::writable_by_others",
            Self::BadPath { .. } => "ws::venv::bad_path",
            Self::NoVenv { .. } => "ws::venv::missing",
            Self::NotAVenv { .. } => "ws::venv::broken",
            Self::VenvMoved { .. } => "ws::trust::venv_moved",
            Self::Variables { .. } => "ws::trust::env_refused",
            Self::NothingToAllow { .. } => "ws::trust::nothing_to_allow",
            Self::VenvIsNew { .. } => "ws::trust::venv_new",
            Self::VenvTracked { .. } => "ws::trust::venv_tracked",
            Self::TrackingUnknown { .. } => "ws::trust::tracking_unknown",
            Self::Unreadable { .. } => "ws::trust::unreadable",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoRoot { .. } => "run `ws untrust` if the workspace is gone for good".to_owned(),
            Self::RootIsALink { real, .. } => format!("go to {} and try again", shown(real)),
            Self::UnsafeOwner { path, .. } => format!("if it is yours, take it over with `chown` on {}", shown(path)),
            Self::WritableByOthers { path, .. } => format!("run `chmod go-w` on {}", shown(path)),
            Self::BadPath { .. } => "choose another `venv_path`, or move the workspace".to_owned(),
            Self::NoVenv { .. } => "run `ws setup`".to_owned(),
            Self::NotAVenv { path, .. } => format!("move {} away and run `ws setup`", shown(path)),
            Self::VenvMoved { .. } => "if you moved it, run `ws trust`".to_owned(),
            Self::Variables { own, runs } if own.is_empty() => {
                let flags: Vec<String> = runs.iter().map(|name| format!(" --allow-env {}", escape(name))).collect();
                format!("if you want them, run `ws trust{}`", flags.concat())
            }
            Self::Variables { own, .. } => format!("remove {} from `[workspace.env]`: `ws` never sets it", list(own)),
            Self::NothingToAllow { .. } => "check how the name is written in `[workspace.env]`".to_owned(),
            Self::VenvIsNew { .. } => "run `ws trust`".to_owned(),
            Self::VenvTracked { .. } => "remove it from the index with `git rm -r --cached`, and ignore it".to_owned(),
            Self::TrackingUnknown { .. } => "run `git ls-files` there to see git's error".to_owned(),
            Self::Unreadable { .. } => "check its permissions with `ls -ld`".to_owned(),
        }
    }
}

/// What is wrong with variables, as the end of a sentence.
fn named(own: &[String], runs: &[String]) -> String {
    let own = (!own.is_empty()).then(|| format!("{}, which belongs to activation or to the shell", list(own)));
    let runs = (!runs.is_empty()).then(|| format!("{}, which makes programs run or load something", list(runs)));
    own.into_iter().chain(runs).collect::<Vec<_>>().join("; and ")
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", escape(name))).collect::<Vec<_>>().join(", ")
}
