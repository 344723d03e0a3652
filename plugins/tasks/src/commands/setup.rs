//! `ws setup`: the shared venv with every sibling in it.

use std::sync::{Arc, LazyLock};

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, SyntaxShape, Value};
use ws_core::inspect;
use ws_core::plan::setup::{self, Options, StepRow};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "Makes the venv with uv when it is on PATH, else with Python's own module; installs the siblings \
without what they ask for, layer by layer, then the rest in one resolution; then reads the venv again. A requirement \
between siblings is never met from an index.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, StepRow::COLUMNS));

/// The command.
pub struct Setup;

impl Command for Setup {
    fn name(&self) -> &'static str {
        "ws setup"
    }

    fn description(&self) -> &'static str {
        "Makes the shared venv and installs every sibling into it as an editable, bottom layer first."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "venv", "install", "editable", "uv", "pip"]
    }

    fn signature(&self) -> Signature {
        let several = SyntaxShape::OneOf(vec![SyntaxShape::List(Box::new(SyntaxShape::String)), SyntaxShape::String]);
        selection::arguments(Signature::build(self.name()))
            .named("python", SyntaxShape::String, "The Python: a version such as 3.12, or a path.", None)
            .named("extras", several.clone(), "Extras to install of every sibling that has them.", None)
            .named("groups", several, "Dependency groups to install of every sibling that has them.", None)
            .switch("reinstall", "Install again what is installed already.", None)
            .switch("plan", "Show what would be done, and do nothing.", None)
            .input_output_type(input::names_type(), row::table_type(StepRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws setup --plan | select step layer siblings", "What would be done."),
            example("ws setup --plan | where state == skipped | select siblings reason", "What is left out, and why."),
            example_with("ws setup --plan | last | get step", "At the end it is looked at again.", |span| {
                Value::string("verify", span)
            }),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Flag(flag) if ["extras", "groups"].contains(&flag.as_ref()) => Offer::Nothing,
            other => selection::offer(other),
        }
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let asked = Asked::read(call, input)?;
        let caller = Caller::of(engine)?;
        let is_plan = call.has_flag("plan")?;
        let root = asked.root.as_ref();
        let config = if is_plan { caller.open(root, call.head) } else { caller.open_to_work(root, call.head) }?;
        let interrupt = Interrupt::of(engine)?;
        let look = caller.inspect_options(&config, true, &interrupt);
        let chosen = asked.choose_and_look(&config, &caller.inspect_options(&config, false, &interrupt))?;
        let options = Options {
            python: call.get_flag("python")?,
            extras: selection::strings(call, "extras")?,
            groups: selection::strings(call, "groups")?,
            reinstall: call.has_flag("reinstall")?,
            ..Options::default()
        };
        let projects = inspect::known_projects(&config, &look);
        let graph = inspect::graph(&config, &look);
        let plan = setup::plan(&config, &chosen, projects, &graph, options, &caller.environment())
            .map_err(|failure| error::row(&failure, call.head))?;
        if is_plan {
            return Ok(stream::table(plan.rows().into_iter(), interrupt, call.head));
        }
        let rows = setup::carry_out(plan, caller.host(&interrupt), Arc::new(|_, _| {}));
        Ok(stream::table(rows, interrupt, call.head))
    }
}
