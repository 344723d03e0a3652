//! Bytes of a Python file → its text, in the encoding that its first or second line declares (PEP 263).
//!
//! Refuses to do: fail. What cannot be decoded is replaced: keywords and most names are ASCII in every encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The text, without a byte order mark.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let (first, rest) = line(bytes);
    let is_blank = first.trim_ascii_start().first().is_none_or(|byte| *byte == b'#');
    let declared = cookie(first).or_else(|| is_blank.then(|| cookie(line(rest).0)).flatten());
    declared.unwrap_or(UTF_8).decode(bytes).0
}

/// The first line and what comes after it.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else { return (bytes, &[]) };
    let length = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    (&bytes[..end], &bytes[end + length..])
}

/// `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`
fn cookie(line: &[u8]) -> Option<&'static Encoding> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let comment = line.trim_ascii_start().strip_prefix(b"#")?;
    let mut places = (0..comment.len()).filter(|place| comment[*place..].starts_with(b"coding"));
    let name = places.find_map(|place| {
        let after = &comment[place + b"coding".len()..];
        let name = after.strip_prefix(b":").or_else(|| after.strip_prefix(b"="))?.trim_ascii_start();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let end = name.iter().position(|byte| !is_part(byte)).unwrap_or(name.len());
        (end > 0).then(|| &name[..end])
    })?;
    let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('_', "-");
    Encoding::for_label(name.as_bytes()).or_else(|| Encoding::for_label(on_the_web(&name).as_bytes()))
}

/// What the web calls an encoding for which Python has another name.
fn on_the_web(name: &str) -> &str {
    match name {
        "latin-1" | "iso-latin-1" | "8859" => "iso-8859-1",
        "latin-2" => "iso-8859-2",
        "latin9" | "latin-9" => "iso-8859-15",
        "cp932" | "ms932" | "shiftjis" | "sjis" => "shift_jis",
        "eucjp" | "ujis" => "euc-jp",
        "cp936" | "936" | "ms936" => "gbk",
        "cp949" | "949" | "ms949" | "euckr" => "euc-kr",
        "cp950" | "950" | "ms950" => "big5",
        "mac-roman" | "macroman" => "macintosh",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_encoding_counts_on_the_first_two_lines() {
        for (bytes, text) in [
            (&b"# -*- coding: latin-1 -*-\nimport \xe9t\xe9\n"[..], "import \u{e9}t\u{e9}"),
            (b"#!/usr/bin/python\r\n# vim: set fileencoding=ISO_8859-15 :\r\nimport a\xa4\r\n", "import a\u{20ac}"),
            (b"# coding=cp1251\rimport \xe4\r", "import \u{434}"),
            // The second byte of a letter may be a quotation mark's or a backslash's in ASCII.
            (b"# coding: shift_jis\nx = '\x83\x5c'\nimport a\n", "x = '\u{30bd}'\nimport a"),
            (b"# coding: euc_kr\nx = '\xb0\xa1'\n", "x = '\u{ac00}'"),
            (b"# encoding: utf8\nimport \xc3\xa9\n", "import \u{e9}"),
            (b"\xef\xbb\xbfimport \xc3\xa9\n", "import \u{e9}"),
        ] {
            let decoded = decoded(bytes).replace("\r\n", "\n").replace('\r', "\n");
            assert!(decoded.trim_end().ends_with(text), "{decoded:?}");
        }
        // Neither the third line, nor the second after code.
        for bytes in [&b"\n\n# coding: latin-1\nimport \xe9\n"[..], b"x = 1\n# coding: latin-1\nimport \xe9\n"] {
            assert!(decoded(bytes).contains('\u{fffd}'));
        }
    }
}
