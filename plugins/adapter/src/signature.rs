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
    let signature = declared(spec).fold(Signature::build(name(spec)), argument);
    // The words of another program: what Nushell cannot know is handed on.
    let signature = if spec.words().is_some() { signature.allows_unknown_args() } else { signature };
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

fn argument(signature: Signature, declared: &'static Declared) -> Signature {
    // The list first: a bare word is no list, but a list would do as a string.
    let several = || SyntaxShape::OneOf(vec![SyntaxShape::List(Box::new(SyntaxShape::String)), SyntaxShape::String]);
    let about = about(declared);
    match (declared.position, declared.value) {
        (Position::Required, _) => signature.required(declared.name, SyntaxShape::String, about),
        (Position::Rest, _) => signature.rest(declared.name, several(), about),
        (Position::Words { .. }, _) => signature.rest(declared.name, SyntaxShape::String, about),
        (Position::Flag, ValueKind::Switch) => signature.switch(declared.name, about, declared.short),
        (Position::Flag, ValueKind::Count) => signature.named(declared.name, SyntaxShape::Int, about, declared.short),
        (Position::Flag, ValueKind::Texts) => signature.named(declared.name, several(), about, declared.short),
        (Position::Flag, ValueKind::Text) => {
            let shape = match declared.completes {
                Completes::Directories => SyntaxShape::Directory,
                _ => SyntaxShape::String,
            };
            signature.named(declared.name, shape, about, declared.short)
        }
    }
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
