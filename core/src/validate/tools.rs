//! The programs that a workspace needs.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use pep440_rs::Version;

use super::FindingRow;
use crate::config::Config;
use crate::env::Env;
use crate::work::child::{self, Job};

/// git, and what `[workspace.tools]` asks for.
pub fn tools(config: &Config, env: &Env) -> Vec<FindingRow> {
    let mut findings = Vec::new();
    if child::find(env, "git").is_none() {
        findings.push(FindingRow::error("ws::tool::missing", "there is no git on PATH").hint("install git"));
    }
    if child::find(env, "uv").is_none() && !config.tools.contains_key("uv") {
        let hint = "install uv (https://docs.astral.sh/uv/), or let `ws setup` use pip, which takes longer";
        findings.push(FindingRow::warning("ws::tool::missing", "there is no uv on PATH").hint(hint));
    }
    for (tool, wanted) in &config.tools {
        let Some(program) = child::find(env, tool) else {
            let message = format!("there is no {tool} on PATH, but [workspace.tools] asks for {tool}{wanted}");
            findings.push(FindingRow::error("ws::tool::missing", message).hint(format!("install {tool}{wanted}")));
            continue;
        };
        match version_of(env, &program) {
            Some(version) if wanted.contains(&version) => {}
            Some(version) => {
                let message = format!("{tool} is {version}, but [workspace.tools] asks for {wanted}");
                findings.push(
                    FindingRow::error("ws::tool::wrong_version", message).hint(format!("install {tool} {wanted}")),
                );
            }
            None => {
                let message = format!("`{} --version` prints no version", program.display());
                findings.push(FindingRow::warning("ws::tool::unknown_version", message));
            }
        }
    }
    findings
}

/// The first thing in what `--version` says that is a version.
fn version_of(env: &Env, program: &Path) -> Option<Version> {
    let job = Job {
        program: program.into(),
        arguments: vec!["--version".into()],
        directory: "/".into(),
        env: env.clone(),
        timeout: Some(Duration::from_secs(10)),
        silence: None,
        spill_directory: None,
    };
    let finished = child::run(&job, &|| false, &mut |_, _| {});
    let said = finished.stdout.text() + &finished.stderr.text();
    let mut words = said.split([' ', '\n', '\t', ',', '(', ')']).map(|word| word.trim_start_matches('v'));
    words.find_map(|word| word.contains('.').then(|| Version::from_str(word).ok())?)
}
