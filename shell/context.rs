//! The one place of the CLI that asks the process: its directory, its environment, its home.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use ws_core::Config;
use ws_core::discover::{self, Request};
use ws_core::git::LookOptions;
use ws_core::inspect::InspectOptions;

use crate::cli::Global;
use crate::output;

/// Finds and reads the workspace; its warnings go to standard error.
pub fn open_workspace(global: &Global) -> Result<Config> {
    let request = Request {
        current_dir: current_dir()?,
        root: global.root.clone(),
        ws_root: std::env::var_os("WS_ROOT").filter(|root| !root.is_empty()).map(PathBuf::from),
        remembered: Vec::new(),
        home: dirs::home_dir(),
    };
    let config = discover::open(&request)?;
    if !config.warnings.is_empty() {
        eprint!("{}", ws_core::report::problems(&config.source_file, &config.warnings, output::colour_on_stderr()));
    }
    Ok(config)
}

/// The current directory as the user sees it: `$PWD` when it is true, which keeps the symlinks one came through.
fn current_dir() -> Result<PathBuf> {
    let physical = std::env::current_dir().context("cannot tell the current directory")?;
    let logical = std::env::var_os("PWD").map(PathBuf::from).filter(|pwd| pwd.is_absolute());
    let same = |pwd: &PathBuf| pwd.canonicalize().is_ok_and(|pwd| pwd == physical);
    Ok(logical.filter(same).unwrap_or(physical))
}

/// How the CLI looks at siblings: with the user's own environment.
pub fn inspect_options(fast: bool) -> InspectOptions {
    InspectOptions::new(LookOptions { fast, run_repository_filters: false, env: std::env::vars_os().collect() })
}
