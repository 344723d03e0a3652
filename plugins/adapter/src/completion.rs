//! What Nushell is told when the user presses tab. Asked on each keypress: reads `wrknv.toml` and nothing else, runs
//! nothing, and stays silent about whatever is wrong.
//!
//! Nushell does the matching, so everything is returned. An empty list offers nothing; `None` would make it offer the
//! names of files, which no sibling or layer has by chance.

use nu_plugin::{DynamicCompletionCall, EngineInterface};
use nu_protocol::ast::{Argument, Expr, Expression, ListItem};
use nu_protocol::{DynamicSuggestion, SuggestionKind, Type};
use ws_core::snapshot::Store;
use ws_core::terminal::{acts, escape};
use ws_core::{Config, discover};

use crate::caller::Caller;
use crate::command::Offer;

/// What to offer for the argument at the cursor.
pub fn suggest(offer: Offer, engine: &EngineInterface, call: &DynamicCompletionCall) -> Option<Vec<DynamicSuggestion>> {
    let pairs: Vec<(String, Option<String>)> = match offer {
        Offer::ShellsOwn => return None,
        Offer::Nothing => Vec::new(),
        Offer::Values(values) => values.iter().map(|(value, about)| ((*value).into(), Some((*about).into()))).collect(),
        Offer::Siblings => open(engine, call).map(|config| siblings(&config)).unwrap_or_default(),
        Offer::Tasks => open(engine, call).map(|config| ws_core::tasks::known(&config)).unwrap_or_default(),
        Offer::Snapshots => open(engine, call).map(|config| Store::of(&config.root).known()).unwrap_or_default(),
        Offer::Layers => open(engine, call).map(|config| layers(&config)).unwrap_or_default(),
    };
    let mut used = words_elsewhere(call);
    let begun = list_begun(call);
    used.extend(begun.iter().flat_map(|begun| items(begun)).map(str::to_owned));
    // A value is inserted as it is shown: one that would steer the terminal is not offered.
    let suggestions = pairs.into_iter().filter(|(value, _)| !used.contains(value) && !value.contains(acts));
    let about = |about: Option<String>| about.map(|about| escape(&about).into_owned());
    Some(suggestions.map(|(value, text)| suggestion(&value, about(text), begun.as_deref())).collect())
}

/// The caller's workspace; `None` when there is none or its file is broken: then there is nothing to offer.
fn open(engine: &EngineInterface, call: &DynamicCompletionCall) -> Option<Config> {
    let root = call.call.get_flag_expr("root").and_then(text);
    discover::open(&Caller::of(engine).ok()?.request(root)).ok()
}

fn siblings(config: &Config) -> Vec<(String, Option<String>)> {
    let layer = |sibling: &ws_core::Sibling| sibling.layer.as_ref().map(ToString::to_string);
    config.siblings.iter().map(|sibling| (sibling.name.to_string(), layer(sibling))).collect()
}

fn layers(config: &Config) -> Vec<(String, Option<String>)> {
    let count = |layer: &ws_core::LayerName| match config
        .siblings
        .iter()
        .filter(|sibling| sibling.layer.as_ref() == Some(layer))
        .count()
    {
        1 => "1 sibling".to_owned(),
        count => format!("{count} siblings"),
    };
    config.layers.iter().map(|layer| (layer.name.to_string(), Some(count(&layer.name)))).collect()
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
        Expr::String(text) | Expr::RawString(text) | Expr::Directory(text, _) | Expr::Filepath(text, _) => Some(text),
        _ => None,
    }
}
