//! What Nushell is told when the user presses tab. Asked on each keypress: runs nothing, and stays silent about whatever
//! is wrong.
//!
//! Nushell does the matching, so everything is returned. An empty list offers nothing; `None` would make it offer the
//! names of files, which no sibling or layer has by chance.

use std::path::PathBuf;

use nu_plugin::{DynamicCompletionCall, EngineInterface};
use nu_protocol::ast::{Argument, Expr, Expression, ListItem};
use nu_protocol::engine::ArgType;
use nu_protocol::{DynamicSuggestion, SuggestionKind, Type};
use ws_commands::select::ROOT;
use ws_commands::values::values;
use ws_commands::words::{self, Token};
use ws_commands::{Completes, Declared, Position, Spec};
use ws_core::terminal::{acts, escape};

use crate::{caller, signature};

/// What to offer for the argument at the cursor. `None` leaves it to Nushell.
pub fn suggest(
    spec: &'static Spec,
    argument: &ArgType<'_>,
    engine: &EngineInterface,
    call: &DynamicCompletionCall,
) -> Option<Vec<DynamicSuggestion>> {
    let declared = match spec.words() {
        Some(_) => words::expected(spec, words_before(call))?,
        None => declared(spec, argument)?,
    };
    let completes = declared.completes;
    if matches!(completes, Completes::Directories | Completes::Commands) {
        return None;
    }
    let session = caller::completing(engine)?;
    let root = root(spec, call);
    let mut used = words_elsewhere(call);
    let begun = list_begun(call);
    used.extend(begun.iter().flat_map(|begun| items(begun)).map(str::to_owned));
    // A value is inserted as it is shown: one that would steer the terminal is not offered.
    let values = values(completes, &session, root.as_deref()).into_iter();
    let suggestions = values.filter(|(value, _)| !used.contains(value) && !value.contains(acts));
    let about = |about: Option<String>| about.map(|about| escape(&about).into_owned());
    Some(suggestions.map(|(value, text)| suggestion(&value, about(text), begun.as_deref())).collect())
}

/// The argument at the cursor; `None` for a switch or what the command does not have.
fn declared(spec: &Spec, argument: &ArgType<'_>) -> Option<&'static Declared> {
    let mut all = signature::declared(spec);
    match argument {
        ArgType::Flag(name) => {
            all.find(|declared| declared.position == Position::Flag && declared.name == name.as_ref())
        }
        ArgType::Positional(index) => {
            let positional: Vec<&Declared> = all.filter(|declared| declared.position != Position::Flag).collect();
            positional.get(*index).or(positional.last()).copied()
        }
    }
}

/// The root that the line names.
fn root(spec: &'static Spec, call: &DynamicCompletionCall) -> Option<PathBuf> {
    if spec.words().is_none() {
        return call.call.get_flag_expr("root").and_then(text).map(PathBuf::from);
    }
    words::given(spec, words_before(call), &ROOT.declared).map(PathBuf::from)
}

/// What stands before the word at the cursor, as [`ws_commands::words`] reads it.
fn words_before(call: &DynamicCompletionCall) -> Vec<Token> {
    let before = expressions(call).filter(|expression| expression.span.end < call.pos);
    before
        .map(|expression| match &expression.expr {
            Expr::List(items) => {
                Token::Several(items.iter().filter_map(|item| Some(text(item.expr())?.to_owned())).collect())
            }
            // What is not known before the line runs is a word of some kind.
            _ => Token::One(text(expression).unwrap_or("$").to_owned()),
        })
        .collect()
}

/// A suggestion replaces the whole argument: within a list, what was begun stands before each. It is shown too, since
/// Nushell matches what it shows.
fn suggestion(value: &str, description: Option<String>, begun: Option<&str>) -> DynamicSuggestion {
    DynamicSuggestion {
        value: format!("{}{value}", begun.unwrap_or_default()),
        description,
        // In a list a bracket may follow as well as another item.
        append_whitespace: begun.is_none(),
        kind: Some(SuggestionKind::Value(Type::String)),
        ..Default::default()
    }
}

/// What stands before the item at the cursor when that is in a list, such as `[foundation ` for `[foundation fr`.
/// Nushell cuts the line at the cursor, so the list has no end and its argument is a string.
fn list_begun(call: &DynamicCompletionCall) -> Option<String> {
    let at_cursor = expressions(call).find(|expression| expression.span.end == call.pos)?;
    let text = text(at_cursor)?;
    let separator = text.rfind(['[', ' ', ',', '\n'])?;
    text.starts_with('[').then(|| text[..=separator].to_owned())
}

fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(['[', ' ', ',', '\n']).map(|item| item.trim_matches(['"', '\'']))
}

/// Every word of the call but the one at the cursor: what is on the line already is not offered twice.
fn words_elsewhere(call: &DynamicCompletionCall) -> Vec<String> {
    let mut words = Vec::new();
    for expression in expressions(call) {
        collect(expression, call.pos, &mut words);
    }
    words
}

fn expressions(call: &DynamicCompletionCall) -> impl Iterator<Item = &Expression> {
    call.call.arguments.iter().filter_map(|argument| match argument {
        Argument::Positional(expression) | Argument::Unknown(expression) | Argument::Spread(expression) => {
            Some(expression)
        }
        Argument::Named((_, _, expression)) => expression.as_ref(),
    })
}

fn collect(expression: &Expression, cursor: usize, words: &mut Vec<String>) {
    match &expression.expr {
        Expr::List(items) => {
            for ListItem::Item(item) | ListItem::Spread(_, item) in items {
                collect(item, cursor, words);
            }
        }
        Expr::FullCellPath(path) => collect(&path.head, cursor, words),
        _ if expression.span.start <= cursor && cursor <= expression.span.end => {}
        _ => words.extend(text(expression).map(str::to_owned)),
    }
}

fn text(expression: &Expression) -> Option<&str> {
    match &expression.expr {
        Expr::String(text)
        | Expr::RawString(text)
        | Expr::Directory(text, _)
        | Expr::Filepath(text, _)
        | Expr::GlobPattern(text, _) => Some(text),
        _ => None,
    }
}
