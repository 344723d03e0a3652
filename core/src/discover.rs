//! Which workspace is this directory in? By `--root`, by `WS_ROOT`, by walking up, or, from inside a sibling, by
//! the workspace that lists it.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::error::Error;

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
}

/// Finds the workspace's root and reads its `wrknv.toml`.
pub fn open(request: &Request) -> Result<Config, Error> {
    todo!()
}
