//! `ws activate`, which is also `ws venv activate`: the same as entering the workspace, for a script; and back.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ws_core::trust::Registry;
use ws_core::{Error, activate, env};

use crate::cli::{ActivateArgs, Global};
use crate::context;
use crate::shells::Marks;

/// Prints the changes; an error when the workspace may not activate.
pub fn run(global: &Global, args: &ActivateArgs) -> Result<ExitCode> {
    let config = context::open_at_real_root(global)?;
    let registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    let wanted = activate::permitted(&config, &registry)?;
    let environment = context::environment();
    let changes = env::reconcile(&environment, Some(&wanted));
    let venv = env::active_venv(&env::changed(&environment, &changes)).unwrap_or_default();
    let marks = Marks { off: Some(PathBuf::new()), venv: Some(venv.into()), ..Marks::default() };
    std::io::stdout().lock().write_all(&args.shell.language().environment(&changes, &marks))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the changes that take back what was activated; none when nothing was. A hook leaves it so until the workspace
/// is left.
pub fn reverse(args: &ActivateArgs) -> Result<ExitCode> {
    let environment = context::environment();
    let changes = env::reconcile(&environment, None);
    let marks = Marks { off: env::active_root(&environment).map(PathBuf::from), ..Marks::default() };
    std::io::stdout().lock().write_all(&args.shell.language().environment(&changes, &marks))?;
    Ok(ExitCode::SUCCESS)
}
