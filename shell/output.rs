//! Rows → text, in the form that was asked for. Rows are written as they come, except in a table, whose widths depend
//! on all of them.

mod csv;
pub mod findings;
mod layout;
pub mod lines;
mod nuon;
mod options;
mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::Result;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use ws_core::row::{Cell, Column, Row};
use ws_core::secrets;
use ws_core::terminal::escape_lines;

pub use self::options::{Color, Format, Printing};

/// Prints rows to standard output as they come.
pub fn print(printing: Printing, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
    let stdout = io::stdout();
    let coloured = wants_colour(printing.color, stdout.is_terminal());
    let mut out = BufWriter::new(stdout.lock());
    match printing.format {
        Format::Table => {
            table::write(&mut out, columns, rows, coloured, screen())?;
        }
        Format::Json => write_json(&mut out, columns, rows)?,
        Format::Jsonl => write_jsonl(&mut out, columns, rows)?,
        Format::Nuon => nuon::write(&mut out, columns, rows)?,
        Format::Csv => csv::write(&mut out, columns, rows)?,
    }
    out.flush()?;
    Ok(())
}

/// The terminal that standard output is, if it is one whose width can be told.
fn screen() -> Option<table::Screen> {
    let width = io::stdout().is_terminal().then(|| comfy_table::Table::new().width()).flatten()?;
    (width > 0).then(|| table::Screen { width: width.into(), now: jiff::Timestamp::now() })
}

/// The same of rows of one type.
pub fn print_rows<R: Row>(printing: Printing, rows: impl Iterator<Item = R>) -> Result<()> {
    print(printing, R::COLUMNS, rows.map(|row| row.cells()))
}

/// Prints one record to standard output; in CSV a header and a line.
pub fn print_record(printing: Printing, columns: &[Column], cells: Vec<Cell>) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match printing.format {
        Format::Table => table::write_record(&mut out, columns, &cells, screen())?,
        Format::Json | Format::Jsonl => {
            serde_json::to_writer(&mut out, &JsonRow { columns, cells: &cells })?;
            out.write_all(b"\n")?;
        }
        Format::Nuon => nuon::write_record(&mut out, columns, cells)?,
        Format::Csv => csv::write(&mut out, columns, std::iter::once(cells))?,
    }
    out.flush()?;
    Ok(())
}

/// Prints text as it is.
pub fn print_text(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

/// Whether nobody reads standard output any more: `ws exec -- make | head -1`.
pub fn is_reader_gone() -> bool {
    let stdout = io::stdout();
    let mut asked = [PollFd::new(&stdout, PollFlags::empty())];
    poll(&mut asked, Some(&Timespec::default())).is_ok()
        && asked[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
}

/// A line on standard error.
pub fn say(line: &str) {
    // Nothing is left to be done when standard error is gone.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints bytes as they are.
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}

/// A warning for people, on standard error.
pub fn warn(message: &str) {
    let label = if colour_on_stderr() { "\u{1b}[1;33mwarning\u{1b}[0m" } else { "warning" };
    // Nothing is left to be done when standard error is gone.
    let _ = writeln!(io::stderr(), "{label}: {}", escape_lines(&secrets::without_secrets(message)));
}

/// Says on standard error what somebody who reads it may want to know.
pub fn note(message: &str) {
    let label = if colour_on_stderr() { "\u{1b}[1;36mnote\u{1b}[0m" } else { "note" };
    // Nothing is left to be done when standard error is gone.
    let _ = writeln!(io::stderr(), "{label}: {}", escape_lines(&secrets::without_secrets(message)));
}

/// Whether messages on standard error are coloured.
pub fn colour_on_stderr() -> bool {
    wants_colour(Color::Auto, io::stderr().is_terminal())
}

/// `NO_COLOR` (<https://no-color.org>): set and not empty means no colours, unless they are asked for by a flag.
fn wants_colour(choice: Color, is_terminal: bool) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !refused,
    }
}

fn write_json(out: &mut impl Write, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
    out.write_all(b"[")?;
    for (index, cells) in rows.enumerate() {
        out.write_all(if index == 0 { b"\n  " } else { b",\n  " })?;
        serde_json::to_writer(&mut *out, &JsonRow { columns, cells: &cells })?;
    }
    out.write_all(b"\n]\n")?;
    Ok(())
}

