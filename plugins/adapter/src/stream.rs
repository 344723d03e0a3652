//! Rows of core → a stream that Nushell reads while the work goes on, and that ctrl-c ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nu_plugin::EngineInterface;
use nu_protocol::{HandlerGuard, LabeledError, ListStream, PipelineData, SignalAction, Signals, Span};
use ws_commands::Rows;

use crate::row;

/// Whether the user pressed ctrl-c during this call. The engine's own flag is put back before the next prompt, maybe
/// before work that waits has looked at it; this one stays set.
pub struct Interrupt {
    pressed: Arc<AtomicBool>,
    signals: Signals,
    /// Dropped with the stream: then nobody is left to tell.
    _handler: HandlerGuard,
}

impl Interrupt {
    /// Listens until it is dropped.
    pub fn of(engine: &EngineInterface) -> Result<Self, LabeledError> {
        let pressed = Arc::new(AtomicBool::new(false));
        let latch = Arc::clone(&pressed);
        let handler = engine.register_signal_handler(Box::new(move |action| {
            if matches!(action, SignalAction::Interrupt) {
                latch.store(true, Ordering::Relaxed);
            }
        }))?;
        Ok(Self { pressed, signals: engine.signals().clone(), _handler: handler })
    }

    /// The question that work asks between its steps.
    pub fn asked(&self) -> Arc<dyn Fn() -> bool + Send + Sync> {
        let (pressed, signals) = (Arc::clone(&self.pressed), self.signals.clone());
        Arc::new(move || pressed.load(Ordering::Relaxed) || signals.interrupted())
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
    PipelineData::list_stream(ListStream::new(records, span, signals), None)
}
