//! Secrets in URLs: what may be a password or a token is left out of everything that is shown or written. Knows no other
//! module.
//!
//! Of `http://`, `https://` and the like, all before the `@` goes: a token often stands where the user does. Of `ssh://` and
//! of scp's form, which has no `://`, the user stays, since without it the URL leads nowhere.

use std::borrow::Cow;
use std::ops::Range;

/// The text without the secrets of the URLs in it.
pub fn left_out(text: &str) -> Cow<'_, str> {
    let spans = spans(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        shown.push_str(&text[from..span.start]);
        from = span.end;
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

/// The text with `*` for each byte of a secret, so that places in it stay what they are.
pub fn masked(text: &str) -> Cow<'_, str> {
    let spans = spans(text);
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = text.to_owned();
    for span in spans {
        shown.replace_range(span.clone(), &"*".repeat(span.len()));
    }
    Cow::Owned(shown)
}

/// Where secrets are, in their order.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        from = at + 1;
        // Most text with an `@` has no URL; a word is a URL up to what no URL has.
        let start = text[..at]
            .rfind(ends_word)
            .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
        let end = at + text[at..].find(ends_word).unwrap_or(text.len() - at);
        from = end.max(from);
        spans.extend(in_word(&text[start..end]).map(|span| start + span.start..start + span.end));
    }
    spans
}

fn ends_word(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '"' | '\'' | '`' | '<' | '>' | '|' | '\\')
}

/// The secret of a word with an `@`.
fn in_word(word: &str) -> Option<Range<usize>> {
    let Some(scheme_end) = word.find("://") else {
        // `user:password@host:path`
        let login = &word[..word.find('/').unwrap_or(word.len())];
        let at = login.rfind('@')?;
        let colon = login[..at].find(':')?;
        return Some(colon..at);
    };
    let start = scheme_end + 3;
    let authority = &word[start..];
    let authority = &authority[..authority.find(['/', '?', '#']).unwrap_or(authority.len())];
    let at = if let Some(at) = authority.rfind('@') {
        at
    } else {
        // A password with a slash in it: what looks like a port is none.
        let (_, port) = authority.rsplit_once(':')?;
        if port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()) || authority.starts_with('[') {
            return None;
        }
        word[start..].rfind('@')?
    };
    let login = &word[start..start + at];
    let keeps_user = word[..scheme_end].ends_with("ssh") || word[..scheme_end].ends_with("git");
    match login.find(':') {
        Some(colon) if keeps_user && colon > 0 => Some(start + colon..start + at),
        None if keeps_user => None,
        _ => Some(start..start + at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_and_tokens_are_left_out() {
        let cases = [
            ("https://ada:secret@example.org/x.git", "https://example.org/x.git"),
            ("https://ghp_abc@example.org/x.git", "https://example.org/x.git"),
            ("https://ada@example.org/x.git", "https://example.org/x.git"),
            ("https://:secret@example.org/x", "https://example.org/x"),
            ("https://ada:se@cret@example.org", "https://example.org"),
            ("https://ada:sec/ret@example.org/x", "https://example.org/x"),
            ("git+https://oauth2:t@example.org/x@v1#egg=x", "git+https://example.org/x@v1#egg=x"),
            ("https://example.org/a@b:c", "https://example.org/a@b:c"),
            ("https://example.org:8443/a@b", "https://example.org:8443/a@b"),
            ("https://[::1]/a@b", "https://[::1]/a@b"),
            ("git@example.org:x/y.git", "git@example.org:x/y.git"),
            ("git:token@example.org:x/y.git", "git@example.org:x/y.git"),
            ("ssh://git@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
            ("ssh://git:secret@example.org:22/x.git", "ssh://git@example.org:22/x.git"),
            ("ssh://:secret@example.org/x.git", "ssh://example.org/x.git"),
            ("/srv/git/x.git", "/srv/git/x.git"),
            ("ada@example.org", "ada@example.org"),
        ];
        for (given, shown) in cases {
            assert_eq!(left_out(given), shown);
        }
    }

    #[test]
    fn in_a_text_each_url_counts() {
        let text = "fatal: 'https://a:b@x.org/é' and \"http://t@y.org\", not é@z or https://c:d@z.org.\n";
        assert_eq!(left_out(text), "fatal: 'https://x.org/é' and \"http://y.org\", not é@z or https://z.org.\n");
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        assert!(masked.starts_with("fatal: 'https://****x.org/é'") && !masked.contains("c:d"), "{masked}");
    }
}
