//! `ws venv packages`: what is installed.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, Type, Value};
use ws_core::inspect;
use ws_core::python::venv::{self, InstalledPackage, SiblingProject};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Caller, Command, Offer, error, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "The packages that `uv pip list` lists, read from their metadata.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, InstalledPackage::COLUMNS));

/// The command.
pub struct Packages;

impl Command for Packages {
    fn name(&self) -> &'static str {
        "ws venv packages"
    }

    fn description(&self) -> &'static str {
        "One row for every package that is installed in the shared venv."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "python", "pip", "list", "installed", "size"]
    }

    fn signature(&self) -> Signature {
        selection::root(Signature::build(self.name()))
            .input_output_type(Type::Nothing, row::table_type(InstalledPackage::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws venv packages | sort-by size --reverse | first 5", "The largest packages."),
            example("ws venv packages | where sibling != null", "The packages of siblings."),
            example_with("ws venv packages | length", "How many there are.", |span| Value::int(0, span)),
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
        let known = inspect::known_projects(&config, &caller.inspect_options(&config, true, &interrupt));
        let projects: Vec<SiblingProject<'_>> = config
            .siblings
            .iter()
            .zip(&known)
            .map(|(sibling, project)| SiblingProject::new(sibling, project))
            .collect();
        let packages = venv::packages(&config, &projects).map_err(|problem| error::labeled(&problem, call.head))?;
        Ok(stream::table(packages.into_iter(), interrupt, call.head))
    }
}
