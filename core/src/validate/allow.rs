//! `[workspace.validate] allow`: findings that are known, so that `ws validate` can be a gate for new ones.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::FindingRow;
use crate::config::Config;
use crate::error::Severity;

/// Marks what is allowed; an entry that no finding needs is a finding itself.
pub fn apply(config: &Config, findings: &mut Vec<FindingRow>) {
    if config.allow.is_empty() {
        return;
    }
    let (mut unused, mut allowed) = (Vec::new(), HashSet::new());
    let index = Index::of(findings);
    // What two entries say alike is looked for once.
    let mut known: HashMap<(&str, String), bool> = HashMap::new();
    for (entry, span) in &config.allow {
        let (code, about) = entry.trim().split_once(char::is_whitespace).unwrap_or((entry.trim(), ""));
        let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_used = *known.entry((code, about)).or_insert_with_key(|(code, about)| {
            let meant = index.meant(code, about);
            let is_used = !meant.is_empty();
            allowed.extend(meant);
            is_used
        });
        if !is_used {
            let message = format!("`allow` lists `{entry}`, which is no longer found");
            let finding = FindingRow::warning("ws::validate::not_found", message);
            unused.push(finding.hint("remove it from `allow`").at(&config.source_file, span));
        }
    }
    drop(index);
    for place in allowed {
        let finding: &mut FindingRow = &mut findings[place];
        finding.severity = Severity::Allowed;
        // Nobody has to do anything about it.
        (finding.fix, finding.hint) = (None, None);
    }
    findings.extend(unused);
}

/// The places of the findings, by what an entry may say of them: there may be as many entries as findings.
struct Index<'f> {
    codes: HashMap<&'f str, Vec<usize>>,
    /// By code and the two siblings or the sibling.
    subjects: HashMap<(&'f str, &'f str), Vec<usize>>,
    messages: BTreeMap<(&'f str, &'f str), Vec<usize>>,
}

impl<'f> Index<'f> {
    fn of(findings: &'f [FindingRow]) -> Self {
        let mut index = Self { codes: HashMap::new(), subjects: HashMap::new(), messages: BTreeMap::new() };
        for (place, finding) in findings.iter().enumerate() {
            index.codes.entry(finding.code).or_default().push(place);
            index.messages.entry((finding.code, finding.message.as_str())).or_default().push(place);
            for subject in finding.subjects.iter().map(String::as_str).chain(finding.sibling.as_deref()) {
                index.subjects.entry((finding.code, subject)).or_default().push(place);
            }
        }
        index
    }

    /// Nothing stands for all of a code; else the two siblings, the sibling, or how the message begins.
    fn meant(&self, code: &str, about: &str) -> Vec<usize> {
        if about.is_empty() {
            return self.codes.get(code).cloned().unwrap_or_default();
        }
        let subjects = self.subjects.get(&(code, about)).into_iter().flatten();
        let messages = self.messages.range((code, about)..);
        let begins = messages.take_while(|((of, message), _)| *of == code && message.starts_with(about));
        subjects.chain(begins.flat_map(|(_, places)| places)).copied().collect()
    }
}
