//! The attributes of a path that decide how its content is compared (attr.c): those of the built-in macro `binary`, the
//! system's and the user's files, `.gitattributes` from the top down, and `info/attributes`. Files are read when they
//! are first asked about.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::git::tree::pattern::{Case, Pattern, Subject};
use crate::work::files;

/// git ignores a file of attributes that is larger, and a line that is longer.
pub(super) const LIMIT: u64 = 100 * 1024 * 1024;
const LINE_LIMIT: usize = 2048;

/// The attributes that count here, in the order of [`Attributes`].
const NAMES: [&[u8]; 6] = [b"text", b"crlf", b"eol", b"filter", b"ident", b"working-tree-encoding"];

/// What an attribute is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Set,
    Unset,
    /// As if nothing were said (`!attr`).
    Unspecified,
    Text(Vec<u8>),
}

/// What a path's attributes are; `None` where nothing is said.
#[derive(Debug, Default)]
pub(super) struct Attributes([Option<Value>; NAMES.len()]);

/// The lines of one file.
#[derive(Debug, Default)]
pub(super) struct Lines {
    patterns: Vec<(Pattern, Vec<State>)>,
    macros: Vec<(Vec<u8>, Vec<State>)>,
}

type State = (Vec<u8>, Value);

/// Only an object has these lines, and it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lost;

/// All files of one repository.
pub(super) struct Stack {
    /// The system's file, the user's, and `info/attributes`, which is the strongest.
    files: Vec<PathBuf>,
    /// What those files say, once that was asked.
    lines: Option<Vec<Lines>>,
    /// `.gitattributes` by the directory's path with its slash.
    directories: HashMap<Vec<u8>, Result<Lines, Lost>>,
    case: Case,
}

/// May a file define macros?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Macros {
    Allowed,
    Ignored,
}

impl Attributes {
    fn get(&self, place: usize) -> Option<&Value> {
        self.0[place].as_ref().filter(|value| **value != Value::Unspecified)
    }

    pub fn text(&self) -> Option<&Value> {
        self.get(0)
    }

    pub fn crlf(&self) -> Option<&Value> {
        self.get(1)
    }

    pub fn eol(&self) -> Option<&Value> {
        self.get(2)
    }

    pub fn filter(&self) -> Option<&[u8]> {
        match self.get(3) {
            Some(Value::Text(name)) => Some(name),
            _ => None,
        }
    }

    pub fn ident(&self) -> bool {
        self.get(4) == Some(&Value::Set)
    }

    pub fn encoding(&self) -> Option<&Value> {
        self.get(5)
    }
}

impl Stack {
    /// `general`: the system's file and then the user's.
    pub fn new(general: Vec<PathBuf>, info: PathBuf, case: Case) -> Self {
        let files = general.into_iter().chain([info]).collect();
        Self { files, lines: None, directories: HashMap::new(), case }
    }

    /// The attributes of a file. `read` gives the `.gitattributes` of a directory, if there is one.
    pub fn of(
        &mut self,
        path: &[u8],
        mut read: impl FnMut(&[u8]) -> Result<Option<Vec<u8>>, Lost>,
    ) -> Result<Attributes, Lost> {
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(place, _)| place + 1);
        let ends: Vec<usize> = std::iter::once(0).chain(slashes).collect();
        for end in &ends {
            let directory = &path[..*end];
            if !self.directories.contains_key(directory) {
                let macros = if directory.is_empty() { Macros::Allowed } else { Macros::Ignored };
                let text = read(directory);
                let lines = text.map(|text| text.map(|text| Lines::parse(&text, macros)).unwrap_or_default());
                self.directories.insert(directory.to_vec(), lines);
            }
            if let Some(Err(lost)) = self.directories.get(directory) {
                return Err(*lost);
            }
        }
        let read_file = |file: &PathBuf| {
            let text = files::read(file, LIMIT - 1).unwrap_or_default();
            Lines::parse(&text, Macros::Allowed)
        };
        let lines = self.lines.get_or_insert_with(|| self.files.iter().map(read_file).collect());
        let (info, general) = lines.split_last().map_or((None, &[][..]), |(info, general)| (Some(info), general));
        let own = |end: &usize| Some((self.directories.get(&path[..*end])?.as_ref().ok()?, *end));
        let weakest_first: Vec<(&Lines, usize)> = general
            .iter()
            .map(|lines| (lines, 0))
            .chain(ends.iter().filter_map(own))
            .chain(info.map(|lines| (lines, 0)))
            .collect();
        // The strongest definition of a macro counts, wherever it is used.
        let mut macros: HashMap<&[u8], &[State]> = HashMap::new();
        for (lines, _) in &weakest_first {
            macros.extend(lines.macros.iter().map(|(name, states)| (name.as_slice(), states.as_slice())));
        }
        let binary =
            [(b"diff".to_vec(), Value::Unset), (b"merge".to_vec(), Value::Unset), (b"text".to_vec(), Value::Unset)];
        macros.entry(b"binary").or_insert(&binary);
        let base = *ends.last().unwrap_or(&0);
        let subject = Subject { path, base, directory: false };
        let mut found: HashMap<&[u8], &Value> = HashMap::new();
        for (lines, above) in weakest_first.iter().rev() {
            for (pattern, states) in lines.patterns.iter().rev() {
                if pattern.matches(subject, *above, self.case) {
                    apply(states, &macros, &mut found);
                }
            }
        }
        Ok(Attributes(NAMES.map(|name| found.get(name).map(|value| (*value).clone()))))
    }
}

