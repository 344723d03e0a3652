//! `ws snapshot save | list | diff | restore | export`: the exact revision of every sibling, under a name.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use nu_plugin::{EngineInterface, EvaluatedCall};
use nu_protocol::engine::ArgType;
use nu_protocol::{Category, Example, LabeledError, PipelineData, Signature, Spanned, SyntaxShape, Type, Value};
use ws_core::inspect::default_jobs;
use ws_core::plan::restore::{self, Options, RestoreRow};
use ws_core::row::{Column, Row as _};
use ws_core::snapshot::{self, Difference, Listed, PinnedRow, Snapshot, Store};
use ws_nu::stream::Interrupt;
use ws_nu::{Asked, Caller, Command, Offer, error, input, row, selection, stream};

use crate::{example, example_with};

/// One of the five: they share all but what they do.
pub struct SnapshotCommand {
    name: &'static str,
    description: &'static str,
    extra: &'static LazyLock<String>,
    output: Output,
    signature: fn(Signature) -> Signature,
    examples: fn() -> Vec<Example<'static>>,
    run: fn(&EngineInterface, &EvaluatedCall, PipelineData) -> Result<PipelineData, LabeledError>,
}

enum Output {
    Table(&'static [Column]),
    Text,
}

const MORE_SAVE: &str = "Written to .ws/snapshots in the root; one that is there is never replaced. What is uncommitted \
is not in it: the row says so.";
const MORE_RESTORE: &str = "Refused where anything would be lost: uncommitted changes, an operation in progress, commits \
that only a detached HEAD knows. No branch is moved: where it is elsewhere by now, HEAD is detached. What is missing is \
cloned.";

static SAVE_HELP: LazyLock<String> = LazyLock::new(|| row::describe(MORE_SAVE, PinnedRow::COLUMNS));
static LIST_HELP: LazyLock<String> = LazyLock::new(|| row::describe("Those of this workspace.", Listed::COLUMNS));
static DIFF_HELP: LazyLock<String> =
    LazyLock::new(|| row::describe("A path, such as ./ws.lock, is a lock file.", Difference::COLUMNS));
static RESTORE_HELP: LazyLock<String> = LazyLock::new(|| row::describe(MORE_RESTORE, RestoreRow::COLUMNS));
static EXPORT_HELP: LazyLock<String> =
    LazyLock::new(|| "Others restore it with `ws snapshot restore ./FILE`, which clones what they lack.".to_owned());

/// `ws snapshot save`.
pub static SAVE: SnapshotCommand = SnapshotCommand {
    name: "ws snapshot save",
    description: "Pins the commit at HEAD of every sibling under a name, and says what is not in it.",
    extra: &SAVE_HELP,
    output: Output::Table(PinnedRow::COLUMNS),
    signature: |signature| selection::root(signature.required("snapshot", SyntaxShape::String, "Its name.")),
    examples: || {
        vec![
            example(
                "ws snapshot save before-upgrade | where dirty | get name",
                "What has uncommitted changes beside it.",
            ),
            example(
                "ws snapshot save v1 | where pushed == false | select name unpushed",
                "What nobody else could restore.",
            ),
            example_with(
                "ws snapshot save example | where state == missing | get name",
                "What was not there.",
                |span| Value::list(vec![Value::string("messometer", span)], span),
            ),
        ]
    },
    run: |engine, call, _input| {
        let (name, opened) = (call.req::<Spanned<String>>(0)?, Opened::new(engine, call)?);
        opened.store().check_new(&name.item).map_err(|failure| error::labeled(&failure, name.span))?;
        let look = opened.caller.inspect_options(&opened.config, false, &opened.interrupt).look;
        let rows = snapshot::take(&opened.config, &look, default_jobs());
        let taken = Snapshot::of(&opened.config, &rows, std::time::SystemTime::now());
        opened.store().write(&name.item, &taken).map_err(|failure| error::labeled(&failure, name.span))?;
        Ok(stream::table(rows.into_iter(), opened.interrupt, call.head))
    },
};

/// `ws snapshot list`.
pub static LIST: SnapshotCommand = SnapshotCommand {
    name: "ws snapshot list",
    description: "The snapshots of this workspace.",
    extra: &LIST_HELP,
    output: Output::Table(Listed::COLUMNS),
    signature: selection::root,
    examples: || {
        vec![
            example("ws snapshot list | sort-by created | last", "The latest."),
            example("ws snapshot list | where ($it.unpushed | is-not-empty)", "What only these clones can restore."),
            example_with("ws snapshot list | where error != null | length", "How many cannot be read.", |span| {
                Value::int(0, span)
            }),
        ]
    },
    run: |engine, call, _input| {
        let opened = Opened::new(engine, call)?;
        Ok(stream::table(opened.store().list().into_iter(), opened.interrupt, call.head))
    },
};

/// `ws snapshot diff`.
pub static DIFF: SnapshotCommand = SnapshotCommand {
    name: "ws snapshot diff",
    description: "How the siblings differ from a snapshot.",
    extra: &DIFF_HELP,
    output: Output::Table(Difference::COLUMNS),
    signature: |signature| {
        selection::arguments(signature.required("snapshot", SyntaxShape::String, "A snapshot, or a lock file's path."))
    },
    examples: || {
        vec![
            example("ws snapshot diff monday | where direction != same | select name direction commits", "What moved."),
            example("ws snapshot diff ./ws.lock --layer framework", "Against a lock file."),
            example_with(
                "ws snapshot save before | ignore; ws snapshot diff before | get direction | uniq",
                "Nothing, right after it was taken.",
                |span| Value::list(vec![Value::string("same", span)], span),
            ),
        ]
    },
    run: |engine, call, input| {
        let (name, opened) = (call.req::<Spanned<String>>(0)?, Opened::new(engine, call)?);
        let taken = opened.read(&name)?;
        let look = opened.caller.inspect_options(&opened.config, false, &opened.interrupt);
        let asked = Asked::with_names(call, input, call.rest(1)?)?;
        let chosen = asked.choose_and_look(&opened.config, &look)?;
        let rows = snapshot::compare(&opened.config, &chosen, &taken, &look.look);
        Ok(stream::table(rows.into_iter(), opened.interrupt, call.head))
    },
};

/// `ws snapshot restore`.
pub static RESTORE: SnapshotCommand = SnapshotCommand {
    name: "ws snapshot restore",
    description: "Checks the commits of a snapshot out, where nothing would be lost.",
    extra: &RESTORE_HELP,
    output: Output::Table(RestoreRow::COLUMNS),
    signature: |signature| {
        selection::arguments(signature.required("snapshot", SyntaxShape::String, "A snapshot, or a lock file's path."))
            .switch("plan", "Show what would be done, and do nothing.", None)
            .named("jobs", SyntaxShape::Int, "How many at a time; 4 by default.", Some('j'))
            .named("patience", SyntaxShape::Int, "Give up when git says nothing for so many seconds; 120.", None)
    },
    examples: || {
        vec![
            example("ws snapshot restore monday --plan | where state == refused | select name reason", "What stays."),
            example("ws snapshot restore ./ws.lock", "From a lock file; what is missing is cloned."),
            example_with(
                "ws snapshot save now | ignore; ws snapshot restore now pyvider | get action",
                "Nothing is done about what is there already.",
                |span| Value::list(vec![Value::string("skip", span)], span),
            ),
        ]
    },
    run: |engine, call, input| {
        let (name, plan) = (call.req::<Spanned<String>>(0)?, call.has_flag("plan")?);
        let opened = if plan { Opened::new(engine, call) } else { Opened::to_work(engine, call) }?;
        let taken = opened.read(&name)?;
        let look = opened.caller.inspect_options(&opened.config, false, &opened.interrupt);
        let asked = Asked::with_names(call, input, call.rest(1)?)?;
        let chosen = asked.choose_and_look(&opened.config, &look)?;
        let options = Options {
            plan,
            jobs: input::positive(call, "jobs")?.unwrap_or(4) as usize,
            silence: Some(Duration::from_secs(input::positive(call, "patience")?.unwrap_or(120).into())),
        };
        let host = opened.caller.host(&opened.interrupt);
        let quiet = Arc::new(|_, _: &str, _| {});
        let rows = restore::restore(&opened.config, &chosen, &taken, options, &look.look, host, quiet);
        Ok(stream::table(rows, opened.interrupt, call.head))
    },
};

/// `ws snapshot export`.
pub static EXPORT: SnapshotCommand = SnapshotCommand {
    name: "ws snapshot export",
    description: "A snapshot as a lock file for others; an error when a commit of it is on no remote.",
    extra: &EXPORT_HELP,
    output: Output::Text,
    signature: |signature| selection::root(signature.required("snapshot", SyntaxShape::String, "A snapshot.")),
    examples: || {
        vec![
            example("ws snapshot export release | save --force ws.lock", "For others to restore."),
            example("ws snapshot export release | from toml | get siblings.commit", "Its commits."),
            example_with(
                "ws snapshot save here | ignore; try { ws snapshot export here } catch {|e| $e.msg }",
                "Commits that are on no remote.",
                |span| Value::string("commits of the snapshot are on no remote", span),
            ),
        ]
    },
    run: |engine, call, _input| {
        let (name, opened) = (call.req::<Spanned<String>>(0)?, Opened::new(engine, call)?);
        let taken = opened.read(&name)?;
        let look = opened.caller.inspect_options(&opened.config, true, &opened.interrupt).look;
        let rows = snapshot::exportable(&opened.config, &taken, &look);
        let refused: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(format!("{}: {}", row.pinned.name, row.error.as_ref()?.message)))
            .collect();
        if refused.is_empty() {
            return Ok(PipelineData::value(Value::string(taken.exported(&rows).to_toml(), call.head), None));
        }
        let problem = "commits of the snapshot are on no remote";
        Err(error::usage(problem, "others could not restore it", name.span, &refused.join("\n"))
            .with_code("ws::snapshot::not_pushed"))
    },
};

