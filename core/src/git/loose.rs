//! References as their files have them: loose ones and `packed-refs` (gitrepository-layout(5)). Reads plain files alone;
//! what is anything else, or in no form that git writes, is refused.

use std::cell::OnceCell;
use std::io::ErrorKind;
use std::path::Path;

use git2::Oid;
use rustix::fs::Access;

use crate::git::layout::Layout;
use crate::work::{files, paths};

/// More than any reference has reason to hold.
const LIMIT: u64 = 64 * 1024;

/// A million references are below this.
const PACKED_LIMIT: u64 = 256 * 1024 * 1024;

/// Hexadecimal digits of an object id.
const HEX: usize = 40;

/// What a reference is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An object, which need not be a commit.
    Commit(Oid),
    /// Another reference, by its full name.
    Reference(Vec<u8>),
}

/// It is in no form that git writes, or takes more than a file to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unusual;

/// The references of one worktree.
pub(super) struct References<'l> {
    layout: &'l Layout,
    /// `packed-refs`, empty where there is none; `None` where it is not sorted as git writes it.
    packed: OnceCell<Option<Vec<u8>>>,
}

impl<'l> References<'l> {
    pub fn new(layout: &'l Layout) -> Self {
        Self { layout, packed: OnceCell::new() }
    }

    /// What a reference is; `None` where there is none.
    pub fn read(&self, name: &[u8]) -> Result<Option<Target>, Unusual> {
        if !is_name(name) {
            return Err(Unusual);
        }
        match files::open_no_follow(&self.file(name)).and_then(|file| file.read(LIMIT)) {
            Ok(text) => target(&text).map(Some).ok_or(Unusual),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let Some(line) = find(self.packed().ok_or(Unusual)?, name) else { return Ok(None) };
                line.get(..HEX).and_then(oid).map(|id| Some(Target::Commit(id))).ok_or(Unusual)
            }
            Err(_) => Err(Unusual),
        }
    }

    /// May there be a reference, or anything else, of that name? `None`: it cannot be told here.
    pub fn may_exist(&self, name: &str) -> Option<bool> {
        let first = name.split('/').next().unwrap_or_default();
        if first != "refs" && self.layout.own_kind(first).is_none() {
            return Some(false);
        }
        let loose = rustix::fs::access(self.file(name.as_bytes()), Access::EXISTS).is_ok();
        Some(loose || find(self.packed()?, name.as_bytes()).is_some())
    }

    /// Are commits replaced by others (git-replace(1))?
    pub fn has_replacements(&self) -> Option<bool> {
        let loose = rustix::fs::access(self.layout.shared("refs/replace"), Access::EXISTS).is_ok();
        let packed = self.packed()?;
        let first = packed.get(place(packed, b"refs/replace/")..).and_then(name_of);
        Some(loose || first.is_some_and(|name| name.starts_with(b"refs/replace/")))
    }

    /// The file of a reference: those of one worktree alone are in its own directory (refs.c: `is_per_worktree_ref`).
    fn file(&self, name: &[u8]) -> std::path::PathBuf {
        let own = [b"refs/worktree/".as_slice(), b"refs/bisect/", b"refs/rewritten/"];
        let is_own = !name.starts_with(b"refs/") || own.iter().any(|prefix| name.starts_with(prefix));
        let directory: &Path = if is_own { &self.layout.git_dir } else { &self.layout.common_dir };
        directory.join(paths::from_bytes(name))
    }

    fn packed(&self) -> Option<&[u8]> {
        let read = || {
            if self.layout.shared_kind("packed-refs").is_none() {
                return Some(Vec::new());
            }
            let text = files::read(&self.layout.shared("packed-refs"), PACKED_LIMIT).ok()?;
            let header = text.split(|byte| *byte == b'\n').next()?;
            let sorted = header.starts_with(b"# pack-refs with:") && header.ends_with(b" sorted ");
            (sorted && text.ends_with(b"\n")).then(|| text[header.len() + 1..].to_vec())
        };
        self.packed.get_or_init(read).as_deref()
    }
}

