//! `ws setup`: the shared venv with every sibling in it.

use std::sync::Arc;

use ws_core::inspect;
use ws_core::plan::setup::{self, SetupOptions, SetupRow, SetupState, SetupStep};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Completes, Example, Flag, Gives, Spec, Switch, Text, Texts};
use crate::{Answer, Asked, Failure, Session, select};

static PYTHON: Flag<Text> = Flag::text("python", "The Python of the venv: a version such as 3.12, or a path");
static EXTRAS: Flag<Texts> =
    Flag::texts("extras", "Install this extra of every sibling that has it").completes(Completes::Extras);
static GROUPS: Flag<Texts> =
    Flag::texts("groups", "Install this dependency group (PEP 735) of every sibling that has it")
        .completes(Completes::Groups);
static RECREATE: Flag<Switch> = Flag::switch("recreate", "Make a new venv; the old one is moved aside and kept");
static PRUNE: Flag<Switch> =
    Flag::switch("prune", "Uninstall editables that are no sibling's and that nothing requires; their checkouts stay");
static REINSTALL: Flag<Switch> =
    Flag::switch("reinstall", "Install every sibling again, also where nothing has changed");

/// The steps, in the order in which they are shown.
const STEPS: [SetupStep; 5] =
    [SetupStep::Venv, SetupStep::Install, SetupStep::Dependencies, SetupStep::Prune, SetupStep::Verify];

pub static SPEC: Spec = Spec {
    name: "setup",
    about: "Makes the shared venv and installs every sibling into it as editable, bottom layer first",
    more: "Makes the venv with uv if it is on PATH, else with Python's own module. Installs the siblings without \
           their requirements, layer by layer, and then all other requirements in one resolution. At the end it checks \
           the venv. A requirement between siblings is never met from an index.",
    search: &["workspace", "python", "venv", "install", "editable", "uv", "pip"],
    takes: &[
        &select::SIBLINGS,
        &[PYTHON.any(), EXTRAS.any(), GROUPS.any(), REINSTALL.any(), RECREATE.any(), PRUNE.any(), select::PLAN.any()],
    ],
    gives: Gives::Rows(SetupRow::COLUMNS),
    examples: &[
        Example::new("ws setup --plan | select step layer siblings", "What would be done"),
        Example::new("ws setup --plan | where state == skipped | select siblings reason", "What is left out, and why"),
        Example::gives("ws setup --plan | last | get step", "The last step checks the venv", r#""verify""#),
    ],
    usage: &[
        "ws setup --plan",
        "ws setup",
        "ws setup --python 3.12 --extras dev --groups test",
        "ws setup --prune --plan",
    ],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let plan_only = asked.has(&select::PLAN);
    let config = if plan_only { session.open(asked) } else { session.open_to_work(asked) }?;
    let look = session.inspect_options(&config, Depth::Refs);
    let config = inspect::by_package(&config, &look);
    let chosen = select::choose(&config, asked, session)?;
    let listed = |flag| asked.texts(flag).iter().flat_map(|one: &String| one.split(',')).map(str::to_owned).collect();
    let options = SetupOptions {
        python: asked.text(&PYTHON).map(str::to_owned),
        extras: listed(&EXTRAS),
        groups: listed(&GROUPS),
        reinstall: asked.has(&REINSTALL),
        recreate: asked.has(&RECREATE),
        prune: asked.has(&PRUNE),
    };
    let projects = inspect::known_projects(&config, &look);
    let graph = inspect::graph(&config, &look);
    let plan = setup::plan(&config, &chosen, projects, &graph, options, &session.env)?;
    let fails = |row: &SetupRow| matches!(row.state, SetupState::Failed | SetupState::Cancelled);
    if plan_only {
        return Ok(Answer::told(plan.rows().into_iter(), fails, |_| None));
    }
    let (moving, done) = (Arc::clone(&session.audience), Arc::clone(&session.audience));
    session.audience.begin(STEPS.iter().map(|step| step.as_str().to_owned()).collect());
    let index = |step: SetupStep| STEPS.iter().position(|other| *other == step).unwrap_or_default();
    let rows = setup::carry_out(plan, session.host(), Arc::new(move |step, line| moving.line(index(step), line)));
    let rows = rows.inspect(move |row| done.done(index(row.step), Some(&summary(row))));
    Ok(Answer::told(rows, fails, |_| None))
}

fn summary(row: &SetupRow) -> String {
    let about = match (&row.layer, row.siblings.as_slice()) {
        (Some(layer), siblings) => format!("{layer} ({})", siblings.join(", ")),
        (None, []) => String::new(),
        (None, [one]) => one.clone(),
        (None, siblings) => ws_core::report::siblings(siblings.len()),
    };
    let why = row.error.as_ref().map(ToString::to_string).or_else(|| row.reason.clone());
    let parts = [Some(about), Some(row.state.as_str().to_owned()), why];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}
