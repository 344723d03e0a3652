//! Splits the words of a call into those for `ws` and those for another program, by their order alone, as in
//! `ws exec git describe --dirty` in Nushell. What stands before the first word of the command, or before `--`, is for
//! `ws`; everything after it is for the command, whatever it looks like.
//!
//! The CLI's own command line is split at `--` by clap; this module reads what the commands in Nushell's language hand on.

use std::collections::VecDeque;

use serde::Deserialize;
use ws_core::programs;
use ws_core::select::is_glob;

use crate::select::ROOT;
use crate::session::Session;
use crate::spec::{Declared, Position, Spec, ValueKind};

/// What stands at one place of the line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Token {
    /// A word.
    One(String),
    /// A list of words.
    Several(Vec<String>),
}

/// A value of an argument, and where in the line it stands.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The argument.
    pub declared: &'static Declared,
    /// Its value; empty for a switch.
    pub text: String,
    /// The index of its token.
    pub token: usize,
    /// Its index in that token, if that is a list.
    pub item: usize,
}

/// How a call was read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Its arguments, each with its values.
    Arguments(Vec<Argument>),
    /// Its help was asked for.
    Help,
}

/// What is wrong with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The token.
    pub token: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Reads the tokens of a call of `spec`, whose last words are another program's.
pub fn read(spec: &'static Spec, tokens: Vec<Token>, session: &Session) -> Result<Reading, Misread> {
    let mut reader = Reader::of(spec, tokens);
    let has_dashes = |reader: &Reader| reader.rest.iter().any(|(_, token)| *token == Token::One("--".to_owned()));
    let words = spec.words();
    while let Some((index, token)) = reader.rest.pop_front() {
        match &token {
            Token::One(text) if text == "--" => {
                reader.give_rest(words);
                break;
            }
            Token::One(text) if text == "--help" || text == "-h" => return Ok(Reading::Help),
            Token::One(text) if is_flag(text) => reader.flag(index, text)?,
            // The first word begins the command, unless it is a name before dashes.
            _ if reader.begins_with_command()
                && (!has_dashes(&reader) || is_program(&token, &reader.found, session)) =>
            {
                reader.rest.push_front((index, token));
                reader.give_rest(words);
                break;
            }
            _ => reader.argument(index, token),
        }
    }
    Ok(Reading::Arguments(reader.found))
}