fn write_jsonl(out: &mut impl Write, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
    for cells in rows {
        serde_json::to_writer(&mut *out, &JsonRow { columns, cells: &cells })?;
        out.write_all(b"\n")?;
        // Whoever reads lines wants each one when it is ready.
        out.flush()?;
    }
    Ok(())
}

/// A row as one JSON object, in the order of its columns.
struct JsonRow<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(column.name, &Json(cell))?;
        }
        map.end()
    }
}

/// A cell in JSON: dates as RFC 3339, sizes in bytes, durations in nanoseconds.
struct Json<'a>(&'a Cell);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Null => serializer.serialize_none(),
            Cell::Bool(value) => serializer.serialize_bool(*value),
            Cell::Int(value) | Cell::Duration(value) => serializer.serialize_i64(*value),
            Cell::Filesize(bytes) => serializer.serialize_u64(*bytes),
            Cell::String(text) => serializer.serialize_str(text),
            Cell::Date(at, offset) => serializer.collect_str(&at.display_with_offset(*offset)),
            Cell::List(cells) => {
                let mut list = serializer.serialize_seq(Some(cells.len()))?;
                for cell in cells {
                    list.serialize_element(&Json(cell))?;
                }
                list.end()
            }
            Cell::Record(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, cell) in fields {
                    map.serialize_entry(name, &Json(cell))?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ws_core::row::Kind;

    /// A row with every kind of cell, and text that has to be quoted in every format.
    pub struct Every(pub Vec<Cell>);

    impl Row for Every {
        const COLUMNS: &'static [Column] = &[
            Column { name: "text", kind: Kind::String, nullable: true, brief: true, about: "" },
            Column { name: "flag", kind: Kind::Bool, nullable: true, brief: true, about: "" },
            Column { name: "size", kind: Kind::Filesize, nullable: true, brief: true, about: "" },
            Column { name: "took", kind: Kind::Duration, nullable: true, brief: true, about: "" },
            Column { name: "at", kind: Kind::Date, nullable: true, brief: true, about: "" },
            Column { name: "names", kind: Kind::List(&Kind::String), nullable: true, brief: true, about: "" },
        ];

        fn cells(&self) -> Vec<Cell> {
            self.0.clone()
        }
    }

    pub fn every() -> Vec<Vec<Cell>> {
        let at = jiff::Timestamp::from_second(1_767_323_045).unwrap();
        let full = vec![
            Cell::String("a \"b\", $(c)\n'd' \u{1b}[31m # é".to_owned()),
            Cell::Bool(true),
            Cell::Filesize(1024),
            Cell::Duration(1_500_000_000),
            Cell::Date(at, jiff::tz::offset(-4)),
            Cell::List(vec!["x, y".into(), "z".into()]),
        ];
        vec![full, vec![Cell::Null; Every::COLUMNS.len()]]
    }

    #[test]
    fn json_keeps_order_and_null() {
        let mut out = Vec::new();
        write_json(&mut out, Every::COLUMNS, every().into_iter()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        [
          {"text":"a \"b\", $(c)\n'd' \u001b[31m # é","flag":true,"size":1024,"took":1500000000,"at":"2026-01-01T23:04:05-04:00","names":["x, y","z"]},
          {"text":null,"flag":null,"size":null,"took":null,"at":null,"names":null}
        ]
        "#);
    }

    #[test]
    fn jsonl_is_a_line_for_each_row() {
        let mut out = Vec::new();
        write_jsonl(&mut out, Every::COLUMNS, every().into_iter()).unwrap();
        let lines: Vec<serde_json::Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["text"], "a \"b\", $(c)\n'd' \u{1b}[31m # é");
        assert_eq!(lines[1]["flag"], serde_json::Value::Null);
    }

    #[test]
    fn no_rows_are_an_empty_array() {
        let mut out = Vec::new();
        write_json(&mut out, Every::COLUMNS, std::iter::empty()).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), serde_json::json!([]));
    }
}
