//! An ordinary repository, opened by reading the few files that matter: its config, HEAD, the branch and its upstream.
//! Most repositories are of this kind, and libgit2 asks the system about ten times as often to open one. Whatever is
//! unusual in it (a format extension, a reference that is no plain file, a shallow clone) is refused without a reason, and
//! libgit2 or git look as carefully as they do.

use std::path::PathBuf;

use git2::{Odb, Oid, Repository};
use rustix::fs::{Access, FileType};

use crate::git::config_text::Malformed;
use crate::git::layout::Layout;
use crate::git::loose::{References, Target, Unusual};
use crate::git::refs::{Distance, Refs, moment, shortened};
use crate::git::settings::{Scope, Settings};
use crate::git::user::{CONFIG_LIMIT, UserFiles};
use crate::work::files;

/// Extensions that change nothing about what is read here; `objectformat` has to name SHA-1 then.
const EXTENSIONS: [&[u8]; 5] = [b"noop", b"preciousobjects", b"partialclone", b"worktreeconfig", b"objectformat"];

/// An ordinary repository.
pub(super) struct Ordinary {
    pub settings: Settings,
    pub refs: Refs,
    /// Its objects and nothing else.
    pub objects: Repository,
}

impl Ordinary {
    /// Opens it; `None` where it is not ordinary, or not whole.
    pub fn open(layout: &Layout, user: &UserFiles, distance: Distance) -> Option<Self> {
        if layout.foreign || layout.git_dir == layout.path || !has_ordinary_files(layout) {
            return None;
        }
        let settings = settings(layout, user)?;
        let objects = objects(layout).ok()?;
        let references = References::new(layout);
        if references.has_replacements()? {
            return None;
        }
        let refs = refs(&references, &settings, &objects, distance)?;
        Some(Self { settings, refs, objects })
    }
}

