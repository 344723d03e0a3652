//! `ws layers`: one row for every layer, bottom first.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, Type};
use ws_core::layers::LayerRow;
use ws_core::row::Row as _;
use ws_core::{inspect, layers};
use ws_nu::stream::Interrupt;
use ws_nu::{Caller, Command, Offer, row, selection, stream};

use crate::{example, example_list};

const MORE: &str = "A member of a layer may depend on the layers below it, and on its own where members may depend on \
each other. Siblings without a layer have a row of their own, at the end, whose layer is null.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, LayerRow::COLUMNS));

/// The command.
pub struct Layers;

impl Command for Layers {
    fn name(&self) -> &'static str {
        "ws layers"
    }

    fn description(&self) -> &'static str {
        "One row for every layer, bottom first: its siblings, the layers it depends on, and how often it is broken."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "architecture", "dependency", "violation", "meta-repository"]
    }

    fn signature(&self) -> Signature {
        selection::root(Signature::build(self.name()))
            .input_output_type(Type::Nothing, row::table_type(LayerRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example_list(
                "ws layers | where order != null | get layer",
                "The layers, bottom first.",
                &["foundation", "framework", "tools", "providers"],
            ),
            example("ws layers | select layer siblings depends_on", "What is in each layer, and what it needs."),
            example("ws layers | where violations > 0 | select layer violations", "Layers that are broken."),
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
        let interrupt = Interrupt::of(engine)?;
        let graph = inspect::graph(&config, &caller.inspect_options(&config, true, &interrupt));
        Ok(stream::table(layers::layers(&graph).into_iter(), interrupt, call.head))
    }
}
