//! `ws validate`: everything that is wrong.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, Type, Value};
use ws_core::row::Row as _;
use ws_core::validate::{self, Finding};
use ws_nu::stream::Interrupt;
use ws_nu::{Caller, Command, Offer, error, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "Changes nothing. A configuration that cannot be used is findings too, each with its place.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, Finding::COLUMNS));

/// The command.
pub struct Validate;

impl Command for Validate {
    fn name(&self) -> &'static str {
        "ws validate"
    }

    fn description(&self) -> &'static str {
        "Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "check", "doctor", "lint", "problems"]
    }

    fn signature(&self) -> Signature {
        selection::root(Signature::build(self.name()))
            .input_output_type(Type::Nothing, row::table_type(Finding::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws validate | where severity == error", "What makes a check fail."),
            example("ws validate | where fix != null | get fix", "Commands that mend what is wrong."),
            example_with(
                "ws validate | where code == ws::layers::upward | length",
                "Layering that is broken.",
                |span| Value::int(1, span),
            ),
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
        let interrupt = Interrupt::of(engine)?;
        let found = match caller.open_silently(root.as_ref()) {
            Ok(config) => {
                let options = caller.inspect_options(&config, true, &interrupt);
                let venv = caller.venv_env(&config, call.head)?;
                validate::validate(&config, &options, &caller.environment(), &venv)
            }
            Err(failure) => {
                let place = root.as_ref().map_or(call.head, |root| root.span);
                validate::of_config_error(&failure).ok_or_else(|| error::labeled(&failure, place))?
            }
        };
        Ok(stream::table(found.into_iter(), interrupt, call.head))
    }
}
