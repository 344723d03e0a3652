//! What our crate says → what Nushell reads.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nu_plugin::MsgPackSerializer;
use nu_plugin_core::{Encoder as _, PluginWrite};
use nu_plugin_protocol::{PipelineDataHeader, PluginCallResponse, PluginOutput, StreamId};
use nu_protocol::ShellError;
use nu_protocol::shell_error::io::IoError;

use super::engine::Engine;
use super::one_of;
use crate::ending::{self, Cancel};

/// Writes messages to Nushell; shared by our crate, and by the reader for what our crate never gets to see.
pub struct ToEngine {
    output: Mutex<BufWriter<Box<dyn Write + Send>>>,
    engine: Arc<Engine>,
    /// What ends the work behind a stream when its reader has gone.
    streams: Mutex<HashMap<StreamId, Cancel>>,
}

impl ToEngine {
    /// Writes to `output`, for `engine`.
    pub fn new(output: impl Write + Send + 'static, engine: Arc<Engine>) -> Self {
        Self { output: Mutex::new(BufWriter::new(Box::new(output))), engine, streams: Mutex::default() }
    }

    /// Writes a message, whole.
    pub fn send(&self, message: &PluginOutput) -> Result<(), ShellError> {
        let mut output = lock(&self.output);
        MsgPackSerializer.encode(message, &mut *output)?;
        output.flush().map_err(not_written)
    }

    /// Ends the work behind a stream: Nushell wants no more of it.
    pub fn reader_has_gone(&self, stream: StreamId) {
        if let Some(cancel) = lock(&self.streams).remove(&stream) {
            cancel.now();
        }
    }

    /// Remembers what ends the work behind a response. The thread that serves a call also writes its response.
    fn remember(&self, response: &PluginCallResponse<PipelineDataHeader>) {
        let cancel = ending::of_this_call();
        if let (PluginCallResponse::PipelineData(header), Some(cancel)) = (response, cancel)
            && let Some(stream) = header.stream_id()
        {
            lock(&self.streams).insert(stream, cancel);
        }
    }
}

/// What our crate writes to.
pub struct Output(pub Arc<ToEngine>);

impl PluginWrite<PluginOutput> for Output {
    fn write(&self, message: &PluginOutput) -> Result<(), ShellError> {
        let Self(to) = self;
        let write = |message: &PluginOutput| MsgPackSerializer.encode(message, &mut *lock(&to.output));
        match message {
            PluginOutput::Hello(_) => return write(&PluginOutput::Hello(to.engine.greeting_for_it())),
            PluginOutput::CallResponse(id, PluginCallResponse::Signature(signatures)) if to.engine.is_before(109) => {
                let signatures = PluginCallResponse::Signature(one_of::as_any(signatures));
                return write(&PluginOutput::CallResponse(*id, signatures));
            }
            PluginOutput::CallResponse(_, response) => to.remember(response),
            PluginOutput::End(stream) => {
                lock(&to.streams).remove(stream);
            }
            _ => {}
        }
        write(message)
    }

    fn flush(&self) -> Result<(), ShellError> {
        lock(&self.0.output).flush().map_err(not_written)
    }

    fn is_stdout(&self) -> bool {
        true
    }
}

fn not_written(error: std::io::Error) -> ShellError {
    ShellError::Io(IoError::new_internal(error, "cannot write to Nushell"))
}

/// A panic of another call has left what is behind the lock whole: messages are encoded before, streams are a map.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
