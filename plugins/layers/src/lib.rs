//! The plugin's commands, and nothing else.

mod commands {
    pub mod affected;
    pub mod deps;
    pub mod graph;
    pub mod layers;
    pub mod order;
}

use nu_plugin::EvaluatedCall;
use nu_protocol::{Example, LabeledError, Span, Spanned, Value};
use ws_core::layers::Kinds;
use ws_nu::{Offer, WsPlugin, error};

/// `nu_plugin_ws_layers`.
pub static PLUGIN: WsPlugin = WsPlugin {
    version: env!("CARGO_PKG_VERSION"),
    commands: &[
        &commands::layers::Layers,
        &commands::deps::Deps,
        &commands::order::Order,
        &commands::affected::Affected,
        &commands::graph::Graph,
    ],
};

/// Which dependencies count: the values of `--kind`.
const KINDS: Offer =
    Offer::Values(&[("runtime", "What is needed to install and run."), ("all", "Extras and groups too.")]);

/// An example whose result depends on the workspace.
fn example(example: &'static str, description: &'static str) -> Example<'static> {
    Example { example, description, result: None }
}

/// An example that gives this text in the sample workspace.
fn example_text(example: &'static str, description: &'static str, result: &str) -> Example<'static> {
    Example { example, description, result: Some(Value::string(result, Span::unknown())) }
}

/// An example that gives these texts in the sample workspace.
fn example_list(example: &'static str, description: &'static str, result: &[&str]) -> Example<'static> {
    let span = Span::unknown();
    let values = result.iter().map(|text| Value::string(*text, span)).collect();
    Example { example, description, result: Some(Value::list(values, span)) }
}

/// The value of `--kind`.
fn kinds(call: &EvaluatedCall) -> Result<Kinds, LabeledError> {
    let kind: Option<Spanned<String>> = call.get_flag("kind")?;
    match kind.as_ref().map_or("runtime", |kind| kind.item.as_str()) {
        "runtime" => Ok(Kinds::Runtime),
        "all" => Ok(Kinds::All),
        _ => {
            let span = kind.map_or(call.head, |kind| kind.span);
            Err(error::usage("unknown kind", "not one of them", span, "the kinds are: runtime, all"))
        }
    }
}
