//! A file, read once: its path and its text. Code that needs to say where in the file something is, or to trust what it
//! says, does so from here and never reads the file again. Knows no other module: `text.rs` in `work` reads it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;

/// What some editors write first; it is no part of the text.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text file as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it was read.
    pub path: PathBuf,
    /// All of it, without a byte order mark. Bytes that are not UTF-8 are an error of the reader, not replaced.
    pub text: String,
    /// Whether the file begins with one.
    pub has_byte_order_mark: bool,
    lines: Lines,
}

/// Where lines begin, found at the first question: many questions cost no more than one.
#[derive(Debug, Clone, Default)]
struct Lines(OnceLock<Vec<Mark>>);

/// A place of which line and column are known. There is one at the start of each line, and one each [`STEP`] in a long one.
#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    line: usize,
    column: usize,
}

/// How far two marks of one line are from each other at least, in bytes.
const STEP: usize = 1024;

/// What is remembered about a text does not make it another.
impl PartialEq for Lines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lines {}

impl SourceFile {
    /// A text that was read from `path`.
    pub fn new(path: PathBuf, text: String) -> Self {
        Self { path, text, has_byte_order_mark: false, lines: Lines::default() }
    }

    /// Line and column of a byte offset, both from 1; columns count characters. An offset past the end, or inside a
    /// character, is taken to the nearest place before it.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let marks = self.lines.0.get_or_init(|| marks(&self.text));
        let mark = marks[marks.partition_point(|mark| mark.offset <= offset) - 1];
        (mark.line, mark.column + self.text[mark.offset..offset].chars().count())
    }

    /// The bytes of the whole lines that a range touches, without the last line's end.
    pub fn lines_of(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.floor_char_boundary(range.end).max(start);
        let start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        start..end + self.text[end..].find('\n').unwrap_or(self.text.len() - end)
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark { offset: 0, line: 1, column: 1 }];
    let (mut line, mut column, mut last) = (1, 1, 0);
    for (offset, character) in text.char_indices() {
        column += 1;
        let end = offset + character.len_utf8();
        if character == '\n' {
            (line, column) = (line + 1, 1);
        }
        if character == '\n' || end - last >= STEP {
            marks.push(Mark { offset: end, line, column });
            last = end;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = SourceFile::new("f".into(), "a\nü = 1".into());
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(source.text.find('=').unwrap()), (2, 3));
        assert_eq!(source.line_column(3), (2, 1));
        assert_eq!(source.line_column(999), (2, 6));
        assert_eq!(source.lines_of(&(3..4)), 2..8);
        assert_eq!(source.lines_of(&(0..3)), 0..8);
    }

    #[test]
    fn a_place_is_found_without_reading_all_before_it() {
        let text = format!("{}\n{}", "é".repeat(5000), "a\n".repeat(5000));
        let source = SourceFile::new("f".into(), text);
        assert_eq!(source.line_column(2 * 4321), (1, 4322));
        assert_eq!(source.line_column(10_001 + 2 * 4321), (2 + 4321, 1));
        let marks = source.lines.0.get().unwrap();
        let gaps = marks.windows(2).map(|pair| pair[1].offset - pair[0].offset);
        assert!(gaps.max() <= Some(STEP + 4), "so no more than that is counted");
    }
}
