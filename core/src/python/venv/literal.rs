//! Python literals as `repr` writes them: the dictionaries of strings that setuptools puts into a finder. Read, never
//! run; anything but strings, lists and dictionaries is refused.

/// How deep literals may nest; a finder has two levels.
const DEPTH_LIMIT: usize = 8;

/// A literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `'text'`
    Text(String),
    /// `[a, b]` or `(a, b)`
    List(Vec<Literal>),
    /// `{a: b}`
    Dict(Vec<(Literal, Literal)>),
}

/// The literal that a top-level `NAME = …` or `NAME: type = …` assigns in `source`.
pub fn assigned(source: &str, name: &str) -> Option<Literal> {
    let mut start = 0;
    let rest = source.split_inclusive('\n').find_map(|line| {
        let here = start;
        start += line.len();
        let rest = line.strip_prefix(name).filter(|rest| rest.starts_with([' ', ':', '=']))?;
        let sign = rest.find('=')?;
        // To the end of the source and not of the line: a literal may be spread over several.
        source.get(here + name.len() + sign + 1..)
    })?;
    let mut reader = Reader { rest };
    reader.literal(DEPTH_LIMIT)
}

/// The literal that `source` begins with.
pub fn parse(source: &str) -> Option<Literal> {
    Reader { rest: source }.literal(DEPTH_LIMIT)
}

impl Literal {
    /// The text of a [`Literal::Text`].
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

struct Reader<'s> {
    rest: &'s str,
}

impl Reader<'_> {
    fn literal(&mut self, depth: usize) -> Option<Literal> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            quote @ ('\'' | '"') => self.text(quote).map(Literal::Text),
            '[' => self.items(']', |reader| reader.literal(depth)).map(Literal::List),
            '(' => self.items(')', |reader| reader.literal(depth)).map(Literal::List),
            '{' => {
                let pair = |reader: &mut Self| {
                    let key = reader.literal(depth)?;
                    reader.take(':')?;
                    Some((key, reader.literal(depth)?))
                };
                self.items('}', pair).map(Literal::Dict)
            }
            _ => None,
        }
    }

    fn items<T>(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.next()?;
        let mut items = Vec::new();
        while self.peek()? != end {
            items.push(item(self)?);
            if self.peek()? != end {
                self.take(',')?;
            }
        }
        self.take(end)?;
        Some(items)
    }

    fn text(&mut self, quote: char) -> Option<String> {
        self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                c if c == quote => return Some(text),
                '\n' => return None,
                '\\' => match self.next()? {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'x' => text.push(self.code(2)?),
                    'u' => text.push(self.code(4)?),
                    'U' => text.push(self.code(8)?),
                    c @ ('\\' | '\'' | '"') => text.push(c),
                    _ => return None,
                },
                c => text.push(c),
            }
        }
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = &self.rest[digits..];
        char::from_u32(code)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// The next character that is not white space, which stays.
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.next()).flatten().map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn reads_what_setuptools_writes() {
        let source = "import sys\nMAPPING: dict[str, str] = {'a': '/x/it\\'s \\\\ \\u00e9', \"b\": '/y'}\nNAMESPACES: dict[str, list[str]] = {'n': ['/p', '/q']}\n";
        let mapping = vec![(text("a"), text("/x/it's \\ é")), (text("b"), text("/y"))];
        assert_eq!(assigned(source, "MAPPING"), Some(Literal::Dict(mapping)));
        let namespaces = vec![(text("n"), Literal::List(vec![text("/p"), text("/q")]))];
        assert_eq!(assigned(source, "NAMESPACES"), Some(Literal::Dict(namespaces)));
        assert_eq!(assigned("MAPPING = {}\n", "MAPPING"), Some(Literal::Dict(Vec::new())));
    }

    #[test]
    fn refuses_what_is_no_literal() {
        for source in [
            "MAPPING = dict(a=1)",
            "MAPPING = {'a': open('x')}",
            "MAPPING = {'a'",
            "MAPPING = {'a': '\\q'}",
            "MAPPING = '\\ud800'",
            "MAPPINGS = {}",
            "MAPPING = {'a' 'b'}",
            "",
        ] {
            assert_eq!(assigned(source, "MAPPING"), None, "{source}");
        }
        let deep = format!("MAPPING = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(assigned(&deep, "MAPPING"), None);
    }
}
