//! A table for people: the brief columns, aligned, without lines; on a terminal, in its width (`layout`). What is
//! unknown is left blank; control characters are shown escaped, so that no name can steer the terminal.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell as TableCell, CellAlignment, Color, ContentArrangement, Table, presets};
use jiff::Timestamp;
use ws_core::row::{Cell, Column, Kind};
use ws_core::terminal::escape;

use super::layout::{self, Layout, Measure};

/// What is between two columns.
pub const GAP: usize = 2;
/// More lines of a cell than this are cut: a command of a thousand letters would hide the rows around it.
const MOST_LINES: usize = 12;
/// More letters of a cell than this are cut, also where no terminal says how much room there is.
const MOST_LETTERS: usize = 4000;
/// Columns in which false is worth reading; in the others it is how things should be.
const ALARMS: [&str; 5] = ["actual", "declared", "merged", "pushed", "satisfied"];

/// The terminal that a table is for.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// How many columns it has.
    pub width: usize,
    /// When it is looked at: moments are shown as how long ago they were.
    pub now: Timestamp,
}

/// Writes the brief columns of every row. On a terminal the table fits its width: where it is too narrow for all columns,
/// those that say nothing in any row are left out first. Long text goes on in the following lines, sentences for which
/// there is no room stand below their row, and a last line names the columns that are not shown.
pub fn write(
    out: &mut impl Write,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    coloured: bool,
    screen: Option<Screen>,
) -> io::Result<()> {
    let rows: Vec<Vec<Cell>> = rows.collect();
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|cells| cells.iter().map(|cell| cut(text(cell, screen.map(|screen| screen.now)))).collect())
        .collect();
    let (brief, layout) = arrange(columns, &rows, &texts, screen);
    let shown: Vec<(usize, usize)> = layout.shown.iter().map(|(place, width)| (brief[*place], *width)).collect();

    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if coloured {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(shown.iter().map(|&(index, _)| {
        TableCell::new(columns[index].name).add_attribute(Attribute::Bold).set_alignment(alignment(&columns[index]))
    }));
    let mut heights = Vec::with_capacity(rows.len());
    for (cells, texts) in rows.iter().zip(&texts) {
        let wrapped: Vec<Vec<String>> =
            shown.iter().map(|&(index, width)| layout::wrap(&texts[index], width)).collect();
        heights.push(wrapped.iter().map(Vec::len).max().unwrap_or(1).clamp(1, MOST_LINES));
        let cut = wrapped.into_iter().map(first_lines);
        table.add_row(shown.iter().zip(cut).map(|(&(index, _), text)| styled(&columns[index], &cells[index], text)));
    }
    let last = shown.len().saturating_sub(1);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if place == last { 0 } else { GAP.try_into().unwrap_or(2) }));
    }
    let mut lines = table.lines();
    for line in lines.by_ref().take(1) {
        writeln!(out, "{}", line.trim_end())?;
    }
    for ((cells, texts), height) in rows.iter().zip(&texts).zip(heights) {
        for line in lines.by_ref().take(height) {
            writeln!(out, "{}", line.trim_end())?;
        }
        let width = screen.map_or(usize::MAX, |screen| screen.width);
        for &index in layout.below.iter().map(|place| &brief[*place]).filter(|&&index| !is_ordinary(&cells[index])) {
            for line in layout::below(columns[index].name, &texts[index], width).into_iter().take(MOST_LINES) {
                writeln!(out, "{}", dimmed(&line, coloured))?;
            }
        }
    }
    if !layout.hidden.is_empty() {
        let names: Vec<&str> = layout.hidden.iter().map(|place| columns[brief[*place]].name).collect();
        let note = format!("not shown: {} (a wider terminal, or --format json, has all)", names.join(", "));
        let width = screen.map_or(usize::MAX, |screen| screen.width);
        for line in layout::wrap(&note, width) {
            writeln!(out, "{}", dimmed(&line, coloured))?;
        }
    }
    Ok(())
}

