//! A table for people: the brief columns, aligned, without lines. What is unknown is left blank; control characters
//! are shown escaped, so that no name can steer the terminal.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell as TableCell, CellAlignment, Color, ContentArrangement, Table, presets};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
use ws_core::row::{Cell, Column, Kind};
use ws_core::terminal::escape;

/// What is between two columns.
const GAP: usize = 2;

/// Writes the brief columns of every row, in at most `width` columns of a terminal where that can be. A column that says
/// nothing in any row is left out.
pub fn write(
    out: &mut impl Write,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    coloured: bool,
    width: Option<usize>,
) -> io::Result<()> {
    let rows: Vec<Vec<Cell>> = rows.collect();
    let shown: Vec<usize> = (0..columns.len())
        .filter(|&index| columns[index].brief)
        .filter(|&index| rows.is_empty() || rows.iter().any(|cells| !is_quiet(&cells[index])))
        .collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if coloured {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(shown.iter().map(|&index| {
        TableCell::new(columns[index].name).add_attribute(Attribute::Bold).set_alignment(alignment(&columns[index]))
    }));
    let texts: Vec<Vec<String>> =
        rows.iter().map(|cells| shown.iter().map(|&index| text(&cells[index])).collect()).collect();
    let names: Vec<&str> = shown.iter().map(|&index| columns[index].name).collect();
    let widths = fitting(&names, &texts, width);
    for (cells, texts) in rows.iter().zip(&texts) {
        let cut = texts.iter().zip(&widths).map(|(text, width)| cut(text, *width));
        table.add_row(shown.iter().zip(cut).map(|(&index, text)| styled(&columns[index], &cells[index], text)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP.try_into().unwrap_or(2)));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes one record: a line for each column, its name first; a list has a line for each of its items.
pub fn write_record(out: &mut impl Write, columns: &[Column], cells: &[Cell]) -> io::Result<()> {
    let width = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
    for (column, cell) in columns.iter().zip(cells) {
        let lines = match cell {
            Cell::List(items) => items.iter().map(text).collect(),
            cell => vec![text(cell)],
        };
        let names = std::iter::once(column.name).chain(std::iter::repeat(""));
        for (name, line) in names.zip(&lines) {
            writeln!(out, "{}", format!("{name:<width$}  {line}").trim_end())?;
        }
    }
    Ok(())
}

/// Null, false, zero and an empty list say nothing to somebody who skims.
fn is_quiet(cell: &Cell) -> bool {
    match cell {
        Cell::Null | Cell::Bool(false) | Cell::Int(0) => true,
        Cell::List(cells) => cells.is_empty(),
        _ => false,
    }
}

fn alignment(column: &Column) -> CellAlignment {
    match column.kind {
        Kind::Int | Kind::Filesize | Kind::Duration => CellAlignment::Right,
        _ => CellAlignment::Left,
    }
}

/// How wide each column may be, so that all of them fit: the widest give way, down to what their names need.
fn fitting(names: &[&str], texts: &[Vec<String>], limit: Option<usize>) -> Vec<usize> {
    let longest = |index: usize| texts.iter().map(|row| row[index].width()).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..names.len()).map(|index| longest(index).max(names[index].width())).collect();
    // A name is what the row is about, and what is typed next.
    let least = |index: usize| if names[index] == "name" { longest(index) } else { names[index].width().max(8) };
    let Some(limit) = limit else { return widths };
    while widths.iter().sum::<usize>() + GAP * names.len().saturating_sub(1) > limit {
        let shrinkable = (0..names.len()).filter(|&index| widths[index] > least(index));
        let Some(widest) = shrinkable.max_by_key(|&index| widths[index]) else { break };
        widths[widest] -= 1;
    }
    widths
}

/// The text in so many columns of the terminal; what is cut ends in an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + c.width().unwrap_or(0) >= width {
            break;
        }
        kept.push(c);
    }
    kept + "\u{2026}"
}

fn styled(column: &Column, cell: &Cell, text: String) -> TableCell {
    let shown = TableCell::new(text).set_alignment(alignment(column));
    match (column.name, cell) {
        ("name", _) => shown.add_attribute(Attribute::Bold),
        ("state", Cell::String(state)) => match state.as_str() {
            "ok" => shown.fg(Color::Green),
            "missing" => shown.fg(Color::DarkGrey),
            _ => shown.fg(Color::Red),
        },
        ("conflicted" | "operation" | "error" | "violation", cell) if !is_quiet(cell) => shown.fg(Color::Red),
        ("dirty" | "staged" | "unstaged" | "untracked" | "ahead" | "behind", cell) if !is_quiet(cell) => {
            shown.fg(Color::Yellow)
        }
        (_, Cell::Bool(false) | Cell::Int(0) | Cell::Date(..)) => shown.fg(Color::DarkGrey),
        _ => shown,
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::String(text) => escape(text).into_owned(),
        Cell::Date(at, offset) => offset.to_datetime(*at).strftime("%Y-%m-%d %H:%M").to_string(),
        Cell::Filesize(bytes) => size(*bytes),
        Cell::Duration(nanoseconds) => duration(*nanoseconds),
        Cell::List(cells) => cells.iter().map(text).collect::<Vec<_>>().join(", "),
        Cell::Record(fields) => fields.iter().rev().map(|(_, cell)| text(cell)).collect::<Vec<_>>().join(" · "),
    }
}

/// Bytes in the largest binary unit that leaves at least one, as Nushell shows them.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    let power = (1_u32..=4).rev().find(|power| bytes >= 1 << (10 * power));
    power.zip(power.and_then(|power| units.get(power as usize - 1))).map_or_else(
        || format!("{bytes} B"),
        |(power, unit)| format!("{:.1} {unit}", bytes as f64 / (1_u64 << (10 * power)) as f64),
    )
}

/// Nanoseconds as seconds or milliseconds.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn duration(nanoseconds: i64) -> String {
    if nanoseconds >= 1_000_000_000 {
        format!("{:.1} s", nanoseconds as f64 / 1e9)
    } else {
        format!("{:.0} ms", nanoseconds as f64 / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Every, every};
    use super::*;
    use ws_core::row::Row as _;

    fn table(coloured: bool) -> String {
        let mut out = Vec::new();
        write(&mut out, Every::COLUMNS, every().into_iter(), coloured, None).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn control_characters_are_shown_and_not_obeyed() {
        insta::assert_snapshot!(table(false), @r#"
        text                             flag     size   took  at                names
        a "b", $(c)\n'd' \u{1b}[31m # é  true  1.0 KiB  1.5 s  2026-01-01 23:04  x, y, z
        "#);
        assert!(table(true).contains("\\u{1b}"));
    }

    #[test]
    fn what_is_too_wide_for_the_terminal_is_cut() {
        let mut out = Vec::new();
        write(&mut out, Every::COLUMNS, every().into_iter(), false, Some(60)).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.lines().all(|line| line.width() <= 60), "{shown}");
        assert!(shown.contains('\u{2026}'), "{shown}");
        assert_eq!(cut("\u{65e5}\u{672c}\u{8a9e}", 5), "\u{65e5}\u{672c}\u{2026}");
    }

    #[test]
    fn sizes_have_binary_units() {
        assert_eq!(
            [0, 1023, 1024, 1536, 5 << 20, 3 << 40].map(size),
            ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB", "3.0 TiB"]
        );
    }
}
