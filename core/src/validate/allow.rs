//! `[workspace.validate] allow`: findings that are known, so that `ws validate` can be a gate for new ones.

use super::FindingRow;
use crate::config::Config;
use crate::error::Severity;

/// Marks what is allowed; an entry that no finding needs is a finding itself.
pub fn apply(config: &Config, findings: &mut Vec<FindingRow>) {
    let mut unused = Vec::new();
    for (entry, span) in &config.allow {
        let (code, about) = entry.trim().split_once(char::is_whitespace).unwrap_or((entry.trim(), ""));
        let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut is_used = false;
        for finding in findings.iter_mut().filter(|finding| finding.code == code && is_about(finding, &about)) {
            is_used = true;
            finding.severity = Severity::Allowed;
            // Nobody has to do anything about it.
            (finding.fix, finding.hint) = (None, None);
        }
        if !is_used {
            let message = format!("`allow` lists `{entry}`, which is no longer found");
            let finding = FindingRow::warning("ws::validate::not_found", message);
            unused.push(finding.hint("remove it from `allow`").at(&config.source_file, span));
        }
    }
    findings.extend(unused);
}

/// Nothing stands for all of a code; else the two siblings, the sibling, or how the message begins.
fn is_about(finding: &FindingRow, about: &str) -> bool {
    about.is_empty()
        || finding.subjects.iter().any(|subject| subject == about)
        || finding.sibling.as_deref() == Some(about)
        || finding.message.starts_with(about)
}
