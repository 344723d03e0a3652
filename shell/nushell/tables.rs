//! The commands that the plugins define, and what each gives: core's rows.

use ws_core::inspect::{BranchState, SiblingState};
use ws_core::layers::{AffectedRow, DependencyRow, LayerRow, OrderRow};
use ws_core::plan::bootstrap::StepDone;
use ws_core::plan::restore::RestoreRow;
use ws_core::plan::setup::StepRow;
use ws_core::plan::sync::SyncRow;
use ws_core::python::venv::{InstalledPackage, SiblingInstall, VenvState};
use ws_core::row::{Column, Kind, Row as _};
use ws_core::run::RunRow;
use ws_core::snapshot::{Difference, Listed, PinnedRow};
use ws_core::tasks::TaskRow;
use ws_core::validate::Finding;

/// What a command gives.
pub enum Output {
    /// A row for each of something.
    Table(&'static [Column]),
    /// One record.
    Record(&'static [Column]),
    /// Text, as it is printed.
    Text,
    /// Nothing: it changes the caller's environment.
    Environment,
}

/// Every command that a plugin defines and `ws` has too. A new one is added here; a test compares with the plugins.
const COMMANDS: &[(&str, Output)] = &[
    ("ws siblings", Output::Table(SiblingState::COLUMNS)),
    ("ws branches", Output::Table(BranchState::COLUMNS)),
    ("ws layers", Output::Table(LayerRow::COLUMNS)),
    ("ws deps", Output::Table(DependencyRow::COLUMNS)),
    ("ws order", Output::Table(OrderRow::COLUMNS)),
    ("ws affected", Output::Table(AffectedRow::COLUMNS)),
    ("ws graph", Output::Text),
    ("ws venv", Output::Record(VenvState::COLUMNS)),
    ("ws venv siblings", Output::Table(SiblingInstall::COLUMNS)),
    ("ws venv packages", Output::Table(InstalledPackage::COLUMNS)),
    ("ws bootstrap", Output::Table(StepDone::COLUMNS)),
    ("ws setup", Output::Table(StepRow::COLUMNS)),
    ("ws validate", Output::Table(Finding::COLUMNS)),
    ("ws tasks", Output::Table(TaskRow::COLUMNS)),
    ("ws run", Output::Table(RunRow::COLUMNS)),
    ("ws exec", Output::Table(RunRow::COLUMNS)),
    ("ws sync", Output::Table(SyncRow::COLUMNS)),
    ("ws snapshot save", Output::Table(PinnedRow::COLUMNS)),
    ("ws snapshot list", Output::Table(Listed::COLUMNS)),
    ("ws snapshot diff", Output::Table(Difference::COLUMNS)),
    ("ws snapshot restore", Output::Table(RestoreRow::COLUMNS)),
    ("ws snapshot export", Output::Text),
    ("ws venv activate", Output::Environment),
    ("ws venv deactivate", Output::Environment),
];

/// Their names.
pub fn plugin_commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name)
}

/// What the command `name` gives, if a plugin defines it.
pub fn output_of(name: &str) -> Option<&'static Output> {
    COMMANDS.iter().find(|(command, _)| *command == name).map(|(_, output)| output)
}

impl Output {
    /// As a type in Nushell's language; the same as the plugin declares.
    pub fn as_type(&self) -> String {
        match self {
            Self::Table(columns) => format!("table<{}>", fields(columns)),
            Self::Record(columns) => format!("record<{}>", fields(columns)),
            Self::Text => "string".to_owned(),
            Self::Environment => "nothing".to_owned(),
        }
    }
}

fn fields(columns: &[Column]) -> String {
    let field = |column: &Column| {
        let kind = type_of(&column.kind);
        let kind = if column.nullable { format!("oneof<{kind}, nothing>") } else { kind };
        format!("{}: {kind}", column.name)
    };
    columns.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn type_of(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Int => "int".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::Date => "datetime".to_owned(),
        Kind::Filesize => "filesize".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::List(of) => format!("list<{}>", type_of(of)),
        Kind::Record(fields) => {
            let field = |(name, kind): &(&str, Kind)| format!("{name}: {}", type_of(kind));
            format!("record<{}>", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_nushells_types() {
        let Some(output) = output_of("ws siblings") else { panic!("no such command") };
        let text = output.as_type();
        assert!(text.starts_with("table<name: string, layer: oneof<string, nothing>, state: string,"), "{text}");
        assert!(text.contains("last_commit: oneof<datetime, nothing>"), "{text}");
        assert!(text.ends_with("error: oneof<record<code: string, message: string>, nothing>>"), "{text}");
        assert_eq!(type_of(&Kind::List(&Kind::Filesize)), "list<filesize>");
    }
}
