//! Which `wrknv.toml` a search for the workspace may use. Anybody may put files next door, for example in `/tmp`: a file
//! of another user is refused after a look at its first [`GLANCE`] bytes, and never parsed. Of the user's own files a search
//! parses [`PARSED`] bytes at most. The caller may stop it between any two files.

use std::cell::{Cell, RefCell};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{FILE_NAME, Request};
use crate::error::Error;
use crate::work::files;

/// How much of an untrusted file is looked at, in bytes.
const GLANCE: u64 = 64 * 1024;

/// What one search parses of files that it only hopes to be of use, in bytes: a thousand times what a real one has.
const PARSED: u64 = 8 * 1024 * 1024;

/// One search, and what it has left out.
pub(super) struct Admission<'a> {
    request: &'a Request,
    left: Cell<u64>,
    /// The first workspace that was passed over because it is a stranger's.
    foreign: RefCell<Option<Error>>,
    /// Not everything could be read.
    is_cut: Cell<bool>,
}

impl<'a> Admission<'a> {
    pub fn new(request: &'a Request) -> Self {
        Self { request, left: Cell::new(PARSED), foreign: RefCell::default(), is_cut: Cell::new(false) }
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`Error::Interrupted`].
    pub fn go_on(&self) -> Result<(), Error> {
        if self.request.cancelled.is_asked() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Whether the file in `root`, which is the directory that was asked from or above it, is read: not a stranger's.
    pub fn admits_above(&self, root: &Path) -> Result<bool, Error> {
        self.go_on()?;
        Ok(self.is_own(root, |_| true))
    }

    /// The same for one that may list a directory of `near`, or may be about something else entirely.
    pub fn admits_beside(&self, root: &Path, near: &[&Path]) -> Result<bool, Error> {
        self.go_on()?;
        if !self.is_own(root, |start| is_named(start, root, near)) {
            return Ok(false);
        }
        // What the user trusts is read, however much it is.
        if self.request.remembered.iter().any(|known| known == root) {
            return Ok(true);
        }
        let Some((start, size)) = start(root) else { return Ok(false) };
        let has = |word: &[u8]| start.windows(word.len()).any(|part| part == word);
        // Most files next door have tasks and nothing of a workspace.
        if size <= GLANCE && !has(b"workspace") && !has(b"siblings") {
            return Ok(false);
        }
        let left = self.left.get().checked_sub(size);
        self.left.set(left.unwrap_or(self.left.get()));
        self.is_cut.set(self.is_cut.get() || left.is_none());
        Ok(left.is_some())
    }

    /// Remembers that a workspace was passed over.
    pub fn pass_over(&self, error: Error) {
        self.foreign.borrow_mut().get_or_insert(error);
    }

    /// What to say when nothing was found.
    pub fn nothing(self, otherwise: impl FnOnce() -> Error) -> Error {
        let from = || self.request.current_dir.clone();
        match self.foreign.into_inner() {
            Some(error) => error,
            None if self.is_cut.get() => Error::SearchTooLong { from: from(), limit: PARSED },
            None => otherwise(),
        }
    }

    /// A stranger's workspace that seems to be meant is remembered.
    fn is_own(&self, root: &Path, is_meant: impl Fn(&[u8]) -> bool) -> bool {
        let Err(error) = refuse_foreign(root, None) else { return true };
        if start(root).is_some_and(|(start, _)| seems_about_a_workspace(&start) && is_meant(&start)) {
            self.pass_over(error);
        }
        false
    }
}

/// The first bytes of a root's file, and how many it has in all. Nothing is waited for.
fn start(root: &Path) -> Option<(Vec<u8>, u64)> {
    let opened = files::open(&root.join(FILE_NAME)).ok()?;
    let size = opened.metadata.len();
    Some((opened.read_start(GLANCE).ok()?, size))
}

/// Whether a text has the name that a workspace at `root` has to call one of the directories by: that of the directory next
/// to the root, or else its own.
fn is_named(text: &[u8], root: &Path, near: &[&Path]) -> bool {
    let is_of_a_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    near.iter().any(|path| {
        let beside = root.parent().and_then(|parent| path.strip_prefix(parent).ok());
        let name = beside.map_or_else(|| path.components().next_back(), |below| below.components().next());
        let name = name.map_or(&[][..], |part| part.as_os_str().as_bytes());
        !name.is_empty()
            && text.windows(name.len()).enumerate().any(|(at, part)| {
                let around = [at.checked_sub(1), Some(at + name.len())].map(|at| text.get(at?));
                part == name && !around.into_iter().flatten().any(is_of_a_word)
            })
    })
}

/// An error where the root, its file or its venv belongs to neither this user nor root.
pub(crate) fn refuse_foreign(root: &Path, venv: Option<&Path>) -> Result<(), Error> {
    let own = rustix::process::geteuid().as_raw();
    let parts = [Some(root.to_path_buf()), Some(root.join(FILE_NAME)), venv.map(Path::to_path_buf)];
    for path in parts.into_iter().flatten() {
        // A symlink counts as well as what it leads to: who owns it decides where that is.
        let owners = [path.symlink_metadata(), path.metadata()].map(|metadata| metadata.map(|it| it.uid()).ok());
        if let Some(owner) = owners.into_iter().flatten().find(|owner| *owner != own && *owner != 0) {
            return Err(Error::ForeignWorkspace { root: root.to_path_buf(), path, owner });
        }
    }
    Ok(())
}

/// Whether the directory's `wrknv.toml` seems to be about a workspace. Reads its first [`GLANCE`] bytes and looks at the
/// lines in them: nothing is parsed of a file that nobody trusts.
pub fn seems_a_root(directory: &Path) -> bool {
    start(directory).is_some_and(|(start, _)| seems_about_a_workspace(&start))
}

fn seems_about_a_workspace(text: &[u8]) -> bool {
    /// The text without what may stand around a name.
    fn bare(mut text: &[u8]) -> &[u8] {
        while let [b'[' | b'"' | b'\'' | b' ' | b'\t', rest @ ..] = text {
            text = rest;
        }
        text
    }
    let (mut in_a_table, mut in_siblings) = (false, false);
    text.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        let is_header = line.starts_with(b"[");
        in_a_table |= is_header;
        let name = bare(line);
        let follows = |word: &[u8]| name.strip_prefix(word).and_then(|rest| bare(rest).first().copied());
        if let Some(next) = follows(b"workspace") {
            return if is_header { matches!(next, b']' | b'.') } else { !in_a_table && matches!(next, b'=' | b'.') };
        }
        // Patterns alone, which any project may have, make no workspace.
        match follows(b"siblings") {
            Some(b']') => return line.starts_with(b"[["),
            Some(b'=') if !in_a_table => in_siblings = true,
            _ => {}
        }
        in_siblings && !in_a_table && line.contains(&b'{')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_seen_at_a_glance() {
        for text in [
            "[workspace]",
            "# x\n  [ workspace.env ]\nA = \"1\"",
            "[tasks]\na = \"b\"\n[[siblings]]\nname = \"a\"",
            "siblings = [\"a-*\",\n  { name = \"b\" }]",
            "\"workspace\" = { name = \"x\" }",
            "workspace.name = \"x\"",
            "[[ 'siblings' ]]",
        ] {
            assert!(seems_about_a_workspace(text.as_bytes()), "{text}");
        }
        for text in
            ["", "[tasks]\nsiblings = \"x\"", "[workspaces]", "[tool.workspace]", "# [workspace]", "workspaces = 1"]
        {
            assert!(!seems_about_a_workspace(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_search_ends_when_it_is_asked_to() {
        let directory = tempfile::tempdir().unwrap();
        let (root, within) = (directory.path().join("root"), directory.path().join("mine/src"));
        std::fs::create_dir_all(&within).unwrap();
        std::fs::create_dir(&root).unwrap();
        std::fs::write(root.join(FILE_NAME), "[workspace]\n[[siblings]]\nname = \"mine\"\n").unwrap();
        let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = std::sync::Arc::clone(&asked);
        let after = |number: usize| {
            let (count, asked) = (std::sync::Arc::clone(&count), std::sync::Arc::clone(&asked));
            asked.store(0, std::sync::atomic::Ordering::Relaxed);
            let question = move || count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= number;
            let cancelled = super::super::Cancelled::by(std::sync::Arc::new(question));
            super::super::open(&Request { current_dir: within.clone(), cancelled, ..Request::default() })
        };
        assert_eq!(after(usize::MAX).unwrap().root, root);
        let times = asked.load(std::sync::atomic::Ordering::Relaxed);
        assert!(times >= within.ancestors().count(), "{times}");
        for number in 0..times {
            assert!(matches!(after(number), Err(Error::Interrupted)), "{number} of {times}");
        }
    }
}
