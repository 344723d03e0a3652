//! What each Nushell really said, read by the adapter; and what no Nushell says yet.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use nu_plugin::MsgPackSerializer;
use nu_plugin_core::{Encoder as _, PluginRead as _, PluginWrite as _};
use nu_plugin_protocol::{
    EngineCallResponse, PipelineDataHeader, PluginCall, PluginCallResponse, PluginInput, PluginOutput, StreamData,
};
use nu_protocol::{DataSource, PipelineMetadata, PluginSignature, Signature, Type, Value};
use proptest::prelude::*;

use super::engine::Engine;
use super::reader::FromEngine;
use super::tree::{self, Tree};
use super::writer::{Output, ToEngine};
use crate::ending::Ending;

/// Recorded by `tests/plugins/nushells.rs`: the version, and what Nushell wrote to the plugin's standard input.
const CONVERSATIONS: [(&str, &[u8]); 7] = [
    ("0.101.0", include_bytes!("conversations/0.101.0.msgpack")),
    ("0.107.0", include_bytes!("conversations/0.107.0.msgpack")),
    ("0.108.0", include_bytes!("conversations/0.108.0.msgpack")),
    ("0.109.1", include_bytes!("conversations/0.109.1.msgpack")),
    ("0.114.1", include_bytes!("conversations/0.114.1.msgpack")),
    ("0.115.1", include_bytes!("conversations/0.115.1.msgpack")),
    ("0.116.1", include_bytes!("conversations/0.116.1.msgpack")),
];

/// What was written, to be looked at.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Written {
    fn messages(&self) -> Vec<PluginOutput> {
        let bytes = self.0.lock().unwrap().clone();
        let mut rest = Cursor::new(bytes);
        let next = || MsgPackSerializer.decode(&mut rest).unwrap();
        std::iter::from_fn(next).collect()
    }
}

/// A reader of `input`, for a Nushell of this version, and what it answers.
fn reader(version: &str, input: Vec<u8>) -> (FromEngine<Cursor<Vec<u8>>>, Written, Ending) {
    let (written, ending, engine) =
        (Written::default(), Ending::default(), Arc::new(Engine::named(version.to_owned())));
    let output = Arc::new(ToEngine::new(written.clone(), Arc::clone(&engine)));
    let reader = FromEngine::new(Cursor::new(input), engine, output, ending.clone());
    (reader, written, ending)
}

/// Everything that a reader gives until its end, but its greeting.
fn all(reader: &mut FromEngine<Cursor<Vec<u8>>>) -> Vec<PluginInput> {
    let greeting = reader.read().unwrap();
    assert!(matches!(greeting, Some(PluginInput::Hello(info)) if info.version == Engine::ours()));
    std::iter::from_fn(|| reader.read().unwrap()).collect()
}

/// What a message says, as far as each Nushell says it.
fn gist(message: &PluginInput) -> Option<String> {
    match message {
        PluginInput::Call(_, PluginCall::Run(run)) => {
            let metadata = match &run.input {
                PipelineDataHeader::ListStream(stream) => stream.metadata.clone(),
                PipelineDataHeader::Value(_, metadata) => metadata.clone(),
                _ => None,
            };
            let columns = metadata.map(|metadata| {
                assert_eq!(metadata.data_source, DataSource::None);
                metadata.path_columns
            });
            Some(format!("run {} with {columns:?}", run.name))
        }
        PluginInput::Call(_, PluginCall::GetCompletion(_)) => None,
        PluginInput::Call(_, call) => Some(format!("{call:?}")),
        PluginInput::EngineCallResponse(_, EngineCallResponse::ValueMap(variables)) => {
            let shown = |name: &str| match variables.get(name) {
                Some(Value::Closure { .. }) => "a closure".to_owned(),
                Some(Value::CellPath { val, .. }) => val.to_string(),
                Some(value) => value.to_expanded_string(" ", &nu_protocol::Config::default()),
                None => "nothing".to_owned(),
            };
            Some(["A_RANGE", "A_PATH", "A_CLOSURE"].map(shown).join(", "))
        }
        PluginInput::Data(_, StreamData::List(row)) => {
            row.get_data_by_key("name").map(|name| format!("row {}", name.coerce_string().unwrap()))
        }
        _ => None,
    }
}

