//! Whole lines of what a child says. Half of one may hold half of a secret, which could not be recognised.

use super::{CAPTURE_LIMIT, Stream};

/// What a child says, line by line: holds the unfinished line of each stream.
#[derive(Debug, Default)]
pub struct WholeLines {
    begun: [Vec<u8>; 2],
}

impl WholeLines {
    /// Takes what a child said, and hands on the lines that it completes.
    pub fn take(&mut self, stream: Stream, bytes: &[u8], on_output: &dyn Fn(Stream, &[u8])) {
        let begun = &mut self.begun[usize::from(stream == Stream::Stderr)];
        begun.extend_from_slice(bytes);
        let whole = begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        // A line that does not end is not kept for ever.
        let whole = if begun.len() - whole > CAPTURE_LIMIT { begun.len() } else { whole };
        if whole > 0 {
            on_output(stream, &begun[..whole]);
            begun.drain(..whole);
        }
    }

    /// Hands on the unfinished lines, once the child says no more.
    pub fn end(&mut self, on_output: &dyn Fn(Stream, &[u8])) {
        for (stream, begun) in [Stream::Stdout, Stream::Stderr].into_iter().zip(&mut self.begun) {
            if !begun.is_empty() {
                begun.push(b'\n');
                on_output(stream, begun);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_handed_on_when_it_is_whole() {
        let received = std::cell::RefCell::new(Vec::new());
        let hear =
            |stream, bytes: &[u8]| received.borrow_mut().push((stream, String::from_utf8_lossy(bytes).into_owned()));
        let mut lines = WholeLines::default();
        lines.take(Stream::Stderr, b"https://user:to", &hear);
        lines.take(Stream::Stdout, b"one\ntwo", &hear);
        lines.take(Stream::Stderr, b"ken@host/x\nthe", &hear);
        lines.end(&hear);
        let received: Vec<(Stream, String)> = received.into_inner();
        let expected = [
            (Stream::Stdout, "one\n"),
            (Stream::Stderr, "https://user:token@host/x\n"),
            (Stream::Stdout, "two\n"),
            (Stream::Stderr, "the\n"),
        ];
        assert_eq!(received, expected.map(|(stream, text)| (stream, text.to_owned())));
    }
}
