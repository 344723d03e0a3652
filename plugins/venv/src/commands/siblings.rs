//! `ws venv siblings`: is each sibling imported from the checkout next door?

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Value};
use ws_core::inspect;
use ws_core::python::venv::{self, SiblingInstall, SiblingProject};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "editable: from the checkout next door. wheel: a copy from the index shadows the checkout. wrong_path: \
editable from another clone. stale: the version of the source has moved on. missing: not installed. not_python: it is \
no package.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, SiblingInstall::COLUMNS));

/// The command.
pub struct Siblings;

impl Command for Siblings {
    fn name(&self) -> &'static str {
        "ws venv siblings"
    }

    fn description(&self) -> &'static str {
        "One row for every sibling: whether it is imported from the checkout next door."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "editable", "install", "shadow", "wheel"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .input_output_type(input::names_type(), row::table_type(SiblingInstall::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws venv siblings | where state != editable", "Siblings whose edits are not live."),
            example("ws venv siblings | group-by state", "Siblings by how they are installed."),
            example_with("ws venv siblings pyvider | get state", "How one is installed.", |span| {
                Value::list(vec![Value::string("missing", span)], span)
            }),
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
        let known = inspect::known_projects(&config, &options);
        let all = config.siblings.iter().zip(&known);
        let meant = all.filter(|(sibling, _)| chosen.iter().any(|chosen| chosen.name == sibling.name));
        let projects: Vec<SiblingProject<'_>> =
            meant.map(|(sibling, project)| SiblingProject::new(sibling, project)).collect();
        Ok(stream::table(venv::siblings(&config, &projects).into_iter(), interrupt, call.head))
    }
}
