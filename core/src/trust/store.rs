//! The registry's file: how it is read, searched and replaced.
//!
//! `trusted.json` is `{"version": 1, "workspaces": [...]}`. Siblings are grouped by the directory that they are in,
//! `{"/home/ada/code": "/pyvider/pyvider-cty/"}`, because `/` cannot be part of a name: one long string is read many
//! times faster than a thousand short ones, and a lookup is a search for `/pyvider/` in the groups that can matter.
//! Fifty workspaces of a thousand siblings are so searched in well under a millisecond. A path that is not UTF-8 is
//! written as `hex:` and its bytes.
//!
//! Writers take `trusted.lock` (flock) and replace the file as a whole: whoever is killed in between leaves the old file or
//! the new one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::TrustError;
use super::settings::hexadecimal;
use super::{Settings, Trusted};
use crate::error::PathError;
use crate::work::files::{self, Like};

/// The registry's name in the state directory.
pub(super) const FILE_NAME: &str = "trusted.json";
const LOCK_NAME: &str = "trusted.lock";
const EPOCH_PREFIX: &str = "epoch-";
const VERSION: u32 = 1;
/// The largest registry that is read, in bytes; fifty workspaces of a thousand siblings have about one million.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;
/// How long another writer is waited for; one takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

/// The file as it is written; borrows from its text where nothing is escaped.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    version: u32,
    #[serde(borrow)]
    workspaces: Vec<WireEntry<'a>>,
}

#[derive(Serialize, Deserialize)]
struct WireEntry<'a> {
    #[serde(borrow)]
    root: Text<'a>,
    #[serde(borrow)]
    hash: Text<'a>,
    #[serde(borrow)]
    trusted_at: Text<'a>,
    #[serde(borrow)]
    venv: Text<'a>,
    #[serde(borrow)]
    venv_real: Text<'a>,
    #[serde(borrow)]
    env: BTreeMap<Text<'a>, Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<Text<'a>>,
    #[serde(borrow)]
    siblings: BTreeMap<Text<'a>, Text<'a>>,
    #[serde(borrow)]
    links: BTreeMap<Text<'a>, Text<'a>>,
}

/// A string that borrows even as a key of a map, where serde's own `Cow` does not.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// The file's text; empty when there is none.
pub(super) fn read(state_dir: &Path) -> Result<String, TrustError> {
    let path = state_dir.join(FILE_NAME);
    match std::fs::metadata(state_dir) {
        Ok(metadata) => refuse_foreign(state_dir, &metadata)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(PathError::at("look at", state_dir)(error).into()),
    }
    let broken = |reason: &str| TrustError::BrokenRegistry { path: path.clone(), reason: reason.to_owned() };
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::InvalidInput => broken("it is not a regular file"),
        ErrorKind::FileTooLarge => broken("it is too large"),
        _ => PathError::at("read", &path)(error).into(),
    };
    let opened = match files::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        opened => opened.map_err(cannot)?,
    };
    refuse_foreign(&path, &opened.metadata)?;
    let bytes = opened.read(SIZE_LIMIT).map_err(cannot)?;
    String::from_utf8(bytes).map_err(|_| broken("it is not UTF-8"))
}

/// Every entry, in the order of the file.
pub(super) fn entries(state_dir: &Path, text: &str) -> Result<Vec<Trusted>, TrustError> {
    parse(state_dir, text)?.iter().map(|entry| owned(state_dir, entry)).collect()
}

/// The entry with this root.
pub(super) fn entry(state_dir: &Path, text: &str, root: &Path) -> Result<Option<Trusted>, TrustError> {
    let wanted = encode(root);
    let entries = parse(state_dir, text)?;
    entries.iter().find(|entry| entry.root.0 == wanted).map(|entry| owned(state_dir, entry)).transpose()
}

/// The entries whose root or a sibling is one of `directories` or an ancestor of one.
pub(super) fn claiming(state_dir: &Path, text: &str, directories: &[&Path]) -> Result<Vec<Trusted>, TrustError> {
    let mut ancestors: Vec<&Path> = directories.iter().flat_map(|directory| directory.ancestors()).collect();
    ancestors.sort_unstable();
    ancestors.dedup();
    let ancestors: Vec<Ancestor<'_>> = ancestors.into_iter().map(Ancestor::new).collect();
    let entries = parse(state_dir, text)?;
    entries.iter().filter(|entry| claims(entry, &ancestors)).map(|entry| owned(state_dir, entry)).collect()
}

/// A directory that is looked for, in the forms in which the file may hold it.
struct Ancestor<'p> {
    path: &'p Path,
    whole: String,
    parent: Option<String>,
    /// `/name/`, when the name is UTF-8.
    needle: Option<String>,
}

