//! `ws snapshot restore`: checks a snapshot's commits out where nothing would be lost.

use std::sync::Arc;

use ws_core::plan::restore::{self, RestoreOptions, RestoreRow};
use ws_core::row::Row as _;

use super::{SEARCH, SNAPSHOT, read};
use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "snapshot restore",
    about: "Checks out a snapshot's commits where nothing would be lost; clones missing siblings",
    more: "Refuses a sibling where anything would be lost: uncommitted changes, an operation in progress, commits \
           that only a detached HEAD knows. Never moves a branch: if the branch has moved since the snapshot, detaches \
           HEAD.",
    search: SEARCH,
    takes: &[&[SNAPSHOT.any()], &select::SIBLINGS, &[select::PLAN.any(), select::JOBS.any(), select::PATIENCE.any()]],
    gives: Gives::Rows(RestoreRow::COLUMNS),
    examples: &[
        Example::new(
            "ws snapshot restore monday --plan | where state == refused | select name reason",
            "What is not checked out, and why",
        ),
        Example::new("ws snapshot restore ./ws.lock", "From a lock file; what is missing is cloned"),
        Example::gives(
            "ws snapshot save now | ignore; ws snapshot restore now pyvider | get action",
            "A sibling that is at its commit already is skipped",
            r#"["skip"]"#,
        ),
    ],
    usage: &["ws snapshot restore before-refactoring --plan", "ws snapshot restore ./ws.lock"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let plan = asked.has(&select::PLAN);
    let config = if plan { session.open(asked) } else { session.open_to_work(asked) }?;
    let snapshot = read(&config, asked, session)?;
    let chosen = select::choose(&config, asked, session)?;
    let options = RestoreOptions { plan, jobs: select::jobs(asked, &select::JOBS), silence: select::patience(asked) };
    let (moving, done) = (Arc::clone(&session.audience), Arc::clone(&session.audience));
    session.audience.begin(chosen.iter().map(|sibling| sibling.name.to_string()).collect());
    let told = Arc::new(move |index, phase: &str, percent| moving.progress(index, phase, percent));
    let look = session.inspect_options(&config, Depth::WorkTree).look;
    let rows = restore::restore(&config, &chosen, &snapshot, options, &look, session.host(), told);
    let rows: Vec<RestoreRow> = rows
        .enumerate()
        .map(|(index, row)| {
            done.done(index, None);
            row
        })
        .collect();
    Ok(Answer::told(rows.into_iter(), |row| !matches!(row.state, "ok" | "planned"), |_| None))
}
