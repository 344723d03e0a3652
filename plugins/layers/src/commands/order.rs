//! `ws order`: the siblings in the order of installation.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature};
use ws_core::layers::OrderRow;
use ws_core::row::Row as _;
use ws_core::{inspect, layers};
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

use crate::{example, example_list};

const MORE: &str = "Each sibling comes after everything that it needs to be installed and to run: by its runtime and \
build requirements, and by depends_on. A cycle is cut at its weakest dependency, which standard error names. With \
names, each keeps the wave that it has among all.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, OrderRow::COLUMNS));

/// The command.
pub struct Order;

impl Command for Order {
    fn name(&self) -> &'static str {
        "ws order"
    }

    fn description(&self) -> &'static str {
        "The siblings in the order of installation; those of one wave can be installed side by side."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "dependency", "topological", "wave", "install"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .input_output_type(input::names_type(), row::table_type(OrderRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws order | group-by wave", "What can be installed side by side."),
            example("ws order --affected-by pyvider-cty | get name", "What to build again after a change, in order."),
            example_list(
                "ws order --layer framework | get name",
                "The order within a layer.",
                &["pyvider-cty", "pyvider-rpcplugin", "pyvider", "pyvider-hcl", "pyvider-components"],
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
        let order = layers::order(&graph);
        for warning in order.warnings(&graph) {
            eprintln!("warning: {}", ws_core::terminal::escape_lines(warning.as_ref()));
        }
        Ok(stream::table(OrderRow::of(&graph, &order, &graph.places(&chosen)).into_iter(), interrupt, call.head))
    }
}