#[test]
fn what_each_nushell_says_comes_to_the_same() {
    for (version, conversation) in CONVERSATIONS {
        let mut input = Cursor::new(conversation.to_vec());
        let engine = Engine::greeted(&mut input).unwrap();
        assert_eq!(engine.version(), version);
        let start = usize::try_from(input.position()).unwrap();
        let (mut reader, written, ending) = reader(version, conversation[start..].to_vec());
        let messages = all(&mut reader);
        let mut gists: Vec<String> = messages.iter().filter_map(gist).collect();
        // Answers and rows come side by side. Newer ones tell their environment for the completion too.
        gists[3..].sort();
        gists.dedup();
        assert_eq!(
            gists,
            [
                "Metadata",
                "Signature",
                "run ws siblings with Some([\"name\"])",
                "1..3..<9, $.a?.b.0, a closure",
                "row first",
                "row second",
            ],
            "{version}"
        );
        let completes =
            messages.iter().any(|message| matches!(message, PluginInput::Call(_, PluginCall::GetCompletion(_))));
        assert_eq!(completes, !engine.is_before(109), "{version}");
        assert!(written.messages().is_empty(), "{version}: something was not understood");
        assert!(ending.has_begun(), "{version}: the end of the input went unseen");
    }
}

#[test]
fn each_nushell_is_greeted_with_its_own_version() {
    for (version, _) in CONVERSATIONS {
        let written = Written::default();
        let output = Output(Arc::new(ToEngine::new(written.clone(), Arc::new(Engine::named(version.to_owned())))));
        output.write(&PluginOutput::Hello(nu_plugin_protocol::ProtocolInfo::default())).unwrap();
        output.flush().unwrap();
        assert!(matches!(written.messages().as_slice(), [PluginOutput::Hello(info)] if info.version == version));
    }
}

#[test]
fn types_that_are_one_of_several_are_any_before_0_109() {
    let column = Type::one_of([Type::Int, Type::Nothing]);
    let table = |column: Type| Type::Table(vec![("ahead".to_owned(), Type::list(column))].into());
    let signature = |column: Type| PluginSignature {
        sig: Signature::build("x").input_output_type(Type::Nothing, table(column)),
        examples: Vec::new(),
    };
    for (version, expected) in
        [("0.101.0", Type::Any), ("0.108.0", Type::Any), ("0.109.1", column.clone()), ("0.116.0", column.clone())]
    {
        let written = Written::default();
        let output = Output(Arc::new(ToEngine::new(written.clone(), Arc::new(Engine::named(version.to_owned())))));
        let response = PluginCallResponse::Signature(vec![signature(column.clone())]);
        output.write(&PluginOutput::CallResponse(7, response)).unwrap();
        output.flush().unwrap();
        let messages = written.messages();
        let [PluginOutput::CallResponse(7, PluginCallResponse::Signature(signatures))] = messages.as_slice() else {
            panic!("{messages:?}");
        };
        assert_eq!(signatures[0], signature(expected), "{version}");
    }
}

#[test]
fn a_call_that_cannot_be_read_is_an_error_that_names_both_versions() {
    let message =
        Tree::Map(vec![("Call".into(), Tree::Array(vec![3.into(), Tree::Map(vec![("Dance".into(), Tree::Nil)])]))]);
    let (mut reader, written, _) = reader("0.140.0", tree::bytes(&message));
    assert!(all(&mut reader).is_empty());
    let messages = written.messages();
    let [PluginOutput::CallResponse(3, PluginCallResponse::Error(error))] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    let error = error.to_string();
    assert!(error.contains("0.140.0") && error.contains(&Engine::ours()), "{error}");
}

#[test]
fn metadata_that_nobody_knows_yet_does_not_keep_a_call_from_being_served() {
    let (_, conversation) = CONVERSATIONS[5];
    let mut input = conversation;
    let mut messages: Vec<Tree> = std::iter::from_fn(|| tree::read(&mut input).unwrap()).collect();
    let mut changed = 0;
    for message in &mut messages {
        tree::walk(message, &mut |node| {
            if let Some(source) = tree::field_mut(node, "data_source") {
                *source = "Clouds".into();
                changed += 1;
            }
        });
    }
    assert!(changed > 0);
    let bytes = messages[1..].iter().flat_map(tree::bytes).collect();
    let (mut reader, written, _) = reader("0.140.0", bytes);
    let gists: Vec<String> = all(&mut reader).iter().filter_map(gist).collect();
    assert!(gists.contains(&"run ws siblings with None".to_owned()), "{gists:?}");
    assert!(written.messages().is_empty());
}

