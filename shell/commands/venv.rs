//! `ws venv`, `ws venv siblings` and `ws venv packages`: the shared venv as it is.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ws_core::inspect;
use ws_core::python::venv::{self, CallerEnv, SiblingProject};
use ws_core::trust::{Registry, at_real_root};

use crate::cli::{Global, VenvArgs, VenvCommand};
use crate::commands::activate;
use crate::{context, output};

/// Prints the record, or the rows.
pub fn run(global: &Global, args: &VenvArgs) -> Result<ExitCode> {
    match &args.command {
        Some(VenvCommand::Activate(args)) => return activate::run(global, args),
        Some(VenvCommand::Deactivate(args)) => return activate::reverse(args),
        _ => {}
    }
    let config = context::open_workspace(global)?;
    let known = inspect::known_projects(&config, &context::inspect_options(&config, true));
    let projects: Vec<SiblingProject<'_>> =
        config.siblings.iter().zip(&known).map(|(sibling, project)| SiblingProject::new(sibling, project)).collect();
    match &args.command {
        None => {
            let caller = CallerEnv {
                virtual_env: context::variable("VIRTUAL_ENV").map(PathBuf::from),
                path: context::variable("PATH"),
                trust: Some(
                    Registry::open(&context::state_dir()?)
                        .and_then(|registry| match at_real_root(config.clone(), dirs::home_dir().as_deref()) {
                            Ok(config) => registry.check(&config),
                            Err(_) => registry.check(&config),
                        })
                        .map_err(ws_core::Error::from)?,
                ),
            };
            output::print_record(global, &venv::read(&config, &projects, &caller))?;
        }
        Some(VenvCommand::Siblings(args)) => {
            let chosen = context::choose(&config, &args.selection)?;
            let meant =
                |project: &SiblingProject<'_>| chosen.iter().any(|sibling| sibling.name == project.sibling.name);
            let projects: Vec<SiblingProject<'_>> = projects.into_iter().filter(meant).collect();
            output::print(global, venv::siblings(&config, &projects).into_iter())?;
        }
        Some(VenvCommand::Activate(_) | VenvCommand::Deactivate(_)) => {}
        Some(VenvCommand::Packages) => output::print(global, venv::packages(&config, &projects)?.into_iter())?,
    }
    Ok(ExitCode::SUCCESS)
}
