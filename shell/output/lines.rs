//! What several children say, as whole lines, each behind the name of who says it.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use ws_core::terminal::escape;
use ws_core::work::child::Stream;

use super::Color;
use super::wants_colour;

/// The colours of names, in turn: those that are readable on light and on dark.
const COLOURS: [u8; 6] = [36, 33, 32, 35, 34, 31];
/// A line that is longer is cut into several, so that no child can fill the memory.
const LINE_LIMIT: usize = 64 * 1024;

/// The lines that are begun, and who says them.
pub struct Lines {
    names: Vec<String>,
    width: usize,
    colour: bool,
    state: Mutex<Begun>,
}

#[derive(Default)]
struct Begun {
    parts: HashMap<(usize, bool), Vec<u8>>,
    /// Why standard output is gone, if it is.
    broken: Option<io::Error>,
}

impl Lines {
    /// For children with these names, by index.
    pub fn new(names: Vec<String>, choice: Color) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| escape(&name).into_owned()).collect();
        let width = names.iter().map(String::len).max().unwrap_or(0);
        let colour = wants_colour(choice, io::stdout().is_terminal());
        Self { names, width, colour, state: Mutex::default() }
    }

    /// Takes what one of them says, and prints the lines that are whole.
    pub fn say(&self, place: usize, stream: Stream, bytes: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (place, stream == Stream::Stderr);
        let mut part = state.parts.remove(&key).unwrap_or_default();
        part.extend_from_slice(bytes);
        let mut rest = part.as_slice();
        while let Some(end) =
            rest.iter().position(|byte| *byte == b'\n').or((rest.len() > LINE_LIMIT).then_some(LINE_LIMIT))
        {
            self.print(&mut state, key, &rest[..end]);
            rest = &rest[end + usize::from(rest[end] == b'\n')..];
        }
        if !rest.is_empty() {
            let rest = rest.to_vec();
            state.parts.insert(key, rest);
        }
    }

    /// It says no more: what it began is a line.
    pub fn end(&self, place: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for key in [(place, false), (place, true)] {
            if let Some(part) = state.parts.remove(&key) {
                self.print(&mut state, key, &part);
            }
        }
    }

    /// Did all of it reach standard output?
    pub fn finish(&self) -> io::Result<()> {
        let broken = self.state.lock().unwrap_or_else(PoisonError::into_inner).broken.take();
        broken.map_or(Ok(()), Err)
    }

    fn print(&self, state: &mut Begun, (place, is_error): (usize, bool), line: &[u8]) {
        let name = &self.names[place];
        let padding = " ".repeat(self.width - name.len());
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let prefix = if self.colour {
            format!("\u{1b}[{}m{name}\u{1b}[0m{padding} | ", COLOURS[place % COLOURS.len()])
        } else {
            format!("{name}{padding} | ")
        };
        let whole = [prefix.as_bytes(), line, b"\n"].concat();
        if is_error {
            // Nothing is left to be done when standard error is gone.
            let _ = io::stderr().write_all(&whole);
        } else if let Err(error) = io::stdout().write_all(&whole) {
            state.broken.get_or_insert(error);
        }
    }
}
