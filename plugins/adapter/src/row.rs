//! Rows and columns of core → values and types of Nushell. Decides nothing: names, order, types and what may be null
//! are core's.

use chrono::{DateTime, FixedOffset};
use nu_protocol::{PipelineMetadata, Record, Span, Type, Value};
use ws_core::row::{Cell, Column, Kind};

/// The type of a table with these columns. One that may be null is a `oneof` with nothing, so that the parser lets
/// null through and still refuses a comparison with the wrong type.
pub fn table_type(columns: &[Column]) -> Type {
    let typed = |column: &Column| {
        let kind = kind_type(&column.kind);
        (column.name.to_owned(), if column.nullable { Type::one_of([kind, Type::Nothing]) } else { kind })
    };
    Type::Table(columns.iter().map(typed).collect())
}

/// A record with these columns as a type.
pub fn record_type(columns: &[Column]) -> Type {
    match table_type(columns) {
        Type::Table(fields) => Type::Record(fields),
        other => other,
    }
}

/// Which columns hold paths: Nushell colours those, and makes links of them, as it does for `ls`.
pub fn metadata(columns: &[Column]) -> Option<PipelineMetadata> {
    let paths = columns.iter().filter(|column| column.kind == Kind::Path).map(|column| column.name.to_owned());
    let paths: Vec<String> = paths.collect();
    (!paths.is_empty()).then(|| PipelineMetadata::default().with_path_columns(paths))
}

/// The columns as a list for a help page, after `text`.
pub fn describe(text: &str, columns: &[Column]) -> String {
    columns.iter().fold(format!("{text}\n\nColumns:"), |help, column| help + "\n  " + column.name + ": " + column.about)
}

fn kind_type(kind: &Kind) -> Type {
    match kind {
        Kind::Bool => Type::Bool,
        Kind::Int => Type::Int,
        Kind::String | Kind::Path => Type::String,
        Kind::Date => Type::Date,
        Kind::Filesize => Type::Filesize,
        Kind::Duration => Type::Duration,
        Kind::List(of) => Type::list(kind_type(of)),
        Kind::Record(fields) => {
            Type::Record(fields.iter().map(|(name, kind)| ((*name).to_owned(), kind_type(kind))).collect())
        }
    }
}

/// A row as a record, in the columns' order.
pub fn record(columns: &[Column], cells: Vec<Cell>, span: Span) -> Value {
    let cells = columns.iter().zip(cells);
    Value::record(cells.map(|(column, cell)| (column.name.to_owned(), value(cell, span))).collect(), span)
}

/// A cell as a value.
pub fn value(cell: Cell, span: Span) -> Value {
    match cell {
        Cell::Null => Value::nothing(span),
        Cell::Bool(flag) => Value::bool(flag, span),
        Cell::Int(number) => Value::int(number, span),
        Cell::String(text) => Value::string(text, span),
        Cell::Date(at, offset) => date(at, offset).map_or_else(|| Value::nothing(span), |date| Value::date(date, span)),
        // Nushell counts bytes in an i64; no disk is that large.
        Cell::Filesize(bytes) => Value::filesize(i64::try_from(bytes).unwrap_or(i64::MAX), span),
        Cell::Duration(nanoseconds) => Value::duration(nanoseconds, span),
        Cell::List(cells) => Value::list(cells.into_iter().map(|cell| value(cell, span)).collect(), span),
        Cell::Record(fields) => {
            let fields = fields.into_iter().map(|(name, cell)| (name.to_owned(), value(cell, span)));
            Value::record(fields.collect::<Record>(), span)
        }
    }
}

/// `None` for a moment or an offset that Nushell's dates have no room for; git's own range is within it.
fn date(at: jiff::Timestamp, offset: jiff::tz::Offset) -> Option<DateTime<FixedOffset>> {
    let nanoseconds = u32::try_from(at.subsec_nanosecond().rem_euclid(1_000_000_000)).ok()?;
    let seconds = at.as_nanosecond().div_euclid(1_000_000_000);
    let utc = DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)?;
    Some(utc.with_timezone(&FixedOffset::east_opt(offset.seconds())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ws_core::inspect::SiblingRow;
    use ws_core::row::Row as _;

    const SPAN: Span = Span { start: 1, end: 2 };

    #[test]
    fn nullable_columns_are_declared_as_such() {
        let Type::Table(columns) = table_type(SiblingRow::COLUMNS) else { panic!("not a table") };
        assert_eq!(columns.len(), SiblingRow::COLUMNS.len());
        assert_eq!(columns.get("name"), Some(&Type::String));
        assert_eq!(columns.get("ahead"), Some(&Type::one_of([Type::Int, Type::Nothing])));
        let error = Type::Record([("code", Type::String), ("message", Type::String)].into());
        assert_eq!(columns.get("error"), Some(&Type::one_of([error, Type::Nothing])));
    }

    #[test]
    fn a_date_keeps_its_offset_also_before_1970() {
        for text in ["2026-01-02T03:04:05.25+05:30", "1969-12-31T23:59:58.75-08:00"] {
            let at: jiff::Timestamp = text.parse().unwrap();
            let offset = jiff::fmt::temporal::Pieces::parse(text).unwrap().to_numeric_offset().unwrap();
            let Value::Date { val, .. } = value(Cell::Date(at, offset), SPAN) else { panic!("not a date") };
            assert_eq!(val, DateTime::parse_from_rfc3339(text).unwrap());
            assert_eq!(val.offset().local_minus_utc(), offset.seconds());
        }
    }

    #[test]
    fn null_stays_null_and_never_becomes_zero() {
        assert_eq!(value(Cell::Null, SPAN), Value::nothing(SPAN));
        let nested = Cell::Record(vec![("a", Cell::List(vec![Cell::Null, Cell::Int(-1)]))]);
        let record = value(nested, SPAN).into_record().unwrap();
        assert_eq!(record["a"], Value::list(vec![Value::nothing(SPAN), Value::int(-1, SPAN)], SPAN));
    }

    #[test]
    fn sizes_and_durations_have_their_own_types() {
        assert_eq!(value(Cell::Filesize(5), SPAN).get_type(), Type::Filesize);
        assert_eq!(value(Cell::Duration(5), SPAN).get_type(), Type::Duration);
    }
}
