//! The plugin's process.

fn main() -> std::process::ExitCode {
    ws_nu::serve(&nu_plugin_ws_tasks::PLUGIN)
}
