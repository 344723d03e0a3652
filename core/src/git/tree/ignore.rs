//! The rules of `.gitignore`, `info/exclude` and `core.excludesFile`, with git's order of authority (dir.c). Says of one
//! path whether a rule excludes it; whether a directory above it is excluded is the caller's to know.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::git::Refusal;
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
    /// `None`: only an object has them that is not there.
    rules: Option<Rules>,
    /// Length of the directory's path with its slash.
    above: usize,
    parent: Option<Arc<Level>>,
    /// The same length of the nearest level of which the rules are not there: this one, or one above it.
    lost: Option<usize>,
}

/// It hinges on rules that are not there: on those of the directory whose path with its slash is so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hinges(pub usize);

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
    pub fn new(rules: Option<Rules>, above: usize, parent: Option<Arc<Level>>) -> Self {
        let lost = match rules {
            Some(_) => parent.as_ref().and_then(|parent| parent.lost),
            None => Some(above),
        };
        Self { rules, above, parent, lost }
    }

    /// About how many bytes its own rules take.
    pub fn size(&self) -> usize {
        self.rules.as_ref().map_or(0, |rules| rules.0.len()) * (size_of::<Pattern>() + 32)
    }
}

impl Everywhere {
    /// What the files say, the stronger first; one that cannot be read says nothing. The repository's own is refused where
    /// it is no file: git might wait for it.
    pub fn texts(own: &Path, others: &[PathBuf]) -> Result<Vec<Vec<u8>>, Refusal> {
        let own = match files::read(own, LIMIT) {
            Err(error) if error.kind() == ErrorKind::InvalidInput => {
                return Err(Refusal::Unknowable("info/exclude is no file"));
            }
            read => read.ok(),
        };
        Ok(own.into_iter().chain(others.iter().filter_map(|file| files::read(file, LIMIT).ok())).collect())
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
    pub fn excludes(&self, mut level: Option<&Arc<Level>>, subject: Subject<'_>) -> Result<bool, Hinges> {
        while let Some(own) = level {
            let Some(rules) = &own.rules else { return Err(Hinges(own.above)) };
            match (rules.verdict(subject, own.above, self.case), own.lost) {
                // Lost rules may exclude a directory above, and then nothing below it is taken in again.
                (Some(false), Some(above)) => return Err(Hinges(above)),
                (Some(verdict), _) => return Ok(verdict),
                (None, _) => level = own.parent.as_ref(),
            }
        }
        Ok(self.lists.iter().find_map(|rules| rules.verdict(subject, 0, self.case)).unwrap_or(false))
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
