//! In which order units run: each after those that it depends on, and of those that could start, the one with the longest
//! chain of others that wait for it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::RowError;
use crate::work::child::Host;
use crate::work::panics;

use super::{Environment, OnOutput, RunOptions, RunRow, RunState, Unit, outcome, steps, waves};

/// What is known of each unit: `None` as long as it waits.
struct Board {
    states: Vec<Option<Progress>>,
    running: usize,
    stopped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Running,
    Ended(RunState),
}

/// Which unit runs next, and what became of the others: shared by the workers.
pub(super) struct Schedule {
    units: Vec<Unit>,
    heights: Vec<usize>,
    waves: Vec<Option<usize>>,
    env: Environment,
    options: RunOptions,
    host: Host,
    on_output: OnOutput,
    started: Instant,
    board: Mutex<Board>,
    changed: Condvar,
}

/// What a worker does next.
enum Next {
    Run(usize),
    /// It will not be run.
    Report(Box<RunRow>),
    /// All that is left waits for others.
    Wait,
    /// Every unit has ended.
    End,
}

impl Next {
    fn report(row: RunRow) -> Self {
        Self::Report(Box::new(row))
    }
}

impl Schedule {
    pub fn new(units: Vec<Unit>, env: Environment, options: RunOptions, host: Host, on_output: OnOutput) -> Self {
        let board = Board { states: vec![None; units.len()], running: 0, stopped: false };
        Self {
            heights: heights(&units),
            waves: waves(&units),
            units,
            env,
            options,
            host,
            on_output,
            started: Instant::now(),
            board: Mutex::new(board),
            changed: Condvar::new(),
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what comes next and gives its row; `None` when nothing is left to do.
    pub fn next_row(&self) -> Option<RunRow> {
        loop {
            let mut board = self.board();
            let row = match self.next(&mut board) {
                Next::End => return None,
                Next::Wait => {
                    // A cancellation wakes no thread, so it is polled.
                    let _ = self.changed.wait_timeout(board, Duration::from_millis(50));
                    continue;
                }
                Next::Report(row) => {
                    board.states[row.place] = Some(Progress::Ended(row.state));
                    drop(board);
                    *row
                }
                Next::Run(place) => {
                    board.states[place] = Some(Progress::Running);
                    board.running += 1;
                    drop(board);
                    let row = panics::caught(|| self.carry_out(place)).unwrap_or_else(|panic| {
                        let message = format_args!("running it failed unexpectedly: {panic}");
                        let error = RowError::new("ws::run::failed", message);
                        RunRow { error: Some(error), ..self.row(place, RunState::Failed) }
                    });
                    let mut board = self.board();
                    board.states[place] = Some(Progress::Ended(row.state));
                    board.running -= 1;
                    board.stopped |= self.options.fail_fast && row.is_failure();
                    row
                }
            };
            self.changed.notify_all();
            return Some(row);
        }
    }

    fn next(&self, board: &mut Board) -> Next {
        let waiting = |place: &usize| board.states[*place].is_none();
        let mut ready: Option<usize> = None;
        let mut any = false;
        for place in (0..self.units.len()).filter(waiting) {
            any = true;
            let unit = &self.units[place];
            if let Err(error) = &unit.steps
                && unit.is_skipped()
            {
                return Next::report(RunRow { error: Some(error.clone()), ..self.row(place, RunState::Skipped) });
            }
            if board.stopped || (self.host.cancelled)() {
                let why = if board.stopped { "another one failed before it was started" } else { "it was interrupted" };
                let error = RowError::new("ws::run::cancelled", why);
                return Next::report(RunRow { error: Some(error), ..self.row(place, RunState::Cancelled) });
            }
            let ended = |other: &usize| match board.states[*other] {
                Some(Progress::Ended(state)) => Some(state),
                _ => None,
            };
            // A unit that was skipped blocks none.
            let failed =
                |state: Option<RunState>| state.is_some_and(|state| !matches!(state, RunState::Ok | RunState::Skipped));
            let blocked_by: Vec<String> = unit
                .after
                .iter()
                .filter(|other| failed(ended(other)))
                .map(|other| self.units[*other].name.clone())
                .collect();
            if !blocked_by.is_empty() {
                return Next::report(RunRow { blocked_by, ..self.row(place, RunState::Blocked) });
            }
            if unit.after.iter().all(|other| ended(other).is_some())
                && ready.is_none_or(|best| self.heights[place] > self.heights[best])
            {
                ready = Some(place);
            }
        }
        match ready {
            Some(place) => match &self.units[place].steps {
                Ok(_) => Next::Run(place),
                Err(error) => {
                    board.stopped |= self.options.fail_fast;
                    Next::report(RunRow { error: Some(error.clone()), ..self.row(place, RunState::Failed) })
                }
            },
            None if any => Next::Wait,
            None => Next::End,
        }
    }

    fn row(&self, place: usize, state: RunState) -> RunRow {
        RunRow::of(&self.units, place, state, self.waves[place])
    }

    fn carry_out(&self, place: usize) -> RunRow {
        let unit = &self.units[place];
        let started = Instant::now();
        let mut row = self.row(place, RunState::Ok);
        row.began_after = Some(started.duration_since(self.started));
        let setting = steps::Setting {
            directory: &unit.directory,
            env: &self.env.with_venv,
            without_venv: &self.env.without_venv,
            host: &self.host,
            whole_output: self.options.whole_output,
            on_output: &|stream, bytes| (self.on_output)(place, stream, bytes),
        };
        let steps = unit.steps.as_deref().unwrap_or_default();
        let outcomes = steps::run(steps, &setting);
        outcome::sum_up(&mut row, steps, outcomes, &self.env, &unit.directory);
        row.duration = Some(started.elapsed());
        row
    }
}

/// For each unit the length of the longest chain of units that wait for it, itself included.
pub(super) fn heights(units: &[Unit]) -> Vec<usize> {
    let mut heights = vec![1; units.len()];
    // As many rounds as the longest chain; without cycles it settles before.
    for _ in 0..units.len() {
        let mut settled = true;
        for (place, unit) in units.iter().enumerate() {
            for before in &unit.after {
                if heights[*before] <= heights[place] && heights[place] < units.len() {
                    heights[*before] = heights[place] + 1;
                    settled = false;
                }
            }
        }
        if settled {
            break;
        }
    }
    heights
}
