//! 0.115 began to answer a plugin's questions during completion. An older Nushell answers none, also not which
//! directory it is in: there it is seen from outside, and only there.

use std::collections::HashMap;
use std::path::PathBuf;

use nu_protocol::{Span, Value};

/// The directory of the Nushell that started this process. At its prompt, that is the user's.
pub fn directory() -> Option<PathBuf> {
    // Only Linux has /proc: elsewhere the directory is unknown, and nothing is offered.
    std::fs::read_link(format!("/proc/{}/cwd", std::os::unix::process::parent_id())).ok()
}

/// The environment as it was when Nushell started this process: where homes and registries are does not change.
#[expect(clippy::disallowed_methods, reason = "the engine is asked first, and this one does not answer")]
pub fn environment() -> HashMap<String, Value> {
    let text = |text: std::ffi::OsString| text.into_string().ok();
    let variables = std::env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?)));
    variables.map(|(name, value)| (name, Value::string(value, Span::unknown()))).collect()
}
