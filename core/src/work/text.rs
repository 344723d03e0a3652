//! A text file as a [`SourceFile`], through the bounded reader.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, PathError, Problem, Severity};
use crate::source::{BYTE_ORDER_MARK, SourceFile};
use crate::work::files;

/// The largest `wrknv.toml` or `pyproject.toml` that is read, in bytes. A real one has a few thousand.
pub const SIZE_LIMIT: u64 = 4 * 1024 * 1024;

impl SourceFile {
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
            let sound = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            not_utf8(SourceFile::new(path.to_path_buf(), text), sound)
        })?;
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned);
        let has_byte_order_mark = unmarked.is_some();
        let mut source_file = Self::new(path.to_path_buf(), unmarked.unwrap_or(text));
        source_file.has_byte_order_mark = has_byte_order_mark;
        Ok(source_file)
    }
}

/// The problem at the first byte that is none of a text; what is shown of the file has U+FFFD there.
fn not_utf8(source_file: SourceFile, at: usize) -> Error {
    let (line, _) = source_file.line_column(at);
    let problem = Problem {
        severity: Severity::Error,
        code: "ws::config::not_utf8",
        message: format!("line {line} is not UTF-8"),
        span: Some(at..at + char::REPLACEMENT_CHARACTER.len_utf8()),
        hint: Some("save the file as UTF-8".to_owned()),
    };
    Error::Config { source_file: Arc::new(source_file), problems: vec![problem] }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

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
        let read = SourceFile::read(&path).unwrap();
        assert_eq!((read.text.as_str(), read.has_byte_order_mark), ("name = 1", true));
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
}
