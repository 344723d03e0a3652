//! What completion needs of a workspace: the names of its siblings and layers, and where the siblings are. Read from
//! the user's cache when the `wrknv.toml` is the one that was read before, since a key press must cost nothing.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cache::{self, Cache};
use crate::config::{self, Claim, Config, LayerName, SiblingName};
use crate::discover::{self, FILE_NAME, Request, Workspace};
use crate::error::Error;
use crate::source::SourceFile;

const KIND: &str = "outline";
/// The first field of an entry; another means that its form is another.
const FORM: &[u8] = b"ws outline 4";
/// A smaller file is read as fast as a cache, in bytes.
const SMALL: u64 = 4 * 1024;

/// A workspace in outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The workspace's root, as it was found.
    pub root: PathBuf,
    /// The workspace's name.
    pub name: String,
    /// The names of the layers, bottom first.
    pub layers: Vec<LayerName>,
    /// The siblings, in the order of the file.
    pub siblings: Vec<Member>,
}

/// A sibling in outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: SiblingName,
    /// Its layer.
    pub layer: Option<LayerName>,
    /// Where it should be; absolute.
    pub path: PathBuf,
    /// The directories of its packages, as far as the file lists them.
    pub packages: Vec<PathBuf>,
}

/// Finds the workspace as [`discover::open`] does.
pub fn open(request: &Request, cache: Option<&Cache>) -> Result<Outline, Error> {
    let home = request.home.as_deref();
    let claim = |root: &Path| match Entry::of(root, home, cache, SystemTime::now()).known(root) {
        Some((_, claim)) => Some(claim),
        None => discover::claim(root),
    };
    let (outline, _) = discover::find(request, |root| read(root, home, cache), claim)?;
    Ok(outline)
}

/// The workspace whose root this is; `None` when its `wrknv.toml` is not about a workspace.
pub fn read(root: &Path, home: Option<&Path>, cache: Option<&Cache>) -> Result<Option<Outline>, Error> {
    read_at(root, home, cache, SystemTime::now())
}

fn read_at(root: &Path, home: Option<&Path>, cache: Option<&Cache>, now: SystemTime) -> Result<Option<Outline>, Error> {
    // Before it is read: a change in between makes the entry old, and never wrong.
    let entry = Entry::of(root, home, cache, now);
    if let Some((known, _)) = entry.known(root) {
        return Ok(Some(known));
    }
    let Some(config) = config::load_workspace(SourceFile::read(&root.join(FILE_NAME))?, root, home)? else {
        return Ok(None);
    };
    let outline = Outline::of(&config);
    // What patterns match is not in the file.
    if !config.has_patterns {
        entry.write(&outline, || config::claim(&config.source_file.text));
    }
    Ok(Some(outline))
}

/// Where the cache has a file's outline; nowhere for a small file, or one that was changed just now.
struct Entry<'a> {
    path: PathBuf,
    kept: Option<(&'a Cache, Vec<u8>)>,
}

impl<'a> Entry<'a> {
    fn of(root: &Path, home: Option<&Path>, cache: Option<&'a Cache>, now: SystemTime) -> Self {
        let path = root.join(FILE_NAME);
        let metadata = cache.and_then(|_| path.metadata().ok()).filter(|metadata| metadata.len() >= SMALL);
        let identity = metadata.and_then(|metadata| Some(identity_of(cache::identity_at(&metadata, now)?, home)));
        Self { path, kept: cache.zip(identity) }
    }

    fn known(&self, root: &Path) -> Option<(Outline, Claim)> {
        let (cache, identity) = self.kept.as_ref()?;
        parse(&cache.read(KIND, &self.path)?.0, identity, root)
    }

    fn write(&self, outline: &Outline, claim: impl Fn() -> Claim) {
        if let Some((cache, identity)) = &self.kept {
            cache.write(KIND, &self.path, &outline.to_bytes(identity, claim()));
        }
    }
}

/// What the outline depends on: the file, and what `~` means.
fn identity_of(file: [i64; 7], home: Option<&Path>) -> Vec<u8> {
    let numbers: Vec<String> = file.iter().map(ToString::to_string).collect();
    [numbers.join(" ").as_bytes(), b" ", home.map_or(&b""[..], |home| home.as_os_str().as_bytes())].concat()
}

fn text(field: &[u8]) -> Option<&str> {
    std::str::from_utf8(field).ok()
}

const CLAIMS: [Claim; 4] = [Claim::Nothing, Claim::Patterns, Claim::Named, Claim::Workspace];

fn letter(claim: Claim) -> u8 {
    match claim {
        Claim::Nothing => b'-',
        Claim::Patterns => b'p',
        Claim::Named => b'n',
        Claim::Workspace => b'w',
    }
}

/// An entry's outline and claim, if it is about this very file.
fn parse(bytes: &[u8], identity: &[u8], root: &Path) -> Option<(Outline, Claim)> {
    // Each field ends in NUL, which neither a name nor a path can hold.
    let mut fields = bytes.strip_suffix(b"\0")?.split(|byte| *byte == 0);
    if fields.next()? != FORM || fields.next()? != identity {
        return None;
    }
    let name = text(fields.next()?)?.to_owned();
    let claim = fields.next()?;
    let claim = *CLAIMS.iter().find(|known| claim == [letter(**known)])?;
    let count: usize = text(fields.next()?)?.parse().ok()?;
    let layers: Vec<LayerName> =
        fields.by_ref().take(count).map(|field| LayerName::parse(text(field)?)).collect::<Option<_>>()?;
    let mut siblings = Vec::new();
    while let Some(name) = fields.next() {
        let name = SiblingName::parse(text(name)?)?;
        let layer = text(fields.next()?)?;
        let layer = if layer.is_empty() { None } else { Some(LayerName::parse(layer)?) };
        let path = OsStr::from_bytes(fields.next()?).into();
        let packages = fields.next()?.split(|byte| *byte == b'\n').filter(|path| !path.is_empty());
        let packages = packages.map(|path| OsStr::from_bytes(path).into()).collect();
        siblings.push(Member { name, layer, path, packages });
    }
    Some((Outline { root: root.to_path_buf(), name, layers, siblings }, claim))
}

