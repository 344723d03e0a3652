//! `ws run` and `ws exec`: commands in siblings, as rows.

use std::sync::{Arc, LazyLock};

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Span, Spanned, SyntaxShape, Value};
use ws_core::row::Row as _;
use ws_core::run::{self, RunOptions, RunRow, Unit};
use ws_core::{Config, inspect};
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, row, selection, stream};

use crate::{example, example_with};

const MORE_RUN: &str = "Each after those that it depends on, side by side where that allows. What depends on a failure is \
blocked, and nothing else. Words after `--` are further arguments of the task's command.";

const MORE_EXEC: &str = "The siblings are piped in, or chosen by flags, or named before `--`; all by default. Flags after \
the first word of the command, or after `--`, are the command's.";

static EXTRA_RUN: LazyLock<String> = LazyLock::new(|| row::describe(MORE_RUN, RunRow::COLUMNS));
static EXTRA_EXEC: LazyLock<String> = LazyLock::new(|| row::describe(MORE_EXEC, RunRow::COLUMNS));

/// `ws run`.
pub struct Run;

/// `ws exec`.
pub struct Exec;

impl Command for Run {
    fn name(&self) -> &'static str {
        "ws run"
    }

    fn description(&self) -> &'static str {
        "Runs a task in every sibling that has it, in the order in which they depend on each other."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA_RUN
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "task", "test", "lint", "parallel"]
    }

    fn signature(&self) -> Signature {
        selection::arguments(Signature::build(self.name()).required(
            "task",
            SyntaxShape::String,
            "The task, such as lint or test.unit.",
        ))
        .named("since", SyntaxShape::String, "Only what differs from this revision, and its dependents.", None)
        .named("jobs", SyntaxShape::Int, "How many at a time; as many as there are processors.", Some('j'))
        .switch("fail-fast", "Begin nothing more after a failure.", None)
        .switch("keep-going", "Block only what depends on a failure; the default.", None)
        .allows_unknown_args()
        .input_output_type(input::names_type(), row::table_type(RunRow::COLUMNS))
        .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws run lint | where state != ok | select name state blocked_by", "What did not succeed."),
            example("ws siblings | where dirty | ws run lint | get state", "In siblings with something uncommitted."),
            example_with("ws run lint messometer | get state", "One that is not there is skipped.", |span| {
                Value::list(vec![Value::string("skipped", span)], span)
            }),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Positional(0) => Offer::Tasks,
            ArgType::Flag(flag) if ["since", "jobs"].contains(&flag.as_ref()) => Offer::Nothing,
            other => selection::offer(other),
        }
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let task: Spanned<String> = call.req(0)?;
        let (names, arguments) = at_dashes(call.rest(1)?);
        let asked = Asked::with_names(call, input, names)?;
        let started = Started::to_work(engine, call, &asked)?;
        let look = started.caller.inspect_options(&started.config, true, &started.interrupt);
        let mut chosen = asked.choose_and_look(&started.config, &started.look())?;
        if let Some(since) = call.get_flag::<String>("since")? {
            chosen = inspect::changed_or_dependent(&started.config, chosen, &since, &look)
                .map_err(|failure| error::labeled(&failure, call.head))?;
        }
        let graph = inspect::graph(&started.config, &look);
        let arguments: Vec<String> = arguments.into_iter().map(|word| word.item).collect();
        let units = if chosen.is_empty() {
            Vec::new()
        } else {
            run::of_task(&started.config, &chosen, &graph, &task.item, &arguments)
                .map_err(|failure| error::row(&failure, task.span))?
        };
        started.rows(call, units)
    }
}

