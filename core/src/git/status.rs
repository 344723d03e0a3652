//! What `git status --porcelain=v2 -z --branch` prints, as counts. Paths are kept only where a filter has a say.

use std::collections::{BTreeSet, HashSet};

use crate::git::refs::Refs;
use crate::git::tally::Tally;

/// `git status` as read.
#[derive(Debug, Default)]
pub(super) struct Status {
    pub refs: Refs,
    pub tally: Tally,
    /// Paths whose content alone differs from the index, for a filter to confirm.
    pub modified: HashSet<Vec<u8>>,
    /// Is `.gitmodules` unmerged?
    pub modules_unmerged: bool,
}

impl Status {
    /// Reads `git status --porcelain=v2 -z --branch`. `None` for what git does not print.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut status = Self { tally: Tally { untracked: Some(0), ..Tally::default() }, ..Self::default() };
        let mut parts = text.split(|byte| *byte == 0);
        let mut unmerged = BTreeSet::new();
        while let Some(part) = parts.next() {
            match part.first() {
                None | Some(b'!') => {}
                Some(b'#') => status.header(part)?,
                Some(b'?') => *status.tally.untracked.get_or_insert_default() += 1,
                // u XY sub m1 m2 m3 mW h1 h2 h3 path
                Some(b'u') => {
                    unmerged.insert(part.splitn(11, |byte| *byte == b' ').nth(10)?);
                }
                // 1 XY sub mH mI mW hH hI path
                Some(b'1') => status.entry(part, part.splitn(9, |byte| *byte == b' ').nth(8)?)?,
                // 2 XY sub mH mI mW hH hI score path NUL former path
                Some(b'2') => {
                    status.entry(part, part.splitn(10, |byte| *byte == b' ').nth(9)?)?;
                    parts.next()?;
                }
                Some(_) => return None,
            }
        }
        status.modules_unmerged = unmerged.contains(b".gitmodules".as_slice());
        status.tally.conflicted = unmerged.len();
        Some(status)
    }

    fn header(&mut self, line: &[u8]) -> Option<()> {
        let (key, value) = line.strip_prefix(b"# ")?.split_at(line.iter().skip(2).position(|byte| *byte == b' ')?);
        let value = &value[1..];
        let text = || String::from_utf8_lossy(value).into_owned();
        match key {
            b"branch.oid" => self.refs.head = (value != b"(initial)").then(text),
            b"branch.head" if value == b"(detached)" => self.refs.detached = true,
            b"branch.head" => self.refs.branch = Some(value.to_vec()),
            // git also tells what a detached HEAD once was at; that is not followed by anything.
            b"branch.upstream" if !self.refs.detached => self.refs.upstream = Some(text()),
            b"branch.ab" if !self.refs.detached => {
                let text = text();
                let (ahead, behind) = text.split_once(' ')?;
                self.refs.ahead_behind =
                    Some((ahead.strip_prefix('+')?.parse().ok()?, behind.strip_prefix('-')?.parse().ok()?));
            }
            _ => {}
        }
        Some(())
    }

    fn entry(&mut self, line: &[u8], path: &[u8]) -> Option<()> {
        let fields: Vec<&[u8]> = line.splitn(7, |byte| *byte == b' ').collect();
        let [_, &[staged, unstaged], submodule, _, index_mode, file_mode, _] = fields[..] else { return None };
        self.tally.staged += usize::from(staged != b'.');
        // Submodules are judged apart.
        if unstaged != b'.' && submodule.first() == Some(&b'N') {
            self.tally.unstaged += 1;
            if unstaged == b'M' && index_mode == file_mode {
                self.modified.insert(path.to_vec());
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_their_letters() {
        let zero = "0".repeat(40);
        let text = [
            format!("# branch.oid {zero}"),
            "# branch.head a b".to_owned(),
            "# branch.upstream origin/a".to_owned(),
            "# branch.ab +2 -3".to_owned(),
            format!("1 MM N... 100644 100644 100644 {zero} {zero} a file"),
            format!("2 R. N... 100644 100644 100644 {zero} {zero} R100 new"),
            "? old name".to_owned(),
            format!("1 .M SCMU 160000 160000 160000 {zero} {zero} module"),
            format!("u UU N... 100644 100644 100644 100644 {zero} {zero} {zero} torn"),
            "? other".to_owned(),
        ]
        .join("\0");
        let status = Status::parse(text.as_bytes()).unwrap();
        assert_eq!(status.refs.branch.as_deref(), Some(b"a b".as_slice()));
        assert_eq!(status.refs.ahead_behind, Some((2, 3)));
        let tally = &status.tally;
        assert_eq!((tally.staged, tally.unstaged, tally.untracked, tally.conflicted), (2, 1, Some(1), 1));
        assert_eq!(status.modified, HashSet::from([b"a file".to_vec()]));
    }

    #[test]
    fn what_git_does_not_print_is_refused() {
        for text in ["x", "1 M", "2 R. N... 1 2 3 a b R100 new", "u UU", "#"] {
            assert!(Status::parse(text.as_bytes()).is_none(), "{text:?}");
        }
    }
}
