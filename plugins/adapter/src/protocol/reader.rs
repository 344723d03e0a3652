//! What Nushell sends → what our crate reads. One that says everything as we do is read by the ordinary path.

use std::collections::HashSet;
use std::io::BufRead;
use std::sync::Arc;

use nu_plugin::MsgPackSerializer;
use nu_plugin_core::{Encoder as _, PluginRead};
use nu_plugin_protocol::{
    CallInfo, EngineCallResponse, PluginCall, PluginCallResponse, PluginInput, PluginOutput, StreamId,
};
use nu_protocol::ShellError;

use super::engine::Engine;
use super::message::{self, Message};
use super::tree::{self, Tree};
use super::unknown::{self, Instead, Reason};
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
    /// The streams that our crate has been told of, and that have not ended.
    pub(super) streams: HashSet<StreamId>,
    /// Those of calls that it never got to see: Nushell was told that nobody reads them.
    refused: HashSet<StreamId>,
}

impl<R: BufRead> FromEngine<R> {
    /// Reads on after the greeting of `engine`.
    pub fn new(input: R, engine: Arc<Engine>, output: Arc<ToEngine>, ending: Ending) -> Self {
        Self { input, engine, output, ending, greeted: false, streams: HashSet::new(), refused: HashSet::new() }
    }

    fn next(&mut self) -> Result<Option<PluginInput>, ShellError> {
        loop {
            let not_a_message = |problem: String| {
                ShellError::from(unknown::error(&self.engine, "message", Reason::Shape(&problem), None))
            };
            let Some(Message { bytes, is_too_deep }) = message::read(&mut self.input).map_err(not_a_message)? else {
                return Ok(None);
            };
            if self.engine.speaks_as_we_do() && !is_too_deep {
                return MsgPackSerializer.decode(&mut bytes.as_slice());
            }
            let Some(mut message) = tree::read(&mut bytes.as_slice()).map_err(not_a_message)? else { return Ok(None) };
            translate(&mut message, &self.engine);
            let problem = match if is_too_deep { None } else { Some(unknown::decode(&message)) } {
                Some(Ok(message)) => return Ok(Some(message)),
                Some(Err(problem)) => Some(problem),
                None => None,
            };
            let reason = problem.as_deref().map_or(Reason::Depth, Reason::Shape);
            match unknown::instead(message, reason, &self.engine) {
                Instead::Take(message) => return Ok(Some(*message)),
                Instead::Answer(id, error) => {
                    self.output.send(&PluginOutput::CallResponse(id, PluginCallResponse::Error(error.into())))?;
                }
                Instead::PassOver => {}
            }
        }
    }
}

impl<R: BufRead> FromEngine<R> {
    /// Whether our crate knows what a message is about. It takes a piece of a stream that it was not told of for the end
    /// of the conversation; there is such a stream where the call that it belongs to could not be read.
    fn is_for_us(&mut self, message: &PluginInput) -> Result<bool, ShellError> {
        match message {
            PluginInput::Call(_, PluginCall::Run(CallInfo { input: header, .. }))
            | PluginInput::EngineCallResponse(_, EngineCallResponse::PipelineData(header)) => {
                self.streams.extend(header.stream_id());
            }
            PluginInput::Data(id, _) | PluginInput::End(id) if !self.streams.contains(id) => {
                if self.refused.insert(*id) {
                    self.output.send(&PluginOutput::Drop(*id))?;
                }
                if matches!(message, PluginInput::End(_)) {
                    self.refused.remove(id);
                }
                return Ok(false);
            }
            PluginInput::End(id) => {
                self.streams.remove(id);
            }
            _ => {}
        }
        Ok(true)
    }
}

impl<R: BufRead> PluginRead<PluginInput> for FromEngine<R> {
    fn read(&mut self) -> Result<Option<PluginInput>, ShellError> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Ok(Some(Engine::greeting_for_us()));
        }
        let message = loop {
            let message = self.next();
            match &message {
                Ok(Some(read)) if !self.is_for_us(read)? => {}
                _ => break message,
            }
        };
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
