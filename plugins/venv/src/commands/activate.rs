//! `ws venv activate` and `ws venv deactivate`: the caller's environment.

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, Type, Value};
use ws_core::{activate, env};
use ws_nu::{Caller, Command, Offer, error, selection};

use crate::{example, example_with};

const MORE: &str = "The same as the hook does on entering the workspace, whatever the directory. The workspace must be \
trusted; a venv that is active already is left alone. What is to be unset becomes null, which no external command gets.";

const BACK: &str = "Takes back what is still as it was set; what you changed since stays. Does nothing when nothing is \
active. With the hook, it lasts until the workspace is left.";

/// `ws venv activate`.
pub struct Activate;

/// `ws venv deactivate`.
pub struct Deactivate;

impl Command for Activate {
    fn name(&self) -> &'static str {
        "ws venv activate"
    }

    fn description(&self) -> &'static str {
        "Activates the workspace's venv in this scope."
    }

    fn extra_description(&self) -> &'static str {
        MORE
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "virtualenv", "environment", "PATH"]
    }

    fn signature(&self) -> Signature {
        selection::root(Signature::build(self.name()))
            .input_output_type(Type::Nothing, Type::Nothing)
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws venv activate", "In the rest of this session, or of the block."),
            example("do { ws venv activate; ^python --version }", "For one command."),
            example_with("do { ws venv activate; $env.VIRTUAL_ENV_PROMPT }", "Which one it is.", |span| {
                Value::string("provide-workspace", span)
            }),
        ]
    }

    fn complete(&self, _: &ArgType<'_>) -> Offer {
        Offer::ShellsOwn
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        _: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let root: Option<Spanned<String>> = call.get_flag("root")?;
        let caller = Caller::of(engine)?;
        let config = caller.open_at_real_root(root.as_ref(), call.head)?;
        let wanted = caller
            .registry()
            .and_then(|registry| activate::permitted(&config, &registry))
            .map_err(|error| error::labeled(&error, call.head))?;
        caller.change(engine, &env::reconcile(&caller.environment(), Some(&wanted)), Some(""), call.head)?;
        Ok(PipelineData::empty())
    }
}

impl Command for Deactivate {
    fn name(&self) -> &'static str {
        "ws venv deactivate"
    }

    fn description(&self) -> &'static str {
        "Takes the workspace's venv back out of this scope."
    }

    fn extra_description(&self) -> &'static str {
        BACK
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "virtualenv", "environment", "leave"]
    }

    fn signature(&self) -> Signature {
        Signature::build(self.name())
            .input_output_type(Type::Nothing, Type::Nothing)
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws venv deactivate", "For the rest of this session, or of the block."),
            example("ws venv activate; ws venv deactivate; ^env", "What external commands get is as before."),
            example_with("ws venv deactivate; (ws venv).active", "It is not active any more.", |span| {
                Value::bool(false, span)
            }),
        ]
    }

    fn complete(&self, _: &ArgType<'_>) -> Offer {
        Offer::Nothing
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        _: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let caller = Caller::of(engine)?;
        let environment = caller.environment();
        let active = env::active_root(&environment);
        caller.change(engine, &env::reconcile(&environment, None), active.as_deref(), call.head)?;
        Ok(PipelineData::empty())
    }
}