/// The workspace of a call.
struct Opened {
    caller: Caller,
    config: ws_core::Config,
    interrupt: Interrupt,
}

impl Opened {
    fn new(engine: &EngineInterface, call: &EvaluatedCall) -> Result<Self, LabeledError> {
        let caller = Caller::of(engine)?;
        let config = caller.open(call.get_flag("root")?.as_ref(), call.head)?;
        Ok(Self { caller, config, interrupt: Interrupt::of(engine)? })
    }

    /// For what changes the clones.
    fn to_work(engine: &EngineInterface, call: &EvaluatedCall) -> Result<Self, LabeledError> {
        let caller = Caller::of(engine)?;
        let config = caller.open_to_work(call.get_flag("root")?.as_ref(), call.head)?;
        Ok(Self { caller, config, interrupt: Interrupt::of(engine)? })
    }

    fn store(&self) -> Store {
        Store::of(&self.config.root)
    }

    fn read(&self, name: &Spanned<String>) -> Result<Snapshot, LabeledError> {
        let directory = self.caller.absolute("".as_ref());
        self.store().read(&name.item, &directory).map_err(|failure| error::labeled(&failure, name.span))
    }
}

impl Command for SnapshotCommand {
    fn name(&self) -> &'static str {
        self.name
    }

    fn description(&self) -> &'static str {
        self.description
    }

    fn extra_description(&self) -> &'static str {
        self.extra
    }

    fn search_terms(&self) -> Vec<&'static str> {
        vec!["workspace", "revision", "lock", "pin", "checkout"]
    }

    fn signature(&self) -> Signature {
        let signature = (self.signature)(Signature::build(self.name));
        let takes_names = signature.rest_positional.is_some();
        let output = match self.output {
            Output::Table(columns) => row::table_type(columns),
            Output::Text => Type::String,
        };
        let input = if takes_names { input::names_type() } else { Type::Nothing };
        signature.input_output_type(input, output).category(Category::Custom("workspace".to_owned()))
    }

    fn examples(&self) -> Vec<Example<'static>> {
        (self.examples)()
    }

    fn complete(&self, argument: &ArgType<'_>) -> Offer {
        match argument {
            ArgType::Positional(0) if self.name == SAVE.name => Offer::Nothing,
            ArgType::Positional(0) => Offer::Snapshots,
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
        (self.run)(engine, call, input)
    }
}
