//! What git would store for a file of the working tree: its content with line ends as the attributes and the config say
//! (convert.c: `convert_attrs`, `crlf_to_git`), and `ident`. Filters and encodings are not done here.

use std::borrow::Cow;

use crate::git::tree::attributes::{Attributes, Value};

/// What `core.autocrlf` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AutoCrlf {
    Off,
    On,
    Input,
}

/// What is done to CRLF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Nothing.
    Kept,
    /// Each becomes LF.
    Text,
    /// Each becomes LF if the file looks like text and the index has none.
    Guessed,
}

impl LineEnds {
    /// As attributes and config say.
    pub fn of(attributes: &Attributes, auto: AutoCrlf) -> Self {
        let own = attributes.text().and_then(Self::of_value).or_else(|| attributes.crlf().and_then(Self::of_value));
        if own == Some(Self::Kept) {
            return Self::Kept;
        }
        let is_eol = match attributes.eol() {
            Some(Value::Text(value)) => value == b"lf" || value == b"crlf",
            _ => false,
        };
        match own {
            Some(own) => own,
            None if is_eol => Self::Text,
            None if auto == AutoCrlf::Off => Self::Kept,
            None => Self::Guessed,
        }
    }

    fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Set => Some(Self::Text),
            Value::Unset => Some(Self::Kept),
            Value::Text(text) if text == b"auto" => Some(Self::Guessed),
            Value::Text(text) if text == b"input" => Some(Self::Text),
            Value::Text(_) | Value::Unspecified => None,
        }
    }

    /// Whether git would store the content as what `is_stored` recognises.
    ///
    /// Where git guesses, it leaves a file as it is whose blob has CRLF (convert.c: `has_crlf_in_index`). The blob need not be
    /// read for that: one that equals the content has them, and one that equals the converted content has none.
    pub fn match_stored(self, content: &[u8], is_stored: impl Fn(&[u8]) -> bool) -> bool {
        let converted = self.applied(content);
        is_stored(&converted) || (self == Self::Guessed && matches!(converted, Cow::Owned(_)) && is_stored(content))
    }

    /// The content as git would store it where nothing is stored yet.
    fn applied(self, content: &[u8]) -> Cow<'_, [u8]> {
        if self == Self::Kept {
            return Cow::Borrowed(content);
        }
        let counts = Counts::of(content);
        if counts.crlf == 0 {
            return Cow::Borrowed(content);
        }
        if self == Self::Guessed && counts.is_binary() {
            return Cow::Borrowed(content);
        }
        let mut stored = Vec::with_capacity(content.len());
        for (place, byte) in content.iter().enumerate() {
            if *byte != b'\r' || content.get(place + 1) != Some(&b'\n') {
                stored.push(*byte);
            }
        }
        Cow::Owned(stored)
    }
}

/// Content with each `$Id: ...$` on one line as `$Id$` (convert.c: `ident_to_git`).
pub(super) fn without_idents(content: &[u8]) -> Vec<u8> {
    let mut stored = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(dollar) = rest.iter().position(|byte| *byte == b'$') {
        let (before, after) = rest.split_at(dollar + 1);
        stored.extend_from_slice(before);
        rest = after;
        let Some(text) = after.strip_prefix(b"Id:") else { continue };
        match text.iter().position(|byte| matches!(byte, b'$' | b'\n')) {
            Some(end) if text[end] == b'$' => {
                stored.extend_from_slice(b"Id$");
                rest = &text[end + 1..];
            }
            Some(_) => {}
            None => break,
        }
    }
    stored.extend_from_slice(rest);
    stored
}

/// Kinds of bytes in a text, as git guesses by them.
#[derive(Debug, Default)]
struct Counts {
    crlf: usize,
    lone_cr: usize,
    nul: usize,
    printable: usize,
    other: usize,
}

impl Counts {
    fn of(content: &[u8]) -> Self {
        let mut counts = Self::default();
        let mut bytes = content.iter().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\r' if bytes.next_if_eq(&&b'\n').is_some() => counts.crlf += 1,
                b'\r' => counts.lone_cr += 1,
                b'\n' => {}
                // Backspace, tab, form feed and escape.
                8 | 9 | 12 | 27 => counts.printable += 1,
                0 => {
                    counts.nul += 1;
                    counts.other += 1;
                }
                1..32 | 127 => counts.other += 1,
                _ => counts.printable += 1,
            }
        }
        // ctrl-Z, by which DOS ended texts.
        if content.last() == Some(&26) {
            counts.other -= 1;
        }
        counts
    }

    fn is_binary(&self) -> bool {
        self.lone_cr > 0 || self.nul > 0 || self.printable >> 7 < self.other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blob_need_not_be_read_to_know_whether_it_has_crlf() {
        let matches = |ends: LineEnds, content: &[u8], blob: &[u8]| ends.match_stored(content, |stored| stored == blob);
        assert!(matches(LineEnds::Guessed, b"a\r\nb\r\n", b"a\r\nb\r\n"));
        assert!(matches(LineEnds::Guessed, b"a\r\nb\r\n", b"a\nb\n"));
        assert!(!matches(LineEnds::Guessed, b"a\r\nb\r\n", b"a\r\nb\n"));
        assert!(!matches(LineEnds::Guessed, b"a\0\r\n", b"a\0\n"));
        assert!(!matches(LineEnds::Kept, b"a\r\n", b"a\n"));
    }
}