#[test]
fn what_lies_too_deep_is_an_error_of_its_call_and_ends_nothing() {
    let span = || Tree::Map(vec![("start".into(), 0.into()), ("end".into(), 1.into())]);
    let list = |items: Tree| {
        Tree::Map(vec![("List".into(), Tree::Map(vec![("vals".into(), items), ("span".into(), span())]))])
    };
    let mut deep = list(Tree::Array(Vec::new()));
    for _ in 0..200 {
        deep = list(Tree::Array(vec![deep]));
    }
    let message = |kind: &str, id: u64, content: Tree| {
        tree::bytes(&Tree::Map(vec![(kind.into(), Tree::Array(vec![id.into(), content]))]))
    };
    let named = |name: &str, content: Tree| Tree::Map(vec![(name.into(), content)]);
    let input = named("Value", Tree::Array(vec![deep.clone(), Tree::Nil]));
    let call = Tree::Map(vec![("head".into(), span()), ("positional".into(), Tree::Array(Vec::new()))]);
    let run = Tree::Map(vec![("name".into(), "ws siblings".into()), ("call".into(), call), ("input".into(), input)]);
    for version in [Engine::ours(), "0.101.0".to_owned(), "0.140.0".to_owned()] {
        let messages = [
            message("Call", 3, named("Run", run.clone())),
            message("Data", 4, named("List", deep.clone())),
            message("EngineCallResponse", 5, named("ValueMap", named("DEEP", deep.clone()))),
            message("Call", 6, "Signature".into()),
        ];
        let (mut reader, written, _) = reader(&version, messages.concat());
        reader.streams.insert(4);
        let read = all(&mut reader);
        let [PluginInput::Data(4, StreamData::List(Value::Error { error, .. })), environment, next] = read.as_slice()
        else {
            panic!("{version}: {read:?}");
        };
        assert!(error.to_string().contains("so deep"), "{version}: {error}");
        let PluginInput::EngineCallResponse(5, EngineCallResponse::ValueMap(variables)) = environment else {
            panic!("{version}: {environment:?}");
        };
        assert!(variables.is_empty(), "{version}");
        assert!(matches!(next, PluginInput::Call(6, PluginCall::Signature)), "{version}: {next:?}");
        let answers = written.messages();
        let [PluginOutput::CallResponse(3, PluginCallResponse::Error(error))] = answers.as_slice() else {
            panic!("{version}: {answers:?}");
        };
        assert!(error.to_string().contains("so deep"), "{version}: {error}");
    }
}

#[test]
fn a_variable_that_cannot_be_read_is_left_out_of_the_environment() {
    let value = |kind: &str| {
        Tree::Map(vec![(
            kind.into(),
            Tree::Map(vec![
                ("val".into(), "x".into()),
                ("span".into(), Tree::Map(vec![("start".into(), 0.into()), ("end".into(), 1.into())])),
            ]),
        )])
    };
    let variables = Tree::Map(vec![("GOOD".into(), value("String")), ("NEW".into(), value("Hologram"))]);
    let response = Tree::Map(vec![("ValueMap".into(), variables)]);
    let message = Tree::Map(vec![("EngineCallResponse".into(), Tree::Array(vec![0.into(), response]))]);
    let (mut reader, _, _) = reader("0.140.0", tree::bytes(&message));
    let messages = all(&mut reader);
    let [PluginInput::EngineCallResponse(0, EngineCallResponse::ValueMap(variables))] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    assert_eq!(variables.keys().collect::<Vec<_>>(), ["GOOD"]);
}

#[test]
fn a_record_of_the_users_is_not_taken_for_a_part_of_the_protocol() {
    // Its columns are called as the parts are.
    let record = nu_protocol::record! {
        "data_source" => Value::test_string("Ls"),
        "content_type" => Value::test_nothing(),
        "Range" => Value::test_record(nu_protocol::record! { "val" => Value::test_int(1) }),
        "CellPath" => Value::test_record(nu_protocol::record! { "members" => Value::test_list(Vec::new()) }),
        "FullCellPath" => Value::test_record(nu_protocol::record! { "tail" => Value::test_list(Vec::new()) }),
    };
    let sent = PluginInput::Data(1, StreamData::List(Value::test_record(record)));
    let mut bytes = Vec::new();
    MsgPackSerializer.encode(&sent, &mut bytes).unwrap();
    let (mut reader, _, _) = reader("0.101.0", bytes);
    reader.streams.insert(1);
    let messages = all(&mut reader);
    assert_eq!(format!("{messages:?}"), format!("{:?}", [sent]));
}

#[test]
fn what_is_no_message_ends_the_conversation_and_the_work() {
    for version in ["0.101.0", "0.115.1", "0.140.0"] {
        // A byte that MessagePack never uses, and the beginning of a text of four gigabytes.
        for garbage in [vec![0xc1; 16], vec![0xdb, 0xff, 0xff, 0xff, 0xff, 1]] {
            let (mut reader, _, ending) = reader(version, garbage);
            assert!(reader.read().unwrap().is_some());
            assert!(matches!(reader.read(), Ok(None) | Err(_)), "{version}");
            assert!(ending.has_begun(), "{version}");
        }
    }
}

