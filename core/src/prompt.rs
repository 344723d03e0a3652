//! One line about a workspace for a prompt: counts of its siblings, from the user's cache when that is young enough.

use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::cache::Cache;
use crate::git::Look;
use crate::inspect::SiblingRow;
use crate::terminal::escape;

const KIND: &str = "prompt";
const FORM: &str = "ws prompt 1";
const NAMES: [&str; 8] = ["workspace", "siblings", "dirty", "ahead", "behind", "conflicted", "missing", "errors"];

/// What a prompt may say; the counts are of siblings, not of files or commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    workspace: String,
    /// In the order of [`NAMES`], without the workspace.
    counts: [usize; NAMES.len() - 1],
}

impl Summary {
    /// Counts the siblings in each state.
    pub fn of(workspace: &str, states: impl Iterator<Item = SiblingRow>) -> Self {
        let mut counts = [0; NAMES.len() - 1];
        for state in states {
            let repo = if let Look::Repo(repo) = &state.look { Some(repo) } else { None };
            let conflicted = repo.and_then(|repo| repo.tree?.conflicted);
            let is = [
                true,
                state.dirty() == Some(true),
                repo.and_then(|repo| repo.ahead) > Some(0),
                repo.and_then(|repo| repo.behind) > Some(0),
                conflicted > Some(0),
                state.look == Look::Missing,
                matches!(state.look, Look::Failed(_)),
            ];
            counts.iter_mut().zip(is).for_each(|(count, is)| *count += usize::from(is));
        }
        Self { workspace: workspace.to_owned(), counts }
    }

    /// The one that was remembered for the workspace in `root`, unless it is older than `max_age`. One from the future
    /// is of another clock.
    pub fn remembered(cache: &Cache, root: &Path, max_age: Duration, now: SystemTime) -> Option<Self> {
        let (bytes, written) = cache.read(KIND, root)?;
        if now.duration_since(written).ok()? > max_age {
            return None;
        }
        let text = String::from_utf8(bytes).ok()?;
        let mut fields = text.strip_suffix('\0')?.split('\0');
        if fields.next()? != FORM {
            return None;
        }
        let workspace = fields.next()?.to_owned();
        let counts: Vec<usize> = fields.map(|field| field.parse().ok()).collect::<Option<_>>()?;
        Some(Self { workspace, counts: counts.try_into().ok()? })
    }

    /// Remembers it.
    pub fn remember(&self, cache: &Cache, root: &Path) {
        let counts = self.counts.iter().map(usize::to_string);
        let fields = [FORM.to_owned(), self.workspace.clone()].into_iter().chain(counts);
        let text: String = fields.flat_map(|field| [field, "\0".to_owned()]).collect();
        cache.write(KIND, root, text.as_bytes());
    }

    fn value(&self, name: &str) -> Option<(String, bool)> {
        let index = NAMES.iter().position(|known| *known == name)?;
        Some(match index.checked_sub(1) {
            None => (self.workspace.clone(), true),
            Some(index) => (self.counts[index].to_string(), self.counts[index] > 0),
        })
    }
}

/// A line with places for values, as [`Template::parse`] takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(String),
    /// Left out when it has values and all of them are 0.
    Optional(Vec<Part>),
}

impl Template {
    /// `{name}` is a value, `[...]` is left out when all values in it are 0, and a backslash makes the character after
    /// it plain. The error says what is wrong, in one line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut characters = text.chars();
        let mut outside: Option<Vec<Part>> = None;
        let mut parts: Vec<Part> = Vec::new();
        while let Some(c) = characters.next() {
            match c {
                '{' => {
                    let name: String = characters.by_ref().take_while(|c| *c != '}').collect();
                    if !NAMES.contains(&name.as_str()) {
                        return Err(format!("there is no {{{name}}}: the values are {}", NAMES.join(", ")));
                    }
                    parts.push(Part::Value(name));
                }
                '[' if outside.is_some() => return Err("brackets within brackets".to_owned()),
                '[' => outside = Some(std::mem::take(&mut parts)),
                ']' => {
                    let Some(before) = outside.take() else { return Err("a `]` without a `[`".to_owned()) };
                    let inside = std::mem::replace(&mut parts, before);
                    parts.push(Part::Optional(inside));
                }
                '\\' => push(&mut parts, characters.next().unwrap_or('\\')),
                c => push(&mut parts, c),
            }
        }
        if outside.is_some() { Err("a `[` without a `]`".to_owned()) } else { Ok(Self { parts }) }
    }

    /// The line.
    pub fn fill(&self, summary: &Summary) -> String {
        fill(&self.parts, summary).0
    }
}

fn push(parts: &mut Vec<Part>, c: char) {
    match parts.last_mut() {
        Some(Part::Text(text)) => text.push(c),
        _ => parts.push(Part::Text(c.to_string())),
    }
}

/// The text, and whether it has a value worth saying.
fn fill(parts: &[Part], summary: &Summary) -> (String, bool) {
    let (mut line, mut says) = (String::new(), false);
    for part in parts {
        match part {
            // A prompt is one line, and nothing in it is for the terminal: a name comes from a file.
            Part::Text(text) => line.push_str(text),
            Part::Value(name) => {
                let (value, counts) = summary.value(name).unwrap_or_default();
                line.push_str(&escape(&value));
                says |= counts;
            }
            Part::Optional(inside) => {
                let (text, inside_says) = fill(inside, summary);
                if inside_says {
                    line.push_str(&text);
                    says = true;
                }
            }
        }
    }
    (line, says)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary() -> Summary {
        Summary { workspace: "w\u{1b}[31m".to_owned(), counts: [18, 2, 0, 1, 0, 3, 0] }
    }

    fn filled(template: &str) -> String {
        Template::parse(template).unwrap().fill(&summary())
    }

    #[test]
    fn values_stand_where_they_are_named_and_zeros_are_left_out_in_brackets() {
        assert_eq!(filled("{workspace} {dirty} {ahead}"), r"w\u{1b}[31m 2 0");
        assert_eq!(filled("{siblings}[ ±{dirty}][ ↑{ahead}][ ↓{behind}][ !{conflicted}/{missing}]"), "18 ±2 ↓1 !0/3");
        assert_eq!(filled(r"\[{errors}\] \{x\}"), "[0] {x}");
    }

    #[test]
    fn what_is_wrong_with_a_template_is_said() {
        let error = |template: &str| Template::parse(template).unwrap_err();
        assert!(error("{nope}").contains("{nope}") && error("{nope}").contains("conflicted"));
        assert!(error("[a").contains("without a `]`"));
        assert!(error("a]").contains("without a `[`"));
        assert!(error("[[a]]").contains("within"));
    }

    #[test]
    fn a_summary_is_remembered_as_long_as_it_may_be() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::in_directory(directory.path().to_path_buf());
        let root = Path::new("/w");
        summary().remember(&cache, root);
        let now = SystemTime::now() + Duration::from_secs(10);
        assert_eq!(Summary::remembered(&cache, root, Duration::from_secs(30), now), Some(summary()));
        assert_eq!(Summary::remembered(&cache, root, Duration::from_secs(5), now), None);
        assert_eq!(Summary::remembered(&cache, root, Duration::from_secs(30), SystemTime::UNIX_EPOCH), None);
        for bytes in ["", "ws prompt 1\0w\0", "ws prompt 2\0w\0x\0"] {
            cache.write(KIND, root, bytes.as_bytes());
            assert_eq!(Summary::remembered(&cache, root, Duration::from_secs(30), SystemTime::now()), None);
        }
    }
}
