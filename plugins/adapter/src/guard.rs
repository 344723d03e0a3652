//! Panic → error of one call. The plugin's process lives on and serves the others.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nu_protocol::{LabeledError, ListStream, PipelineData, Signals, Span, Value};

thread_local! {
    /// What the last panic on this thread said, and where.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Panics are told by the error that they become, not by text in the middle of the user's screen.
pub fn keep_panics_off_the_terminal() {
    std::panic::set_hook(Box::new(|info| {
        let said = info.payload_as_str().unwrap_or("no message");
        let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
        LAST_PANIC.set(Some(format!("{said}{place}")));
    }));
}

/// Does `work`; a panic in it is an error with the label on `span`.
pub fn catch<T>(command: &str, span: Span, work: impl FnOnce() -> T) -> Result<T, LabeledError> {
    // Nothing that `work` borrowed is used after it panicked: the call is over.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let detail = LAST_PANIC.take().unwrap_or_else(|| "no details".to_owned());
        LabeledError::new(format!("`{command}` failed unexpectedly"))
            .with_code("ws::internal::panic")
            .with_label("during this call", span)
            .with_help(format!("this is a defect of the plugin, please report it: {detail}"))
    })
}

/// Guards what is computed later too: a panic while a stream is read ends it with an error value.
pub fn stream(command: &str, span: Span, output: PipelineData) -> PipelineData {
    match output {
        PipelineData::ListStream(stream, metadata) => {
            let place = stream.span();
            let guarded = Guarded { rows: Some(stream.into_inner()), command: command.to_owned(), span };
            // The stream inside has the engine's signals already.
            PipelineData::list_stream(ListStream::new(guarded, place, Signals::empty()), metadata)
        }
        other => other,
    }
}

struct Guarded {
    rows: Option<Box<dyn Iterator<Item = Value> + Send>>,
    command: String,
    span: Span,
}

impl Iterator for Guarded {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        let rows = self.rows.as_mut()?;
        match catch(&self.command, self.span, || rows.next()) {
            Ok(row) => row,
            Err(error) => {
                self.rows = None;
                Some(Value::error(error.into(), self.span))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_code_label_and_what_it_said() {
        keep_panics_off_the_terminal();
        let span = Span::new(3, 7);
        let error = catch("ws siblings", span, || panic!("out of {}", "luck")).map(|(): ()| ()).unwrap_err();
        // Other tests of this process say what failed them.
        drop(std::panic::take_hook());
        assert_eq!(error.msg, "`ws siblings` failed unexpectedly");
        assert_eq!(error.code.as_deref(), Some("ws::internal::panic"));
        assert_eq!(error.labels[0].span, span);
        let help = error.help.unwrap();
        assert!(help.contains("out of luck at plugins/adapter/src/guard.rs:"), "{help}");
    }

    #[test]
    fn a_panic_in_a_stream_ends_it_with_an_error_value() {
        let span = Span::new(3, 7);
        let rows = (0..).map(move |n| if n == 2 { panic!("at two") } else { Value::int(n, span) });
        let output = PipelineData::list_stream(ListStream::new(rows, span, Signals::empty()), None);
        let rows: Vec<Value> = stream("ws siblings", span, output).into_iter().collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], Value::int(1, span));
        assert!(rows[2].is_error());
    }
}
