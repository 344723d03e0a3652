//! `ws branches`: one row for every local branch of every sibling.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Span, Value};
use ws_core::inspect::{self, BranchState};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

const MORE: &str = "The default branch is the one that the remote says, as of the last fetch or clone, else the one in \
wrknv.toml. Without one, default and merged are null.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, BranchState::COLUMNS));

/// The command.
pub struct Branches;

impl Command for Branches {
    fn name(&self) -> &'static str {
        "ws branches"
    }

    fn description(&self) -> &'static str {
        "One row for every local branch of every sibling: upstream, ahead, behind, merged, gone."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "git", "branch", "merged", "gone", "upstream"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .input_output_type(input::names_type(), row::table_type(BranchState::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        let example = |example, description, result| Example { example, description, result };
        let span = Span::unknown();
        vec![
            example(
                "ws branches | where merged | where default == false | select name branch",
                "Branches that the default branch has all commits of.",
                None,
            ),
            example("ws branches | where gone", "Branches whose upstream no longer exists.", None),
            example(
                "ws branches pyvider | where current | get branch",
                "The branch that is checked out.",
                Some(Value::list(vec![Value::string("main", span)], span)),
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
        let rows = inspect::branches(&chosen, &caller.inspect_options(&config, true, &interrupt));
        Ok(stream::table(rows, interrupt, call.head))
    }
}
