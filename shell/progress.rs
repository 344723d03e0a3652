//! What is going on, for people, on standard error: a line that moves for each thing in progress on a terminal, and a line
//! for each thing that is done elsewhere.

use std::collections::HashMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use ws_core::terminal::escape;
use ws_core::work::panics;

/// Lines that move, one for each thing in progress.
#[derive(Clone)]
pub struct Progress {
    terminal: Option<MultiProgress>,
    names: Arc<Vec<String>>,
    bars: Arc<Mutex<HashMap<usize, ProgressBar>>>,
}

impl Progress {
    /// Of things with these names.
    pub fn new(names: Vec<String>) -> Self {
        let terminal = std::io::stderr().is_terminal().then(MultiProgress::new);
        let names = names.into_iter().map(|name| escape(&name).into_owned()).collect();
        Self { terminal, names: Arc::new(names), bars: Arc::default() }
    }

    /// The thing at `place` is at `percent` of `phase`.
    pub fn at(&self, place: usize, phase: &str, percent: u8) {
        let Some(terminal) = &self.terminal else { return };
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars.entry(place).or_insert_with(|| {
            let style = ProgressStyle::with_template("{prefix:24!} {bar:24} {pos:>3}% {wide_msg}");
            let bar = terminal.add(ProgressBar::new(100));
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(self.names[place].clone());
            bar
        });
        bar.set_position(percent.into());
        bar.set_message(escape(phase).into_owned());
    }

    /// The thing at `place` says a line.
    pub fn says(&self, place: usize, line: &str) {
        let Some(terminal) = &self.terminal else { return };
        let mut bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars.entry(place).or_insert_with(|| {
            let style = ProgressStyle::with_template("{prefix:24!} {spinner} {elapsed} {wide_msg}");
            let bar = terminal.add(ProgressBar::new_spinner());
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.set_prefix(self.names[place].clone());
            // Without a thread for it (which is a panic of the library's) it moves with what is said.
            let _ = panics::caught(|| bar.enable_steady_tick(std::time::Duration::from_millis(120)));
            bar
        });
        bar.set_message(escape(line).into_owned());
    }

    /// The thing at `place` is done, and there is nothing to say about it.
    pub fn forget(&self, place: usize) {
        if let Some(bar) = self.bars.lock().unwrap_or_else(PoisonError::into_inner).remove(&place) {
            bar.finish_and_clear();
        }
    }

    /// The thing at `place` is done; `said` is the line for where nothing moves.
    pub fn done(&self, place: usize, said: &str) {
        match &self.terminal {
            Some(_) => self.forget(place),
            None => {
                // Nothing is left to be done when standard error is gone.
                let _ = writeln!(std::io::stderr(), "{}: {}", self.names[place], escape(said));
            }
        }
    }
}
