//! `ws siblings`: one row for every sibling.

use std::sync::LazyLock;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Span, Value};
use ws_core::inspect::{self, SiblingState};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, row, selection, stream};

const MORE: &str = "The workspace is found from the current directory, also from inside a sibling, or named by --root \
or WS_ROOT. Rows come in the order of wrknv.toml, each as soon as it is ready. A sibling that is missing or broken has \
its row too: see the columns state and error. What is unknown is null: ahead and behind without an upstream, and dirty \
in a repository that could not be read. Nothing is written, and nothing that a repository's own configuration names is \
run.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, SiblingState::COLUMNS));

/// The command.
pub struct Siblings;

impl Command for Siblings {
    fn name(&self) -> &'static str {
        "ws siblings"
    }

    fn description(&self) -> &'static str {
        "One row for every sibling of the workspace: its layer, branch, upstream and what is uncommitted."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "repository", "git", "status", "branch", "dirty", "meta-repository"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .switch("fast", "Leave the working trees alone: what is uncommitted stays null.", None)
            .switch(
                "backup",
                "Say too what only these clones have, and whether deleting the directory would lose work.",
                None,
            )
            .input_output_type(input::names_type(), row::table_type(SiblingState::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        let strings = |texts: &[&str]| {
            let span = Span::unknown();
            Some(Value::list(texts.iter().map(|text| Value::string(*text, span)).collect(), span))
        };
        let example = |example, description, result| Example { example, description, result };
        vec![
            example("ws siblings | where dirty", "Siblings with something uncommitted.", None),
            example(
                "ws siblings | where dirty | where ahead > 0 | select name branch ahead behind",
                "Siblings with something uncommitted and something unpushed; conditions are chained, since null has \
                 no and.",
                None,
            ),
            example(
                "ws siblings --fast | group-by layer",
                "Siblings by layer, without a look at the working trees.",
                None,
            ),
            example(
                "ws siblings --layer [foundation framework] --exclude *-hcl --fast | get name",
                "Siblings of two layers but some.",
                None,
            ),
            example("ws siblings pyvider --fast | get layer", "The layer of one sibling.", strings(&["framework"])),
            example(
                "ws siblings pyvider-* --fast | where state == missing | get name",
                "Siblings of a glob that are not there yet.",
                None,
            ),
            example(
                "[wrknv pyvider] | ws siblings --fast | get name",
                "Names from the pipeline; rows keep the order of wrknv.toml.",
                strings(&["pyvider", "wrknv"]),
            ),
            example(
                "ws siblings --backup | where unbacked == true | select name dirty stashes local_only_branches",
                "What would be lost with its directory.",
                None,
            ),
            example("ws siblings | where error != null | select name error", "What could not be read, and why.", None),
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
        let fast = call.has_flag("fast")?;
        if let (Some(dirty), true) = (asked.dirty, fast) {
            let help = "--fast leaves the working trees alone, so nothing is known to be dirty: leave one of them out";
            return Err(error::usage("--dirty and --fast exclude each other", "needs the working trees", dirty, help));
        }
        if fast && call.has_flag("backup")? {
            let help = "whether work would be lost hangs on the working tree too: leave one of them out";
            let span = call.get_flag_span("backup").unwrap_or(call.head);
            return Err(error::usage("--backup and --fast exclude each other", "needs the working trees", span, help));
        }
        let caller = Caller::of(engine)?;
        let config = caller.open(asked.root.as_ref(), call.head)?;
        let interrupt = Interrupt::of(engine)?;
        let options = caller.inspect_options(&config, fast, &interrupt);
        let chosen = asked.choose(&config, &options)?;
        let dirty_only = asked.dirty.is_some();
        let wanted = move |state: &SiblingState| !dirty_only || state.dirty() == Some(true);
        if call.has_flag("backup")? {
            let backed = inspect::backups(&chosen, &options).filter(move |backed| wanted(&backed.state));
            return Ok(stream::table(backed, interrupt, call.head));
        }
        Ok(stream::table(inspect::siblings(&chosen, &options).filter(wanted), interrupt, call.head))
    }
}
