//! Python source → the same source with every statement that imports nothing replaced by `0`, line for line. What is left
//! is a small part of a file, and the grammar takes its time by the byte.
//!
//! Refuses to do: guess. Where a string or a bracket could end at two places, there is no answer, and all is parsed.

/// One logical line: a statement, several with `;` between, or the head of a compound one.
struct Line<'t> {
    /// With its comment and line breaks, without its indentation.
    text: &'t str,
    indentation: &'t str,
    /// How many lines without a statement stand before it.
    blank: usize,
    has_import: bool,
    /// `else` and its like belong to the statement before.
    is_clause: bool,
}

/// The text with the same imports on the same lines; `None` when it is unclear where the statements are. Lines end
/// in `\n`.
pub fn skim(text: &str) -> Option<String> {
    let lines = lines(text)?;
    // How many lines with an import come before each line.
    let before: Vec<usize> = std::iter::once(0)
        .chain(lines.iter().scan(0, |count, line| {
            *count += usize::from(line.has_import);
            Some(*count)
        }))
        .collect();
    let mut skimmed = String::new();
    // Where the last `0` stands, if nothing came after it: one is enough.
    let mut last: Option<&str> = None;
    let mut next = 0;
    while let Some(line) = lines.get(next) {
        let depth = line.indentation.len();
        let is_part = |it: &&Line<'_>| {
            let other = it.indentation.len();
            other > depth || other == depth && it.is_clause
        };
        // A clause that comes up here belongs to a statement that stays.
        let end = if line.is_clause { next } else { next + 1 + lines[next + 1..].iter().take_while(is_part).count() };
        skimmed.extend(std::iter::repeat_n('\n', line.blank));
        if line.is_clause || before[end] > before[next] {
            skimmed.push_str(line.indentation);
            skimmed.push_str(line.text);
            (last, next) = (None, next + 1);
            continue;
        }
        if last != Some(line.indentation) {
            skimmed.push_str(line.indentation);
            skimmed.push('0');
            last = Some(line.indentation);
        }
        skimmed.extend(line.text.bytes().filter(|byte| *byte == b'\n').map(char::from));
        for inner in &lines[next + 1..end] {
            let breaks = inner.blank + inner.text.bytes().filter(|byte| *byte == b'\n').count();
            skimmed.extend(std::iter::repeat_n('\n', breaks));
        }
        next = end;
    }
    Some(skimmed)
}

/// The logical lines of a file; `None` where that is in doubt.
fn lines(text: &str) -> Option<Vec<Line<'_>>> {
    let bytes = text.as_bytes();
    let (mut lines, mut at, mut blank) = (Vec::new(), 0, 0);
    let mut indented_by = None;
    while at < bytes.len() {
        let start = at;
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\x0c')) {
            at += 1;
        }
        let indentation = &text[start..at];
        match bytes.get(at) {
            None => break,
            Some(b'\n') => {
                (at, blank) = (at + 1, blank + 1);
                continue;
            }
            Some(b'#') => {
                (at, blank) = ((end_of_line(bytes, at) + 1).min(bytes.len()), blank + 1);
                continue;
            }
            Some(_) => {}
        }
        // Depths compare by length only where all are of the same character.
        for byte in indentation.bytes() {
            if byte == b'\x0c' || *indented_by.get_or_insert(byte) != byte {
                return None;
            }
        }
        let from = at;
        let mut line =
            Line { text: "", indentation, blank: std::mem::take(&mut blank), has_import: false, is_clause: false };
        at = statement(bytes, at, &mut line)?;
        line.text = &text[from..at];
        lines.push(line);
    }
    Some(lines)
}

