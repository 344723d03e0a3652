//! A plugin whose command panics where it is told to, for `tests/panics.rs`.

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Example, LabeledError, ListStream, PipelineData, Signals, Signature, SyntaxShape, Type, Value};
use ws_nu::{Command, Offer, WsPlugin};

fn main() {
    ws_nu::serve(&WsPlugin { version: "0.0.0", commands: &[&Panics] });
}

/// `ws panics at`: `run`, `stream`, or nowhere; gives the process's id, twice.
struct Panics;

impl Command for Panics {
    fn name(&self) -> &'static str {
        "ws panics at"
    }

    fn description(&self) -> &'static str {
        "Panics at a place."
    }

    fn search_terms(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn signature(&self) -> Signature {
        Signature::build(self.name())
            .required("place", SyntaxShape::String, "Where.")
            .input_output_type(Type::Nothing, Type::list(Type::Int))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        Vec::new()
    }

    fn complete(&self, _: &ArgType<'_>) -> Offer {
        Offer::Nothing
    }

    fn run(&self, _: &EngineInterface, call: &EvaluatedCall, _: PipelineData) -> Result<PipelineData, LabeledError> {
        let (place, span): (String, _) = (call.req(0)?, call.head);
        assert!(place != "run", "told to panic at run");
        let process = i64::from(std::process::id());
        let rows = (0..2).map(move |row| {
            assert!(place != "stream" || row == 0, "told to panic in the stream");
            Value::int(process, span)
        });
        Ok(PipelineData::list_stream(ListStream::new(rows, span, Signals::empty()), None))
    }
}