/// What a file of a reference says.
fn target(text: &[u8]) -> Option<Target> {
    if let Some(name) = text.strip_prefix(b"ref:") {
        return Some(Target::Reference(name.trim_ascii().to_vec()));
    }
    let (id, rest) = text.split_at_checked(HEX)?;
    rest.first().is_none_or(u8::is_ascii_whitespace).then(|| oid(id).map(Target::Commit))?
}

fn oid(hex: &[u8]) -> Option<Oid> {
    let hex = std::str::from_utf8(hex).ok().filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Oid::from_str(hex).ok()
}

/// The line of a reference in sorted lines.
fn find<'p>(packed: &'p [u8], name: &[u8]) -> Option<&'p [u8]> {
    let line = &packed[place(packed, name)..];
    (name_of(line)? == name).then_some(line)
}

/// Where the first line begins whose name is not before `name`.
fn place(packed: &[u8], name: &[u8]) -> usize {
    let (mut low, mut high) = (0, packed.len());
    while low < high {
        // The start of the line around the middle; one with `^` says more of the line before it.
        let mut start = low + (high - low) / 2;
        loop {
            start = packed[low..start].iter().rposition(|byte| *byte == b'\n').map_or(low, |end| low + end + 1);
            if packed[start] != b'^' || start == low {
                break;
            }
            start -= 1;
        }
        let next = |from: usize| {
            packed[from..].iter().position(|byte| *byte == b'\n').map_or(packed.len(), |end| from + end + 1)
        };
        if name_of(&packed[start..]).is_some_and(|found| found >= name) {
            high = start;
        } else {
            low = next(start);
            if packed.get(low) == Some(&b'^') {
                low = next(low);
            }
        }
    }
    low
}

/// The name in the line that a text begins with.
fn name_of(text: &[u8]) -> Option<&[u8]> {
    let line = text.split(|byte| *byte == b'\n').next()?;
    (line.get(HEX) == Some(&b' ')).then(|| &line[HEX + 1..])
}

/// Is it a name that git takes, as far as it might lead elsewhere (refs.c: `check_refname_format`)?
fn is_name(name: &[u8]) -> bool {
    let bad = |byte: &u8| *byte < 0x20 || b"\x7f ~^:?*[\\".contains(byte);
    let part = |part: &[u8]| !part.is_empty() && !part.starts_with(b".") && !part.ends_with(b".lock");
    name.split(|byte| *byte == b'/').all(part)
        && !name.ends_with(b".")
        && !name.iter().any(bad)
        && !name.windows(2).any(|two| two == b".." || two == b"@{")
        && (name == b"HEAD" || name.starts_with(b"refs/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_references_are_found_by_name() {
        let id = |byte: char| byte.to_string().repeat(HEX);
        let names = ["refs/heads/a", "refs/heads/b/c", "refs/heads/bb", "refs/tags/v1", "refs/tags/v2"];
        let lines = names.iter().zip("12345".chars()).map(|(name, byte)| {
            let peeled = if name.contains("tags") { format!("^{}\n", id('f')) } else { String::new() };
            format!("{} {name}\n{peeled}", id(byte))
        });
        let text: String = lines.collect();
        for (name, byte) in names.iter().zip("12345".chars()) {
            let line = find(text.as_bytes(), name.as_bytes()).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(&line[..HEX], id(byte).as_bytes());
        }
        for name in ["refs/heads", "refs/heads/ab", "refs/heads/b", "refs/tags/v", "refs/tags/v3", "a", "z"] {
            assert_eq!(find(text.as_bytes(), name.as_bytes()), None, "{name}");
        }
        assert_eq!(find(b"", b"refs/heads/a"), None);
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in ["", "ref", "0123", &"g".repeat(HEX), &format!("{}x", "a".repeat(HEX))] {
            assert_eq!(target(text.as_bytes()), None, "{text:?}");
        }
        let name = target(b"ref: refs/heads/x \n");
        assert_eq!(name, Some(Target::Reference(b"refs/heads/x".to_vec())));
        for name in ["refs/../config", "refs//x", "/refs/x", "refs/x.lock", "objects/x", "refs/.x", "refs/x y"] {
            assert!(!is_name(name.as_bytes()), "{name}");
        }
    }
}
