//! HEAD against the index: which entries are added, deleted or changed, and how many of the added are a deleted one under
//! another name. Where the cache tree of the index knows a directory's tree, the directory is compared by that alone.

use std::collections::HashMap;
use std::ops::Range;

use git2::{ObjectType, Odb, Oid};

use crate::git::Refusal;
use crate::git::settings::{Settings, parse_bool};
use crate::git::tree::index::{CacheTree, DIRECTORY, ID, Index, KIND, REGULAR};

/// Pairs of added and deleted files that are compared by size, to see whether one may be the other renamed.
const PAIRS_LIMIT: usize = 250_000;

/// Trees in trees: deeper than any path.
const DEPTH_LIMIT: usize = 2048;

/// One side of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Side {
    id: [u8; ID],
    mode: u32,
}

impl Side {
    /// What must be equal for an exact rename: the content, and the kind of file.
    fn identity(self) -> (([u8; ID], u32), Self) {
        ((self.id, if self.mode & KIND == REGULAR { REGULAR } else { self.mode }), self)
    }
}

/// How the index differs from HEAD.
pub(super) struct Staged<'a> {
    index: &'a Index,
    objects: &'a Odb<'a>,
    added: Vec<Side>,
    deleted: Vec<Side>,
    changed: usize,
}

impl<'a> Staged<'a> {
    /// Compares; `head` is HEAD's tree.
    pub fn compare(index: &'a Index, objects: &'a Odb<'a>, head: Option<Oid>) -> Result<Self, Refusal> {
        let mut staged = Self { index, objects, added: Vec::new(), deleted: Vec::new(), changed: 0 };
        let all = 0..index.entries().len();
        match head {
            None => staged.all_added(all)?,
            Some(head) => {
                staged.directory(head.as_bytes().try_into().unwrap_or_default(), all, 0, index.tree.as_ref(), 0)?;
            }
        }
        Ok(staged)
    }

    /// Paths that differ; a rename is two.
    pub fn differences(&self) -> usize {
        self.changed + self.added.len() + self.deleted.len()
    }

    /// Entries that `git status` names; a rename is one. `None`: that hinges on files that a partial clone lacks.
    pub fn count(self, settings: &Settings) -> Result<Option<usize>, Refusal> {
        let count = self.differences();
        if self.added.is_empty() || self.deleted.is_empty() && !looks_for_copies(settings) {
            return Ok(Some(count));
        }
        if !looks_for_copies(settings) && !looks_for_renames(settings) {
            return Ok(Some(count));
        }
        let (exact, left, gone) = self.same_content();
        // Whoever asks git has them fetched.
        let lacks = |side: &Side| Oid::from_bytes(&side.id).is_ok_and(|id| !self.objects.exists(id));
        if settings.is_partial() && !left.is_empty() && left.iter().chain(&gone).any(lacks) {
            return Ok(None);
        }
        if looks_for_copies(settings) {
            return Err(Refusal::Unknowable("copies are looked for"));
        }
        self.refuse_similar(left, gone)?;
        Ok(Some(count - exact))
    }

