//! A split index: a shared file, and in the index itself what has changed since (the `link` extension of
//! gitformat-index(5)).

use crate::git::tree::index::{Entry, ID, be32};

/// The extension: which shared file, and which of its entries are gone or replaced.
pub(super) struct Link {
    /// The name of the shared file; `None` when nothing is shared.
    pub base: Option<[u8; ID]>,
    deleted: Vec<usize>,
    replaced: Vec<usize>,
}

impl Link {
    pub fn parse(data: &[u8]) -> Option<Self> {
        let (base, rest) = data.split_at_checked(ID)?;
        let base: [u8; ID] = base.try_into().ok()?;
        let mut link = Self { base: (base != [0; ID]).then_some(base), deleted: Vec::new(), replaced: Vec::new() };
        if !rest.is_empty() {
            let (deleted, rest) = bits(rest)?;
            let (replaced, _) = bits(rest)?;
            (link.deleted, link.replaced) = (deleted, replaced);
        }
        Some(link)
    }

    /// The whole: `own` begins with the replacements, which have no path of their own.
    pub fn merge<'a>(
        &self,
        mut own: Vec<Entry>,
        mut base: Vec<Entry>,
        path_of: impl Fn(&Entry) -> &'a [u8],
    ) -> Option<Vec<Entry>> {
        let added = own.split_off(self.replaced.len().min(own.len()));
        if own.len() != self.replaced.len()
            || own.iter().any(Entry::has_path)
            || added.iter().any(|entry| !entry.has_path())
        {
            return None;
        }
        for (place, entry) in self.replaced.iter().zip(own) {
            let base = base.get_mut(*place)?;
            *base = entry.with_path_of(base);
        }
        let mut gone = vec![false; base.len()];
        for place in &self.deleted {
            *gone.get_mut(*place)? = true;
        }
        let mut left = base.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(entry, _)| entry).peekable();
        let mut merged = Vec::with_capacity(left.size_hint().0 + added.len());
        for entry in added {
            let order = (path_of(&entry), entry.stage());
            while let Some(base) = left.next_if(|base| (path_of(base), base.stage()) < order) {
                merged.push(base);
            }
            left.next_if(|base| (path_of(base), base.stage()) == order);
            merged.push(entry);
        }
        merged.extend(left);
        Some(merged)
    }
}

/// The positions that an EWAH bitmap has set, and what follows it: size in bits, count of words, the words, the place of
/// the last running length word. Such a word is one bit, how often 64 of it, and how many words stand as they are.
fn bits(data: &[u8]) -> Option<(Vec<usize>, &[u8])> {
    let count = be32(data, 4)? as usize;
    let words = data.get(8..8usize.checked_add(count.checked_mul(8)?)?)?;
    let rest = data.get(8 + words.len() + 4..)?;
    let mut words = words.chunks_exact(8).map(|word| word.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte)));
    let (mut found, mut place) = (Vec::new(), 0usize);
    let limit = be32(data, 0)? as usize;
    while let Some(running) = words.next() {
        let length = usize::try_from(running >> 1 & 0xffff_ffff).ok()?.checked_mul(64)?;
        let end = place.checked_add(length)?;
        if running & 1 == 1 {
            found.extend(place..end.min(limit));
        }
        place = end;
        for _ in 0..running >> 33 {
            let word = words.next()?;
            found.extend((0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| place + bit));
            place = place.checked_add(64)?;
        }
    }
    Some((found, rest))
}
