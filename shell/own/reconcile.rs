//! `ws reconcile`: what a hook evaluates after a change of directory or trust.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ws_core::terminal::escape_lines;
use ws_core::trust::Registry;
use ws_core::{Error, activate, env};

use crate::cli::ReconcileArgs;
use crate::shells::Marks;
use crate::{context, output};

/// Prints the changes, and says on standard error why a workspace does not activate: once, until it is left.
pub fn run(args: &ReconcileArgs) -> Result<ExitCode> {
    let directory = context::shell_directory()?;
    let environment = context::environment();
    let registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    let answer = activate::answer(&directory, &registry, dirs::home_dir().as_deref()).map_err(Error::from)?;
    let off = if args.leave || (args.here && env::is_given_up(&environment)) {
        env::active_root(&environment).map(PathBuf::from).unwrap_or_default()
    } else {
        PathBuf::from(&args.off)
    };
    let noted = answer.refused.as_ref().map(|(root, _)| root.clone()).unwrap_or_default();
    let is_off = |wanted: &env::Wanted| off.as_os_str() == wanted.root.as_str();
    let (off, wanted) = match answer.wanted {
        Some(wanted) if is_off(&wanted) => (off, None),
        wanted => (PathBuf::new(), wanted),
    };
    let left = args.left.to_str().unwrap_or_default().split(':').filter(|bin| !bin.is_empty());
    let left: Vec<String> = left.map(str::to_owned).collect();
    let (changes, left) = env::reconcile_keeping_out(&environment, wanted.as_ref(), &left);
    let venv = env::active_venv(&env::changed(&environment, &changes));
    let marks = Marks {
        noted: Some(noted),
        epoch: Some(registry.epoch().unwrap_or_default()),
        off: Some(off),
        venv: Some(venv.unwrap_or_default().into()),
        left: Some(left.join(":").into()),
    };
    std::io::stdout().lock().write_all(&args.shell.language().environment(&changes, &marks))?;
    if let Some((root, message)) = answer.refused
        && root.as_os_str() != args.noted
    {
        output::say(&format!("ws: {}", escape_lines(&message)));
    }
    Ok(ExitCode::SUCCESS)
}