/// Is each file that matters a regular one, or not there?
fn has_ordinary_files(layout: &Layout) -> bool {
    let own = ["HEAD", "index", "config.worktree", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD"];
    let is_file = |kind| matches!(kind, None | Some(FileType::RegularFile));
    let is_there = |name| rustix::fs::access(layout.shared(name), Access::EXISTS).is_ok();
    own.into_iter().all(|name| is_file(layout.own_kind(name)))
        && ["config", "packed-refs"].into_iter().all(|name| is_file(layout.shared_kind(name)))
        && layout.shared_kind("shallow").is_none()
        && ["objects", "refs"].into_iter().all(|name| layout.shared_kind(name) == Some(FileType::Directory))
        && !is_there("info/grafts")
        // Its objects may be anywhere, and the file anything.
        && !is_there("objects/info/alternates")
}

/// The user's config and the repository's.
fn settings(layout: &Layout, user: &UserFiles) -> Option<Settings> {
    let read = |file: PathBuf| {
        let text = files::read(&file, CONFIG_LIMIT).ok()?;
        Settings::from_text(Scope::Repository, &text, &mut |_| Err(Malformed)).ok()
    };
    let own = read(layout.shared("config"))?;
    let version = own.last("core", None, "repositoryformatversion").unwrap_or(b"0");
    let known = own.names("extensions").all(|name| EXTENSIONS.contains(&name));
    let sha1 = own.last("extensions", None, "objectformat").is_none_or(|format| format == b"sha1");
    if !matches!(version, b"0" | b"1") || !known || !sha1 {
        return None;
    }
    let more = own.flag("extensions", "worktreeconfig") == Some(true) && layout.has("config.worktree");
    let mut settings = user.settings()?.and(own);
    if more {
        settings = settings.and(read(layout.own("config.worktree"))?);
    }
    let is_bare = settings.last("core", None, "bare").is_some_and(|bare| bare != b"false");
    (!is_bare && settings.last("core", None, "worktree").is_none()).then_some(settings)
}

/// The objects of a repository, wherever its references are.
pub(super) fn objects(layout: &Layout) -> Result<Repository, git2::Error> {
    let objects = Odb::new()?;
    let directory = layout.shared("objects");
    let directory = directory.to_str().ok_or_else(|| git2::Error::from_str("the path is not UTF-8"))?;
    objects.add_disk_alternate(directory)?;
    Repository::from_odb(objects)
}

fn refs(references: &References<'_>, settings: &Settings, objects: &Repository, distance: Distance) -> Option<Refs> {
    let (name, id) = match references.read(b"HEAD").ok()?? {
        Target::Commit(id) => (None, Some(id)),
        Target::Reference(name) => match references.read(&name).ok()? {
            None => (Some(name), None),
            Some(Target::Commit(id)) => (Some(name), Some(id)),
            Some(Target::Reference(_)) => return None,
        },
    };
    let mut refs = Refs { detached: name.is_none(), ..Refs::default() };
    if let Some(id) = id {
        let commit = objects.find_commit(id).ok()?;
        refs.head = Some(id.to_string());
        refs.tree = Some(commit.tree_id());
        refs.last_commit = moment(commit.time().seconds(), commit.time().offset_minutes());
    }
    let Some(name) = name else { return Some(refs) };
    let branch = name.strip_prefix(b"refs/heads/")?;
    if let Some(upstream) = upstream(branch, settings).ok()? {
        let short = shortened(std::str::from_utf8(&upstream).ok()?, |name| references.may_exist(name));
        let target = match references.read(&upstream).ok()? {
            None => None,
            Some(Target::Commit(id)) => Some(id),
            Some(Target::Reference(_)) => return None,
        };
        refs.ahead_behind = match (id, target) {
            (Some(id), Some(target)) if distance == Distance::Counted => Some(apart(objects, id, target)?),
            _ => None,
        };
        refs.upstream = Some(short?);
    }
    refs.branch = Some(branch.to_vec());
    Some(refs)
}

fn apart(objects: &Repository, one: Oid, other: Oid) -> Option<(usize, usize)> {
    if one == other {
        return Some((0, 0));
    }
    // What is no commit has to be followed to one.
    objects.find_commit(other).ok()?;
    objects.graph_ahead_behind(one, other).ok()
}

/// The full name of the reference that a branch follows, whether it exists or not: that of the first refspec that matches
/// (remote.c: `branch_get_upstream`).
fn upstream(branch: &[u8], settings: &Settings) -> Result<Option<Vec<u8>>, Unusual> {
    let mut merges = settings.all("branch", Some(branch), "merge");
    let Some(merge) = merges.next() else { return Ok(None) };
    let merge = merge.filter(|merge| merge.starts_with(b"refs/")).ok_or(Unusual)?;
    let remote = settings.last("branch", Some(branch), "remote").ok_or(Unusual)?;
    if merges.next().is_some() {
        return Err(Unusual);
    }
    if remote == b"." {
        return Ok(Some(merge.to_vec()));
    }
    let refspecs = settings.all("remote", Some(remote), "fetch");
    let refspecs: Option<Vec<Refspec<'_>>> = refspecs.map(|text| Refspec::parse(text?)).collect();
    let refspecs = refspecs.filter(|refspecs| !refspecs.is_empty()).ok_or(Unusual)?;
    Ok(refspecs.iter().find_map(|refspec| refspec.maps(merge)))
}

/// `[+]SOURCE:DESTINATION`, each a reference below `refs/`, both with one `*` or none.
struct Refspec<'r> {
    source: (&'r [u8], Option<&'r [u8]>),
    destination: (&'r [u8], Option<&'r [u8]>),
}

