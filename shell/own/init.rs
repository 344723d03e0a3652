//! `ws init`: a `wrknv.toml` from the repositories next to this directory.

use std::process::ExitCode;

use anyhow::{Result, bail};
use ws_core::plan::init;
use ws_core::terminal::escape;

use ws_core::git::LookOptions;

use crate::cli::InitArgs;
use crate::{context, output};

/// Shows the proposal, and writes it unless it is only to be shown.
pub fn run(args: &InitArgs) -> Result<ExitCode> {
    let root = context::absolute(args.root.root.as_deref().unwrap_or_else(|| std::path::Path::new("")))?;
    // Without the separator that an empty path leaves behind.
    let root: std::path::PathBuf = root.components().collect();
    if !args.plan && init::exists(&root) {
        bail!("`{}` has a wrknv.toml: nothing is replaced; `ws init --plan` shows what it would be", root.display());
    }
    let proposal = init::propose(
        &root,
        &LookOptions { fast: true, run_repository_filters: false, env: context::environment().into_iter().collect() },
    );
    for reason in &proposal.left_out {
        output::warn(&format!("left out: {reason}"));
    }
    if proposal.siblings == 0 {
        bail!("there is no git repository next to `{}`", root.display());
    }
    if !args.plan {
        proposal.write()?;
        let path = proposal.path.display().to_string();
        eprintln!("wrote `{}`: {} siblings", escape(&path), proposal.siblings);
    }
    output::print_text(&proposal.text)?;
    Ok(ExitCode::SUCCESS)
}
