//! Parameters of a URL whose values are secrets: `?access_token=...`, `&sig=...`.

use super::{Secret, VALUE, closes, is_quote};

/// A name that holds one of these is that of a secret.
const PARTS: [&str; 11] = [
    "token",
    "secret",
    "passw",
    "signature",
    "credential",
    "api_key",
    "apikey",
    "access_key",
    "accesskey",
    "private_key",
    "privatekey",
];

/// A name that is one of these is that of a secret.
const NAMES: [&str; 9] = ["sig", "key", "auth", "pwd", "pass", "jwt", "authorization", "session", "sessionid"];

/// Longer than any name that counts.
const LONGEST_NAME: usize = 80;

pub fn secrets(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((equals, length)) = next_equals(text, from) {
        from = equals + length;
        let Some(name) = name(&text.as_bytes()[..equals]) else { continue };
        if !is_secret(&decoded(name)) {
            continue;
        }
        let end = from + value_end(&text[from..], length > 1);
        if end > from {
            found.push(Secret { range: from..end, shown: VALUE });
        }
        from = end;
    }
    found
}

/// The next `=`, also percent-encoded, and its length.
fn next_equals(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find_map(|at| match bytes[at] {
        b'=' => Some((at, 1)),
        b'%' if bytes.get(at + 1..at + 3).is_some_and(|code| code.eq_ignore_ascii_case(b"3d")) => Some((at, 3)),
        _ => None,
    })
}

/// The name that the text ends with, where it is a parameter's: after `?`, `&`, `;` or `#`, also percent-encoded.
fn name(text: &[u8]) -> Option<&[u8]> {
    let text = &text[text.len().saturating_sub(LONGEST_NAME)..];
    let begin = (0..text.len()).rev().find_map(|at| match text[at] {
        b'?' | b'&' | b';' | b'#' => Some(at + 1),
        b'%' => {
            let code = text.get(at + 1..at + 3)?;
            ["3f", "26", "3b", "23"].iter().any(|end| code.eq_ignore_ascii_case(end.as_bytes())).then_some(at + 3)
        }
        _ => None,
    })?;
    let name = &text[begin..];
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.%[]".contains(byte);
    (!name.is_empty() && name.iter().all(is_plain)).then_some(name)
}

fn is_secret(name: &str) -> bool {
    NAMES.contains(&name) || PARTS.iter().any(|part| name.contains(part))
}

/// In lower case, without percent-encoding, with `_` for other marks between words.
fn decoded(name: &[u8]) -> String {
    let digit = |at: usize| name.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = String::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let character = match (name[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                char::from_u32(high * 16 + low).unwrap_or('%')
            }
            (byte, ..) => char::from(byte),
        };
        at += 1;
        decoded.push(if matches!(character, '-' | '.') { '_' } else { character.to_ascii_lowercase() });
    }
    decoded
}

/// Where the value ends that the text begins with.
fn value_end(text: &str, is_encoded: bool) -> usize {
    let ends = |(at, character): (usize, char)| {
        let is_end = character.is_whitespace()
            || character.is_control()
            || matches!(character, '&' | '#' | '<' | '>' | '|')
            || (is_quote(character) && closes(text, at))
            || (is_encoded && ["%26", "%23"].iter().any(|end| text[at..].starts_with(end)));
        is_end.then_some(at)
    };
    text.char_indices().find_map(ends).unwrap_or(text.len())
}
