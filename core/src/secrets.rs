//! Secrets in URLs: what may be a password or a token is left out of everything that is shown or written. Knows no other
//! module.
//!
//! Of `http://`, `https://` and the like, all before the `@` goes: a token often stands where the user does. Of `ssh://` and
//! of scp's form, which has no `://`, the user stays, since without it the URL leads nowhere. Of parameters (`?token=...`)
//! the value goes.
//!
//! A password may hold what no URL may: quotes, blanks, `@`, slashes. Where text leaves open what belongs to it, more is left
//! out rather than less.

mod login;
mod parameters;

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a parameter's value.
const VALUE: &str = "***";

/// A secret in a text.
#[derive(Debug)]
struct Secret {
    range: Range<usize>,
    /// What is shown in its place.
    shown: &'static str,
}

/// The text without the secrets of the URLs in it.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    with_each_as(text, |secret| secret.shown.into())
}

/// The text with `*` for each byte of a secret, so that places in it stay what they are.
pub fn masked(text: &str) -> Cow<'_, str> {
    with_each_as(text, |secret| "*".repeat(secret.range.len()).into())
}

fn with_each_as(text: &str, stand_in: impl Fn(&Secret) -> Cow<'static, str>) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        shown.push_str(&text[from..secret.range.start]);
        shown.push_str(&stand_in(&secret));
        from = secret.range.end;
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

/// Where secrets are, in their order, none within another.
fn secrets(text: &str) -> Vec<Secret> {
    // Most text has neither, and every cell comes this way.
    if !text.contains(['@', '=']) && !text.contains("40") && !text.contains("%3") {
        return Vec::new();
    }
    let mut found = login::secrets(text);
    found.extend(parameters::secrets(text));
    found.sort_by_key(|secret| (secret.range.start, secret.range.end));
    let mut end = 0;
    found.retain_mut(|secret| {
        secret.range.start = secret.range.start.max(end);
        end = end.max(secret.range.end);
        !secret.range.is_empty()
    });
    found
}

/// Whether text in quotes may end at this quote: what follows is no letter of a password.
fn closes(text: &str, quote: usize) -> bool {
    text[quote..].chars().nth(1).is_none_or(|next| next.is_whitespace() || ",;:.)]}>".contains(next))
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`')
}

#[cfg(test)]
mod tests;
