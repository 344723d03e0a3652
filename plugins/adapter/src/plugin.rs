//! The one plugin type of all plugins. Nushell's `serve_plugin_io` is generic and costs more than a minute of release
//! code generation for each type it is used with, so plugins differ in data alone and their mains are one line.

use std::path::Path;
use std::process::ExitCode;

use nu_plugin::{DynamicCompletionCall, EngineInterface, EvaluatedCall, Plugin, PluginCommand};
use nu_protocol::engine::ArgType;
use nu_protocol::{DynamicSuggestion, Example, LabeledError, PipelineData, Signature, Value};
use ws_commands::{Answer, Rows, Spec};

use crate::call::Call;
use crate::stream::Interrupt;
use crate::{caller, completion, ending, guard, protocol, row, signature, stream};

/// A plugin, as data.
pub struct WsPlugin {
    /// Its version, as `plugin list` shows it.
    pub version: &'static str,
    /// Its commands; never a bare `ws`, which must reach the CLI.
    pub commands: &'static [&'static Spec],
}

/// Serves the plugin on standard input and output until Nushell closes them. Started by hand, it says what to do.
pub fn serve(plugin: &WsPlugin) -> ExitCode {
    let mut words = std::env::args_os();
    let program = words.next().unwrap_or_default();
    let words: Vec<_> = words.collect();
    let name = Path::new(&program).file_stem().unwrap_or(&program).to_string_lossy().into_owned();
    if words != ["--stdio"] {
        eprint!("{}", usage(plugin, &program.to_string_lossy()));
        return ExitCode::from(2);
    }
    guard::keep_panics_off_the_terminal();
    match ending::listen().map_err(|error| error.to_string()).and_then(|()| protocol::serve(plugin, &name)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What to do with a plugin that was started by hand.
fn usage(plugin: &WsPlugin, program: &str) -> String {
    let mut commands: Vec<String> = plugin.commands.iter().map(|spec| signature::name(spec)).collect();
    commands.sort_unstable();
    format!(
        "This is a plugin of Nushell, which starts it. `ws install` registers it, and so does this in Nushell:\n\n  \
         plugin add '{program}'\n\nVersion {}. Commands: {}.\n",
        plugin.version,
        commands.join(", ")
    )
}

impl Plugin for WsPlugin {
    fn version(&self) -> String {
        self.version.to_owned()
    }

    fn commands(&self) -> Vec<Box<dyn PluginCommand<Plugin = Self>>> {
        self.commands.iter().map(|spec| Box::new(Command::of(spec)) as Box<_>).collect()
    }
}

/// A command as Nushell has them. A panic is an error of the call: Nushell's own server ends the process instead, and
/// with it every other call that it is serving.
struct Command {
    spec: &'static Spec,
    name: String,
    description: String,
    extra: String,
    /// Text, sentence, result.
    examples: Vec<(&'static str, String, Option<Value>)>,
}

impl Command {
    fn of(spec: &'static Spec) -> Self {
        let examples = spec
            .examples
            .iter()
            .map(|example| (example.text, format!("{}.", example.about), example.gives.map(signature::value)));
        Self {
            spec,
            name: signature::name(spec),
            description: format!("{}.", spec.about),
            extra: signature::extra(spec),
            examples: examples.collect(),
        }
    }

    fn answer(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let interrupt = Interrupt::of(engine)?;
        let session = caller::session(engine, interrupt.asked())?;
        let Some(read) = Call::read(self.spec, call, input, &session)? else {
            return Ok(PipelineData::value(Value::string(engine.get_help()?, call.head), None));
        };
        let answer = (self.spec.run)(&read.asked, &session).map_err(|failure| read.error(&failure))?;
        Ok(match answer {
            Answer::Rows(rows) => stream::table(rows, interrupt, call.head),
            Answer::Findings(found, _) => stream::table(Rows::of(found.into_iter()), interrupt, call.head),
            Answer::Record(columns, cells) => {
                PipelineData::value(row::record(columns, cells, call.head), row::metadata(columns))
            }
            Answer::Text(text) => PipelineData::value(Value::string(text, call.head), None),
            Answer::Environment(changes, off) => {
                caller::change(engine, &changes, off.as_deref(), call.head)?;
                PipelineData::empty()
            }
        })
    }
}

impl PluginCommand for Command {
    type Plugin = WsPlugin;

    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> Signature {
        signature::signature(self.spec)
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn extra_description(&self) -> &str {
        &self.extra
    }

    fn search_terms(&self) -> Vec<&str> {
        self.spec.search.to_vec()
    }

    fn examples(&self) -> Vec<Example<'_>> {
        self.examples
            .iter()
            .map(|(example, description, result)| Example { example, description, result: result.clone() })
            .collect()
    }

    fn run(
        &self,
        _: &WsPlugin,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let output = guard::catch(&self.name, call.head, || self.answer(engine, call, input))??;
        Ok(guard::stream(&self.name, call.head, output))
    }

    #[expect(deprecated, reason = "how Nushell marks completion by plugins as experimental")]
    fn get_dynamic_completion(
        &self,
        _: &WsPlugin,
        engine: &EngineInterface,
        call: DynamicCompletionCall,
        argument: ArgType<'_>,
        _: nu_protocol::engine::ExperimentalMarker,
    ) -> Option<Vec<DynamicSuggestion>> {
        let suggest = || completion::suggest(self.spec, &argument, engine, &call);
        guard::catch(&self.name, call.call.head, suggest).unwrap_or_default()
    }
}
