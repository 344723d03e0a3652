//! `ws bootstrap`: clones or links the siblings that are missing.

use std::sync::Arc;

use ws_core::plan::bootstrap::{self, BootstrapRow, CloneAction, CloneOptions, CloneState, CloneStep};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Completes, Count, Example, Flag, Gives, Spec, Switch, Text};
use crate::{Answer, Asked, Failure, Session, select};

static FROM: Flag<Text> = Flag::text("from", "Link siblings to the clones in this directory, and clone the rest")
    .completes(Completes::Directories);
static LINK: Flag<Switch> = Flag::switch("link", "Only link, never clone")
    .requires("from", "name the directory that holds the clones: --from DIR");
static DEPTH: Flag<Count> = Flag::count("depth", "Clone only the last N commits");
static FILTER: Flag<Text> = Flag::text("filter", "Clone without what this filter leaves out, such as blob:none");
static BRANCH: Flag<Text> =
    Flag::text("branch", "The branch to check out; by default the one in wrknv.toml, else the remote's");
static SUBMODULES: Flag<Switch> = Flag::switch(
    "recurse-submodules",
    "Clone the submodules of each sibling as well, as `submodules = true` in wrknv.toml does for one",
);

pub static SPEC: Spec = Spec {
    name: "bootstrap",
    about: "Clones the siblings that are missing, or links them to existing clones; leaves the others alone",
    more: "Clones into a directory next to the sibling's path, and moves the clone when it is complete. After an \
           interruption, the next run completes the work.",
    search: &["workspace", "clone", "git", "repositories", "symlink"],
    takes: &[
        &select::SIBLINGS,
        &[
            FROM.any(),
            LINK.any(),
            DEPTH.any(),
            FILTER.any(),
            BRANCH.any(),
            SUBMODULES.any(),
            select::PLAN.any(),
            select::JOBS.any(),
            select::PATIENCE.any(),
        ],
    ],
    gives: Gives::Rows(BootstrapRow::COLUMNS),
    examples: &[
        Example::new("ws bootstrap --plan | group-by --to-table action", "What would be done"),
        Example::new(
            "ws bootstrap --plan | where state == error | select name error",
            "What cannot be cloned or linked, and why",
        ),
        Example::gives("ws bootstrap pyvider --plan | get action", "What would be done for one sibling", r#"["skip"]"#),
    ],
    usage: &[
        "ws bootstrap --plan",
        "ws bootstrap -j 8",
        "ws bootstrap --from ~/src          # link what is there, clone the rest",
        "ws bootstrap --link --from ~/src   # only link",
    ],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let plan = asked.has(&select::PLAN);
    let config = if plan { session.open(asked) } else { session.open_to_work(asked) }?;
    let chosen = select::choose(&config, asked, session)?;
    let options = CloneOptions {
        from: asked.text(&FROM).map(|from| session.absolute(from)),
        link: asked.has(&LINK),
        depth: asked.count(&DEPTH),
        filter: asked.text(&FILTER).map(str::to_owned),
        branch: asked.text(&BRANCH).map(str::to_owned),
        submodules: asked.has(&SUBMODULES),
        silence: select::patience(asked),
    };
    let steps = bootstrap::plan(&config, &chosen, &options, &session.inspect_options(&config, Depth::Refs).look);
    if plan {
        return Ok(Answer::told(
            steps.into_iter().map(CloneStep::planned),
            |row| row.state == CloneState::Error,
            |_| None,
        ));
    }
    let (moving, done) = (Arc::clone(&session.audience), Arc::clone(&session.audience));
    session.audience.begin(steps.iter().map(|step| step.name.clone()).collect());
    let told: bootstrap::OnProgress = Arc::new(move |index, phase, percent| moving.progress(index, phase, percent));
    let jobs = select::jobs(asked, &select::JOBS);
    let rows = bootstrap::carry_out(steps, jobs, &config.root, &options, session.host(), told);
    let rows = rows.enumerate().map(move |(index, row)| {
        let summary = (row.step.action != Some(CloneAction::Skip)).then(|| summary(&row));
        done.done(index, summary.as_deref());
        row
    });
    Ok(Answer::told(rows, |row| row.state != CloneState::Ok, |_| None))
}

fn summary(row: &BootstrapRow) -> String {
    match (row.step.action, &row.step.error, row.duration) {
        (None, Some(error), _) => error.to_string(),
        (None, None, _) => "nothing to do".to_owned(),
        (Some(action), Some(error), _) => format!("{}: {error}", action.as_str()),
        (Some(action), None, Some(duration)) => {
            format!("{}: done in {:.1} s", action.as_str(), duration.as_secs_f32())
        }
        (Some(action), None, None) => format!("{}: done", action.as_str()),
    }
}
