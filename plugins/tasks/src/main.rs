//! The plugin's process.

fn main() {
    ws_nu::serve(&nu_plugin_ws_tasks::PLUGIN);
}
