//! What Nushell sends → what our crate reads. One that says everything as we do is read by the ordinary path.

use std::io::BufRead;
use std::sync::Arc;

use nu_plugin::MsgPackSerializer;
use nu_plugin_core::{Encoder as _, PluginRead};
use nu_plugin_protocol::{PluginCallResponse, PluginInput, PluginOutput};
use nu_protocol::ShellError;

use super::engine::Engine;
use super::tree::{self, Tree};
use super::unknown::{self, Instead};
use super::writer::ToEngine;
use super::{cell_path, data_source, path_columns, range};
use crate::ending::Ending;

/// Reads Nushell's messages.
pub struct FromEngine<R> {
    input: R,
    engine: Arc<Engine>,
    /// Where a call that cannot be read is answered.
    output: Arc<ToEngine>,
    ending: Ending,
    /// The greeting was read before; our crate waits for one.
    greeted: bool,
}

impl<R: BufRead> FromEngine<R> {
    /// Reads on after the greeting of `engine`.
    pub fn new(input: R, engine: Arc<Engine>, output: Arc<ToEngine>, ending: Ending) -> Self {
        Self { input, engine, output, ending, greeted: false }
    }

    fn next(&mut self) -> Result<Option<PluginInput>, ShellError> {
        if self.engine.speaks_as_we_do() {
            return MsgPackSerializer.decode(&mut self.input);
        }
        loop {
            let not_a_message =
                |problem: String| ShellError::from(unknown::error(&self.engine, "message", &problem, None));
            let Some(mut message) = tree::read(&mut self.input).map_err(not_a_message)? else { return Ok(None) };
            translate(&mut message, &self.engine);
            let reason = match unknown::decode(&message) {
                Ok(message) => return Ok(Some(message)),
                Err(reason) => reason,
            };
            match unknown::instead(message, &reason, &self.engine) {
                Instead::Take(message) => return Ok(Some(*message)),
                Instead::Answer(id, error) => {
                    self.output.send(&PluginOutput::CallResponse(id, PluginCallResponse::Error(error.into())))?;
                }
                Instead::PassOver => {}
            }
        }
    }
}

impl<R: BufRead> PluginRead<PluginInput> for FromEngine<R> {
    fn read(&mut self) -> Result<Option<PluginInput>, ShellError> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Ok(Some(Engine::greeting_for_us()));
        }
        let message = self.next();
        match &message {
            Ok(Some(PluginInput::Drop(stream))) => self.output.reader_has_gone(*stream),
            Ok(Some(_)) => {}
            // Whoever waits for an answer is gone, and so is whoever could press ctrl-c.
            Ok(None) | Err(_) => self.ending.begin(),
        }
        message
    }
}

/// Puts a message of an older Nushell into our words.
fn translate(message: &mut Tree, engine: &Engine) {
    let (no_path_columns, has_ls, has_structures) =
        (engine.is_before(111), engine.is_before(113), engine.is_before(114));
    if !has_structures {
        return;
    }
    tree::walk(message, &mut |node| {
        if no_path_columns {
            path_columns::add(node);
        }
        if has_ls {
            data_source::replace_ls(node);
        }
        range::as_text(node);
        cell_path::as_text(node);
    });
}
