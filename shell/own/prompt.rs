//! `ws prompt`: one line about the workspace, from a cache.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Result, anyhow};
use ws_commands::Depth;
use ws_core::inspect;
use ws_core::prompt::{Summary, Template};

use crate::cli::PromptArgs;
use crate::{context, output};

/// Prints the line; nothing where there is no workspace, or one that cannot be read: a prompt is no place for errors.
pub fn run(args: &PromptArgs) -> Result<ExitCode> {
    let template = Template::parse(&args.format).map_err(|reason| anyhow!("--format: {reason}"))?;
    let session = context::short_session()?;
    let Some(outline) = session.outline(args.root.root.as_deref()) else { return Ok(ExitCode::SUCCESS) };
    let max_age = Duration::from_secs(args.max_age);
    let cache = session.cache.as_ref();
    let remembered = cache.and_then(|it| Summary::remembered(it, &outline.root, max_age, SystemTime::now()));
    let summary = if let Some(summary) = remembered {
        summary
    } else {
        let asked = context::asked(Some(&outline.root));
        let Ok(config) = session.open_silently(&asked) else { return Ok(ExitCode::SUCCESS) };
        let siblings: Vec<_> = config.siblings.iter().collect();
        let rows = inspect::siblings(&siblings, &session.inspect_options(&config, Depth::WorkTree));
        let summary = Summary::of(&config.name, rows);
        if let Some(cache) = cache {
            summary.remember(cache, &outline.root);
        }
        summary
    };
    output::print_text(&format!("{}\n", template.fill(&summary)))?;
    Ok(ExitCode::SUCCESS)
}
