//! The headers of METADATA and PKG-INFO: name, version and requirements. The description that follows them, by far
//! the larger part, is not read.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result};
use std::path::Path;

use crate::work::files;

/// The headers that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `Name`
    pub name: Option<String>,
    /// `Version`
    pub version: Option<String>,
    /// `Requires-Python`
    pub requires_python: Option<String>,
    /// Every `Requires-Dist`
    pub requires: Vec<String>,
}

/// Reads up to the empty line that ends the headers. Bytes that are not UTF-8 (old authors' names) do no harm.
pub fn read(path: &Path, limit: u64) -> Result<Metadata> {
    let files::Opened { file, metadata } = files::open(path)?;
    if metadata.len() > limit {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("{} bytes; the limit is {limit}", metadata.len())));
    }
    let mut reader = BufReader::with_capacity(4096, file.take(limit));
    let mut metadata = Metadata::default();
    let mut line = Vec::new();
    let mut current: Option<(String, String)> = None;
    loop {
        line.clear();
        let ended = reader.read_until(b'\n', &mut line)? == 0;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        if ended || text.is_empty() {
            break;
        }
        if text.starts_with([' ', '\t']) {
            // The header goes on. Of a long one (a licence's text) no more than this is kept.
            if let Some((_, value)) = current.as_mut().filter(|(_, value)| value.len() < 8192) {
                value.push(' ');
                value.push_str(text.trim());
            }
            continue;
        }
        metadata.take(current.take());
        current = text.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    metadata.take(current);
    Ok(metadata)
}

impl Metadata {
    fn take(&mut self, header: Option<(String, String)>) {
        let Some((name, value)) = header.filter(|(_, value)| !value.is_empty()) else { return };
        match name.as_str() {
            "name" => self.name = self.name.take().or(Some(value)),
            "version" => self.version = self.version.take().or(Some(value)),
            "requires-python" => self.requires_python = self.requires_python.take().or(Some(value)),
            "requires-dist" => self.requires.push(value),
            _ => {}
        }
    }
}
