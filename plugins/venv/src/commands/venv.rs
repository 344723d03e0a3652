//! `ws venv`: the shared venv as a record.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, Type, Value};
use ws_core::inspect;
use ws_core::python::venv::{self, SiblingProject, VenvState};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Caller, Command, Offer, row, selection};

use crate::{example, example_with};

const MORE: &str = "Read from files alone: no Python is started. The column problems says what is wrong, also why the \
venv is not active: the workspace is not trusted, there is no venv, its interpreter is gone, or another venv is active.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, VenvState::COLUMNS));

/// The command.
pub struct Venv;

impl Command for Venv {
    fn name(&self) -> &'static str {
        "ws venv"
    }

    fn description(&self) -> &'static str {
        "The shared venv as it is: its Python, how many siblings are editable, and what is wrong with it."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "virtualenv", "uv", "environment", "active"]
    }

    fn signature(&self) -> Signature {
        selection::root(Signature::build(self.name()))
            .input_output_type(Type::Nothing, row::record_type(VenvState::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws venv", "Everything about it."),
            example("ws venv | get problems", "What is wrong with it, and why it is not active."),
            example_with("ws venv | get active", "Whether it is the one that is active here.", |span| {
                Value::bool(false, span)
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
        let config = caller.open(root.as_ref(), call.head)?;
        let known = inspect::known_projects(&config, &caller.inspect_options(&config, true, &Interrupt::of(engine)?));
        let projects: Vec<SiblingProject<'_>> = config
            .siblings
            .iter()
            .zip(&known)
            .map(|(sibling, project)| SiblingProject::new(sibling, project))
            .collect();
        let state = venv::read(&config, &projects, &caller.venv_env(&config, call.head)?);
        Ok(PipelineData::value(row::record(&state, call.head), None))
    }
}
