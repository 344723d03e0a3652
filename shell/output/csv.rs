//! RFC 4180: a header line, null as an empty field, lists and records as JSON.

use std::io::Write;

use anyhow::Result;
use ws_core::row::{Cell, Column};

use super::Json;

/// Writes the header and every row.
pub fn write(out: &mut impl Write, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|column| column.name)).map_err(io)?;
    for cells in rows {
        let fields: Vec<String> = cells.iter().map(field).collect::<Result<_>>()?;
        writer.write_record(fields).map_err(io)?;
    }
    writer.flush()?;
    Ok(())
}

fn field(cell: &Cell) -> Result<String> {
    Ok(match cell {
        Cell::Null => String::new(),
        Cell::String(text) => text.clone(),
        Cell::Date(at, offset) => at.display_with_offset(*offset).to_string(),
        other => serde_json::to_string(&Json(other))?,
    })
}

/// The I/O error inside, so that a broken pipe is recognised.
fn io(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Every, every};
    use ws_core::row::Row as _;

    #[test]
    fn quotes_as_rfc_4180_says() {
        let mut out = Vec::new();
        super::write(&mut out, Every::COLUMNS, every().into_iter()).unwrap();
        let expected = concat!(
            "text,flag,size,took,at,names\n",
            "\"a \"\"b\"\", $(c)\n'd' \u{1b}[31m # é\",true,1024,1500000000,2026-01-01T23:04:05-04:00,",
            "\"[\"\"x, y\"\",\"\"z\"\"]\"\n",
            ",,,,,\n"
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