impl<'p> Ancestor<'p> {
    fn new(path: &'p Path) -> Self {
        let name = path.file_name().and_then(|name| name.to_str());
        Self {
            path,
            whole: encode(path),
            parent: path.parent().map(encode),
            needle: name.map(|name| format!("/{name}/")),
        }
    }
}

fn claims(entry: &WireEntry<'_>, ancestors: &[Ancestor<'_>]) -> bool {
    let is_one = |text: &str| ancestors.iter().any(|ancestor| ancestor.whole == text);
    if is_one(&entry.root.0) || entry.links.values().any(|real| is_one(&real.0)) {
        return true;
    }
    entry.siblings.iter().any(|(parent, names)| {
        if names.0.starts_with('/') {
            ancestors.iter().any(|ancestor| {
                let inside = ancestor.parent.as_deref() == Some(&*parent.0);
                let named = ancestor.needle.as_ref().is_some_and(|needle| names.0.contains(needle.as_str()));
                inside && named || names.0.starts_with("//") && ancestor.whole == *parent.0
            })
        } else {
            let paths = group(&parent.0, &names.0).unwrap_or_default();
            ancestors.iter().any(|ancestor| paths.iter().any(|path| path == ancestor.path))
        }
    })
}

/// Why JSON is no registry; in a file of another form the names of our own types would say nothing.
fn reason(error: &serde_json::Error) -> String {
    if error.is_data() {
        return format!("it has another form, at line {} column {}", error.line(), error.column());
    }
    error.to_string()
}

fn parse<'t>(state_dir: &Path, text: &'t str) -> Result<Vec<WireEntry<'t>>, TrustError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let wire: Wire<'t> = serde_json::from_str(text).map_err(|error| broken(state_dir, reason(&error)))?;
    if wire.version != VERSION {
        return Err(broken(
            state_dir,
            format!("it has version {}, and this program reads version {VERSION}", wire.version),
        ));
    }
    Ok(wire.workspaces)
}

fn broken(state_dir: &Path, reason: String) -> TrustError {
    TrustError::BrokenRegistry { path: state_dir.join(FILE_NAME), reason }
}

fn owned(state_dir: &Path, entry: &WireEntry<'_>) -> Result<Trusted, TrustError> {
    let damaged = || broken(state_dir, format!("the entry of {} is damaged", entry.root.0.escape_debug()));
    let path = |text: &Text<'_>| decode(&text.0).ok_or_else(damaged);
    let mut siblings = std::collections::BTreeSet::new();
    for (parent, names) in &entry.siblings {
        siblings.extend(group(&parent.0, &names.0).ok_or_else(damaged)?);
    }
    let mut links = BTreeMap::new();
    for (sibling, real) in &entry.links {
        links.insert(path(sibling)?, path(real)?);
    }
    let env = entry.env.iter().map(|(name, value)| (name.0.to_string(), value.0.to_string())).collect();
    let allowed = entry.allowed.iter().map(|name| name.0.to_string()).collect();
    let settings = Settings { venv_path: path(&entry.venv)?, siblings, env, allowed };
    if settings.hash() != entry.hash.0 {
        return Err(damaged());
    }
    Ok(Trusted {
        root: path(&entry.root)?,
        hash: entry.hash.0.to_string(),
        settings,
        // The empty path stands for none.
        venv_real: Some(path(&entry.venv_real)?).filter(|path| !path.as_os_str().is_empty()),
        trusted_at: entry.trusted_at.0.parse::<Timestamp>().map_err(|_| damaged())?,
        links,
    })
}

fn wire(entry: &Trusted) -> WireEntry<'_> {
    let mut groups: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for path in &entry.settings.siblings {
        // `/` itself stands as an empty name in its own group.
        let parent = path.parent().unwrap_or(path).to_path_buf();
        let names = groups.entry(parent).or_insert_with(|| vec![b'/']);
        names.extend_from_slice(path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default());
        names.push(b'/');
    }
    let text = |text: &str| Text(Cow::Owned(text.to_owned()));
    let path = |path: &Path| Text(Cow::Owned(encode(path)));
    WireEntry {
        root: path(&entry.root),
        hash: text(&entry.hash),
        trusted_at: text(&entry.trusted_at.to_string()),
        venv: path(&entry.settings.venv_path),
        venv_real: path(entry.venv_real.as_deref().unwrap_or(Path::new(""))),
        env: entry.settings.env.iter().map(|(name, value)| (text(name), text(value))).collect(),
        allowed: entry.settings.allowed.iter().map(|name| text(name)).collect(),
        siblings: groups.iter().map(|(parent, names)| (path(parent), Text(Cow::Owned(encode_bytes(names))))).collect(),
        links: entry.links.iter().map(|(sibling, real)| (path(sibling), path(real))).collect(),
    }
}

