//! What the commands of the plugins give, as types in Nushell's language.

use ws_commands::Gives;
use ws_core::row::{Column, Kind};

/// Names of all commands that the plugins define.
pub fn plugin_commands() -> impl Iterator<Item = String> {
    ws_commands::all().map(|spec| format!("ws {}", spec.name))
}

/// What the command `name` gives, if a plugin defines it.
pub fn output_of(name: &str) -> Option<Gives> {
    ws_commands::find(name.strip_prefix("ws ")?).map(|spec| spec.gives)
}

/// What a command gives, as a type in Nushell's language; the same as the plugin declares.
pub fn as_type(gives: Gives) -> String {
    match gives {
        Gives::Rows(columns) | Gives::Runs(columns) | Gives::Findings(columns) => format!("table<{}>", fields(columns)),
        Gives::Record(columns) => format!("record<{}>", fields(columns)),
        Gives::Text => "string".to_owned(),
        Gives::Environment => "nothing".to_owned(),
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
        Kind::List(of) => format!("list<{}>", type_of(of)),
        Kind::Record(fields) => {
            let field = |(name, kind): &(&str, Kind)| format!("{name}: {}", type_of(kind));
            format!("record<{}>", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.scalar().unwrap_or("any").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_nushells_types() {
        let Some(output) = output_of("ws siblings") else { panic!("no such command") };
        let text = as_type(output);
        assert!(
            text.starts_with("table<name: string, branch: oneof<string, nothing>, dirty: oneof<bool, nothing>,"),
            "{text}"
        );
        assert!(text.contains("last_commit: oneof<datetime, nothing>"), "{text}");
        assert!(text.ends_with("error: oneof<record<code: string, message: string>, nothing>>"), "{text}");
        assert_eq!(type_of(&Kind::List(&Kind::Filesize)), "list<filesize>");
    }
}
