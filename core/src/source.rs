//! A file, read once: its path and its text. Whoever needs to say where in the file something is, or to trust what it
//! says, does so from here and never reads the file again.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::{Error, PathError};
use crate::work::files;

/// The largest `wrknv.toml` or `pyproject.toml` that is read, in bytes. A real one has a few thousand.
pub const SIZE_LIMIT: u64 = 4 * 1024 * 1024;

/// A text file as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it was read.
    pub path: PathBuf,
    /// All of it, without a byte order mark. Bytes that are not UTF-8 are an error of the reader, not replaced.
    pub text: String,
    lines: Lines,
}

/// Where lines begin, found when it is first asked for: so many questions cost no more than one.
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
        Self { path, text, lines: Lines::default() }
    }

    /// Reads `path` once. Refuses anything but a regular file (a FIFO would block), more than [`SIZE_LIMIT`]
    /// bytes, and text that is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let cannot = |error: std::io::Error| PathError::at("read", path)(error);
        let opened = files::open(path).map_err(cannot)?;
        let size = opened.metadata.len();
        let bytes = opened.read(SIZE_LIMIT).map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => Error::TooLarge { path: path.to_path_buf(), size, limit: SIZE_LIMIT },
            _ => cannot(error).into(),
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let line = 1 + before.matches('\n').count();
            cannot(std::io::Error::new(ErrorKind::InvalidData, format!("line {line} is not UTF-8")))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self::new(path.to_path_buf(), text))
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

    fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wrknv.toml");
        std::fs::write(&path, bytes).unwrap();
        (directory, path)
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        let (_directory, path) = file(b"\xef\xbb\xbfname = 1");
        assert_eq!(SourceFile::read(&path).unwrap().text, "name = 1");
    }

    #[test]
    fn what_is_not_utf8_is_refused_with_its_line() {
        let (_directory, path) = file(b"a = 1\nb = \"\xff\"\n");
        let error = SourceFile::read(&path).unwrap_err();
        assert!(format!("{error:?}").contains("line 2 is not UTF-8"), "{error:?}");
    }

    #[test]
    fn what_is_too_large_is_refused_with_the_limit() {
        let (_directory, path) = file(b"");
        std::fs::File::options().write(true).open(&path).unwrap().set_len(100 << 20).unwrap();
        let error = SourceFile::read(&path).unwrap_err();
        assert_eq!(error.code(), "ws::io::too_large");
        assert!(error.to_string().contains("4194304"));
    }

    #[test]
    fn neither_a_directory_nor_a_fifo_is_read() {
        let (directory, _path) = file(b"");
        let fifo = directory.path().join("fifo");
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        for path in [directory.path(), &fifo] {
            assert_eq!(SourceFile::read(path).unwrap_err().code(), "ws::io::failed");
        }
    }

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
