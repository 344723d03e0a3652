//! Findings as people read them, and in the forms that services for continuous integration read.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};
use ws_commands::Asked;
use ws_core::Severity;
use ws_core::row::{Cell, Column, Kind, Row as _};
use ws_core::terminal::escape_lines;
use ws_core::validate::FindingRow;

use super::{Format, Printing, print_rows, print_text};

/// The column that a table for people has of `file`, `line` and `column`.
pub const PLACE: &str = "place";

/// Prints what is found. It fails on errors, with `--strict` on warnings too.
pub fn print(found: &[FindingRow], root: &Path, format: &str, printing: Printing, asked: &Asked) -> Result<ExitCode> {
    match format {
        _ if asked.has(&ws_commands::FIX) => print_text(&fixes(found))?,
        "sarif" => print_text(&sarif(found, root)?)?,
        "github" => print_text(&github(found))?,
        _ if printing.format == Format::Table => for_people(found, printing)?,
        _ => print_rows(printing, found.iter().cloned())?,
    }
    let strict = asked.has(&ws_commands::STRICT);
    Ok(ExitCode::from(u8::from(found.iter().any(|finding| finding.fails(strict)))))
}

/// A table in which file, line and column are one text, as editors and terminals open it.
fn for_people(found: &[FindingRow], printing: Printing) -> Result<()> {
    if found.is_empty() && std::io::stdout().is_terminal() {
        super::say("no problems found");
        return Ok(());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let column = Column { name: PLACE, kind: Kind::String, nullable: true, brief: true, about: "" };
    let mut columns = FindingRow::COLUMNS.to_vec();
    let at = columns.iter().position(|column| column.name == "file").unwrap_or(columns.len());
    columns.insert(at, column);
    let rows = found.iter().map(|finding| {
        let mut cells = finding.cells();
        cells.insert(at, place(finding, &here).map_or(Cell::Null, Cell::String));
        cells
    });
    super::print(printing, &columns, rows)
}

/// `FILE:LINE:COLUMN`; the file from `here` where it is below it or beside it.
fn place(finding: &FindingRow, here: &Path) -> Option<String> {
    let file = finding.file.as_ref()?;
    let beside = || Some(Path::new("..").join(file.strip_prefix(here.parent()?).ok()?));
    let below = file.strip_prefix(here).ok().map(PathBuf::from);
    let mut place = below.or_else(beside).unwrap_or_else(|| file.clone()).display().to_string();
    for number in [finding.line, finding.column].into_iter().flatten() {
        let _ = write!(place, ":{number}");
    }
    Some(place)
}

/// Each command once, in the order of the findings.
fn fixes(found: &[FindingRow]) -> String {
    let mut told = HashSet::new();
    let commands = found.iter().filter_map(|finding| finding.fix.as_deref());
    let commands: Vec<&str> = commands.filter(|command| told.insert(*command)).collect();
    commands.iter().flat_map(|command| [command, "\n"]).collect()
}

/// SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>). Files below `root` are named from
/// there, others by their `file:` URL.
fn sarif(findings: &[FindingRow], root: &Path) -> Result<String> {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| json!({"id": code})).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, root)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ws",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn result(finding: &FindingRow, root: &Path) -> Value {
    let hint = finding.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
    let is_allowed = finding.severity == Severity::Allowed;
    let mut result = json!({
        "ruleId": finding.code,
        "level": if is_allowed { "none" } else { finding.severity.as_str() },
        "message": {"text": format!("{}{hint}", finding.message)},
    });
    if is_allowed {
        // 3.35.2: by the one who wrote the configuration, not by the tool.
        result["suppressions"] = json!([{"kind": "external"}]);
    }
    // Code scanning shows nothing that has no place: the configuration is where to look first.
    let file = finding.file.clone().unwrap_or_else(|| root.join("wrknv.toml"));
    let uri = match file.strip_prefix(root) {
        Ok(below) => encoded(&below.to_string_lossy()),
        Err(_) => format!("file://{}", encoded(&file.to_string_lossy())),
    };
    let mut place = json!({"artifactLocation": {"uri": uri}});
    if let Some(line) = finding.line {
        place["region"] = json!({"startLine": line, "startColumn": finding.column.unwrap_or(1)});
    }
    result["locations"] = json!([{"physicalLocation": place}]);
    result
}

/// A path as part of a URI (RFC 3986).
fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Workflow commands of GitHub Actions, one a line
/// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
fn github(findings: &[FindingRow]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mut properties = vec![format!("title={}", property(finding.code))];
        if let Some(file) = &finding.file {
            properties.push(format!("file={}", property(&file.to_string_lossy())));
        }
        properties.extend(finding.line.map(|line| format!("line={line}")));
        properties.extend(finding.column.map(|column| format!("col={column}")));
        let hint = finding.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
        let message = data(&format!("{}{hint}", finding.message));
        let command = match finding.severity {
            Severity::Allowed | Severity::Note => "notice",
            severity => severity.as_str(),
        };
        let _ = writeln!(text, "::{command} {}::{message}", properties.join(","));
    }
    text
}

/// Of what a terminal would obey only line breaks have a form of their own here; the log is read on a terminal too.
fn data(text: &str) -> String {
    escape_lines(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
