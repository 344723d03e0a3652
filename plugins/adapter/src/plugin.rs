//! The one plugin type of all plugins. Nushell's `serve_plugin` is generic and costs more than a minute of release code
//! generation for each type it is used with, so plugins differ in data alone and their mains are one line.

use nu_plugin::{DynamicCompletionCall, EngineInterface, EvaluatedCall, MsgPackSerializer, Plugin, PluginCommand};
use nu_protocol::engine::ArgType;
use nu_protocol::{DynamicSuggestion, Example, LabeledError, PipelineData, Signature};

use crate::command::Command;
use crate::{completion, guard};

/// A plugin, as data.
pub struct WsPlugin {
    /// Its version, as `plugin list` shows it.
    pub version: &'static str,
    /// Its commands.
    pub commands: &'static [&'static dyn Command],
}

/// Serves the plugin on standard input and output until Nushell says goodbye.
pub fn serve(plugin: &WsPlugin) {
    guard::keep_panics_off_the_terminal();
    nu_plugin::serve_plugin(plugin, MsgPackSerializer);
}

impl Plugin for WsPlugin {
    fn version(&self) -> String {
        self.version.to_owned()
    }

    fn commands(&self) -> Vec<Box<dyn PluginCommand<Plugin = Self>>> {
        self.commands.iter().map(|command| Box::new(Guarded(*command)) as Box<_>).collect()
    }
}

/// A command whose panics are errors of the call. Nushell's own server ends the process instead, and with it every
/// other call that it is serving.
struct Guarded(&'static dyn Command);

impl PluginCommand for Guarded {
    type Plugin = WsPlugin;

    fn name(&self) -> &str {
        self.0.name()
    }

    fn signature(&self) -> Signature {
        self.0.signature()
    }

    fn description(&self) -> &str {
        self.0.description()
    }

    fn extra_description(&self) -> &str {
        self.0.extra_description()
    }

    fn search_terms(&self) -> Vec<&str> {
        self.0.search_terms()
    }

    fn examples(&self) -> Vec<Example<'_>> {
        self.0.examples()
    }

    fn run(
        &self,
        _: &WsPlugin,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let name = self.0.name();
        let output = guard::catch(name, call.head, || self.0.run(engine, call, input))??;
        Ok(guard::stream(name, call.head, output))
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
        let suggest = || completion::suggest(self.0.complete(&argument), engine, &call);
        guard::catch(self.0.name(), call.call.head, suggest).unwrap_or_default()
    }
}