/// What is said first stays; within a line the last word counts. A macro that is set says what it stands for.
fn apply<'a>(states: &'a [State], macros: &HashMap<&[u8], &'a [State]>, found: &mut HashMap<&'a [u8], &'a Value>) {
    let mut todo: Vec<&State> = states.iter().collect();
    while let Some((name, value)) = todo.pop() {
        if found.contains_key(name.as_slice()) {
            continue;
        }
        found.insert(name, value);
        if *value == Value::Set
            && let Some(states) = macros.get(name.as_slice())
        {
            todo.extend(states.iter());
        }
    }
}

impl Lines {
    pub fn parse(mut text: &[u8], macros: Macros) -> Self {
        text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut lines = Self::default();
        for line in text.split(|byte| *byte == b'\n') {
            lines.add(line.split(|byte| *byte == 0).next().unwrap_or_default(), macros);
        }
        lines
    }

    /// A line that is wrong counts for nothing.
    fn add(&mut self, line: &[u8], macros: Macros) -> Option<()> {
        let start = skip_blank(line);
        if matches!(start.first(), None | Some(b'#')) || line.len() >= LINE_LIMIT {
            return None;
        }
        let (name, rest) = unquoted(start).unwrap_or_else(|| {
            let (name, rest) = word(start);
            (name.to_vec(), rest)
        });
        if name.len() > 6
            && let Some(defined) = name.strip_prefix(b"[attr]")
        {
            if macros == Macros::Ignored {
                return None;
            }
            // Within quotes the name may stand apart.
            let (defined, _) = word(skip_blank(defined));
            if !is_name(defined) || defined.starts_with(b"builtin_") {
                return None;
            }
            self.macros.push((defined.to_vec(), states(rest)?));
            return Some(());
        }
        let pattern = Pattern::parse(&name);
        // git warns of a negative pattern and ignores it.
        if pattern.negated {
            return None;
        }
        self.patterns.push((pattern, states(rest)?));
        Some(())
    }
}

/// `attr`, `-attr`, `!attr` and `attr=value`.
fn states(mut rest: &[u8]) -> Option<Vec<State>> {
    let mut states = Vec::new();
    loop {
        rest = skip_blank(rest);
        if rest.is_empty() {
            return Some(states);
        }
        let (text, after) = word(rest);
        rest = after;
        let equals = text.iter().position(|byte| *byte == b'=');
        let name = &text[..equals.unwrap_or(text.len())];
        let (name, value) = match (name.first(), equals) {
            (Some(b'-'), _) => (&name[1..], Value::Unset),
            (Some(b'!'), _) => (&name[1..], Value::Unspecified),
            (_, None) => (name, Value::Set),
            (_, Some(place)) => (name, Value::Text(text[place + 1..].to_vec())),
        };
        if !is_name(name) || name.starts_with(b"builtin_") {
            return None;
        }
        states.push((name.to_vec(), value));
    }
}

fn is_name(name: &[u8]) -> bool {
    !matches!(name.first(), None | Some(b'-'))
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn skip_blank(text: &[u8]) -> &[u8] {
    &text[text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len())..]
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|byte| is_blank(*byte)).unwrap_or(text.len()))
}

/// A name in quotes as C has them, and what follows it.
fn unquoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut name = Vec::new();
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((name, rest)),
            b'\\' => {
                let (escaped, after) = rest.split_first()?;
                rest = after;
                name.push(match escaped {
                    b'a' => 7,
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'v' => 11,
                    b'\\' | b'"' => *escaped,
                    b'0'..=b'3' => {
                        let (digits, after) = rest.split_at_checked(2)?;
                        rest = after;
                        let octal = |byte: u8| (b'0'..=b'7').contains(&byte).then(|| byte - b'0');
                        (escaped - b'0') << 6 | octal(digits[0])? << 3 | octal(digits[1])?
                    }
                    _ => return None,
                });
            }
            other => name.push(*other),
        }
    }
}
