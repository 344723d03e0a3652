//! `ws bootstrap`: siblings that are not there are cloned or linked.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, SyntaxShape, Value};
use ws_core::plan::bootstrap::{self, Options, Step, StepDone};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, row, selection, stream};

use crate::{example, example_with};

const MORE: &str = "What is there is never touched. A clone is made next to its place and moved when it is whole; \
interrupted at any moment, the next run completes.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, StepDone::COLUMNS));

/// The command.
pub struct Bootstrap;

impl Command for Bootstrap {
    fn name(&self) -> &'static str {
        "ws bootstrap"
    }

    fn description(&self) -> &'static str {
        "Clones the siblings that are not there, or links them to clones that are; touches nothing that is there."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "clone", "git", "repositories", "symlink"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .named("from", SyntaxShape::Directory, "Link to clones that this directory has, and clone the rest.", None)
            .switch("link", "Only link, never clone; needs --from.", None)
            .named("depth", SyntaxShape::Int, "Clone only the last commits, so many.", None)
            .named("filter", SyntaxShape::String, "Clone without what this filter leaves out, as blob:none.", None)
            .named("branch", SyntaxShape::String, "The branch to check out; else the configured one.", None)
            .named("jobs", SyntaxShape::Int, "How many at a time; 4 by default.", Some('j'))
            .named("patience", SyntaxShape::Int, "Give up when git says nothing for so many seconds; 120.", None)
            .switch("plan", "Show what would be done, and do nothing.", None)
            .input_output_type(input::names_type(), row::table_type(StepDone::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws bootstrap --plan | group-by action", "What would be done."),
            example("ws bootstrap --plan | where state == error | select name error", "What stands in the way."),
            example_with("ws bootstrap pyvider --plan | get action", "What would be done about one.", |span| {
                Value::list(vec![Value::string("skip", span)], span)
            }),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Flag(flag) if ["depth", "filter", "branch", "jobs", "patience"].contains(&flag.as_ref()) => {
                Offer::Nothing
            }
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
        let from: Option<Spanned<String>> = call.get_flag("from")?;
        let link = call.has_flag("link")?;
        if link && from.is_none() {
            let help = "name the directory that holds the clones: --from DIR";
            return Err(error::usage("--link needs --from", "nothing to link to", call.head, help));
        }
        let caller = Caller::of(engine)?;
        let is_plan = call.has_flag("plan")?;
        let root = asked.root.as_ref();
        let config = if is_plan { caller.open(root, call.head) } else { caller.open_to_work(root, call.head) }?;
        let interrupt = Interrupt::of(engine)?;
        let look = caller.inspect_options(&config, true, &interrupt);
        let chosen = asked.choose_and_look(&config, &caller.inspect_options(&config, false, &interrupt))?;
        let options = Options {
            from: from.map(|from| caller.absolute(from.item.as_ref())),
            link,
            depth: input::positive(call, "depth")?,
            filter: call.get_flag("filter")?,
            branch: call.get_flag("branch")?,
            silence: Some(Duration::from_secs(input::positive(call, "patience")?.unwrap_or(120).into())),
        };
        let steps = bootstrap::plan(&config, &chosen, &options, &look.look);
        if is_plan {
            return Ok(stream::table(steps.into_iter().map(Step::planned), interrupt, call.head));
        }
        let jobs = input::positive(call, "jobs")?.unwrap_or(4) as usize;
        let done =
            bootstrap::carry_out(steps, jobs, &config.root, &options, caller.host(&interrupt), Arc::new(|_, _, _| {}));
        Ok(stream::table(done, interrupt, call.head))
    }
}
