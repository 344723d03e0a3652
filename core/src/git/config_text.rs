//! The text of one config file → its values in order, by git's own grammar (config.c: `git_parse_source`). Says nothing
//! about what a value means, and reads no file.

/// What git does not take for config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Calls `each` for every value: its key with section and name in lower case, and the value, `None` for a name without
/// `=`. `each` may end it.
pub(super) fn parse(
    text: &[u8],
    mut each: impl FnMut(&[u8], Option<Vec<u8>>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let mut text = Text { rest: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text), ended: false };
    let (mut key, mut section) = (Vec::new(), 0);
    let mut comment = false;
    loop {
        match text.next() {
            b'\n' => {
                if text.ended {
                    return Ok(());
                }
                comment = false;
            }
            _ if comment => {}
            byte if is_space(byte) => {}
            b'#' | b';' => comment = true,
            b'[' => {
                key = text.section()?;
                key.push(b'.');
                section = key.len();
            }
            byte if byte.is_ascii_alphabetic() => {
                key.truncate(section);
                key.push(byte.to_ascii_lowercase());
                let value = text.assignment(&mut key)?;
                each(&key, value)?;
            }
            _ => return Err(Malformed),
        }
    }
}

struct Text<'t> {
    rest: &'t [u8],
    /// Was the end of the text given for a line's end?
    ended: bool,
}

impl Text<'_> {
    /// The next byte. A line ends with LF or CR LF, and so does the text.
    fn next(&mut self) -> u8 {
        let (byte, rest) = match self.rest {
            [] => {
                self.ended = true;
                return b'\n';
            }
            [b'\r', b'\n', rest @ ..] => (b'\n', rest),
            [byte, rest @ ..] => (*byte, rest),
        };
        self.rest = rest;
        byte
    }

    /// A section's name after its bracket: `core`, `remote "origin"` or, as git once wrote it, `remote.origin`.
    fn section(&mut self) -> Result<Vec<u8>, Malformed> {
        let mut name = Vec::new();
        loop {
            match self.next() {
                b']' => return Ok(name),
                byte if is_space(byte) => break self.subsection(name, byte),
                byte if is_key(byte) || byte == b'.' => name.push(byte.to_ascii_lowercase()),
                _ => break Err(Malformed),
            }
        }
    }

    fn subsection(&mut self, mut name: Vec<u8>, mut byte: u8) -> Result<Vec<u8>, Malformed> {
        while is_space(byte) {
            if byte == b'\n' {
                return Err(Malformed);
            }
            byte = self.next();
        }
        if byte != b'"' {
            return Err(Malformed);
        }
        name.push(b'.');
        loop {
            let mut byte = self.next();
            if byte == b'"' {
                break;
            }
            if byte == b'\\' {
                byte = self.next();
            }
            if byte == b'\n' {
                return Err(Malformed);
            }
            name.push(byte);
        }
        if self.next() == b']' { Ok(name) } else { Err(Malformed) }
    }

    /// The rest of a name, which is added to `key`, and its value.
    fn assignment(&mut self, key: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Malformed> {
        let mut byte = self.next();
        while is_key(byte) {
            key.push(byte.to_ascii_lowercase());
            byte = self.next();
        }
        while matches!(byte, b' ' | b'\t') {
            byte = self.next();
        }
        match byte {
            b'\n' => Ok(None),
            b'=' => self.value().map(Some),
            _ => Err(Malformed),
        }
    }

    fn value(&mut self) -> Result<Vec<u8>, Malformed> {
        let mut value = Vec::new();
        let (mut quoted, mut comment) = (false, false);
        // Where spaces began that are left out if nothing follows them.
        let mut end = None;
        loop {
            let byte = self.next();
            if byte == b'\n' {
                value.truncate(end.unwrap_or(value.len()));
                return if quoted { Err(Malformed) } else { Ok(value) };
            }
            if comment {
                continue;
            }
            if is_space(byte) && !quoted {
                if !value.is_empty() {
                    end.get_or_insert(value.len());
                    value.push(byte);
                }
                continue;
            }
            if !quoted && matches!(byte, b'#' | b';') {
                comment = true;
                continue;
            }
            end = None;
            match byte {
                b'\\' => match self.next() {
                    b'\n' => {}
                    b't' => value.push(b'\t'),
                    b'b' => value.push(8),
                    b'n' => value.push(b'\n'),
                    byte @ (b'\\' | b'"') => value.push(byte),
                    _ => return Err(Malformed),
                },
                b'"' => quoted = !quoted,
                // git's values end at a NUL.
                0 => return Err(Malformed),
                byte => value.push(byte),
            }
        }
    }
}