/// The paths of one group of siblings.
fn group(parent: &str, names: &str) -> Option<Vec<PathBuf>> {
    let (parent, names) = (decode(parent)?, decode_bytes(names)?);
    let names = names.strip_prefix(b"/")?.strip_suffix(b"/")?.split(|byte| *byte == b'/');
    let path = |name: &[u8]| if name.is_empty() { parent.clone() } else { parent.join(OsStr::from_bytes(name)) };
    Some(names.map(path).collect())
}

fn encode(path: &Path) -> String {
    encode_bytes(path.as_os_str().as_encoded_bytes())
}

/// Text that starts with `/` as it is, anything else in hexadecimal.
fn encode_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.starts_with('/') => text.to_owned(),
        _ => format!("hex:{}", hexadecimal(bytes)),
    }
}

fn decode(text: &str) -> Option<PathBuf> {
    Some(os_path(decode_bytes(text)?))
}

fn decode_bytes(text: &str) -> Option<Vec<u8>> {
    let Some(digits) = text.strip_prefix("hex:") else {
        return text.starts_with('/').then(|| text.as_bytes().to_vec());
    };
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|p| p.len() == 2)?, 16).ok()).collect()
}

fn os_path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

/// Waits until no other writer is at work. Dropping the file lets the next one in.
pub(super) fn lock(state_dir: &Path) -> Result<File, TrustError> {
    create_directory(state_dir).map_err(PathError::at("create", state_dir))?;
    let metadata = std::fs::metadata(state_dir).map_err(PathError::at("look at", state_dir))?;
    refuse_foreign(state_dir, &metadata)?;
    let path = state_dir.join(LOCK_NAME);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600).custom_flags(no_waiting());
    let file = options.open(&path).map_err(PathError::at("create", &path))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(error) => return Err(PathError::at("lock", &path)(error.into()).into()),
        }
    }
}

/// Replaces the file, under the lock; gives its new text.
pub(super) fn write(state_dir: &Path, entries: &[Trusted]) -> Result<String, TrustError> {
    let wire = Wire { version: VERSION, workspaces: entries.iter().map(wire).collect() };
    let mut text = serde_json::to_string_pretty(&wire).map_err(|error| broken(state_dir, error.to_string()))?;
    text.push('\n');
    let path = state_dir.join(FILE_NAME);
    // Earlier versions left it when they were killed; the lock is ours.
    files::sweep_file(&state_dir.join("trusted.json.new"));
    let epoch = state_dir.join(epoch_name(&text));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).custom_flags(no_waiting());
    options.open(&epoch).map_err(PathError::at("create", &epoch))?;
    files::replace(&path, text.as_bytes(), Like::New(0o600)).map_err(PathError::at("replace", &path))?;
    remove_epochs_but(state_dir, &epoch)?;
    Ok(text)
}

/// The name of the empty file that is there as long as the registry says `text`. A shell that remembers it sees by
/// one test for a file that the registry has changed, whatever the clock says, and starts nothing.
pub(super) fn epoch_name(text: &str) -> String {
    let hash = Sha256::digest(text);
    format!("{EPOCH_PREFIX}{}", &hexadecimal(&hash)[..16])
}

fn remove_epochs_but(state_dir: &Path, current: &Path) -> Result<(), TrustError> {
    let entries = std::fs::read_dir(state_dir).map_err(PathError::at("list", state_dir))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path != current && entry.file_name().as_encoded_bytes().starts_with(EPOCH_PREFIX.as_bytes()) {
            std::fs::remove_file(&path).map_err(PathError::at("remove", &path))?;
        }
    }
    Ok(())
}

/// Without it, whoever opens a FIFO waits for somebody at its other end.
fn no_waiting() -> i32 {
    rustix::fs::OFlags::NONBLOCK.bits().cast_signed()
}

fn create_directory(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn refuse_foreign(path: &Path, metadata: &std::fs::Metadata) -> Result<(), TrustError> {
    use super::check::{Foreign, foreign};
    match foreign(metadata) {
        Some(Foreign::Owner(owner)) => Err(TrustError::ForeignRegistry { path: path.to_path_buf(), owner }),
        Some(Foreign::Mode(mode)) => Err(TrustError::WritableRegistry { path: path.to_path_buf(), mode }),
        None => Ok(()),
    }
}
