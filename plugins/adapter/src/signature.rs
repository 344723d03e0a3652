//! A command's declaration → Nushell's signature, texts and examples.

use std::fmt::Write as _;

use nu_protocol::{Category, Signature, Span, SyntaxShape, Type, Value};
use ws_commands::{Completes, Declared, Gives, Position, Spec, ValueKind};

use crate::{input, row};

/// Its full name.
pub fn name(spec: &Spec) -> String {
    format!("ws {}", spec.name)
}

/// What else there is to say, with the columns of what it gives.
pub fn extra(spec: &Spec) -> String {
    match spec.gives.columns() {
        [] => spec.more.to_owned(),
        columns => row::describe(spec.more, columns).trim_start().to_owned(),
    }
}

/// Its arguments, flags and types. Every column of a table is declared.
pub fn signature(spec: &Spec) -> Signature {
    let signature = match spec.words() {
        Some(_) => with_words(spec),
        None => declared(spec).fold(Signature::build(name(spec)), argument),
    };
    let input = if spec.takes_siblings() { input::names_type() } else { Type::Nothing };
    let output = match spec.gives {
        Gives::Rows(columns) | Gives::Runs(columns) | Gives::Findings(columns) => row::table_type(columns),
        Gives::Record(columns) => row::record_type(columns),
        Gives::Text => Type::String,
        Gives::Environment => Type::Nothing,
    };
    signature.input_output_type(input, output).category(Category::Custom("workspace".to_owned()))
}

/// What it takes in Nushell. Names of siblings stand before `--` where the words are another program's.
pub fn declared(spec: &Spec) -> impl Iterator<Item = &'static Declared> {
    let words = spec.words().filter(|words| words.position == Position::Words { required: true });
    let hidden = move |declared: &&Declared| {
        declared.cli_only
            || (declared.position == Position::Rest && words.is_some())
            || declared.position == Position::Words { required: false }
    };
    spec.declared().filter(move |declared| !hidden(declared))
}

/// What ends the name of a flag that Nushell's parser is not to find in a line.
const NOT_PARSED: &str = " ";

/// The signature of a command whose last words are another program's. A flag that Nushell's parser knows is a flag
/// wherever it stands: `git describe --dirty=-x` would be an error, since our `--dirty` takes no value, and `df -h` this
/// command's help. So every word comes as an external command's would, and [`ws_commands::words`] tells them apart. The
/// flags are declared all the same, for the help and for TAB, under names that no word of a line has.
fn with_words(spec: &Spec) -> Signature {
    let help = "Display the help message for this command.";
    let signature = Signature::new(name(spec)).allows_unknown_args();
    let signature = signature.switch(format!("help{NOT_PARSED}"), help, None);
    declared(spec).fold(signature, |signature, declared| match declared.position {
        Position::Required => signature.required(declared.name, SyntaxShape::String, about(declared)),
        Position::Rest | Position::Words { .. } => signature.rest(declared.name, word(), about(declared)),
        Position::Flag => {
            let about = about(declared);
            let about = match declared.short {
                Some(short) => format!("{}; -{short} for short.", about.trim_end_matches('.')),
                None => about,
            };
            let name = format!("{}{NOT_PARSED}", declared.name);
            match shape(declared) {
                Some(shape) => signature.named(name, shape, about, None),
                None => signature.switch(name, about, None),
            }
        }
    })
}

fn argument(signature: Signature, declared: &'static Declared) -> Signature {
    let about = about(declared);
    match (declared.position, shape(declared)) {
        (Position::Required, _) => signature.required(declared.name, SyntaxShape::String, about),
        (Position::Rest | Position::Words { .. }, _) => signature.rest(declared.name, several(), about),
        (Position::Flag, None) => signature.switch(declared.name, about, declared.short),
        (Position::Flag, Some(shape)) => signature.named(declared.name, shape, about, declared.short),
    }
}

/// One text or a list of them. The list first: a bare word is no list, but a list would do as a string.
fn several() -> SyntaxShape {
    SyntaxShape::OneOf(vec![SyntaxShape::List(Box::new(SyntaxShape::String)), SyntaxShape::String])
}

/// A word as an external command's. Before 0.109, `true` and `false` are none of those.
fn word() -> SyntaxShape {
    SyntaxShape::OneOf(vec![SyntaxShape::ExternalArgument, SyntaxShape::Boolean])
}

/// What a flag's value looks like; `None` for a switch.
fn shape(declared: &Declared) -> Option<SyntaxShape> {
    Some(match (declared.value, declared.completes) {
        (ValueKind::Switch, _) => return None,
        (ValueKind::Count, _) => SyntaxShape::Int,
        (ValueKind::Texts, _) => several(),
        (ValueKind::Text, Completes::Directories) => SyntaxShape::Directory,
        (ValueKind::Text, _) => SyntaxShape::String,
    })
}

/// Its text, with what a shell's own help would add, and the full stop that Nushell's texts have.
pub fn about(declared: &Declared) -> String {
    let mut about = declared.about.to_owned();
    if declared.position == Position::Flag && declared.value == ValueKind::Texts {
        about.push_str("; one, or a list");
    }
    if let Completes::OneOf(values) = declared.completes {
        let values: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
        let _ = write!(about, ": {}", values.join(", "));
    }
    if let Some(default) = declared.default {
        let _ = write!(about, "; {default} by default");
    }
    about + "."
}

/// An example's result, which the declaration has as JSON.
pub fn value(json: &str) -> Value {
    let parsed: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    of_json(&parsed)
}

fn of_json(json: &serde_json::Value) -> Value {
    let span = Span::unknown();
    match json {
        serde_json::Value::Bool(flag) => Value::bool(*flag, span),
        serde_json::Value::Number(number) => Value::int(number.as_i64().unwrap_or_default(), span),
        serde_json::Value::String(text) => Value::string(text, span),
        serde_json::Value::Array(items) => Value::list(items.iter().map(of_json).collect(), span),
        serde_json::Value::Null | serde_json::Value::Object(_) => Value::nothing(span),
    }
}
