//! Progress and warnings for a person at a terminal, on standard error; and what children say, line by line.

use std::io::{IsTerminal as _, Write as _};
use std::sync::OnceLock;

use ws_commands::Audience;
use ws_core::work::child::Stream;
use ws_core::{Problem, SourceFile, report};

use crate::output::lines::Lines;
use crate::output::{self, Color};
use crate::progress::Progress;

/// The terminal, or whatever stands in its place.
pub struct Terminal {
    as_lines: bool,
    color: Color,
    lines: OnceLock<Lines>,
    progress: OnceLock<Progress>,
}

impl Terminal {
    /// `as_lines`: what children say is the output.
    pub fn new(as_lines: bool, color: Color) -> Self {
        Self { as_lines, color, lines: OnceLock::new(), progress: OnceLock::new() }
    }

    /// Whether something was worked on.
    pub fn is_begun(&self) -> bool {
        self.lines.get().is_some()
    }

    /// Did all that children said reach standard output?
    pub fn finish(&self) -> std::io::Result<()> {
        self.lines.get().map_or(Ok(()), Lines::finish)
    }
}

impl Audience for Terminal {
    fn warn(&self, text: &str) {
        output::warn(text);
    }

    fn problems(&self, source_file: &SourceFile, problems: &[Problem]) {
        // As in [`output::say`]: nothing is left to be done when standard error is gone.
        let _ = write!(std::io::stderr(), "{}", report::problems(source_file, problems, output::colour_on_stderr()));
    }

    fn note(&self, text: &str) {
        if somebody_reads() {
            output::note(text);
        }
    }

    fn begin(&self, names: Vec<String>) {
        if self.as_lines {
            let _ = self.lines.set(Lines::new(names, self.color));
        } else {
            let _ = self.progress.set(Progress::new(names));
        }
    }

    fn progress(&self, index: usize, phase: &str, percent: u8) {
        if let Some(progress) = self.progress.get() {
            progress.at(index, phase, percent);
        }
    }

    fn line(&self, index: usize, line: &str) {
        if let Some(progress) = self.progress.get() {
            progress.says(index, line);
        }
    }

    fn shows_output(&self) -> bool {
        self.as_lines
    }

    fn output(&self, index: usize, stream: Stream, bytes: &[u8]) {
        if let Some(lines) = self.lines.get() {
            lines.say(index, stream, bytes);
        }
    }

    fn done(&self, index: usize, told: Option<&str>) {
        if let Some(lines) = self.lines.get() {
            lines.end(index);
        }
        match (self.progress.get(), told) {
            (Some(progress), Some(told)) => progress.done(index, told),
            (Some(progress), None) => progress.forget(index),
            (None, _) => {}
        }
    }
}

/// Whether a person reads what is told.
fn somebody_reads() -> bool {
    std::io::stderr().is_terminal()
}