#[test]
fn metadata_keeps_what_an_older_nushell_says_in_it() {
    let metadata = PipelineMetadata { content_type: Some("text/x".to_owned()), ..PipelineMetadata::default() };
    let header = PipelineDataHeader::Value(Value::test_int(1), Some(metadata.clone()));
    let mut bytes = Vec::new();
    let sent = PluginInput::EngineCallResponse(0, EngineCallResponse::PipelineData(header.clone()));
    MsgPackSerializer.encode(&sent, &mut bytes).unwrap();
    let mut message = tree::read(&mut bytes.as_slice()).unwrap().unwrap();
    tree::walk(&mut message, &mut |node| {
        if let Tree::Map(entries) = node {
            entries.retain(|(name, _)| name.as_str() != Some("path_columns"));
        }
    });
    let (mut reader, _, _) = reader("0.107.0", tree::bytes(&message));
    let messages = all(&mut reader);
    assert_eq!(format!("{messages:?}"), format!("{:?}", [sent]));
}

/// A change that a Nushell to come may make to a message.
#[derive(Debug, Clone)]
enum Change {
    Rename,
    Remove,
    Extra,
    Retype,
}

/// Makes a change at the `place`th node, counted from the innermost.
fn mutate(message: &mut Tree, place: usize, change: &Change) {
    let mut nodes = 0;
    tree::walk(message, &mut |_| nodes += 1);
    let (place, mut at) = (place % nodes, 0);
    tree::walk(message, &mut |node| {
        if at == place {
            match (change, node) {
                (Change::Rename, Tree::Map(entries)) => {
                    if let Some((name, _)) = entries.first_mut() {
                        *name = "Unheard".into();
                    }
                }
                (Change::Remove, Tree::Map(entries)) => drop(entries.pop()),
                (Change::Remove, Tree::Array(items)) => drop(items.pop()),
                (Change::Extra, Tree::Map(entries)) => entries.push(("unheard".into(), 1.into())),
                (Change::Extra, Tree::Array(items)) => items.push("unheard".into()),
                (_, node) => *node = Tree::Array(vec!["unheard".into()]),
            }
        }
        at += 1;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever becomes of a message: the next ones are read, nothing panics, and a call is served or answered.
    #[test]
    fn a_changed_message_is_read_or_answered(
        conversation in 0..CONVERSATIONS.len(),
        which: prop::sample::Index,
        place: usize,
        change in prop::sample::select(vec![Change::Rename, Change::Remove, Change::Extra, Change::Retype]),
        version in prop::sample::select(vec!["0.101.0", "0.109.1", "0.114.1", "0.140.0", "1.0.0", "what"]),
    ) {
        let (_, mut input) = CONVERSATIONS[conversation];
        let mut messages: Vec<Tree> = std::iter::from_fn(|| tree::read(&mut input).unwrap()).skip(1).collect();
        let which = which.index(messages.len());
        mutate(&mut messages[which], place, &change);
        // Two more after it show that it did not stop the reading.
        let signature = |id: u64| Tree::Map(vec![("Call".into(), Tree::Array(vec![id.into(), "Signature".into()]))]);
        let call = tree::variant(&messages[which]).filter(|(kind, _)| *kind == "Call").and_then(|(_, parts)| match parts.as_array()?.as_slice() {
            [id, _] => id.as_u64().and_then(|id| usize::try_from(id).ok()),
            _ => None,
        });
        let bytes = [messages[which].clone(), signature(901), signature(902)].iter().flat_map(tree::bytes).collect();
        let (mut reader, written, _) = reader(version, bytes);
        let read = all(&mut reader);
        let is_call = |message: &PluginInput, wanted| matches!(message, PluginInput::Call(id, _) if *id == wanted);
        prop_assert!(read.iter().any(|message| is_call(message, 901)) && read.iter().any(|message| is_call(message, 902)));
        if let Some(id) = call {
            let served = read.iter().any(|message| is_call(message, id));
            let answers = written.messages();
            let answered = answers.iter().any(|answer| {
                matches!(answer, PluginOutput::CallResponse(to, PluginCallResponse::Error(error))
                    if *to == id && error.to_string().contains(version) && error.to_string().contains(&Engine::ours()))
            });
            prop_assert!(served != answered, "served: {served}, answered: {answered}");
        }
    }
}
