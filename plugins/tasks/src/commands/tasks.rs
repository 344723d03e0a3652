//! `ws tasks`: what can be run in each sibling.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Value};
use ws_core::row::Row as _;
use ws_core::tasks::{self, TaskRow};
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "Those of the sibling's own wrknv.toml, and of [workspace.tasks] those that it lacks.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, TaskRow::COLUMNS));

/// The command.
pub struct Tasks;

impl Command for Tasks {
    fn name(&self) -> &'static str {
        "ws tasks"
    }

    fn description(&self) -> &'static str {
        "One row for every task of every sibling: its own, and the workspace's."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "run", "script", "command"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .input_output_type(input::names_type(), row::table_type(TaskRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws tasks | where not inherited", "Tasks of the siblings' own."),
            example("ws tasks | group-by task", "Siblings by task."),
            example_with(
                "ws tasks pyvider | where inherited | get command",
                "What one has from the workspace.",
                |span| Value::list(vec![Value::string("git diff --check", span)], span),
            ),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        selection::offer(argument)
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let asked = Asked::read(call, input)?;
        let caller = Caller::of(engine)?;
        let config = caller.open(asked.root.as_ref(), call.head)?;
        let interrupt = Interrupt::of(engine)?;
        let chosen = asked.choose_and_look(&config, &caller.inspect_options(&config, false, &interrupt))?;
        let rows: Vec<TaskRow> = chosen.into_iter().flat_map(|sibling| tasks::rows(&config, sibling)).collect();
        Ok(stream::table(rows.into_iter(), interrupt, call.head))
    }
}
