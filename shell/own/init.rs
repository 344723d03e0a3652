//! `ws init`: a `wrknv.toml` from the repositories next to this directory.

use std::process::ExitCode;

use anyhow::{Result, bail};
use ws_core::plan::init;
use ws_core::secrets;
use ws_core::terminal::escape;

use ws_core::git::LookOptions;

use crate::cli::InitArgs;
use crate::{context, output};

/// Shows the proposal, and writes it unless it is only to be shown.
pub fn run(args: &InitArgs) -> Result<ExitCode> {
    let env = context::environment();
    ws_core::user_directories::refuse_relative(&env)?;
    let root = context::absolute(args.root.root.as_deref().unwrap_or_else(|| std::path::Path::new("")))?;
    // Without the separator that an empty path leaves behind.
    let root: std::path::PathBuf = root.components().collect();
    if !args.plan && !args.add && init::exists(&root) {
        bail!("`{}` has a wrknv.toml: `ws init --add` adds what it lacks, and replaces nothing", root.display());
    }
    let look = LookOptions {
        fast: true,
        run_repository_filters: false,
        env: env.into_iter().collect(),
        ..LookOptions::default()
    };
    let proposal = if args.add && init::exists(&root) {
        init::propose_addition(&root, &look, dirs::home_dir().as_deref())?
    } else {
        init::propose(&root, &look)
    };
    for reason in &proposal.left_out {
        output::warn(&format!("left out: {reason}"));
    }
    if proposal.now.as_ref() == Some(&proposal.text) {
        output::say(&format!("`{}` lacks nothing", escape(&proposal.path.display().to_string())));
        return Ok(ExitCode::SUCCESS);
    }
    if proposal.siblings == 0 && proposal.now.is_none() {
        bail!("there is no git repository next to `{}`", root.display());
    }
    if !args.plan {
        proposal.write()?;
        let path = proposal.path.display().to_string();
        output::say(&format!("wrote `{}`: {}", escape(&path), ws_core::report::siblings(proposal.siblings)));
    }
    // What was in the file before is shown too.
    output::print_text(&secrets::without_secrets(&proposal.text))?;
    Ok(ExitCode::SUCCESS)
}
