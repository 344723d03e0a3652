//! RECORD: the list of a distribution's files, as CSV of path, hash and size.

/// What of it matters here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The sum of the sizes in bytes; `None` when no line has one.
    pub size: Option<u64>,
    /// The `.pth` and `.py` files at the top of `site-packages`.
    pub top_files: Vec<String>,
    /// The names that can be imported from its own files, sorted; at most 64.
    pub modules: Vec<String>,
}

/// How many names are kept.
const MODULE_LIMIT: usize = 64;

/// The name at the top that a file of code makes importable: `a/b.py` → `a`, `a.abi3.so` → `a`.
fn module(path: &str) -> Option<&str> {
    let is_code = [".py", ".so", ".pyd"].iter().any(|ending| path.ends_with(ending));
    let name = path.split(['/', '.']).next().filter(|_| is_code)?;
    let is_name = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
    (is_name && name.chars().all(|it| it.is_alphanumeric() || it == '_')).then_some(name)
}

/// `None` when the text is not such a list.
pub fn parse(bytes: &[u8]) -> Option<Record> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = Record::default();
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row).ok()? {
        // The line of RECORD itself has no size, and compiled files that were added later may have none either.
        let size = row.get(2).and_then(|size| std::str::from_utf8(size).ok()).and_then(|size| size.parse::<u64>().ok());
        if let Some(size) = size {
            record.size = Some(record.size.unwrap_or(0).saturating_add(size));
        }
        let Some(path) = row.get(0).and_then(|path| std::str::from_utf8(path).ok()) else { continue };
        let extension = path.rsplit_once('.').map(|(_, extension)| extension);
        if let Some(name) = module(path)
            && record.modules.len() < MODULE_LIMIT
            && let Err(place) = record.modules.binary_search_by(|known| known.as_str().cmp(name))
        {
            record.modules.insert(place, name.to_owned());
        }
        if !path.contains('/') && matches!(extension, Some("pth" | "py")) {
            record.top_files.push(path.to_owned());
        }
    }
    Some(record)
}