impl Command for Exec {
    fn name(&self) -> &'static str {
        "ws exec"
    }

    fn description(&self) -> &'static str {
        "Runs a command in every sibling."
    }

    fn extra_description(&self) -> &'static str {
        &EXTRA_EXEC
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "command", "foreach", "each", "parallel", "git"]
    }

    fn signature(&self) -> Signature {
        selection::flags(Signature::build(self.name()).rest(
            "command",
            SyntaxShape::String,
            "The command and its arguments; names of siblings may stand before --.",
        ))
        .named("jobs", SyntaxShape::Int, "How many at a time; as many as there are processors.", Some('j'))
        .switch("fail-fast", "Begin nothing more after a failure.", None)
        .allows_unknown_args()
        .input_output_type(input::names_type(), row::table_type(RunRow::COLUMNS))
        .category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        vec![
            example("ws siblings | where dirty | ws exec git diff --stat | select name stdout", "What has changed."),
            example(
                "ws exec git fetch --dry-run | where state != ok | select name stderr",
                "Where it failed, and why.",
            ),
            example_with(
                "[pyvider] | ws exec git rev-parse --is-inside-work-tree | get stdout",
                "In one of them.",
                |span| Value::list(vec![Value::string("true\n", span)], span),
            ),
        ]
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Positional(_) => Offer::ShellsOwn,
            ArgType::Flag(flag) if flag.as_ref() == "jobs" => Offer::Nothing,
            other @ ArgType::Flag(_) => selection::offer(other),
        }
    }

    fn run(
        &self,
        engine: &EngineInterface,
        call: &EvaluatedCall,
        input: PipelineData,
    ) -> Result<PipelineData, LabeledError> {
        let words: Vec<Spanned<String>> = call.rest(0)?;
        let (names, command) = match at_dashes(words) {
            // Without dashes, all of it is the command.
            (words, rest) if rest.is_empty() => (Vec::new(), words),
            split => split,
        };
        if command.is_empty() {
            let help = "for example: ws siblings | where dirty | ws exec git diff --stat";
            return Err(error::usage("there is no command", "nothing to run", call.head, help));
        }
        let asked = Asked::with_names(call, input, names)?;
        let started = Started::of(engine, call, &asked)?;
        let chosen = asked.choose_and_look(&started.config, &started.look())?;
        let command: Vec<String> = command.into_iter().map(|word| word.item).collect();
        let units = run::of_command(&chosen, &command);
        started.rows(call, units)
    }
}

/// The words before `--`, and those after it.
fn at_dashes(mut words: Vec<Spanned<String>>) -> (Vec<Spanned<String>>, Vec<Spanned<String>>) {
    match words.iter().position(|word| word.item == "--") {
        Some(place) => {
            let after = words.split_off(place + 1);
            words.pop();
            (words, after)
        }
        None => (words, Vec::new()),
    }
}

/// What both have in common.
struct Started {
    caller: Caller,
    config: Config,
    interrupt: Interrupt,
    head: Span,
}

impl Started {
    /// For a task, which the workspace's files name, there has to be trust.
    fn to_work(engine: &EngineInterface, call: &EvaluatedCall, asked: &Asked) -> Result<Self, LabeledError> {
        let caller = Caller::of(engine)?;
        let config = caller.open_to_work(asked.root.as_ref(), call.head)?;
        Ok(Self { caller, config, interrupt: Interrupt::of(engine)?, head: call.head })
    }

    /// For a command of the user's own.
    fn of(engine: &EngineInterface, call: &EvaluatedCall, asked: &Asked) -> Result<Self, LabeledError> {
        let caller = Caller::of(engine)?;
        let config = caller.open(asked.root.as_ref(), call.head)?;
        Ok(Self { caller, config, interrupt: Interrupt::of(engine)?, head: call.head })
    }

    fn look(&self) -> inspect::InspectOptions {
        self.caller.inspect_options(&self.config, false, &self.interrupt)
    }

    fn rows(self, call: &EvaluatedCall, units: Vec<Unit>) -> Result<PipelineData, LabeledError> {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let jobs = input::positive(call, "jobs")?.map_or(processors, |jobs| jobs as usize);
        let options = RunOptions { jobs, fail_fast: call.has_flag("fail-fast")? };
        let venv = self.caller.trusted_venv(&self.config);
        let env = run::environment(&self.config, &self.caller.environment(), venv.as_deref());
        let rows = run::run(units, env, options, self.caller.host(&self.interrupt), Arc::new(|_, _, _| {}));
        Ok(stream::table(rows, self.interrupt, self.head))
    }
}
