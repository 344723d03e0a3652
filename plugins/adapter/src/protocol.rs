//! Speaks with every supported Nushell. A plugin and its Nushell greet each other with their versions, and each refuses
//! another minor version. Ours reads Nushell's greeting first, answers with that version, and translates what that
//! version says differently into what the `nu-plugin` crate it is built with understands. What differs was found in
//! the history of the crates `nu-plugin-protocol` and `nu-protocol`; each difference has a file of its own, which names
//! the version that made it.
//!
//! With a Nushell of the version that the crate is made for, messages take the ordinary path. Refuses to do: decide by
//! a version's number that a Nushell is not supported. What cannot be read is an error of the call that it belongs to.

#![expect(clippy::result_large_err, reason = "Nushell's own traits give its error as it is")]

mod cell_path;
pub mod completing;
mod data_source;
mod engine;
mod message;
mod one_of;
mod path_columns;
mod range;
mod reader;
mod tree;
mod unknown;
mod writer;

use std::io::{BufRead as _, Write as _};
use std::sync::Arc;

use nu_plugin::{MsgPackSerializer, Plugin, PluginEncoder as _, serve_plugin_io};

use crate::ending;
use engine::Engine;
use reader::FromEngine;
use writer::{Output, ToEngine};

/// Serves a plugin on standard input and output until Nushell closes them. An error is what went wrong with the
/// connection itself.
pub fn serve(plugin: &impl Plugin, name: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout();
    // Nushell says nothing before it knows the encoding: the length of its name, then the name.
    let encoding = MsgPackSerializer.name().as_bytes();
    let length = u8::try_from(encoding.len()).map_err(|error| error.to_string())?;
    let told = stdout.write_all(&[length]).and_then(|()| stdout.write_all(encoding)).and_then(|()| stdout.flush());
    told.map_err(|error| format!("cannot tell Nushell the encoding: {error}"))?;

    let mut stdin = std::io::stdin().lock();
    if stdin.fill_buf().map_err(|error| format!("cannot read from Nushell: {error}"))?.is_empty() {
        return Ok(());
    }
    let engine = Arc::new(Engine::greeted(&mut stdin)?);
    // What was read ahead stays in the buffer that all locks of standard input share.
    drop(stdin);
    let output = Arc::new(ToEngine::new(stdout, Arc::clone(&engine)));
    let answers = Arc::clone(&output);
    let input = move || FromEngine::new(std::io::stdin().lock(), engine, answers, ending::of_this_process());
    serve_plugin_io(plugin, name, input, move || Output(output)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
