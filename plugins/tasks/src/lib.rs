//! The plugin's commands, and nothing else.

mod commands {
    pub mod bootstrap;
    pub mod run;
    pub mod setup;
    pub mod snapshot;
    pub mod sync;
    pub mod tasks;
    pub mod validate;
}

use nu_protocol::{Example, Span, Value};
use ws_nu::WsPlugin;

/// `nu_plugin_ws_tasks`.
pub static PLUGIN: WsPlugin = WsPlugin {
    version: env!("CARGO_PKG_VERSION"),
    commands: &[
        &commands::bootstrap::Bootstrap,
        &commands::setup::Setup,
        &commands::validate::Validate,
        &commands::tasks::Tasks,
        &commands::run::Run,
        &commands::run::Exec,
        &commands::sync::Sync,
        &commands::snapshot::SAVE,
        &commands::snapshot::LIST,
        &commands::snapshot::DIFF,
        &commands::snapshot::RESTORE,
        &commands::snapshot::EXPORT,
    ],
};

/// An example whose result depends on the workspace.
fn example(example: &'static str, description: &'static str) -> Example<'static> {
    Example { example, description, result: None }
}

/// An example that gives this in the sample workspace.
fn example_with(example: &'static str, description: &'static str, result: fn(Span) -> Value) -> Example<'static> {
    Example { example, description, result: Some(result(Span::unknown())) }
}
