//! `ws sync`: fetches every sibling, and fast-forwards where that is safe.

use std::sync::Arc;

use ws_core::plan::sync::{self, SyncOptions, SyncRow, SyncState};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Flag, Gives, Spec, Switch};
use crate::{Answer, Asked, Failure, Session, select};

static FETCH_ONLY: Flag<Switch> = Flag::switch("fetch-only", "Leave every branch where it is");
static PRUNE: Flag<Switch> = Flag::switch("prune", "Remove remote-tracking branches that the remotes no longer have");

pub static SPEC: Spec = Spec {
    name: "sync",
    about: "Fetches every sibling, and fast-forwards its branch where that changes none of your work",
    more: "Never merges, rebases, stashes, checks out or removes a branch. If a sibling is not fast-forwarded, its \
           row says why.",
    search: &["workspace", "git", "fetch", "pull", "update"],
    takes: &[&select::SIBLINGS, &[FETCH_ONLY.any(), PRUNE.any(), select::JOBS.any(), select::PATIENCE.any()]],
    gives: Gives::Rows(SyncRow::COLUMNS),
    examples: &[
        Example::new("ws sync | where state == skipped | select name reason", "What was not fast-forwarded, and why"),
        Example::new("ws sync --fetch-only | where error != null", "What could not be fetched"),
        Example::gives("ws sync messometer | get state", "A missing sibling is skipped", r#"["skipped"]"#),
    ],
    usage: &["ws sync", "ws sync --fetch-only -j 8"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open_to_work(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::choose(&here, asked, session)?;
    let options = SyncOptions {
        fetch_only: asked.has(&FETCH_ONLY),
        prune: asked.has(&PRUNE),
        jobs: select::jobs(asked, &select::JOBS),
        silence: select::patience(asked),
    };
    let (moving, done) = (Arc::clone(&session.audience), Arc::clone(&session.audience));
    session.audience.begin(chosen.iter().map(|sibling| sibling.name.to_string()).collect());
    let told = Arc::new(move |index, phase: &str, percent| moving.progress(index, phase, percent));
    let look = session.inspect_options(&config, Depth::WorkTree).look;
    let rows = sync::sync(&config, &chosen, options, &look, session.host(), told);
    let rows = rows.enumerate().map(move |(index, row)| {
        done.done(index, None);
        row
    });
    Ok(Answer::told(rows, |row| matches!(row.state, SyncState::Failed | SyncState::Cancelled), |_| None))
}