/// The argument that the next word of a call would be a value of; `None` when that is open.
pub fn expected(spec: &'static Spec, before: Vec<Token>) -> Option<&'static Declared> {
    let mut reader = Reader::of(spec, before);
    while let Some((index, token)) = reader.rest.pop_front() {
        match &token {
            Token::One(text) if text == "--" => return spec.words(),
            Token::One(text) if is_flag(text) => {
                let waiting = reader.rest.is_empty().then(|| waiting_for_value(spec, text)).flatten();
                if waiting.is_some() {
                    return waiting;
                }
                // A flag that is not ours takes nothing.
                let _ = reader.flag(index, text);
            }
            _ if reader.begins_with_command() => return spec.words(),
            _ => reader.argument(index, token),
        }
    }
    if reader.begins_with_command() { spec.words() } else { reader.next_argument() }
}

/// The last value of a flag among these words.
pub fn given(spec: &'static Spec, words: Vec<Token>, flag: &Declared) -> Option<String> {
    let mut reader = Reader::of(spec, words);
    while let Some((index, token)) = reader.rest.pop_front() {
        match &token {
            Token::One(text) if is_flag(text) && text != "--" => drop(reader.flag(index, text)),
            Token::One(text) if text == "--" => break,
            _ if reader.begins_with_command() => break,
            _ => reader.argument(index, token),
        }
    }
    reader.found.into_iter().rev().find(|word| word.declared.name == flag.name).map(|word| word.text)
}

struct Reader {
    spec: &'static Spec,
    rest: VecDeque<(usize, Token)>,
    found: Vec<Argument>,
}

impl Reader {
    fn of(spec: &'static Spec, tokens: Vec<Token>) -> Self {
        Self { spec, rest: tokens.into_iter().enumerate().collect(), found: Vec::new() }
    }

    /// Whether the first word that is no flag may be the command's, and none has been read as a name.
    fn begins_with_command(&self) -> bool {
        let required = self.spec.words().is_some_and(|words| words.position == Position::Words { required: true });
        required && !self.found.iter().any(|word| word.declared.position == Position::Rest)
    }

    fn give(&mut self, declared: Option<&'static Declared>, token: usize, value: Token) {
        let texts = match value {
            Token::One(text) => vec![text],
            Token::Several(texts) => texts,
        };
        if let Some(declared) = declared {
            let words = texts.into_iter().enumerate();
            self.found.extend(words.map(|(item, text)| Argument { declared, text, token, item }));
        }
    }

    fn give_rest(&mut self, declared: Option<&'static Declared>) {
        while let Some((index, token)) = self.rest.pop_front() {
            self.give(declared, index, token);
        }
    }

    /// The argument that the next word is: the required one first.
    fn next_argument(&self) -> Option<&'static Declared> {
        let is_missing = |declared: &&'static Declared| {
            declared.position == Position::Required
                && !self.found.iter().any(|word| word.declared.name == declared.name)
        };
        self.spec.declared().find(is_missing).or_else(|| self.spec.rest())
    }

    fn argument(&mut self, index: usize, token: Token) {
        let texts = match parse_list(token) {
            Token::One(text) => vec![text],
            Token::Several(texts) => texts,
        };
        for (item, text) in texts.into_iter().enumerate() {
            if let Some(declared) = self.next_argument() {
                self.found.push(Argument { declared, text, token: index, item });
            }
        }
    }

    fn flag(&mut self, index: usize, text: &str) -> Result<(), Misread> {
        if let Some(long) = text.strip_prefix("--") {
            let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
            let declared = flags(self.spec).find(|declared| declared.name == name);
            let declared = declared.ok_or_else(|| self.unknown(index, &format!("--{name}")))?;
            return self.flag_value(declared, index, &format!("--{name}"), value);
        }
        for (at, letter) in text[1..].char_indices() {
            let declared = flags(self.spec).find(|declared| declared.short == Some(letter));
            let declared = declared.ok_or_else(|| self.unknown(index, &format!("-{letter}")))?;
            if declared.value == ValueKind::Switch {
                self.give(Some(declared), index, Token::One(String::new()));
                continue;
            }
            let attached = &text[1 + at + letter.len_utf8()..];
            let attached = attached.strip_prefix('=').unwrap_or(attached);
            return self.flag_value(declared, index, &format!("-{letter}"), Some(attached).filter(|it| !it.is_empty()));
        }
        Ok(())
    }

    fn flag_value(
        &mut self,
        declared: &'static Declared,
        index: usize,
        shown: &str,
        attached: Option<&str>,
    ) -> Result<(), Misread> {
        let misread = |message: String, help: &str| Misread { token: index, message, help: help.to_owned() };
        if declared.value == ValueKind::Switch {
            match attached {
                None | Some("true") => self.give(Some(declared), index, Token::One(String::new())),
                Some("false") => {}
                Some(_) => return Err(misread(format!("{shown} takes no value"), "leave out what follows it")),
            }
            return Ok(());
        }
        let value = match attached {
            Some(text) => Some((index, Token::One(text.to_owned()))),
            None => self.rest.pop_front(),
        };
        let (index, value) = value.ok_or_else(|| misread(format!("{shown} needs a value"), declared.about))?;
        let value = parse_list(value);
        if declared.value != ValueKind::Texts && matches!(value, Token::Several(_)) {
            return Err(misread(format!("{shown} takes one value, and not a list"), declared.about));
        }
        self.give(Some(declared), index, value);
        Ok(())
    }

    fn unknown(&self, token: usize, flag: &str) -> Misread {
        let names = flags(self.spec).map(|declared| format!("--{}", declared.name)).collect::<Vec<_>>();
        let nearest = ws_core::error::nearest(flag, names.iter().map(String::as_str)).map(ToOwned::to_owned);
        let whose = match self.spec.words().map(|words| words.position) {
            Some(Position::Words { required: true }) => "put flags of the command after its first word",
            _ => "put further arguments of the task's command after `--`",
        };
        let help = nearest.map_or_else(|| whose.to_owned(), |nearest| format!("did you mean `{nearest}`? {whose}"));
        Misread { token, message: format!("`ws {}` has no flag `{flag}`", self.spec.name), help }
    }
}

