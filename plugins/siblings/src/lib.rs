//! The plugin as data: which commands it has.

use ws_nu::WsPlugin;

/// `nu_plugin_ws_siblings`.
pub static PLUGIN: WsPlugin = WsPlugin { version: env!("CARGO_PKG_VERSION"), commands: ws_commands::SIBLINGS };
