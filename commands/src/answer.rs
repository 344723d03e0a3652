//! The result of a command: rows as they are ready, a record, text, or changes of the environment; or the failure.

use std::path::PathBuf;

use ws_core::env::Changes;
use ws_core::row::{Cell, Column, Row};
use ws_core::trust::TrustError;
use ws_core::validate::FindingRow;
use ws_core::{Error, RowError};

use crate::asked::Given;

/// What a command gives.
pub enum Answer {
    /// Rows, as they are ready.
    Rows(Rows),
    /// What is wrong, and the root that paths are shown from.
    Findings(Vec<FindingRow>, PathBuf),
    /// One record.
    Record(&'static [Column], Vec<Cell>),
    /// Text.
    Text(String),
    /// What has to change in the caller's environment, and which workspace was deactivated by hand: none, or `""`.
    Environment(Changes, Option<String>),
}

/// Rows with their columns.
pub struct Rows {
    /// The columns of each.
    pub columns: &'static [Column],
    /// The rows; whoever reads them waits for the work.
    pub lines: Box<dyn Iterator<Item = Line> + Send>,
}

/// A row.
#[derive(Debug)]
pub struct Line {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Whether the command fails because of it.
    pub failed: bool,
    /// The line for a person where the row itself is not shown; `None` when there is nothing to say.
    pub told: Option<Told>,
}

/// What a person is told of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// Whose row it is.
    pub name: String,
    /// The line, without the name.
    pub what: String,
    /// When it is told.
    pub when: Telling,
}

/// When a person is told of a row. What waits for the end is told in one line for all siblings that it holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// As soon as it is known.
    AtOnce,
    /// After what caused it, which may be known later.
    AfterItsCause,
    /// When all is told that has gone wrong.
    Last,
}

/// Why a command gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An error of core, and the value that it is about.
    #[error("{0}")]
    Core(#[source] Error, Option<Given>),
    /// A failure with a code and one line.
    #[error("{0}")]
    Row(RowError, Option<Given>),
    /// What was asked for makes no sense.
    #[error("{message}: {help}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
        /// The stable code.
        code: &'static str,
        /// The value that it is about.
        place: Option<Given>,
    },
    /// What was asked for makes sense, and what was found forbids it.
    #[error("{message}: {help}")]
    Refused {
        /// What was found.
        message: String,
        /// What to do.
        help: String,
        /// The stable code.
        code: &'static str,
        /// The value that it is about.
        place: Option<Given>,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error, None)
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        Error::from(error).into()
    }
}

impl From<RowError> for Failure {
    fn from(error: RowError) -> Self {
        Self::Row(error, None)
    }
}

impl Failure {
    /// The same, about a value of the call.
    #[must_use]
    pub fn about(self, given: Option<Given>) -> Self {
        match self {
            Self::Core(error, place) => Self::Core(error, given.or(place)),
            Self::Row(error, place) => Self::Row(error, given.or(place)),
            Self::Usage { message, help, code, place } => Self::Usage { message, help, code, place: given.or(place) },
            Self::Refused { message, help, code, place } => {
                Self::Refused { message, help, code, place: given.or(place) }
            }
        }
    }

    /// What was asked for makes no sense.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: help.into(), code: "ws::usage", place: None }
    }
}

impl Rows {
    /// Rows of which none makes the command fail.
    pub fn of<R: Row>(rows: impl Iterator<Item = R> + Send + 'static) -> Self {
        let lines = rows.map(|row| Line { cells: row.cells(), failed: false, told: None });
        Self { columns: R::COLUMNS, lines: Box::new(lines) }
    }
}

impl Answer {
    /// Rows of which none makes the command fail.
    pub fn rows<R: Row>(rows: impl Iterator<Item = R> + Send + 'static) -> Self {
        Self::Rows(Rows::of(rows))
    }

    /// Rows of which those with an error make the command fail.
    pub fn checked<R: Row>(rows: impl Iterator<Item = R> + Send + 'static) -> Self {
        let error = R::COLUMNS.iter().position(|column| column.name == "error");
        let lines = rows.map(move |row| {
            let cells = row.cells();
            let failed = error.is_some_and(|index| cells[index] != Cell::Null);
            Line { cells, failed, told: None }
        });
        Self::Rows(Rows { columns: R::COLUMNS, lines: Box::new(lines) })
    }

    /// Rows, which of them make the command fail, and what a person is told of each.
    pub fn told<R: Row>(
        rows: impl Iterator<Item = R> + Send + 'static,
        fails: impl Fn(&R) -> bool + Send + 'static,
        told: impl Fn(&R) -> Option<Told> + Send + 'static,
    ) -> Self {
        let lines = rows.map(move |row| Line { failed: fails(&row), told: told(&row), cells: row.cells() });
        Self::Rows(Rows { columns: R::COLUMNS, lines: Box::new(lines) })
    }

    /// One record.
    pub fn record<R: Row>(row: &R) -> Self {
        Self::Record(R::COLUMNS, row.cells())
    }
}