fn flags(spec: &'static Spec) -> impl Iterator<Item = &'static Declared> {
    spec.declared().filter(|declared| declared.position == Position::Flag && !declared.cli_only)
}

fn is_flag(text: &str) -> bool {
    text.len() > 1 && text.starts_with('-')
}

/// The flag that still waits for its value.
fn waiting_for_value(spec: &'static Spec, text: &str) -> Option<&'static Declared> {
    let long = text.strip_prefix("--");
    let is_it = |declared: &&Declared| match long {
        Some(name) => declared.name == name,
        None => declared.short.is_some_and(|short| text.ends_with(short)),
    };
    flags(spec).filter(|declared| declared.value != ValueKind::Switch).find(is_it)
}

/// Parses a list that Nushell passed on as the text that was typed; it does so in some positions.
fn parse_list(token: Token) -> Token {
    match token {
        Token::One(list) if list.len() > 1 && list.starts_with('[') && list.ends_with(']') => {
            let items = list[1..list.len() - 1].split([' ', ',', '\n']).filter(|item| !item.is_empty());
            Token::Several(items.map(|item| item.trim_matches(['"', '\'', '`']).to_owned()).collect())
        }
        token => token,
    }
}

/// Whether the first word before dashes is a program, as in `git checkout -- FILE`: no sibling has that name, and PATH has
/// it. What is neither is taken for a mistyped name.
fn is_program(token: &Token, found: &[Argument], session: &Session) -> bool {
    let Token::One(word) = token else { return false };
    if word == "." || is_glob(word) {
        return false;
    }
    let root = found.iter().rev().find(|word| word.declared.name == ROOT.declared.name);
    let outline = session.outline(root.map(|root| std::path::Path::new(&root.text)));
    let is_sibling = |word: &str| {
        outline.as_ref().is_some_and(|outline| outline.siblings.iter().any(|sibling| sibling.name.as_str() == word))
    };
    let on_path = || session.variable("PATH").and_then(|path| programs::find(path, word.as_ref())).is_some();
    !is_sibling(word) && (word.contains('/') || on_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(line: &str) -> Vec<Token> {
        line.split(' ').filter(|word| !word.is_empty()).map(|word| Token::One(word.to_owned())).collect()
    }

    #[test]
    fn what_tab_is_asked_for_depends_on_what_stands_before() {
        let expected = |name, line: &str| {
            let spec = crate::find(name)?;
            expected(spec, tokens(line)).map(|declared| declared.name)
        };
        for (name, line, next) in [
            ("exec", "", Some("command")),
            ("exec", "--layer", Some("layer")),
            ("exec", "--layer tools --exclude", Some("exclude")),
            ("exec", "--layer tools git", Some("command")),
            ("exec", "git --layer", Some("command")),
            ("exec", "--", Some("command")),
            ("run", "", Some("task")),
            ("run", "-j 4 --dirty", Some("task")),
            ("run", "-j", Some("jobs")),
            ("run", "lint", Some("names")),
            ("run", "lint pyvider --layer", Some("layer")),
            ("run", "lint --", Some("arguments")),
        ] {
            assert_eq!(expected(name, line), next, "ws {name} {line}");
        }
    }

    #[test]
    fn the_root_of_the_line_is_known_before_the_line_runs() {
        let root = |line: &str| given(crate::find("exec")?, tokens(line), &ROOT.declared);
        assert_eq!(root("--root /a --layer tools"), Some("/a".to_owned()));
        assert_eq!(root("--root=/a git"), Some("/a".to_owned()));
        assert_eq!(root("git --root /b"), None);
    }
}
