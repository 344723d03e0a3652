//! The plugin's commands, and nothing else.

mod commands {
    pub mod activate;
    pub mod packages;
    pub mod siblings;
    pub mod venv;
}

use nu_protocol::{Example, Span, Value};
use ws_nu::WsPlugin;

/// `nu_plugin_ws_venv`.
pub static PLUGIN: WsPlugin = WsPlugin {
    version: env!("CARGO_PKG_VERSION"),
    commands: &[
        &commands::venv::Venv,
        &commands::siblings::Siblings,
        &commands::packages::Packages,
        &commands::activate::Activate,
        &commands::activate::Deactivate,
    ],
};

/// An example whose result depends on the workspace.
fn example(example: &'static str, description: &'static str) -> Example<'static> {
    Example { example, description, result: None }
}

/// An example that gives this in the sample workspace, which is trusted and whose venv is new.
fn example_with(example: &'static str, description: &'static str, result: fn(Span) -> Value) -> Example<'static> {
    Example { example, description, result: Some(result(Span::unknown())) }
}
