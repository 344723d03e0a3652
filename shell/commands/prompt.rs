//! `ws prompt`: one line about the workspace, from a cache.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Result, anyhow, bail};
use ws_core::inspect;
use ws_core::prompt::{Summary, Template};

use crate::cli::{Format, Global, PromptArgs};
use crate::{context, output};

/// Prints it; nothing where there is no workspace, or one that cannot be read: a prompt is no place to complain.
pub fn run(global: &Global, args: &PromptArgs) -> Result<ExitCode> {
    let Format::Line(line) = args.format else { bail!("--format is no line") };
    let template = Template::parse(line).map_err(|reason| anyhow!("--format: {reason}"))?;
    let Some(outline) = context::outline_quietly(global.root.clone()) else { return Ok(ExitCode::SUCCESS) };
    let cache = context::cache();
    let max_age = Duration::from_secs(args.max_age);
    let remembered = cache.as_ref().and_then(|it| Summary::remembered(it, &outline.root, max_age, SystemTime::now()));
    let summary = if let Some(summary) = remembered {
        summary
    } else {
        let Some(config) = context::open_quietly(Some(outline.root.clone())) else { return Ok(ExitCode::SUCCESS) };
        let siblings: Vec<_> = config.siblings.iter().collect();
        let summary =
            Summary::of(&config.name, inspect::siblings(&siblings, &context::inspect_options(&config, false)));
        if let Some(cache) = &cache {
            summary.remember(cache, &outline.root);
        }
        summary
    };
    output::print_text(&format!("{}\n", template.fill(&summary)))?;
    Ok(ExitCode::SUCCESS)
}
