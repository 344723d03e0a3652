//! What users see: one vocabulary of columns and cells for Nushell and for the CLI. A type declares its table with
//! [`table!`] beside itself, and both sides translate [`Cell`]s: neither invents a column of its own. No I/O here, and
//! no policy.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::error::RowError;
use crate::secrets;

/// One value of a row, in Nushell's types.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Unknown or absent; never replaced by 0, false or "".
    Null,
    /// A flag.
    Bool(bool),
    /// A count.
    Int(i64),
    /// Text, as it is: escaped where it meets a terminal.
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
    /// text that is an absolute path, which a terminal may make a link of
    Path,
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

impl Kind {
    /// What Nushell calls a kind of single values; `None` for lists and records, which are written in many ways.
    pub fn scalar(&self) -> Option<&'static str> {
        match self {
            Self::Bool => Some("bool"),
            Self::Int => Some("int"),
            Self::String | Self::Path => Some("string"),
            Self::Date => Some("datetime"),
            Self::Filesize => Some("filesize"),
            Self::Duration => Some("duration"),
            Self::List(_) | Self::Record(_) => None,
        }
    }
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

/// `error: {code, message}` as a column's type.
pub const ERROR_KIND: Kind = Kind::Record(&[("code", Kind::String), ("message", Kind::String)]);

/// `{module, path, state}` as a column's type.
pub const MODULE_KIND: Kind =
    Kind::Record(&[("module", Kind::String), ("path", Kind::String), ("state", Kind::String)]);

/// Declares the table of a type: each column once, with its type, whether it may be null, where its value comes from,
/// and what it says. `#[wide]` keeps a column out of the table for people.
///
/// ```text
/// table! { Wave as it {
///     name: String = it.name.as_str(), "The sibling.";
///     #[wide] layer: String or null = it.layer.clone(), "Its layer; null when it has none.";
/// } }
/// ```
macro_rules! table {
    ($row:ty as $it:ident {
        $($(#[$wide:ident])? $name:ident: $kind:tt $(or $null:ident)? = $cell:expr, $about:literal;)+
    }) => {
        impl $crate::row::Row for $row {
            const COLUMNS: &'static [$crate::row::Column] = &[$($crate::row::Column {
                name: stringify!($name),
                kind: $crate::row::table!(@kind $kind),
                nullable: $crate::row::table!(@given $($null)?),
                brief: !$crate::row::table!(@given $($wide)?),
                about: $about,
            }),+];

            fn cells(&self) -> Vec<$crate::row::Cell> {
                let $it = self;
                vec![$($crate::row::Cell::from($cell)),+]
            }
        }
    };
    (@given) => { false };
    (@given $word:ident) => { true };
    (@kind Error) => { $crate::row::ERROR_KIND };
    (@kind Module) => { $crate::row::MODULE_KIND };
    (@kind [$kind:tt]) => { $crate::row::Kind::List(&$crate::row::table!(@kind $kind)) };
    (@kind $kind:ident) => { $crate::row::Kind::$kind };
}
pub(crate) use table;

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

/// Text that comes without the secrets of URLs, whatever says it.
impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::String(secrets::without_secrets(value).into_owned())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        value.as_str().into()
    }
}

/// Text that stays as it is: what a command of the user's own has said.
#[derive(Debug)]
pub struct Verbatim(pub String);

impl From<Verbatim> for Cell {
    fn from(value: Verbatim) -> Self {
        Self::String(value.0)
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

impl From<&Path> for Cell {
    fn from(path: &Path) -> Self {
        Self::String(path.to_string_lossy().into_owned())
    }
}

impl From<&PathBuf> for Cell {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

impl From<(Timestamp, Offset)> for Cell {
    fn from((at, offset): (Timestamp, Offset)) -> Self {
        Self::Date(at, offset)
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Date(at, Offset::UTC)
    }
}

/// Rounded to what a person reads: `8ms`, and not `8ms 320µs 336ns`.
impl From<Duration> for Cell {
    fn from(duration: Duration) -> Self {
        let nanoseconds = i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
        let unit = match nanoseconds {
            ..1_000_000 => 1_000,
            1_000_000..1_000_000_000 => 1_000_000,
            1_000_000_000..10_000_000_000 => 10_000_000,
            10_000_000_000..60_000_000_000 => 100_000_000,
            _ => 1_000_000_000,
        };
        let rounded = nanoseconds.saturating_add(unit / 2) / unit * unit;
        // What took some time took more than none.
        Self::Duration(if nanoseconds == 0 { 0 } else { rounded.max(unit) })
    }
}

impl From<i32> for Cell {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl<T: Into<Cell>> From<Vec<T>> for Cell {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<&[String]> for Cell {
    fn from(values: &[String]) -> Self {
        Self::List(values.iter().map(|value| value.as_str().into()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_to_what_a_person_reads() {
        for (nanoseconds, rounded) in [
            (0, 0),
            (300, 1_000),
            (823_499, 823_000),
            (8_320_336, 8_000_000),
            (2_345_678_901, 2_350_000_000),
            (34_567_000_000, 34_600_000_000),
            (3_600_499_000_000, 3_600_000_000_000),
        ] {
            assert_eq!(Cell::from(Duration::from_nanos(nanoseconds)), Cell::Duration(rounded));
        }
    }
}
