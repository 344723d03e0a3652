//! What becomes of a message that our crate cannot read, from a Nushell newer than what we know: an error of the call
//! that it belongs to. What belongs to no call is passed over, as Nushell's protocol wants it for what is optional.

use nu_plugin::MsgPackSerializer;
use nu_plugin_core::Encoder as _;
use nu_plugin_protocol::{EngineCallId, EngineCallResponse, PluginCallId, PluginInput, StreamData, StreamId};
use nu_protocol::{LabeledError, ShellError, Span, Value};

use super::engine::Engine;
use super::tree::{self, Tree, field, field_mut, variant, variant_mut};

/// What to do instead of reading it.
#[derive(Debug)]
pub enum Instead {
    /// Take this for it.
    Take(Box<PluginInput>),
    /// Answer the call with an error.
    Answer(PluginCallId, LabeledError),
    /// Read the next.
    PassOver,
}

/// Why a message cannot be read.
#[derive(Debug, Clone, Copy)]
pub enum Reason<'r> {
    /// It has a shape that our crate does not know.
    Shape(&'r str),
    /// Its values lie too deep in each other; see [`super::message`].
    Depth,
}

/// The message, as our crate reads it.
pub fn decode(tree: &Tree) -> Result<PluginInput, String> {
    match MsgPackSerializer.decode(&mut tree::bytes(tree).as_slice()) {
        Ok(Some(message)) => Ok(message),
        Ok(None) => Err("it ends too early".to_owned()),
        Err(ShellError::PluginFailedToDecode { msg }) => Err(msg),
        Err(error) => Err(error.to_string()),
    }
}

/// What to do about a message that cannot be read, for this reason.
pub fn instead(mut message: Tree, reason: Reason, engine: &Engine) -> Instead {
    let Some((kind, parts)) = variant(&message) else { return Instead::PassOver };
    let kind = kind.to_owned();
    let Some([id, content]) = parts.as_array().map(Vec::as_slice) else { return Instead::PassOver };
    let Some(id) = id.as_u64().and_then(|id| usize::try_from(id).ok()) else { return Instead::PassOver };
    match kind.as_str() {
        "Call" => {
            let error = error(engine, "call", reason, head(content));
            // What surrounds the input is not needed to serve the call.
            drop_metadata(&mut message);
            match decode(&message) {
                Ok(message) => Instead::Take(Box::new(message)),
                Err(_) => Instead::Answer(id, error),
            }
        }
        "EngineCallResponse" => Instead::Take(Box::new(response(id, content, reason, engine))),
        "Data" => Instead::Take(Box::new(data(id, content, reason, engine))),
        _ => Instead::PassOver,
    }
}

/// Where it is the shape, names both versions; and what to do.
pub fn error(engine: &Engine, what: &str, reason: Reason, span: Option<Span>) -> LabeledError {
    let (theirs, ours) = (engine.version(), Engine::ours());
    let (problem, help) = match reason {
        Reason::Shape(shape) => (
            format!("the plugin cannot read a {what} of Nushell {theirs}: it is made with Nushell {ours}'s protocol"),
            format!("update ws, or use a Nushell near {ours}; until then, `^ws` runs the same commands ({shape})"),
        ),
        Reason::Depth => (
            format!("the plugin reads no {what} in which lists and records lie so deep in each other"),
            "pipe in names, or a table with a column `name` or `sibling`, such as `ws siblings` gives".to_owned(),
        ),
    };
    let error = LabeledError::new(problem).with_code("ws::plugin::protocol").with_help(help);
    match span {
        Some(span) => error.with_label("during this call", span),
        None => error,
    }
}

/// An answer to a question of ours. In an environment, what cannot be read is left out: it is none of what we look at.
fn response(id: EngineCallId, content: &Tree, reason: Reason, engine: &Engine) -> PluginInput {
    if let Some(("ValueMap", Tree::Map(variables))) = variant(content) {
        let mut readable = std::collections::HashMap::new();
        for variable in variables {
            let one = Tree::Map(vec![("ValueMap".into(), Tree::Map(vec![variable.clone()]))]);
            let message = Tree::Map(vec![("EngineCallResponse".into(), Tree::Array(vec![id.into(), one]))]);
            if let Ok(PluginInput::EngineCallResponse(_, EngineCallResponse::ValueMap(values))) = decode(&message) {
                readable.extend(values);
            }
        }
        return PluginInput::EngineCallResponse(id, EngineCallResponse::ValueMap(readable));
    }
    let error = error(engine, "answer", reason, None);
    PluginInput::EngineCallResponse(id, EngineCallResponse::Error(error.into()))
}

/// A piece of a stream.
fn data(id: StreamId, content: &Tree, reason: Reason, engine: &Engine) -> PluginInput {
    let error = error(engine, "value", reason, None);
    let data = match variant(content) {
        Some(("Raw", _)) => StreamData::Raw(Err(error)),
        _ => StreamData::List(Value::error(error.into(), Span::unknown())),
    };
    PluginInput::Data(id, data)
}

/// Where the call stands in the user's line.
fn head(call: &Tree) -> Option<Span> {
    let (_, run) = variant(call)?;
    let head = field(field(run, "call")?, "head")?;
    let position = |name| usize::try_from(field(head, name)?.as_u64()?).ok();
    Some(Span { start: position("start")?, end: position("end")? })
}

/// Takes the metadata from the input of a call.
fn drop_metadata(message: &mut Tree) {
    let input = variant_mut(message, "Call")
        .and_then(|parts| if let Tree::Array(parts) = parts { parts.get_mut(1) } else { None })
        .and_then(|call| variant_mut(call, "Run"))
        .and_then(|run| field_mut(run, "input"));
    let Some(input) = input else { return };
    if let Some(Tree::Array(parts)) = variant_mut(input, "Value") {
        if let Some(metadata) = parts.get_mut(1) {
            *metadata = Tree::Nil;
        }
        return;
    }
    for stream in ["ListStream", "ByteStream"] {
        if let Some(metadata) = variant_mut(input, stream).and_then(|stream| field_mut(stream, "metadata")) {
            *metadata = Tree::Nil;
        }
    }
}
