//! Names from the pipeline: `[pyvider wrknv] | ws siblings`, `ws siblings | where dirty | ws siblings`.

use nu_protocol::{LabeledError, PipelineData, Span, Spanned, Type, Value};

use crate::error;

/// The names that were piped in, each with its place; `None` when nothing was, which means all siblings. An empty
/// list is not nothing: of no siblings, no sibling is meant.
pub fn names(input: PipelineData, head: Span) -> Result<Option<Vec<Spanned<String>>>, LabeledError> {
    let span = input.span().unwrap_or(head);
    match input {
        PipelineData::Empty | PipelineData::Value(Value::Nothing { .. }, _) => Ok(None),
        PipelineData::ListStream(stream, _) => {
            stream.into_iter().filter_map(|item| name(item, span).transpose()).collect::<Result<_, _>>().map(Some)
        }
        PipelineData::Value(value, _) => from_value(value, span).map(Some),
        // What an external command prints: a name on each line.
        stream @ PipelineData::ByteStream(..) => from_value(stream.into_value(span)?, span).map(Some),
    }
}

/// What a command that takes siblings may have piped in, as one type: help shows a row for each pair of input and
/// output, and a table's type is long. More columns than `name` do no harm.
pub fn names_type() -> Type {
    let key = |name: &str| vec![(name.to_owned(), Type::String)].into();
    Type::one_of([
        Type::Nothing,
        Type::list(Type::String),
        Type::Table(key("name")),
        Type::Table(key("sibling")),
        Type::String,
        Type::Record(key("name")),
        Type::Record(key("sibling")),
    ])
}

fn from_value(value: Value, span: Span) -> Result<Vec<Spanned<String>>, LabeledError> {
    match value {
        Value::List { vals, .. } => vals.iter().cloned().filter_map(|item| name(item, span).transpose()).collect(),
        Value::String { val, internal_span, .. } => {
            let lines = val.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(lines.map(|line| Spanned { item: line.to_owned(), span: internal_span }).collect())
        }
        other => name(other, span).map(|name| name.into_iter().collect()),
    }
}

/// One item: a name, or a row that has one under `name`, or, as those of `ws tasks`, under `sibling`. A finding that is
/// about no sibling names none.
fn name(item: Value, span: Span) -> Result<Option<Spanned<String>>, LabeledError> {
    let place = item.span();
    match item {
        Value::String { val, .. } => Ok(Some(Spanned { item: val, span: place })),
        Value::Record { val, .. } => match (val.get("name"), val.get("sibling")) {
            (Some(Value::String { val, internal_span, .. }), _)
            | (None, Some(Value::String { val, internal_span, .. })) => {
                Ok(Some(Spanned { item: val.clone(), span: *internal_span }))
            }
            (None, Some(Value::Nothing { .. })) => Ok(None),
            (Some(other), _) => Err(not_a_name(&format!("`name` is {}", other.get_type()), place)),
            (None, Some(other)) => Err(not_a_name(&format!("`sibling` is {}", other.get_type()), place)),
            (None, None) => Err(not_a_name("a record without a column `name` or `sibling`", place)),
        },
        Value::Error { error, .. } => Err((*error).into()),
        other => {
            let place = if place == Span::unknown() { span } else { place };
            Err(not_a_name(&format!("this is {}", other.get_type()), place))
        }
    }
}

fn not_a_name(what: &str, span: Span) -> LabeledError {
    let help = "pipe in names, or a table with a column `name` or `sibling`, such as `ws siblings` gives";
    error::usage("the input names no sibling", what, span, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nu_protocol::{ListStream, Signals, record};

    fn piped(value: Value) -> Result<Option<Vec<String>>, LabeledError> {
        let names = names(PipelineData::value(value, None), Span::test_data())?;
        Ok(names.map(|names| names.into_iter().map(|name| name.item).collect()))
    }

    fn row(name: Value) -> Value {
        Value::test_record(record! { "name" => name, "dirty" => Value::test_bool(true) })
    }

    #[test]
    fn nothing_means_all_and_an_empty_list_none() {
        assert_eq!(piped(Value::test_nothing()).unwrap(), None);
        assert_eq!(piped(Value::test_list(Vec::new())).unwrap(), Some(Vec::new()));
    }

    #[test]
    fn names_are_strings_rows_records_or_lines() {
        let [a, b] = ["a", "b"].map(Value::test_string);
        let both = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(piped(Value::test_list(vec![a.clone(), b.clone()])).unwrap(), both);
        assert_eq!(piped(Value::test_list(vec![row(a.clone()), row(b.clone())])).unwrap(), both);
        assert_eq!(piped(Value::test_string("a\n\n b \n")).unwrap(), both);
        assert_eq!(piped(row(a.clone())).unwrap(), Some(vec!["a".to_owned()]));
        let stream = ListStream::new([a, row(b)].into_iter(), Span::test_data(), Signals::empty());
        let names = names(PipelineData::list_stream(stream, None), Span::test_data()).unwrap().unwrap();
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn what_has_no_name_is_refused_with_its_type() {
        let error = piped(Value::test_list(vec![Value::test_int(3)])).unwrap_err();
        assert_eq!((error.labels[0].text.as_str(), error.code.as_deref()), ("this is int", Some("ws::usage")));
        assert_eq!(piped(row(Value::test_int(3))).unwrap_err().labels[0].text, "`name` is int");
        let nameless = Value::test_record(record! { "size" => Value::test_int(3) });
        assert_eq!(piped(nameless).unwrap_err().labels[0].text, "a record without a column `name` or `sibling`");
    }
}
