//! User and password before the `@` of a URL, and of scp's form.

use std::ops::Range;

use super::{Secret, closes, is_quote};

/// Where the user of a URL may begin.
struct Start {
    /// Where the URL begins.
    at: usize,
    /// After the slashes.
    login: usize,
    /// The user is part of the address: `ssh://git@example.org/x`.
    keeps_user: bool,
    /// `https%3A%2F%2F`, as within another URL.
    encoded: bool,
}

pub fn secrets(text: &str) -> Vec<Secret> {
    let starts = starts(text);
    let mut found = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.at).max(start.login);
        let window = &text[start.login..end];
        let window = &window[..window.find(['\n', '\r']).unwrap_or(window.len())];
        let at = if start.encoded { encoded_login(window) } else { login(text, start, window) };
        let Some(at) = at else { continue };
        let password = if start.keeps_user { first_colon(&window[..at.start]) } else { Some(0) };
        match password {
            Some(colon) if colon > 0 => found.push(start.login + colon..start.login + at.start),
            Some(_) => found.push(start.login..start.login + at.end),
            None => {}
        }
    }
    let mut next = starts.iter().peekable();
    let mut begin = 0;
    for word in text.split_inclusive(ends_word) {
        while next.next_if(|start| start.login < begin).is_some() {}
        let is_url = next.peek().is_some_and(|start| start.at < begin + word.len());
        if !is_url
            && word.contains('@')
            && let Some(range) = scp(word.trim_end_matches(ends_word))
        {
            found.push(begin + range.start..begin + range.end);
        }
        begin += word.len();
    }
    found.into_iter().map(|range| Secret { range, shown: "" }).collect()
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

/// Every place where a URL may begin, in order.
fn starts(text: &str) -> Vec<Start> {
    let bytes = text.as_bytes();
    let mut starts: Vec<Start> = Vec::new();
    let mut at = 0;
    // What the scheme of a URL may begin at.
    let mut scheme = 0;
    while at < bytes.len() {
        let colon = match bytes[at] {
            b':' => 1,
            b'%' => escaped(&bytes[at..], b"3a"),
            _ => 0,
        };
        let is_bare = bytes[at..].starts_with(b"//") && begins_word(text, at) && !text[at + 2..].starts_with(ends_word);
        if colon == 0 && !is_bare {
            let is_scheme = bytes[at].is_ascii_alphanumeric() || b"+-.".contains(&bytes[at]);
            at += 1;
            if !is_scheme {
                scheme = at;
            }
            continue;
        }
        let slashes = slashes(&bytes[at + colon..]);
        // One letter is a drive of Windows.
        let is_start = slashes > 0 && (is_bare || at - scheme > 1);
        let is_in_password = scheme > 0
            && bytes[scheme - 1] == b':'
            && starts.last().is_some_and(|last| {
                last.login <= scheme && !text[last.login..scheme].contains(|c: char| c == '/' || ends_word(c))
            });
        if is_start && !is_in_password {
            let name = text[scheme..at].to_ascii_lowercase();
            let keeps_user = name.ends_with("ssh") || name.ends_with("sftp");
            starts.push(Start { at: scheme, login: at + colon + slashes, keeps_user, encoded: bytes[at] == b'%' });
        }
        at += colon + slashes;
        scheme = at;
    }
    starts
}

fn begins_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|before| ends_word(before) || is_quote(before) || "=(,;<[{@|+".contains(before))
}

/// How long `%3A` is, or `%253A` and so on, given `3a`; 0 when the bytes begin otherwise.
fn escaped(bytes: &[u8], code: &[u8]) -> usize {
    let Some(b'%') = bytes.first() else { return 0 };
    let mut end = 1;
    while bytes[end..].starts_with(b"25") {
        end += 2;
    }
    let is_it = bytes.get(end..end + code.len()).is_some_and(|found| found.eq_ignore_ascii_case(code));
    if is_it { end + code.len() } else { 0 }
}

