//! What users see: one vocabulary of columns and cells for Nushell and for the CLI. A row type names its columns
//! once, here in core, and both sides translate [`Cell`]s: neither invents a column of its own.

mod affected;
mod backup;
mod bootstrap;
mod branches;
mod dependencies;
mod layers;
mod order;
mod run;
mod setup;
mod siblings;
mod snapshot;
mod sync;
mod trust;
mod validate;
mod venv;
mod venv_packages;
mod venv_siblings;

use jiff::Timestamp;
use jiff::tz::Offset;

pub use affected::AffectedRow;
pub use dependencies::DependencyRow;
pub use layers::LayerRow;
pub use order::OrderRow;

use crate::error::RowError;

/// One value of a row, in Nushell's types.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Unknown or absent; never replaced by 0, false or "".
    Null,
    /// A flag.
    Bool(bool),
    /// A count.
    Int(i64),
    /// Text.
    String(String),
    /// A moment with the offset it was recorded in. RFC 3339 in JSON.
    Date(Timestamp, Offset),
    /// A size in bytes.
    Filesize(u64),
    /// A span of time in nanoseconds.
    Duration(i64),
    /// Several values.
    List(Vec<Cell>),
    /// Named values, in a fixed order.
    Record(Vec<(&'static str, Cell)>),
}

/// The type of a column, as Nushell's parser is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// true or false
    Bool,
    /// a whole number
    Int,
    /// text
    String,
    /// a moment
    Date,
    /// a number of bytes
    Filesize,
    /// a span of time
    Duration,
    /// several values of one kind
    List(&'static Kind),
    /// named values
    Record(&'static [(&'static str, Kind)]),
}

/// One column of a table: its name, type, whether it may be null, and what it says.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// `snake_case`, and never renamed.
    pub name: &'static str,
    /// The type of every value that is not null.
    pub kind: Kind,
    /// Whether null may stand here.
    pub nullable: bool,
    /// Whether the table for people shows it when columns were not chosen.
    pub brief: bool,
    /// What it says, in one sentence for reference pages.
    pub about: &'static str,
}

/// A type whose values are rows of one table.
pub trait Row {
    /// The columns, in the order they are shown.
    const COLUMNS: &'static [Column];

    /// The cells of this row, one for each of [`COLUMNS`](Self::COLUMNS), in the same order.
    fn cells(&self) -> Vec<Cell>;
}

const fn column(name: &'static str, kind: Kind, nullable: bool, brief: bool, about: &'static str) -> Column {
    Column { name, kind, nullable, brief, about }
}

/// `error: {code, message}` as a column's type.
pub const ERROR_KIND: Kind = Kind::Record(&[("code", Kind::String), ("message", Kind::String)]);

/// A span of time as a cell.
fn nanoseconds(duration: Option<std::time::Duration>) -> Cell {
    duration.map_or(Cell::Null, |duration| Cell::Duration(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
}

impl From<&RowError> for Cell {
    fn from(error: &RowError) -> Self {
        Self::Record(vec![("code", error.code.into()), ("message", error.message.as_str().into())])
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<usize> for Cell {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
