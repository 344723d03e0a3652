//! Python by tree-sitter's grammar, within bounds: its scanner looks far ahead at some tokens, and again at each one after
//! them (a run of continued lines, `\N{` without an end), which takes the square of the file's length.

use tree_sitter::{Parser, Tree};

use crate::error::RowError;

/// How many bytes the scanner gets at a time.
const CHUNK: usize = 1024;
/// How often a chunk may be asked for, on average. Of real files it is one to three times.
const PASSES: usize = 16;
/// What is allowed whatever the length.
const SPARE: usize = 512;

/// Parses Python; what is no Python is passed over, as an editor does.
pub(super) struct Grammar {
    parser: Parser,
}

/// The file would take out of all proportion to its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooTangled;

impl Grammar {
    /// Code of the error: `ws::python::unreadable`.
    pub(super) fn new() -> Result<Self, RowError> {
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_python::LANGUAGE.into())
            .map_err(|error| RowError::new("ws::python::unreadable", error))?;
        Ok(Self { parser })
    }

    /// The syntax tree, which may have errors in it.
    pub(super) fn parse(&mut self, text: &str) -> Result<Tree, TooTangled> {
        self.counted(text).0.ok_or(TooTangled)
    }

    /// The tree, and how many chunks the scanner has asked for.
    fn counted(&mut self, text: &str) -> (Option<Tree>, usize) {
        let bytes = text.as_bytes();
        let limit = SPARE + bytes.len().div_ceil(CHUNK) * PASSES;
        let mut asked = 0;
        let mut chunk = |offset: usize, _| {
            asked += 1;
            // Nothing more is the end of the file, which ends every look ahead.
            let rest = if asked > limit { &[] } else { bytes.get(offset..).unwrap_or_default() };
            &rest[..rest.len().min(CHUNK)]
        };
        let tree = self.parser.parse_with_options(&mut chunk, None, None);
        (tree.filter(|_| asked <= limit), asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_the_length_takes_twice_the_work_at_most() {
        let forms: [&dyn Fn(usize) -> String; 10] = [
            &|n| "import b\n".repeat(n),
            &|n| "\\\n".repeat(n),
            &|n| format!("import a{}", " \\\n".repeat(n)),
            &|n| format!("x = \"\"\"{}", "\\N{".repeat(n)),
            &|n| format!("x = {}", "f'{".repeat(n)),
            &|n| "(".repeat(n),
            &|n| "try:\n import a\nexcept E:\n pass\n".repeat(n),
            &|n| " \n".repeat(n),
            &|n| "'".repeat(n),
            &|n| "\"\"\"a".repeat(n),
        ];
        let mut grammar = Grammar::new().unwrap();
        for form in forms {
            let counts: Vec<usize> =
                [8000, 16_000, 32_000, 64_000].map(|n| grammar.counted(&form(n)).1).into_iter().collect();
            for pair in counts.windows(2) {
                assert!(pair[1] * 2 < pair[0] * 5, "{counts:?} chunks for {:?}", &form(3));
            }
        }
    }

    #[test]
    fn continued_lines_of_a_real_file_are_no_reason_to_give_up() {
        let text = format!("x = 1{}\nimport a\n", " + \\\n  1".repeat(2000));
        let mut grammar = Grammar::new().unwrap();
        assert!(!grammar.parse(&text).unwrap().root_node().has_error());
        assert_eq!(grammar.parse(&"\\\n".repeat(100_000)).err(), Some(TooTangled));
        // A file that took too much leaves nothing behind for the next.
        assert!(!grammar.parse(&text).unwrap().root_node().has_error());
    }
}