/// How many bytes of slashes there are: also as JSON may write them (`\/`), and percent-encoded.
fn slashes(bytes: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let length = match bytes.get(end) {
            Some(b'/') => 1,
            Some(b'\\') if bytes.get(end + 1) == Some(&b'/') => 2,
            Some(b'%') => escaped(&bytes[end..], b"2f"),
            _ => 0,
        };
        if length == 0 {
            return end;
        }
        end += length;
    }
}

/// Where the `@` is that ends user and password; `window` is what follows the slashes, up to the end of the line.
fn login(text: &str, start: &Start, window: &str) -> Option<Range<usize>> {
    let before = &text[..start.at];
    let mut closing = window.char_indices().filter(|(at, quote)| is_quote(*quote) && closes(window, *at));
    let end = match before.chars().next_back() {
        None => Some(window.len()),
        Some(quote) if is_quote(quote) => closing.find(|(_, closing)| *closing == quote).map(|(at, _)| at),
        // `NAME @ URL ; MARKER` (PEP 508), quoted or not.
        Some(' ') if before.ends_with("@ ") => {
            let ends = [closing.next().map(|(at, _)| at), window.find(" ;")];
            Some(ends.into_iter().flatten().min().unwrap_or(window.len()))
        }
        Some(_) => None,
    };
    let at = end.and_then(|end| login_of(&window[..end], Alone::Yes));
    let at = at.or_else(|| login_of(window, Alone::No))?;
    Some(at..at + 1)
}

/// Whether the URL is all of the text, or all that stands in quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    No,
}

fn login_of(window: &str, alone: Alone) -> Option<usize> {
    let ends = |c: char| matches!(c, '/' | '?' | '#') || (alone == Alone::No && ends_word(c));
    let authority = &window[..window.find(ends).unwrap_or(window.len())];
    if let Some(at) = authority.rfind('@') {
        return Some(at);
    }
    // A password with a slash or a blank in it: what looks like a port is none.
    let (_, port) = authority.split_once(':')?;
    let port = if alone == Alone::Yes {
        port.trim_end_matches(':')
    } else {
        port.trim_end_matches(|c: char| !c.is_alphanumeric())
    };
    if port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()) || authority.starts_with('[') {
        return None;
    }
    let rest = &window[authority.len()..];
    let is_blank = rest.starts_with(ends_word);
    let word = if alone == Alone::Yes || is_blank { rest.len() } else { rest.find(ends_word).unwrap_or(rest.len()) };
    Some(authority.len() + rest[..word].rfind('@')?)
}

/// The same of a URL that is percent-encoded, whose `@` may be so too.
fn encoded_login(window: &str) -> Option<Range<usize>> {
    let bytes = window.as_bytes();
    let mut found = None;
    for at in 0..bytes.len() {
        let is_end = b"/?&#\"'`<> \t".contains(&bytes[at])
            || [b"2f", b"3f", b"23", b"26"].iter().any(|code| escaped(&bytes[at..], *code) > 0);
        if is_end {
            break;
        }
        let length = if bytes[at] == b'@' { 1 } else { escaped(&bytes[at..], b"40") };
        if length > 0 {
            found = Some(at..at + length);
        }
    }
    found
}

/// The first colon, also percent-encoded.
fn first_colon(login: &str) -> Option<usize> {
    let bytes = login.as_bytes();
    (0..bytes.len()).find(|at| bytes[*at] == b':' || escaped(&bytes[*at..], b"3a") > 0)
}

/// The password of `user:password@host:path`.
fn scp(word: &str) -> Option<Range<usize>> {
    let login = &word[..word.find('/').unwrap_or(word.len())];
    let at = login.rfind('@')?;
    let colon = login[..at].find(':')?;
    let (user, password, host) = (&word[..colon], &word[colon + 1..at], &word[at + 1..]);
    if password.is_empty() || user.ends_with("mailto") || host.starts_with("sha256:") || host.starts_with("sha512:") {
        return None;
    }
    let is_host =
        |host: &str| !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let is_odd = password.contains(|c: char| is_quote(c) || matches!(c, '<' | '>' | '|' | '\\'));
    (!is_odd || host.split_once(':').is_some_and(|(host, _)| is_host(host))).then_some(colon..at)
}
