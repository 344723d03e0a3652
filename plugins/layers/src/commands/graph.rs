//! `ws graph`: the layered graph as a picture.

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, SyntaxShape, Type, Value};
use ws_core::{draw, inspect};
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, selection};

use crate::{KINDS, example, example_text, kinds};

const EXTRA: &str = "Each layer is a band, top layer first, with an arrow to whatever is depended on. What breaks the \
layering is red, what only extras or groups ask for is dashed, and in SVG what follows from other arrows is faint.";

/// The command.
pub struct Graph;

impl Command for Graph {
    fn name(&self) -> &'static str {
        "ws graph"
    }

    fn description(&self) -> &'static str {
        "The layered graph of dependencies, as Mermaid, DOT or SVG."
    }

    fn extra_description(&self) -> &'static str {
        EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "dependency", "diagram", "picture", "mermaid", "graphviz", "svg"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .named("format", SyntaxShape::String, "The form of the picture: mermaid (the default), dot or svg.", None)
            .named("kind", SyntaxShape::String, "Which dependencies to draw: runtime (the default) or all.", None)
            .input_output_type(input::names_type(), Type::String)
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws graph", "A flowchart for Markdown."),
            example_text(
                "ws graph --layer framework --format dot | lines | first",
                "One layer, for Graphviz.",
                "digraph workspace {",
            ),
            example("ws graph --format svg --kind all | str length", "A picture with extras and groups."),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Flag(flag) if flag == "kind" => KINDS,
            ArgType::Flag(flag) if flag == "format" => Offer::Values(&[
                ("mermaid", "A flowchart, which git hosts render in Markdown."),
                ("dot", "For Graphviz."),
                ("svg", "A picture that needs no other program."),
            ]),
            _ => selection::offer(argument),
        }
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let asked = Asked::read(call, input)?;
        let kinds = kinds(call)?;
        let format: Option<Spanned<String>> = call.get_flag("format")?;
        let draw = match format.as_ref().map_or("mermaid", |format| format.item.as_str()) {
            "mermaid" => draw::mermaid,
            "dot" => draw::dot,
            "svg" => draw::svg,
            _ => {
                let span = format.map_or(call.head, |format| format.span);
                return Err(error::usage(
                    "unknown format",
                    "not one of them",
                    span,
                    "the formats are: mermaid, dot, svg",
                ));
            }
        };
        let caller = Caller::of(engine)?;
        let config = caller.open(asked.root.as_ref(), call.head)?;
        let options = caller.inspect_options(&config, false, &Interrupt::of(engine)?);
        let chosen = asked.choose_and_look(&config, &options)?;
        let graph = inspect::graph(&config, &options);
        let text = draw(&graph, &graph.places(&chosen), kinds);
        Ok(PipelineData::value(Value::string(text, call.head), None))
    }
}
