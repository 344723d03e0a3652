//! The plugin's commands, and nothing else.

mod commands {
    pub mod branches;
    pub mod siblings;
}

use ws_nu::WsPlugin;

/// `nu_plugin_ws_siblings`.
pub static PLUGIN: WsPlugin = WsPlugin {
    version: env!("CARGO_PKG_VERSION"),
    commands: &[&commands::siblings::Siblings, &commands::branches::Branches],
};