/// As git's own `isspace`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Vec<(String, Option<String>)>, Malformed> {
        let mut values = Vec::new();
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        parse(text.as_bytes(), |key, value| {
            values.push((string(key), value.map(|value| string(&value))));
            Ok(())
        })?;
        Ok(values)
    }

    #[test]
    fn values_are_those_of_gits_grammar() {
        let text = "\u{feff}# c\n[Core] Bare = true ; c\n\tName\n[remote \"O \\\"x\\\\.y\"]\r\nurl = a \"b  c\" d  # c\r\n\
                    two = \"#;\" e\\\n  f\\t\\\"\nempty =\n[a.B]x-1=\t y\tz \n";
        let expected = [
            ("core.bare", Some("true")),
            ("core.name", None),
            ("remote.O \"x\\.y.url", Some("a b  c d")),
            ("remote.O \"x\\.y.two", Some("#; e  f\t\"")),
            ("remote.O \"x\\.y.empty", Some("")),
            ("a.b.x-1", Some("y\tz")),
        ];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.map(str::to_owned)));
        assert_eq!(parsed(text), Ok(expected.to_vec()));
    }

    /// What the git program reads from the same text; `None` where it refuses it.
    fn by_git(text: &str) -> Option<Vec<(String, Option<String>)>> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config");
        std::fs::write(&file, text).unwrap();
        let mut git = std::process::Command::new("git");
        git.args(["config", "--list", "-z", "--file"]).arg(&file).current_dir(&directory);
        let output = git.output().unwrap();
        output.status.success().then(|| {
            let text = String::from_utf8(output.stdout).unwrap();
            let lines = text.split_terminator('\0').map(|line| match line.split_once('\n') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (line.to_owned(), None),
            });
            lines.collect()
        })
    }

    #[test]
    fn git_reads_the_same() {
        for text in [
            "",
            "# nothing",
            "[a]b=1",
            "[a] b = 1 # c\n; d\n  c=2;x\n d",
            "[a \"b\"] c\n[a \"b\\\"c\\\\d\"]\ne = \"\"\n",
            "[a]\nb = \"x ; y\" # z\n c = x\\\n  y\n",
            "[a]\r\nb = c\r\n\r\n[A.B]\r\nC-d = e f\r\n",
            "[a]\nb = \\t\\n\\b\\\\\n",
            "[a]\nb = \"c\" d \"e\"f  \n",
            "[a]\nb=\nc =   \n",
            "[a \"\"]\nb = c\n[a.]\nb = d\n",
            "[a]\n\t[b]\nc = d [e]\n",
            "[a]\nb = c # \\\nd = e\n",
            "[a]\nb = \u{e9}\n[\u{e9}]\n",
            "[a]\nb c = d",
            "[a]\nb_c = d",
            "[a]\n-b = d",
            "[a  \t \"b\" ]\nc = d",
            "[a",
            "[a \"b",
            "[a]\nb = \\x",
            "[a]\nb = \"c",
            "[a]\n = c",
        ] {
            assert_eq!(parsed(text).ok(), by_git(text), "{text:?}");
        }
    }
}
