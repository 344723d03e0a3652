//! One pattern of an ignore or attributes file, parsed and matched as git does (dir.c: `parse_path_pattern`,
//! `match_basename`, `match_pathname`). The wildcards are gitoxide's.

use gix_glob::wildmatch::Mode;

/// Does case count?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Sensitive,
    /// `core.ignoreCase`: letters of ASCII are equal in both cases.
    Folded,
}

/// A pattern below the directory of its file.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: Vec<u8>,
    /// Begins with `!`.
    pub negated: bool,
    directories: bool,
    form: Form,
    /// Bytes before the first wildcard.
    literal: usize,
}

/// What a pattern is matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The last component: it has no slash.
    Basename,
    /// The end of the last component: a star and then no wildcard.
    Suffix,
    /// The path below its file's directory.
    Path,
}

/// What is matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// From the top of the working tree.
    pub path: &'a [u8],
    /// Where the last component begins.
    pub base: usize,
    pub directory: bool,
}

impl Pattern {
    /// `text` without what ends its line. A backslash before `!` or `#` stays, as the wildcards take it.
    pub fn parse(text: &[u8]) -> Self {
        let negated = text.first() == Some(&b'!');
        let text = if negated { &text[1..] } else { text };
        let directories = text.last() == Some(&b'/');
        let kept = &text[..text.len() - usize::from(directories)];
        let literal = literal_length(text).min(kept.len());
        let suffix = text.first() == Some(&b'*') && literal_length(&text[1..]) == text.len() - 1;
        let form = match (kept.contains(&b'/'), suffix) {
            (true, _) => Form::Path,
            (false, true) => Form::Suffix,
            (false, false) => Form::Basename,
        };
        Self { text: kept.to_vec(), negated, directories, form, literal }
    }

    /// Does it match? `above` is the length of the path of the directory that its file is in, with its slash.
    pub fn matches(&self, subject: Subject<'_>, above: usize, case: Case) -> bool {
        if self.directories && !subject.directory {
            return false;
        }
        let name = &subject.path[subject.base..];
        match self.form {
            Form::Path => self.matches_path(&subject.path[above..], case),
            _ if self.literal == self.text.len() => equal(&self.text, name, case),
            Form::Suffix => {
                let tail = &self.text[1..];
                name.len() >= tail.len() && equal(tail, &name[name.len() - tail.len()..], case)
            }
            Form::Basename => wild(&self.text, name, Mode::empty(), case),
        }
    }

    fn matches_path(&self, mut name: &[u8], case: Case) -> bool {
        let (mut text, mut literal) = (self.text.as_slice(), self.literal);
        if let Some(rest) = text.strip_prefix(b"/") {
            (text, literal) = (rest, literal - 1);
        }
        if literal > 0 {
            if literal > name.len() || !equal(&text[..literal], &name[..literal], case) {
                return false;
            }
            (text, name) = (&text[literal..], &name[literal..]);
            if text.is_empty() && name.is_empty() {
                return true;
            }
        }
        wild(text, name, Mode::NO_MATCH_SLASH_LITERAL, case)
    }
}

fn literal_length(text: &[u8]) -> usize {
    text.iter().position(|byte| matches!(byte, b'*' | b'?' | b'[' | b'\\')).unwrap_or(text.len())
}

pub(super) fn equal(one: &[u8], other: &[u8], case: Case) -> bool {
    match case {
        Case::Sensitive => one == other,
        Case::Folded => one.eq_ignore_ascii_case(other),
    }
}

fn wild(pattern: &[u8], name: &[u8], mode: Mode, case: Case) -> bool {
    let mode = if case == Case::Folded { mode | Mode::IGNORE_CASE } else { mode };
    gix_glob::wildmatch(pattern.into(), name.into(), mode)
}