/// A cell that can be aligned with: every row is padded to the longest.
fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MOST_LETTERS) {
        text.truncate(end);
        text.push('\u{2026}');
    }
    text
}

/// The columns for people, and where each goes.
fn arrange(
    columns: &[Column],
    rows: &[Vec<Cell>],
    texts: &[Vec<String>],
    screen: Option<Screen>,
) -> (Vec<usize>, Layout) {
    let place = |brief: &[usize]| {
        let measure = |&index: &usize| Measure::of(&columns[index], texts.iter().map(|row| row[index].as_str()));
        Layout::of(&brief.iter().map(measure).collect::<Vec<_>>(), screen.map(|screen| screen.width))
    };
    let brief: Vec<usize> = (0..columns.len()).filter(|&index| columns[index].brief).collect();
    let layout = place(&brief);
    if rows.is_empty() || (layout.hidden.is_empty() && layout.below.is_empty()) {
        return (brief, layout);
    }
    let speaks = |index: &usize| {
        let is_news = ALARMS.contains(&columns[*index].name);
        rows.iter().map(|cells| &cells[*index]).any(|cell| !is_quiet(cell) || (is_news && *cell == Cell::Bool(false)))
    };
    let brief: Vec<usize> = brief.into_iter().filter(speaks).collect();
    let layout = place(&brief);
    (brief, layout)
}

fn first_lines(mut lines: Vec<String>) -> String {
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('\u{2026}');
        }
    }
    lines.join("\n")
}

fn dimmed(line: &str, coloured: bool) -> String {
    if coloured { format!("\u{1b}[2m{line}\u{1b}[0m") } else { line.to_owned() }
}

