//! Rows of core → a stream that Nushell reads while the work goes on, and that ends with its reader or by ctrl-c.

use std::sync::Arc;

use nu_plugin::EngineInterface;
use nu_protocol::{HandlerGuard, LabeledError, ListStream, PipelineData, SignalAction, Signals, Span};
use ws_commands::Rows;

use crate::ending::{self, Cancel, Ending, Working};
use crate::row;

/// Whether this call's work has to end: the user pressed ctrl-c, whoever reads its rows has gone, or Nushell has. The
/// engine's own flag is put back before the next prompt, maybe before work that waits has looked at it; `cancel` stays.
pub struct Interrupt {
    cancel: Cancel,
    ending: Ending,
    signals: Signals,
    /// The process does not end before the work that asks this.
    _working: Working,
    /// Dropped with the stream, which it would end.
    _handler: HandlerGuard,
}

impl Interrupt {
    /// Listens until it is dropped.
    pub fn of(engine: &EngineInterface) -> Result<Self, LabeledError> {
        let cancel = Cancel::for_this_call();
        let pressed = cancel.clone();
        let handler = engine.register_signal_handler(Box::new(move |action| {
            if matches!(action, SignalAction::Interrupt) {
                pressed.now();
            }
        }))?;
        let (ending, signals) = (ending::of_this_process(), engine.signals().clone());
        Ok(Self { cancel, ending, signals, _working: Working::begin(), _handler: handler })
    }

    /// The question that work asks between its steps.
    pub fn asked(&self) -> Arc<dyn Fn() -> bool + Send + Sync> {
        let (cancel, ending, signals) = (self.cancel.clone(), self.ending.clone(), self.signals.clone());
        Arc::new(move || cancel.is_asked() || ending.has_begun() || signals.interrupted())
    }
}

/// A table of rows, each sent as it comes.
pub fn table(rows: Rows, interrupt: Interrupt, span: Span) -> PipelineData {
    let signals = interrupt.signals.clone();
    let Rows { columns, lines } = rows;
    let records = lines.map(move |line| {
        // The listener lives as long as the rows that it can end.
        let _listening = &interrupt;
        row::record(columns, line.cells, span)
    });
    PipelineData::list_stream(ListStream::new(records, span, signals), row::metadata(columns))
}
