//! `ws validate`: everything that is wrong.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ws_core::python::venv::CallerEnv;
use ws_core::trust::{Registry, at_real_root};
use ws_core::validate::{self, Finding};
use ws_core::{Config, Error};

use crate::cli::{Format, Global, ValidateArgs};
use crate::output::findings;
use crate::{context, output};

/// Prints what is found. Fails on errors, with `--strict` on warnings too.
pub fn run(global: &Global, args: &ValidateArgs) -> Result<ExitCode> {
    let (root, found) = match context::open_silently(global)? {
        Ok(config) => (config.root.clone(), of_workspace(&config)?),
        Err(error) => match validate::of_config_error(&error) {
            Some(found) => (PathBuf::from("/"), found),
            None => return Err(error.into()),
        },
    };
    let failed = found.iter().any(|finding| finding.fails(args.strict));
    match args.format {
        _ if args.fix => output::print_text(&fixes(&found))?,
        Format::Sarif => output::print_text(&findings::sarif(&found, &root)?)?,
        Format::Github => output::print_text(&findings::github(&found))?,
        format => output::print(&Global { format, ..global.clone() }, found.into_iter())?,
    }
    Ok(ExitCode::from(u8::from(failed)))
}

fn of_workspace(config: &Config) -> Result<Vec<Finding>> {
    let registry = Registry::open(&context::state_dir()?).map_err(Error::from)?;
    let at_root = at_real_root(config.clone(), dirs::home_dir().as_deref())?;
    let caller = CallerEnv {
        virtual_env: context::variable("VIRTUAL_ENV").map(PathBuf::from),
        path: context::variable("PATH"),
        trust: Some(registry.check(&at_root).map_err(Error::from)?),
    };
    Ok(validate::validate(config, &context::inspect_options(config, true), &context::environment(), &caller))
}

/// Each command once, in the order of the findings.
fn fixes(found: &[Finding]) -> String {
    let mut commands: Vec<&str> = Vec::new();
    for command in found.iter().filter_map(|finding| finding.fix.as_deref()) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands.iter().flat_map(|command| [command, "\n"]).collect()
}