/// Writes one record: a line for each column, its name first; a list has a line for each of its items. On a terminal,
/// what is too long goes on in the next line.
pub fn write_record(
    out: &mut impl Write,
    columns: &[Column],
    cells: &[Cell],
    screen: Option<Screen>,
) -> io::Result<()> {
    let width = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
    let room = screen.map_or(usize::MAX, |screen| screen.width.saturating_sub(width + GAP).max(20));
    for (column, cell) in columns.iter().zip(cells) {
        let texts: Vec<String> = match cell {
            Cell::List(items) => items.iter().map(|item| text(item, None)).collect(),
            cell => vec![text(cell, None)],
        };
        let names = std::iter::once(column.name).chain(std::iter::repeat(""));
        let lines = texts.iter().flat_map(|text| layout::wrap(text, room));
        for (name, line) in names.zip(lines) {
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

/// Nor does `ok` below a row.
fn is_ordinary(cell: &Cell) -> bool {
    is_quiet(cell) || matches!(cell, Cell::String(state) if state == "ok")
}

fn alignment(column: &Column) -> CellAlignment {
    match column.kind {
        Kind::Int | Kind::Filesize | Kind::Duration => CellAlignment::Right,
        _ => CellAlignment::Left,
    }
}

fn styled(column: &Column, cell: &Cell, text: String) -> TableCell {
    let shown = TableCell::new(text).set_alignment(alignment(column));
    match (column.name, cell) {
        ("name", _) => shown.add_attribute(Attribute::Bold),
        ("state", Cell::String(state)) => shown.fg(colour(state)),
        ("conflicted" | "operation" | "error" | "violation", cell) if !is_quiet(cell) => shown.fg(Color::Red),
        ("dirty" | "staged" | "unstaged" | "untracked" | "ahead" | "behind", cell) if !is_quiet(cell) => {
            shown.fg(Color::Yellow)
        }
        (_, Cell::Bool(false) | Cell::Int(0) | Cell::Date(..)) => shown.fg(Color::DarkGrey),
        _ => shown,
    }
}

/// Green for what is as it should be, red for what failed; what was not to be done is neither.
fn colour(state: &str) -> Color {
    match state {
        "ok" | "editable" | "fetched" | "up_to_date" | "updated" => Color::Green,
        "missing" | "not_python" | "planned" | "skipped" | "unknown" => Color::DarkGrey,
        "blocked" | "cancelled" => Color::Yellow,
        _ => Color::Red,
    }
}

/// What a cell says; a moment as how long ago it was where it is known when that is.
fn text(cell: &Cell, now: Option<Timestamp>) -> String {
    let texts = |cells: &[Cell]| cells.iter().map(|cell| text(cell, now)).collect::<Vec<_>>().join(", ");
    match cell {
        Cell::Null => String::new(),
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::String(text) => escape(text).into_owned(),
        Cell::Date(at, offset) => now
            .and_then(|now| age(*at, now))
            .unwrap_or_else(|| offset.to_datetime(*at).strftime("%Y-%m-%d %H:%M").to_string()),
        Cell::Filesize(bytes) => size(*bytes),
        Cell::Duration(nanoseconds) => duration(*nanoseconds),
        Cell::List(cells) => texts(cells),
        Cell::Record(fields) => {
            fields.iter().rev().map(|(_, cell)| text(cell, now)).collect::<Vec<_>>().join(" \u{b7} ")
        }
    }
}

/// How long ago something was, in the largest unit of which there are two; `None` for what is yet to come.
fn age(at: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = now.as_second() - at.as_second();
    let units = [
        ("years", 31_556_952),
        ("months", 2_629_746),
        ("weeks", 604_800),
        ("days", 86_400),
        ("hours", 3600),
        ("min", 60),
    ];
    let some = units.iter().find(|(name, unit)| seconds >= if *name == "min" { *unit } else { 2 * unit });
    match some {
        Some((name, unit)) => Some(format!("{} {name}", seconds / unit)),
        None if seconds > -60 => Some("now".to_owned()),
        None => None,
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
    fn a_moment_is_shown_as_its_age_on_a_terminal() {
        let at: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let later = |seconds| age(at, Timestamp::from_second(at.as_second() + seconds).unwrap());
        let ages = [-3600, -30, 30, 60, 7199, 7200, 86_400, 172_800, 1_209_600, 6_000_000, 40_000_000, 64_000_000];
        let shown: Vec<String> = ages.into_iter().map(|seconds| later(seconds).unwrap_or_default()).collect();
        let expected = [
            "",
            "now",
            "now",
            "1 min",
            "119 min",
            "2 hours",
            "24 hours",
            "2 days",
            "2 weeks",
            "2 months",
            "15 months",
            "2 years",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn columns_in_which_no_row_says_anything_leave_a_narrow_table_first() {
        let columns = ["name", "dirty", "satisfied", "layer"].map(|name| Column {
            name,
            kind: Kind::String,
            nullable: true,
            brief: true,
            about: "",
        });
        let headers = |width: Option<usize>| {
            let row = vec!["pyvider".into(), Cell::Bool(false), Cell::Bool(false), "framework".into()];
            let screen = width.map(|width| Screen { width, now: Timestamp::UNIX_EPOCH });
            let mut out = Vec::new();
            write(&mut out, &columns, std::iter::once(row), false, screen).unwrap();
            String::from_utf8(out).unwrap().lines().next().unwrap().to_owned()
        };
        assert_eq!(headers(None), "name     dirty  satisfied  layer");
        assert_eq!(headers(Some(40)), "name     dirty  satisfied  layer");
        assert_eq!(headers(Some(30)), "name     satisfied  layer");
    }

    #[test]
    fn only_what_failed_is_red() {
        assert_eq!(["up_to_date", "updated", "editable"].map(colour), [Color::Green; 3]);
        assert_eq!(["planned", "skipped", "missing"].map(colour), [Color::DarkGrey; 3]);
        assert_eq!(["failed", "error", "wrong_path", "timed_out"].map(colour), [Color::Red; 4]);
    }

    #[test]
    fn sizes_have_binary_units() {
        assert_eq!(
            [0, 1023, 1024, 1536, 5 << 20, 3 << 40].map(size),
            ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB", "3.0 TiB"]
        );
    }
}
