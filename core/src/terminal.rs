//! Text that is shown on a terminal: characters that a terminal would obey, or by which text would be shown in another
//! order than it is read, are written as escapes. Knows no other module.
//!
//! Refuses to do: change data. JSON, CSV, NUON and Nushell's values keep every character.

use std::borrow::Cow;

/// The text with every character that could act on a terminal written as an escape, line breaks too: `\n`, `\u{1b}`.
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, acts)
}

/// The same for text of several lines, whose line breaks stay.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape_where(text, |character| character != '\n' && acts(character))
}

/// Whether a character moves the cursor, begins a sequence that a terminal obeys (C0, DEL, C1), breaks the line, or turns
/// the direction of text around (UAX #9: the embeddings, overrides, isolates and marks).
pub fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        )
}

fn escape_where(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_escaped(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_and_nothing_else_changes() {
        let osc = "a\u{1b}]0;title\u{7}b\u{9b}31m\u{7f}";
        assert_eq!(escape(osc), r"a\u{1b}]0;title\u{7}b\u{9b}31m\u{7f}");
        assert_eq!(escape("a\u{202e}b\u{2066}c\u{200f}\u{61c}\u{2028}"), r"a\u{202e}b\u{2066}c\u{200f}\u{61c}\u{2028}");
        assert_eq!(escape("a\r\n\tb"), r"a\r\n\tb");
        assert_eq!(escape_lines("a\r\nb\u{1b}c"), "a\\r\nb\\u{1b}c");
        for harmless in ["", "é ü 日本語 👩‍👩‍👧 \\u{1b}", "ok"] {
            assert!(matches!(escape(harmless), Cow::Borrowed(text) if text == harmless));
        }
    }

    #[test]
    fn every_control_character_and_every_bidirectional_control_is_escaped() {
        let controls = (0..=0x1f).chain(0x7f..=0x9f);
        let directions = [0x061c, 0x200e, 0x200f].into_iter().chain(0x202a..=0x202e).chain(0x2066..=0x2069);
        for code in controls.chain(directions) {
            let character = char::from_u32(code).unwrap();
            assert!(!escape(&character.to_string()).contains(character), "{code:x}");
        }
    }
}
