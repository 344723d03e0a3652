//! `ws trust`: allows a workspace to activate, and shows what has changed since it last was.

use std::process::ExitCode;

use anyhow::Result;
use ws_core::Error;
use ws_core::report::siblings;
use ws_core::terminal::escape;
use ws_core::trust::{Difference, Refusal, Registry, Settings, TrustError};

use crate::cli::TrustArgs;
use crate::{adapter, context, output};

/// Trusts the workspace here, or lists those that are trusted.
pub fn run(args: &TrustArgs) -> Result<ExitCode> {
    let mut registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    if args.list {
        output::print_rows(args.printing, registry.list().map_err(Error::from)?.into_iter())?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = context::short_session()?
        .open_at_real_root(&context::asked(args.root.root.as_deref()))
        .map_err(adapter::into_error)?;
    let environment: Vec<_> = context::environment().into_iter().collect();
    let change = registry.trust(&config, &args.allow_env, &environment).map_err(|error| {
        if matches!(error, TrustError::Refused(Refusal::Variables { .. })) {
            // A refusal shows everything that would be trusted, so that the user can judge it.
            let lines = Settings::of(&config).lines();
            output::warn(&format!("not trusted; this would be:\n  {}", lines.join("\n  ")));
        }
        Error::from(error)
    })?;
    let root = escape(&config.root.to_string_lossy()).into_owned();
    let text = match &change.difference {
        Difference::New => {
            let venv = change.trusted.venv_real.as_deref().map(|venv| format!("`{}`", escape(&venv.to_string_lossy())));
            let venv = venv.map_or_else(
                || "no venv yet; when there is one, run `ws trust` again".to_owned(),
                |venv| format!("venv {venv}"),
            );
            let lines = change.trusted.settings.lines().join("\n  ");
            format!("trusted `{root}`: {}, {venv}\n  {lines}\n", siblings(config.siblings.len()))
        }
        Difference::None => format!("`{root}` is trusted; nothing has changed\n"),
        Difference::Changed(changes) => {
            format!("trusted `{root}` again; changed since:\n  {}\n", changes.lines().join("\n  "))
        }
    };
    output::print_text(&text)?;
    for (directory, other) in &change.shared {
        output::warn(&format!(
            "`{}` belongs to `{}` as well, so neither activates there",
            directory.display(),
            other.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
