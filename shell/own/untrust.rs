//! `ws untrust`: forgets a workspace.

use std::process::ExitCode;

use anyhow::{Result, bail};
use ws_core::Error;
use ws_core::terminal::escape;
use ws_core::trust::Registry;

use crate::cli::UntrustArgs;
use crate::{adapter, context, output};

/// Forgets the workspace that is named, also one that is gone, or the one here.
pub fn run(args: &UntrustArgs) -> Result<ExitCode> {
    let root = if let Some(directory) = &args.directory {
        context::shell_directory()?.join(directory)
    } else {
        let asked = context::asked(args.root.root.as_deref());
        context::short_session()?.open_at_real_root(&asked).map_err(adapter::into_error)?.root
    };
    let mut registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    match registry.untrust(&root).map_err(Error::from)? {
        Some(trusted) => {
            output::print_text(&format!("`{}` is no longer trusted\n", escape(&trusted.root.to_string_lossy())))?;
        }
        None => bail!("`{}` was not trusted", root.display()),
    }
    Ok(ExitCode::SUCCESS)
}