    /// A tree against the entries of `range`, whose paths begin with `above` bytes for the directory.
    fn directory(
        &mut self,
        tree: [u8; ID],
        range: Range<usize>,
        above: usize,
        cached: Option<&CacheTree>,
        depth: usize,
    ) -> Result<(), Refusal> {
        if cached.is_some_and(|cached| cached.id == Some(tree)) {
            return Ok(());
        }
        if depth > DEPTH_LIMIT {
            return Err(Refusal::Unknowable("HEAD's trees are too deep"));
        }
        let object = self.tree(tree)?;
        let mut trees = Items(&object).peekable();
        let index = self.index;
        let mut place = range.start;
        loop {
            let entry = (place < range.end).then(|| &index.entries()[place]);
            let path = entry.map(|entry| &index.path_of(entry)[above..]);
            // Both sides are sorted with a slash after a directory's name.
            let component = path.map(|path| match path.iter().position(|byte| *byte == b'/') {
                Some(slash) => &path[..=slash],
                None => path,
            });
            let item = match trees.peek() {
                Some(Some(item)) => Some(item.clone()),
                Some(None) => return Err(Refusal::Unknowable("a tree of HEAD is damaged")),
                None => None,
            };
            let end = match (entry, component) {
                (Some(entry), Some(name)) if name.ends_with(b"/") => {
                    let path = index.path_of(entry);
                    index.end_of(&path[..above + name.len()], place..range.end)
                }
                (Some(_), Some(name)) => {
                    let same = |place: &usize| index.path_of(&index.entries()[*place])[above..] == *name;
                    (place..range.end).take_while(same).last().map_or(place, |last| last + 1)
                }
                _ => place,
            };
            let order = match (component, &item) {
                (None, None) => return Ok(()),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(name), Some(item)) => name.cmp(item.name.as_slice()),
            };
            match (order, item) {
                (std::cmp::Ordering::Greater, Some(item)) => {
                    self.all_deleted(&item, depth + 1)?;
                    trees.next();
                }
                (std::cmp::Ordering::Equal, Some(item)) => {
                    self.same_name(&item, place..end, above, cached, depth)?;
                    trees.next();
                    place = end;
                }
                _ => {
                    self.all_added(place..end)?;
                    place = end;
                }
            }
        }
    }

    /// What a tree and the index have under one name.
    fn same_name(
        &mut self,
        item: &Item,
        range: Range<usize>,
        above: usize,
        cached: Option<&CacheTree>,
        depth: usize,
    ) -> Result<(), Refusal> {
        let index = self.index;
        let entry = &index.entries()[range.start];
        if let Some(name) = item.name.strip_suffix(b"/") {
            if entry.kind() == DIRECTORY && index.path_of(entry).len() == above + item.name.len() {
                // Below an entry of a sparse index that stands for a whole directory.
                if index.id(entry) == item.side.id {
                    return Ok(());
                }
                return Err(Refusal::Unknowable("something changed outside the sparse checkout"));
            }
            let cached = cached.and_then(|cached| cached.child(name));
            return self.directory(item.side.id, range, above + item.name.len(), cached, depth + 1);
        }
        if entry.is_unmerged() {
            return Ok(());
        }
        if entry.is_intended() {
            self.deleted.push(item.side);
        } else if (Side { id: index.id(entry), mode: entry.mode }) != item.side {
            self.changed += 1;
        }
        Ok(())
    }

    fn all_added(&mut self, range: Range<usize>) -> Result<(), Refusal> {
        for entry in &self.index.entries()[range] {
            if entry.kind() == DIRECTORY {
                return Err(Refusal::Unknowable("what is added is outside the sparse checkout"));
            }
            if !entry.is_unmerged() && !entry.is_intended() {
                self.added.push(Side { id: self.index.id(entry), mode: entry.mode });
            }
        }
        Ok(())
    }

    fn all_deleted(&mut self, item: &Item, depth: usize) -> Result<(), Refusal> {
        if !item.name.ends_with(b"/") {
            self.deleted.push(item.side);
            return Ok(());
        }
        if depth > DEPTH_LIMIT {
            return Err(Refusal::Unknowable("HEAD's trees are too deep"));
        }
        let object = self.tree(item.side.id)?;
        for item in Items(&object) {
            let item = item.ok_or(Refusal::Unknowable("a tree of HEAD is damaged"))?;
            self.all_deleted(&item, depth + 1)?;
        }
        Ok(())
    }

    fn tree(&self, id: [u8; ID]) -> Result<Vec<u8>, Refusal> {
        let object = self.objects.read(Oid::from_bytes(&id)?)?;
        if object.kind() != ObjectType::Tree {
            return Err(Refusal::Unknowable("a tree of HEAD is damaged"));
        }
        Ok(object.data().to_vec())
    }

    /// How many of the added are one of the deleted under another name, by their equal content; and the other added and
    /// deleted files.
    fn same_content(&self) -> (usize, Vec<Side>, Vec<Side>) {
        let mut gone: HashMap<([u8; ID], u32), Vec<Side>> = HashMap::new();
        for (identity, side) in self.deleted.iter().map(|side| side.identity()) {
            gone.entry(identity).or_default().push(side);
        }
        let mut left = Vec::new();
        for (identity, side) in self.added.iter().map(|side| side.identity()) {
            if gone.get_mut(&identity).and_then(Vec::pop).is_none() {
                left.push(side);
            }
        }
        (self.added.len() - left.len(), left, gone.into_values().flatten().collect())
    }

    /// Whether similar files are one is for git's own measure of similarity to say.
    fn refuse_similar(&self, left: Vec<Side>, gone: Vec<Side>) -> Result<(), Refusal> {
        let (left, gone) = (self.sizes(left)?, self.sizes(gone)?);
        if left.len().saturating_mul(gone.len()) > PAIRS_LIMIT {
            return Err(Refusal::Unknowable("many files may have been renamed"));
        }
        // git does not compare two files at all when one is more than twice as long (diffcore-rename.c).
        let similar = |one: usize, other: usize| one.abs_diff(other) * 2 <= one.max(other);
        if left.iter().any(|one| gone.iter().any(|other| similar(*one, *other))) {
            return Err(Refusal::Unknowable("a file may have been renamed and edited"));
        }
        Ok(())
    }

    fn sizes(&self, sides: impl IntoIterator<Item = Side>) -> Result<Vec<usize>, Refusal> {
        let mut lengths = Vec::new();
        for side in sides.into_iter().filter(|side| side.mode & KIND == REGULAR) {
            lengths.push(self.objects.read_header(Oid::from_bytes(&side.id)?)?.0);
        }
        Ok(lengths)
    }
}

fn renames(settings: &Settings) -> Option<&[u8]> {
    settings.last("status", None, "renames").or_else(|| settings.last("diff", None, "renames"))
}

fn looks_for_copies(settings: &Settings) -> bool {
    matches!(renames(settings), Some(b"copies" | b"copy"))
}

/// Are renames looked for at all?
pub(super) fn looks_for_renames(settings: &Settings) -> bool {
    renames(settings).is_none_or(|value| parse_bool(value) != Some(false))
}

/// One item of a tree: its name, with a slash after that of a tree.
#[derive(Debug, Clone)]
struct Item {
    name: Vec<u8>,
    side: Side,
}

/// The items of a tree object; `None` for what is damaged.
struct Items<'a>(&'a [u8]);

impl Iterator for Items<'_> {
    type Item = Option<Item>;

    fn next(&mut self) -> Option<Option<Item>> {
        (!self.0.is_empty()).then(|| {
            let space = self.0.iter().position(|byte| *byte == b' ')?;
            let nul = self.0.iter().position(|byte| *byte == 0)?;
            let mode = std::str::from_utf8(&self.0[..space]).ok().and_then(|mode| u32::from_str_radix(mode, 8).ok())?;
            let mut name = self.0.get(space + 1..nul)?.to_vec();
            let id: [u8; ID] = self.0.get(nul + 1..=nul + ID)?.try_into().ok()?;
            self.0 = &self.0[nul + 1 + ID..];
            // As the index has it (cache.h: `create_ce_mode`).
            let mode = match mode & KIND {
                REGULAR if mode & 0o100 != 0 => 0o100_755,
                REGULAR => 0o100_644,
                kind => kind,
            };
            if mode == DIRECTORY {
                name.push(b'/');
            }
            Some(Item { name, side: Side { id, mode } })
        })
    }
}
