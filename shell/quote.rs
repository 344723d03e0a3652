//! Text → one word of a shell's language. Each shell has its own rules: a POSIX quotation is wrong in fish and Nushell.

/// For bash, zsh and sh.
pub fn posix(text: &str) -> String {
    shell_words::quote(text).into_owned()
}

/// For bash and zsh, whatever the bytes are; always in quotes, since zsh expands more than others.
pub fn posix_bytes(bytes: &[u8]) -> Vec<u8> {
    in_quotes(bytes, |byte| if byte == b'\'' { Some(b"'\\''") } else { None })
}

/// For fish, whatever the bytes are.
pub fn fish_bytes(bytes: &[u8]) -> Vec<u8> {
    in_quotes(bytes, |byte| match byte {
        b'\'' => Some(b"\\'"),
        b'\\' => Some(b"\\\\"),
        _ => None,
    })
}

fn in_quotes(bytes: &[u8], escape: fn(u8) -> Option<&'static [u8]>) -> Vec<u8> {
    let mut word = vec![b'\''];
    for byte in bytes {
        match escape(*byte) {
            Some(escaped) => word.extend_from_slice(escaped),
            None => word.push(*byte),
        }
    }
    word.push(b'\'');
    word
}

/// For fish: within single quotes, a backslash escapes itself and the quote, and nothing else.
pub fn fish(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// For Nushell: a raw string with as many `#` as it takes.
pub fn nu(text: &str) -> String {
    let mut marks = "#".to_owned();
    while text.contains(&format!("'{marks}")) {
        marks.push('#');
    }
    format!("r{marks}'{text}'{marks}")
}

/// A program for Nushell's `^`: a name as it is, a path as a string.
pub fn nu_program(program: &str) -> String {
    let plain = program.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
    if plain { program.to_owned() } else { format!("({})", nu(program)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_by_its_own_rules() {
        assert_eq!(posix("/a b/it's"), r"'/a b/it'\''s'");
        assert_eq!(fish(r"/a\b/it's"), r"'/a\\b/it\'s'");
        assert_eq!(nu("/a'b"), "r#'/a'b'#");
        assert_eq!(nu("/a'#b"), "r##'/a'#b'##");
    }
}
