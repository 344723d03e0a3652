//! `ws activate`: the same as entering the workspace, for a script.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use ws_core::trust::Registry;
use ws_core::{Error, activate, env};

use crate::cli::{ActivateArgs, Global};
use crate::{context, dialect};

/// Prints the changes; an error when the workspace may not activate.
pub fn run(global: &Global, args: &ActivateArgs) -> Result<ExitCode> {
    let config = context::open_at_real_root(global)?;
    let registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    if let Some(reason) = activate::refusal(&config, &registry)? {
        bail!("{reason}");
    }
    let wanted = activate::wanted(&config).context("a path of the workspace is not UTF-8")?;
    let changes = env::reconcile(&context::environment(), Some(&wanted));
    std::io::stdout().lock().write_all(&dialect::render(args.shell, &changes, None))?;
    Ok(ExitCode::SUCCESS)
}
