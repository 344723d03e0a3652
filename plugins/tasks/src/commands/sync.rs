//! `ws sync`: everything is fetched, and fast-forwarded where that is safe.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, SyntaxShape, Value};
use ws_core::plan::sync::{self, Options, SyncRow};
use ws_core::row::Row as _;
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, input, row, selection, stream};

use crate::{example, example_with};

const MORE: &str =
    "Never merges, rebases, stashes, checks out or removes a branch: what is not fast-forwarded says why.";

static EXTRA: LazyLock<String> = LazyLock::new(|| row::describe(MORE, SyncRow::COLUMNS));

/// The command.
pub struct Sync;

impl Command for Sync {
    fn name(&self) -> &'static str {
        "ws sync"
    }

    fn description(&self) -> &'static str {
        "Fetches every sibling, and fast-forwards its branch where that touches nobody's work."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "git", "fetch", "pull", "update"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()))
            .switch("fetch-only", "Leave every branch where it is.", None)
            .switch("prune", "Remove remote-tracking branches that the remotes no longer have.", None)
            .named("jobs", SyntaxShape::Int, "How many at a time; 4 by default.", Some('j'))
            .named("patience", SyntaxShape::Int, "Give up when git says nothing for so many seconds; 120.", None)
            .input_output_type(input::names_type(), row::table_type(SyncRow::COLUMNS))
            .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws sync | where state == skipped | select name reason", "What was not fast-forwarded, and why."),
            example("ws sync --fetch-only | where error != null", "What could not be fetched."),
            example_with("ws sync messometer | get state", "One that is not there is skipped.", |span| {
                Value::list(vec![Value::string("skipped", span)], span)
            }),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Flag(flag) if ["jobs", "patience"].contains(&flag.as_ref()) => Offer::Nothing,
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
        let config = caller.open_to_work(asked.root.as_ref(), call.head)?;
        let interrupt = Interrupt::of(engine)?;
        let look = caller.inspect_options(&config, false, &interrupt);
        let chosen = asked.choose_and_look(&config, &look)?;
        let options = Options {
            fetch_only: call.has_flag("fetch-only")?,
            prune: call.has_flag("prune")?,
            jobs: input::positive(call, "jobs")?.unwrap_or(4) as usize,
            silence: Some(Duration::from_secs(input::positive(call, "patience")?.unwrap_or(120).into())),
        };
        let rows = sync::sync(&config, &chosen, options, &look.look, caller.host(&interrupt), Arc::new(|_, _, _| {}));
        Ok(stream::table(rows, interrupt, call.head))
    }
}