impl Outline {
    /// The outline of a workspace that was read.
    pub fn of(config: &Config) -> Self {
        let layers = config.layers.iter().map(|layer| layer.name.clone()).collect();
        let member = |sibling: &config::Sibling| Member {
            name: sibling.name.clone(),
            layer: sibling.layer.clone(),
            path: sibling.path.clone(),
            packages: sibling.packages.clone(),
        };
        let siblings = config.siblings.iter().map(member).collect();
        Self { root: config.root.clone(), name: config.name.clone(), layers, siblings }
    }

    fn to_bytes(&self, identity: &[u8], claim: Claim) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut field = |value: &[u8]| {
            bytes.extend_from_slice(value);
            bytes.push(0);
        };
        field(FORM);
        field(identity);
        // An entry's end is a NUL: whatever a name has of them would be read as one.
        field(self.name.replace('\0', "").as_bytes());
        field(&[letter(claim)]);
        field(self.layers.len().to_string().as_bytes());
        self.layers.iter().for_each(|layer| field(layer.as_str().as_bytes()));
        for Member { name, layer, path, packages } in &self.siblings {
            field(name.as_str().as_bytes());
            field(layer.as_ref().map_or("", LayerName::as_str).as_bytes());
            field(path.as_os_str().as_bytes());
            let packages: Vec<&[u8]> = packages.iter().map(|path| path.as_os_str().as_bytes()).collect();
            field(&packages.join(&b'\n'));
        }
        bytes
    }
}

impl Workspace for Outline {
    fn paths(&self) -> impl Iterator<Item = &Path> {
        self.siblings.iter().map(|member| member.path.as_path())
    }

    fn venv(&self) -> Option<&Path> {
        // Names run nothing.
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(siblings: &str) -> Outline {
        let text = format!("[workspace]\n[[layers]]\nname = \"a\"\n{siblings}");
        let source_file = SourceFile::new("/nowhere/w/wrknv.toml".into(), text);
        Outline::of(&config::load(source_file, Path::new("/nowhere/w"), None).unwrap())
    }

    #[test]
    fn an_entry_says_what_the_file_says() {
        let outline =
            outline("[[siblings]]\nname = \"x\"\nlayer = \"a\"\n[[siblings]]\nname = \"y\"\npath = \"../\\n y\"\n");
        assert_eq!(outline.siblings[1].path, Path::new("/nowhere/\n y"));
        for claim in CLAIMS {
            let bytes = outline.to_bytes(b"id", claim);
            assert_eq!(parse(&bytes, b"id", Path::new("/nowhere/w")), Some((outline.clone(), claim)));
            assert_eq!(parse(&bytes, b"other", Path::new("/nowhere/w")), None);
        }
    }

    proptest! {
        #[test]
        fn an_entry_that_is_cut_or_mutated_is_no_crash(cut in 0..200_usize, at in 0..200_usize, byte: u8) {
            let mut bytes = outline("[[siblings]]\nname = \"x\"\nlayer = \"a\"\n").to_bytes(b"id", Claim::Named);
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(cut);
            let _ = parse(&bytes, b"id", Path::new("/nowhere/w"));
        }
    }

    #[test]
    fn a_large_file_is_read_once_until_it_changes() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let cache = Cache::in_directory(root.join("cache"));
        let sibling = |number: usize| format!("[[siblings]]\nname = \"member-{number}\"\n");
        let write = |count: usize, padding: &str| {
            let text = format!("[workspace]\n{}#{padding}\n", (0..count).map(sibling).collect::<String>());
            std::fs::write(root.join(FILE_NAME), text).unwrap();
        };
        let names_at = |now| read_at(root, None, Some(&cache), now).unwrap().unwrap().siblings.len();
        let later = || SystemTime::now() + std::time::Duration::from_mins(1);
        let entries = || root.join("cache").read_dir().map_or(0, Iterator::count);
        write(1000, "");
        assert_eq!((names_at(SystemTime::now()), entries()), (1000, 0), "it was changed just now");
        assert_eq!((names_at(later()), entries()), (1000, 1));
        let path = root.join(FILE_NAME);
        let (entry, _) = cache.read(KIND, &path).unwrap();
        let last = format!("member-999\0\0{}\0\0", root.parent().unwrap().join("member-999").display());
        let less = entry.strip_suffix(last.as_bytes()).unwrap();
        cache.write(KIND, &path, less);
        assert_eq!(names_at(later()), 999, "it is the cache that answers");
        write(1001, "");
        assert_eq!(names_at(later()), 1001);
        // What cannot be parsed is an error, and no entry.
        std::fs::write(root.join(FILE_NAME), format!("[workspace\n#{}", " ".repeat(20_000))).unwrap();
        assert!(read(root, None, Some(&cache)).is_err());
    }
}
