//! The rules of `.gitignore`, `info/exclude` and `core.excludesFile`, with git's order of authority (dir.c). Says of one
//! path whether a rule excludes it; whether a directory above it is excluded is the caller's to know.

use std::path::Path;
use std::sync::Arc;

use crate::git::tree::pattern::{Case, Pattern, Subject};
use crate::work::files;

/// git ignores a file of rules that is larger.
const LIMIT: u64 = 100 * 1024 * 1024;

/// The rules of one file.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<Pattern>);

/// Rules that apply below a directory: its own, and those of the directories above it.
#[derive(Debug)]
pub(super) struct Level {
    rules: Rules,
    /// Length of the directory's path with its slash.
    above: usize,
    parent: Option<Arc<Level>>,
}

/// Rules that apply everywhere.
#[derive(Debug)]
pub(super) struct Everywhere {
    /// The stronger first.
    lists: Vec<Rules>,
    case: Case,
    /// What the lists were made of.
    texts: Vec<Vec<u8>>,
}

impl Rules {
    /// The lines of a file.
    pub fn parse(mut text: &[u8]) -> Self {
        text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#');
        Self(lines.map(|line| Pattern::parse(trimmed(line.strip_suffix(b"\r").unwrap_or(line)))).collect())
    }

    /// Does the last rule that matches exclude? `None`: none matches.
    fn verdict(&self, subject: Subject<'_>, above: usize, case: Case) -> Option<bool> {
        let rule = self.0.iter().rev().find(|rule| rule.matches(subject, above, case))?;
        Some(!rule.negated)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Level {
    /// The rules of a directory whose path with its slash is `above` bytes long, over those of its parents.
    pub fn new(rules: Rules, above: usize, parent: Option<Arc<Level>>) -> Self {
        Self { rules, above, parent }
    }

    /// About how many bytes its own rules take.
    pub fn size(&self) -> usize {
        self.rules.0.len() * (size_of::<Pattern>() + 32)
    }
}

impl Everywhere {
    /// What the files say, the stronger first; one that cannot be read says nothing.
    pub fn texts<'a>(files: impl IntoIterator<Item = &'a Path>) -> Vec<Vec<u8>> {
        files.into_iter().filter_map(|file| files::read(file, LIMIT).ok()).collect()
    }

    /// The rules of such texts.
    pub fn parse(texts: Vec<Vec<u8>>, case: Case) -> Self {
        let lists = texts.iter().map(|text| Rules::parse(text)).filter(|rules| !rules.is_empty()).collect();
        Self { lists, case, texts }
    }

    /// Are these its texts?
    pub fn is_of(&self, texts: &[Vec<u8>], case: Case) -> bool {
        self.case == case && self.texts == texts
    }

    /// Is the path excluded by a rule that matches it itself?
    pub fn excludes(&self, mut level: Option<&Arc<Level>>, subject: Subject<'_>) -> bool {
        while let Some(own) = level {
            if let Some(verdict) = own.rules.verdict(subject, own.above, self.case) {
                return verdict;
            }
            level = own.parent.as_ref();
        }
        self.lists.iter().find_map(|rules| rules.verdict(subject, 0, self.case)).unwrap_or(false)
    }
}

/// Without the spaces at the end that no backslash stands before; and git sees no further than a NUL.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.split(|byte| *byte == 0).next().unwrap_or_default();
    let (mut end, mut place) = (None, 0);
    while place < line.len() {
        match line[place] {
            b' ' => {
                end.get_or_insert(place);
            }
            b'\\' => {
                place += 1;
                // A backslash at the very end keeps the spaces before it.
                if place == line.len() {
                    return line;
                }
                end = None;
            }
            _ => end = None,
        }
        place += 1;
    }
    &line[..end.unwrap_or(line.len())]
}
