//! `ws run`: a task in every sibling that has it.

use std::sync::Arc;

use ws_core::row::Row as _;
use ws_core::run::{self, OnOutput, Places, RunOptions, RunRow, RunState, Unit};
use ws_core::{Config, inspect};

use crate::session::Depth;
use crate::spec::{Completes, Example, Flag, Gives, Spec, Switch, Text, Texts};
use crate::{Answer, Asked, Failure, Given, Session, Telling, Told, select};

static TASK: Flag<Text> = Flag::required("task", "The task, such as lint or test.unit").completes(Completes::Tasks);
static SINCE: Flag<Text> =
    Flag::text("since", "Only siblings that differ from this revision, and what depends on them").placeholder("REV");
static INDEPENDENT: Flag<Switch> =
    Flag::switch("independent", "Ignore dependencies: keep no order, and let a failure block nothing");
static KEEP_GOING: Flag<Switch> =
    Flag::switch("keep-going", "After a failure, block only what depends on it (the default)")
        .excludes(&[("fail-fast", "one goes on where the other stops")]);
static ARGUMENTS: Flag<Texts> = Flag::words("arguments", "Further arguments of the task's command", false);
pub static FAIL_FAST: Flag<Switch> = Flag::switch("fail-fast", "Start nothing more after a failure");

pub static SPEC: Spec = Spec {
    name: "run",
    about: "Runs a task in every sibling that has it, in dependency order",
    more: "Each sibling waits for those that it depends on; independent siblings run in parallel. A failure blocks \
           only the siblings that depend on it. Words after `--` are further arguments of the task's command.",
    search: &["workspace", "task", "test", "lint", "parallel"],
    takes: &[
        &[TASK.any()],
        &select::SIBLINGS,
        &[
            SINCE.any(),
            select::PARALLEL.any(),
            FAIL_FAST.any(),
            KEEP_GOING.any(),
            INDEPENDENT.any(),
            select::PLAN.any(),
            ARGUMENTS.any(),
        ],
    ],
    gives: Gives::Runs(RunRow::COLUMNS),
    examples: &[
        Example::new("ws run lint | where state != ok | select name state blocked_by", "What did not succeed"),
        Example::new("ws siblings | where dirty | ws run lint | get state", "In siblings with something uncommitted"),
        Example::gives("ws run lint messometer | get state", "A missing sibling is skipped", r#"["skipped"]"#),
        Example::gives("ws run lint pyvider --plan | get state", "What would run", r#"["planned"]"#),
    ],
    usage: &["ws run lint", "ws run test -j 4 --affected-by pyvider-cty", "ws run test --since origin/main -- -x"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let plan = asked.has(&select::PLAN);
    let config = if plan { session.open(asked) } else { session.open_to_work(asked) }?;
    let here = select::where_one_stands(&config, asked, session);
    let root = select::is_root_meant(&here, asked, session);
    let mut chosen = if root.alone { Vec::new() } else { select::choose_beside_root(&here, asked, session)? };
    let options = session.inspect_options(&config, Depth::Refs);
    if let Some(since) = asked.text(&SINCE) {
        chosen = select::told(inspect::changed_or_dependent(&here, chosen, since, &options)?, session);
    }
    let graph = inspect::graph_of_repositories(&here, &options);
    let places = Places { siblings: chosen, root: root.meant && asked.text(&SINCE).is_none() };
    let task = asked.required(&TASK);
    let mut units = if places.siblings.is_empty() && !places.root {
        Vec::new()
    } else {
        let place = Given { name: TASK.declared.name, index: 0 };
        run::of_task_in(&here, &places, &graph, task, asked.texts(&ARGUMENTS))
            .map_err(|error| Failure::from(error).about(Some(place)))?
    };
    if asked.has(&INDEPENDENT) {
        run::independent(&mut units);
    }
    if let Some(sibling) = select::is_in_one_of_all(&here, asked, session)
        && units.iter().any(|unit| unit.name == sibling && !unit.is_skipped())
    {
        session.audience.note(&format!("`ws run {task} .` runs it in `{sibling}` alone, where you are"));
    }
    for (name, error) in units.iter().filter_map(|unit| Some((&unit.name, unit.unknown.as_ref()?))) {
        session
            .audience
            .warn(&format!("what `{name}` depends on is unknown, so it may run too early: {}", error.message));
    }
    if plan {
        return Ok(Answer::told(run::plan(&units).into_iter(), RunRow::is_failure, told));
    }
    let rows = start(&config, units, asked, session);
    Ok(Answer::told(rows, RunRow::is_failure, told))
}

/// Runs the units; `ws exec` does the same.
pub fn start(
    config: &Config,
    units: Vec<Unit>,
    asked: &Asked,
    session: &Session,
) -> impl Iterator<Item = RunRow> + Send + use<> {
    let options = RunOptions {
        jobs: select::jobs(asked, &select::PARALLEL),
        fail_fast: asked.has(&FAIL_FAST),
        whole_output: !session.audience.shows_output(),
    };
    let venv = session.trusted_venv(config);
    if venv.is_none() && run::has_venv(config) {
        session.audience.warn("the shared venv is not used because the workspace is not trusted: run `ws trust`");
    }
    session.audience.begin(units.iter().map(|unit| unit.name.clone()).collect());
    let (heard, done) = (Arc::clone(&session.audience), Arc::clone(&session.audience));
    let on_output: OnOutput = Arc::new(move |index, stream, bytes| heard.output(index, stream, bytes));
    let env = run::environment(config, &session.env, venv.as_deref());
    run::run(units, env, options, session.host(), on_output).inspect(move |row| done.done(row.place, None))
}

/// What a person is told of a row that did not end well.
pub fn told(row: &RunRow) -> Option<Told> {
    let why = match (&row.error, row.exit_code) {
        _ if row.state == RunState::Ok => return None,
        _ if row.state == RunState::Planned => {
            return Some(Told { name: row.name.clone(), what: row.shown_commands().join("; "), when: Telling::AtOnce });
        }
        _ if !row.blocked_by.is_empty() => format!(" by {}", row.blocked_by.join(", ")),
        (Some(error), _) => format!(": {}", error.message),
        (None, Some(code)) => format!(" with exit code {code}"),
        (None, None) => String::new(),
    };
    // Of several parts the error names those that failed.
    let part = row.step.as_ref().filter(|step| !step.contains(", ")).map(|step| format!("`{step}` "));
    let what = format!("{}{}{why}", part.unwrap_or_default(), row.state.as_str());
    let when = match row.state {
        RunState::Skipped => Telling::Last,
        RunState::Blocked => Telling::AfterItsCause,
        _ => Telling::AtOnce,
    };
    Some(Told { name: row.name.clone(), what, when })
}
