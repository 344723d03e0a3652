//! What is in progress in a worktree, by the files that git itself goes by (wt-status.c, `wt_status_get_state`). Where
//! several are at once, the outer one: a merge that a rebase stopped at is a rebase.

use std::path::Path;

use crate::git::layout::{Layout, read_small};
use crate::work::files;

/// A todo list of a very long rebase is still below this.
const TODO_LIMIT: u64 = 64 * 1024 * 1024;

/// An operation that was begun and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "git's own names")]
pub enum Operation {
    Rebase,
    Merge,
    CherryPick,
    Revert,
    Bisect,
    Am,
}

impl Operation {
    /// git's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rebase => "rebase",
            Self::Merge => "merge",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
            Self::Am => "am",
        }
    }
}

/// The operation in progress. `reference` says whether `CHERRY_PICK_HEAD` or `REVERT_HEAD` names a commit, which is a
/// file unless references are kept elsewhere.
pub(super) fn in_progress(layout: &Layout, reference: impl Fn(&str) -> bool) -> Option<Operation> {
    let has = |name: &str| layout.has(name);
    if has("rebase-apply") {
        return Some(if layout.own("rebase-apply/applying").exists() { Operation::Am } else { Operation::Rebase });
    }
    if has("rebase-merge") {
        return Some(Operation::Rebase);
    }
    if has("MERGE_HEAD") {
        return Some(Operation::Merge);
    }
    if reference("CHERRY_PICK_HEAD") {
        return Some(Operation::CherryPick);
    }
    if reference("REVERT_HEAD") {
        return Some(Operation::Revert);
    }
    // Between two picks of a sequence there is no CHERRY_PICK_HEAD; the list of what is left tells.
    let sequence = has("sequencer").then(|| sequence(&layout.own("sequencer/todo"))).flatten();
    sequence.or_else(|| has("BISECT_LOG").then_some(Operation::Bisect))
}

/// Does the file hold an object id?
pub(super) fn is_reference_file(layout: &Layout, name: &str) -> bool {
    let text = layout.has(name).then(|| read_small(&layout.own(name)).ok()).flatten();
    text.is_some_and(|text| {
        let id = text.trim_ascii();
        [40, 64].contains(&id.len()) && id.iter().all(u8::is_ascii_hexdigit)
    })
}

/// The kind of the first instruction in a sequencer's todo list.
fn sequence(todo: &Path) -> Option<Operation> {
    let text = files::read(todo, TODO_LIMIT).ok()?;
    let first = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty())?;
    match first.split(u8::is_ascii_whitespace).next()? {
        b"pick" | b"p" => Some(Operation::CherryPick),
        b"revert" => Some(Operation::Revert),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_instruction_names_the_sequence() {
        let directory = tempfile::tempdir().unwrap();
        let todo = directory.path().join("todo");
        for (text, expected) in [
            ("pick abc first\npick def second\n", Some(Operation::CherryPick)),
            ("revert abc first\n", Some(Operation::Revert)),
            ("\n\n  p abc\n", Some(Operation::CherryPick)),
            ("dance\n", None),
            ("", None),
        ] {
            std::fs::write(&todo, text).unwrap();
            assert_eq!(sequence(&todo), expected, "{text:?}");
        }
        assert_eq!(sequence(&directory.path().join("absent")), None);
    }
}
