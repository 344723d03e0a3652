//! `ws deps`: one row for every dependency between siblings.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature};
use ws_core::inspect;
use ws_core::layers::DependencyRow;
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

use crate::{example, example_list};

const MORE: &str = "What depends_on in wrknv.toml declares and what the siblings' own metadata asks for, side by side. A \
violation is upward (on a layer above), peer (within a layer whose members may not depend on each other) or cycle; the \
column cycle names the whole of it. A cycle that only a group or an extra closes does not break the order.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, DependencyRow::COLUMNS));

/// The command.
pub struct Deps;

impl Command for Deps {
    fn name(&self) -> &'static str {
        "ws deps"
    }

    fn description(&self) -> &'static str {
        "One row for every dependency between siblings, declared and actual, and whether the layering holds."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "dependency", "requirement", "violation", "cycle", "pyproject"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .input_output_type(input::names_type(), row::table_type(DependencyRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws deps | where violation != null", "What breaks the layering."),
            example_list(
                "ws deps pyvider-components | where violation == upward | get to",
                "What one sibling depends on and should not.",
                &["plating"],
            ),
            example(
                "ws deps | where satisfied == false | select from requirement",
                "Requirements that no checkout meets.",
            ),
            example(
                "ws deps | where actual == false | select from to",
                "Dependencies that wrknv.toml declares and no metadata asks for.",
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
        let options = caller.inspect_options(&config, false, &interrupt);
        let chosen = asked.choose_and_look(&config, &options)?;
        let graph = inspect::graph(&config, &options);
        Ok(stream::table(DependencyRow::of(&graph, &graph.places(&chosen)).into_iter(), interrupt, call.head))
    }
}
