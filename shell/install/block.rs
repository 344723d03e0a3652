//! The lines that belong to `ws` in a file of the user's: bytes → bytes, so that taking them out gives back the very
//! bytes that were there. What is needed for that is noted in the start mark. Refuses to do: read or write.

use std::fmt::Write as _;

use anyhow::{Result, bail};

const START: &[u8] = b"# >>> ws install >>>";
const END: &[u8] = b"# <<< ws install <<<";
const ABOUT: &str = "# Written by `ws install`, and taken out by `ws uninstall`: changes between the marks are lost.";

/// What taking the block out has to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes {
    /// The file was not there.
    pub new_file: bool,
    /// How many directories above it were not there either.
    pub new_directories: usize,
    /// The line before the block had no line feed.
    pub no_line_feed: bool,
    /// The registry of plugins was not there, and so many directories above it were not; only in Nushell's file.
    pub new_registry: Option<usize>,
}

/// A file with its block taken out.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the user wrote.
    pub rest: Vec<u8>,
    /// What the start mark noted.
    pub notes: Notes,
}

/// `before` with a block of these lines: at its own place if there is one already, else at the end. `notes` are those
/// of a new block; an old one keeps its own, and learns of a registry that is new.
pub fn put(before: &[u8], lines: &str, notes: Notes) -> Result<Vec<u8>> {
    let (head, notes, tail) = if let Some((start, end)) = find(before)? {
        let old = read_notes(&before[start..end]);
        let notes = Notes { new_registry: old.new_registry.or(notes.new_registry), ..old };
        (before[..start].to_vec(), notes, &before[end..])
    } else {
        let mut head = before.to_vec();
        let no_line_feed = head.last().is_some_and(|last| *last != b'\n');
        if no_line_feed {
            head.push(b'\n');
        }
        (head, Notes { no_line_feed, ..notes }, &[][..])
    };
    let mut after = head;
    after.extend(START);
    after.extend(write_notes(notes).as_bytes());
    after.extend(format!("\n{ABOUT}\n{lines}").as_bytes());
    after.extend(END);
    after.push(b'\n');
    after.extend(tail);
    Ok(after)
}

/// What is left without the block; `None` when there is none.
pub fn take(before: &[u8]) -> Result<Option<Taken>> {
    let Some((start, end)) = find(before)? else { return Ok(None) };
    let notes = read_notes(&before[start..end]);
    let mut rest = before[..start].to_vec();
    // Lines that were written after the block need the line feed before it.
    if notes.no_line_feed && end == before.len() && rest.last() == Some(&b'\n') {
        rest.pop();
    }
    rest.extend(&before[end..]);
    Ok(Some(Taken { rest, notes }))
}

/// Where the block is: from its start mark to after the line of its end mark.
fn find(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    let mut start = None;
    let mut block = None;
    let mut offset = 0;
    for (number, line) in (1..).zip(bytes.split_inclusive(|b| *b == b'\n')) {
        if line.starts_with(START) {
            if start.is_some() || block.is_some() {
                bail!("line {number} is a second start mark `{}`", String::from_utf8_lossy(START));
            }
            start = Some(offset);
        }
        offset += line.len();
        if line.starts_with(END) {
            let Some(start) = start.take() else {
                bail!("line {number} is an end mark without a start mark `{}`", String::from_utf8_lossy(START));
            };
            block = Some((start, offset));
        }
    }
    if start.is_some() {
        bail!("there is a start mark without an end mark `{}`", String::from_utf8_lossy(END));
    }
    Ok(block)
}

fn write_notes(notes: Notes) -> String {
    let mut text = String::new();
    for (is, word) in [(notes.new_file, " new-file"), (notes.no_line_feed, " no-line-feed")] {
        if is {
            text.push_str(word);
        }
    }
    match notes.new_registry {
        Some(0) => text.push_str(" new-registry"),
        Some(directories) => {
            let _ = write!(text, " new-registry={directories}");
        }
        None => {}
    }
    if notes.new_directories > 0 {
        let _ = write!(text, " new-directories={}", notes.new_directories);
    }
    text
}

fn read_notes(block: &[u8]) -> Notes {
    let first = block.split(|b| *b == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(first.get(START.len()..).unwrap_or_default());
    let mut notes = Notes::default();
    for word in text.split_whitespace() {
        match word {
            "new-file" => notes.new_file = true,
            "no-line-feed" => notes.no_line_feed = true,
            "new-registry" => notes.new_registry = Some(0),
            _ => {
                let count = |name: &str| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
                notes.new_directories = count("new-directories").unwrap_or(notes.new_directories);
                notes.new_registry = count("new-registry").or(notes.new_registry);
            }
        }
    }
    notes
}

/// The notes of the block in `bytes`, if there is one.
pub fn notes(bytes: &[u8]) -> Result<Option<Notes>> {
    Ok(find(bytes)?.map(|(start, end)| read_notes(&bytes[start..end])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_goes_to_the_end_and_comes_out_again() {
        for before in ["", "a\n", "a", "a\n\n", "a\r\nb", "\u{1}\n  "] {
            let after = put(before.as_bytes(), "x\ny\n", Notes::default()).unwrap();
            assert!(after.starts_with(before.as_bytes()) && after.ends_with(b"x\ny\n# <<< ws install <<<\n"));
            assert_eq!(take(&after).unwrap().unwrap().rest, before.as_bytes(), "{before:?}");
            assert_eq!(put(&after, "x\ny\n", Notes::default()).unwrap(), after, "a second time changes nothing");
        }
    }

    #[test]
    fn new_lines_replace_the_old_ones_in_their_place() {
        let mut after = put(b"a", "old\n", Notes { new_directories: 2, ..Notes::default() }).unwrap();
        after.extend(b"written later\n");
        let again = put(&after, "new\n", Notes::default()).unwrap();
        let taken = take(&again).unwrap().unwrap();
        assert_eq!(taken.rest, b"a\nwritten later\n");
        assert_eq!(taken.notes, Notes { new_directories: 2, no_line_feed: true, ..Notes::default() });
        assert!(!again.windows(3).any(|bytes| bytes == b"old"));
    }

    #[test]
    fn marks_that_do_not_pair_are_refused() {
        for broken in [
            "# >>> ws install >>>\n",
            "# <<< ws install <<<\n",
            "# >>> ws install >>>\n# >>> ws install >>>\n# <<< ws install <<<\n",
            "# >>> ws install >>>\n# <<< ws install <<<\n# >>> ws install >>>\n# <<< ws install <<<\n",
        ] {
            assert!(put(broken.as_bytes(), "x\n", Notes::default()).is_err(), "{broken}");
            assert!(take(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_comes_out_is_what_went_in(before: Vec<u8>, new_file: bool, new_directories in 0_usize..9) {
            prop_assume!(find(&before).is_ok_and(|block| block.is_none()));
            let notes = Notes { new_file, new_directories, new_registry: (!new_file).then_some(new_directories), no_line_feed: false };
            let taken = take(&put(&before, "lines\n", notes).unwrap()).unwrap().unwrap();
            prop_assert_eq!(&taken.rest, &before);
            prop_assert_eq!(Notes { no_line_feed: false, ..taken.notes }, notes);
        }
    }
}
