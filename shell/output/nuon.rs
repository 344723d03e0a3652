//! NUON, Nushell's own notation, with its types: a table `[[columns]; [cells], ...]`, dates bare as RFC 3339, sizes
//! as `1024b`, durations as `1500000000ns`. Strings are always quoted, as JSON does, which NUON reads.

use std::io::{self, Write};

use ws_core::row::{Cell, Column};

/// Writes one table; `[]` when there are no rows, as NUON has no table without rows.
pub fn write(out: &mut impl Write, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> io::Result<()> {
    let mut empty = true;
    for cells in rows {
        if empty {
            let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
            write!(out, "[[{}];", names.join(", "))?;
        }
        out.write_all(if empty { b"\n  [" } else { b",\n  [" })?;
        write_separated(out, cells.iter(), write_cell)?;
        out.write_all(b"]")?;
        empty = false;
    }
    out.write_all(if empty { b"[]\n" } else { b"\n]\n" })
}

/// Writes one record.
pub fn write_record(out: &mut impl Write, columns: &[Column], cells: Vec<Cell>) -> io::Result<()> {
    let fields = columns.iter().map(|column| column.name).zip(cells).collect();
    write_cell(out, &Cell::Record(fields))?;
    out.write_all(b"\n")
}

fn write_cell<W: Write>(out: &mut W, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Bool(value) => write!(out, "{value}"),
        Cell::Int(value) => write!(out, "{value}"),
        Cell::Filesize(bytes) => write!(out, "{bytes}b"),
        Cell::Duration(nanoseconds) => write!(out, "{nanoseconds}ns"),
        Cell::Date(at, offset) => write!(out, "{}", at.display_with_offset(*offset)),
        Cell::String(text) => write_string(out, text),
        Cell::List(cells) => {
            out.write_all(b"[")?;
            write_separated(out, cells.iter(), write_cell)?;
            out.write_all(b"]")
        }
        Cell::Record(fields) => {
            out.write_all(b"{")?;
            write_separated(out, fields.iter(), |out, (name, cell)| {
                write!(out, "{name}: ")?;
                write_cell(out, cell)
            })?;
            out.write_all(b"}")
        }
    }
}

/// In double quotes. Nushell writes control characters `\u{1b}` where JSON has `\u001b`.
fn write_string(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    for character in text.chars() {
        match character {
            '"' => out.write_all(b"\\\"")?,
            '\\' => out.write_all(b"\\\\")?,
            control if control.is_control() => write!(out, "\\u{{{:x}}}", u32::from(control))?,
            other => write!(out, "{other}")?,
        }
    }
    out.write_all(b"\"")
}

fn write_separated<W: Write, T>(
    out: &mut W,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut W, T) -> io::Result<()>,
) -> io::Result<()> {
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.write_all(b", ")?;
        }
        write(out, item)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Every, every};
    use ws_core::row::Row as _;

    #[test]
    fn keeps_nushells_types() {
        let mut out = Vec::new();
        super::write(&mut out, Every::COLUMNS, every().into_iter()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        [[text, flag, size, took, at, names];
          ["a \"b\", $(c)\u{a}'d' \u{1b}[31m # é", true, 1024b, 1500000000ns, 2026-01-01T23:04:05-04:00, ["x, y", "z"]],
          [null, null, null, null, null, null]
        ]
        "#);
    }
}