/// Where the logical line that begins at `at` ends, behind its line break.
fn statement(bytes: &[u8], mut at: usize, line: &mut Line<'_>) -> Option<usize> {
    let (start, mut open) = (at, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' if open == 0 => return Some(at + 1),
            b'#' => at = end_of_line(bytes, at),
            b'\\' if at > start && bytes.get(at + 1) == Some(&b'\n') => at += 2,
            b'\\' | b'\0' => return None,
            b'(' | b'[' | b'{' => (at, open) = (at + 1, open + 1),
            b')' | b']' | b'}' => (at, open) = (at + 1, open.checked_sub(1)?),
            b'"' | b'\'' => at = string(bytes, at, false)?,
            _ if is_word(byte) => {
                let from = at;
                while bytes.get(at).copied().is_some_and(is_word) {
                    at += 1;
                }
                let word = &bytes[from..at];
                line.has_import |= word == b"import";
                line.is_clause |= from == start && [&b"elif"[..], b"else", b"except", b"finally"].contains(&word);
                if matches!(bytes.get(at), Some(b'"' | b'\'')) {
                    let is = |letters: &[u8]| word.len() <= 2 && word.iter().any(|byte| letters.contains(byte));
                    at = string(bytes, at, is(b"fFtT"))?;
                }
            }
            _ => at += 1,
        }
    }
    (open == 0).then_some(at)
}

/// Where the string that begins with the quote at `at` ends, behind its last quote. In one `with_fields` a field may
/// have strings of its own.
fn string(bytes: &[u8], mut at: usize, with_fields: bool) -> Option<usize> {
    let quote = *bytes.get(at)?;
    let is_long = bytes[at..].starts_with(&[quote; 3]);
    at += if is_long { 3 } else { 1 };
    let mut open = 0_usize;
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            // In a raw string too it keeps a quote from ending it.
            // A field after a backslash is a field all the same.
            b'\\' if open == 0 => at += usize::from(!with_fields || !matches!(bytes.get(at), Some(b'{' | b'}'))),
            b'\n' if !is_long => return None,
            _ if byte == quote && open == 0 => {
                if !is_long {
                    return Some(at);
                }
                if bytes[at..].starts_with(&[quote; 2]) {
                    return Some(at + 2);
                }
            }
            b'{' if with_fields && open == 0 && bytes.get(at) == Some(&b'{') => at += 1,
            b'{' if with_fields => open += 1,
            b'}' if with_fields => open = open.saturating_sub(1),
            // Python 3.12 allows the same quotes, backslashes and comments inside, Python 3.11 does not.
            b'\\' | b'#' if open > 0 => return None,
            b'"' | b'\'' if open > 0 => {
                let is_simple = |it: &&u8| !matches!(**it, b'{' | b'}' | b'\\' | b'\n' | b'"' | b'\'');
                at += bytes[at..].iter().take_while(is_simple).count();
                if byte == quote || bytes.get(at) != Some(&byte) {
                    return None;
                }
                at += 1;
            }
            _ => {}
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The place of the next line break, or the end.
fn end_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_imports_nothing_is_left_out_and_every_line_stays_where_it_is() {
        let text = "\"\"\"A\nmodule.\"\"\"\nx = (1,\n  'import a')\n\nif x:\n    # import b\n    y = 1\nelse:\n    z = 2\n\
                    try:\n    import c; d = 3\n    e = 4\nexcept ImportError:\n    f()\n    g()\nclass H:\n  i = f'{x[\"import\"]}'\n\
                    def j():\n\n    def k(): return 1\n    import l\n";
        let expected = "0\n\n\n\n\n\n\n\n\n\ntry:\n    import c; d = 3\n    0\nexcept ImportError:\n    0\n\n0\n\n\
                        def j():\n\n    0\n    import l\n";
        assert_eq!(skim(text).unwrap(), expected);
    }

    #[test]
    fn what_could_end_at_two_places_is_parsed_in_full() {
        for doubt in [
            "x = f'{'import a'}'\n",
            "x = f\"{'}' + \"import a\"}\"\n",
            "x = f'''{x # }\n}'''\n",
            "x = (1\nimport a\n",
            "x = 1)\nimport a\n",
            "x = 'import a\nimport b\n",
            "x = '''import a\n",
            "try: import a\n\\\nexcept ImportError: pass\n",
            "x = f\"\\{y[\"import a\"]}\"\n",
            "if x:\n\ty\nif z:\n        import a\n",
            "if x:\n  y\n\x0cimport a\n",
        ] {
            assert_eq!(skim(doubt), None, "{doubt:?}");
        }
        for plain in ["x = f'{a[\"b\"]:>{c}} {{ {d!r} }}'\n", "x = r'\\'import a'\n", "x = u'\\\nimport a'\n"] {
            assert_eq!(skim(plain).unwrap().trim_end(), "0", "{plain:?}");
        }
    }
}