impl<'r> Refspec<'r> {
    fn parse(text: &'r [u8]) -> Option<Self> {
        let text = text.strip_prefix(b"+").unwrap_or(text);
        let colon = text.iter().position(|byte| *byte == b':')?;
        let side = |text: &'r [u8]| {
            let mut parts = text.split(|byte| *byte == b'*');
            let (before, after) = (parts.next()?, parts.next());
            (text.starts_with(b"refs/") && !text.contains(&b':') && parts.next().is_none()).then_some((before, after))
        };
        let refspec = Self { source: side(&text[..colon])?, destination: side(&text[colon + 1..])? };
        (refspec.source.1.is_some() == refspec.destination.1.is_some()).then_some(refspec)
    }

    /// What a remote's reference is called here.
    fn maps(&self, name: &[u8]) -> Option<Vec<u8>> {
        match (self.source, self.destination) {
            ((before, Some(after)), (to, Some(end))) => {
                let middle = name.strip_prefix(before)?.strip_suffix(after)?;
                Some([to, middle, end].concat())
            }
            ((whole, _), (to, _)) => (whole == name).then(|| to.to_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use git2::{Commit, Signature};

    use super::*;
    use crate::git::program::Program;

    fn open(path: &Path) -> Option<Ordinary> {
        let program = Program::new(&[], std::time::Duration::from_secs(1));
        let layout = Layout::locate(path).unwrap();
        Ordinary::open(&layout, &UserFiles::new(&[], &program), Distance::Counted)
    }

    /// One with three commits, whose upstream is at the second of them and at one of its own.
    fn repository(path: &Path) -> Repository {
        let repository = Repository::init(path).unwrap();
        {
            let tree = repository.find_tree(repository.treebuilder(None).unwrap().write().unwrap()).unwrap();
            let signature = Signature::new("a", "b", &git2::Time::new(1_700_000_000, 60)).unwrap();
            let commit = |reference: Option<&str>, text: &str, parent: Option<&Commit<'_>>| {
                let parents: Vec<_> = parent.into_iter().collect();
                let id = repository.commit(reference, &signature, &signature, text, &tree, &parents).unwrap();
                repository.find_commit(id).unwrap()
            };
            let first = commit(Some("refs/heads/x/y"), "1", None);
            let second = commit(Some("refs/heads/x/y"), "2", Some(&first));
            commit(Some("refs/heads/x/y"), "3", Some(&second));
            let theirs = commit(None, "4", Some(&second)).id();
            repository.reference("refs/remotes/o/x/y", theirs, true, "").unwrap();
            repository.set_head("refs/heads/x/y").unwrap();
        }
        let mut config = repository.config().unwrap();
        for (key, value) in [
            ("branch.x/y.remote", "o"),
            ("branch.x/y.merge", "refs/heads/x/y"),
            ("remote.o.url", "/nowhere"),
            ("remote.o.fetch", "+refs/heads/*:refs/remotes/o/*"),
        ] {
            config.set_str(key, value).unwrap();
        }
        repository
    }

    #[test]
    fn an_ordinary_repository_is_read_from_its_files() {
        let directory = tempfile::tempdir().unwrap();
        let repository = repository(directory.path());
        let refs = || open(directory.path()).expect("it is ordinary").refs;
        let read = refs();
        assert_eq!(read.branch.as_deref(), Some(b"x/y".as_slice()));
        assert_eq!((read.upstream.as_deref(), read.ahead_behind), (Some("o/x/y"), Some((1, 1))));
        assert_eq!(read.head, repository.head().unwrap().target().map(|id| id.to_string()));
        assert_eq!(read.last_commit.map(|(moment, offset)| (moment.as_second(), offset.seconds())), {
            Some((1_700_000_000, 3600))
        });
        // For git a remote is one by its refspecs, too.
        repository.config().unwrap().remove("remote.o.url").unwrap();
        assert_eq!(refs().upstream.as_deref(), Some("o/x/y"));
        repository.find_reference("refs/remotes/o/x/y").unwrap().delete().unwrap();
        let gone = refs();
        assert_eq!((gone.upstream.as_deref(), gone.ahead_behind), (Some("o/x/y"), None));
        // A branch that could be meant by the short name as well is a matter for git's rules.
        let head = repository.head().unwrap().peel_to_commit().unwrap();
        repository.branch("o/x/y", &head, false).unwrap();
        assert_eq!(refs().upstream.as_deref(), Some("remotes/o/x/y"));
        repository.set_head_detached(head.id()).unwrap();
        assert!(refs().detached);
        repository.set_head("refs/heads/none").unwrap();
        assert_eq!((refs().branch.as_deref(), refs().head), (Some(b"none".as_slice()), None));
    }

    #[test]
    fn what_is_unusual_is_left_to_libgit2_and_git() {
        for (file, text) in [
            ("shallow", ""),
            ("info/grafts", ""),
            ("objects/info/alternates", "/nowhere\n"),
            ("config", "[core]\nworktree = ..\n"),
            ("config", "[core]\nbare = true\n"),
            ("config", "[core]\nrepositoryformatversion = 2\n"),
            ("config", "[extensions]\nrefstorage = reftable\n"),
            ("config", "[extensions]\nobjectformat = sha256\n"),
            ("config", "[include]\npath = more\n"),
            ("config", "[includeIf \"onbranch:x\"]\npath = more\n"),
            ("config", "[core\n"),
            ("HEAD", "ref: refs/../x\n"),
            ("HEAD", "x\n"),
            ("refs/heads/x/y", "x\n"),
            ("refs/heads/x/y", "ref: refs/heads/z\n"),
            ("packed-refs", "0000000000000000000000000000000000000000 refs/heads/z\n"),
            ("refs/replace/0000000000000000000000000000000000000000", ""),
        ] {
            let directory = tempfile::tempdir().unwrap();
            repository(directory.path());
            let file = directory.path().join(".git").join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
            assert!(open(directory.path()).is_none(), "{}: {text}", file.display());
        }
    }
}
