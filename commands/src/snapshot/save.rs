//! `ws snapshot save`: takes one.

use std::time::SystemTime;

use ws_core::inspect::default_jobs;
use ws_core::row::Row as _;
use ws_core::snapshot::{self, PinRow, Snapshot, Store};

use super::{SEARCH, place};
use crate::session::Depth;
use crate::spec::{Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

static NAME: Flag<Text> = Flag::required("snapshot", "Its name; one that is there is kept");

pub static SPEC: Spec = Spec {
    name: "snapshot save",
    about: "Pins the commit at HEAD of every sibling under a name, and says what is not in it",
    more: "Written to .ws/snapshots in the root; one that is there is never replaced. What is uncommitted is not in it: \
           the row says so.",
    search: SEARCH,
    takes: &[&[NAME.any(), select::ROOT.any()]],
    gives: Gives::Rows(PinRow::COLUMNS),
    examples: &[
        Example::new(
            "ws snapshot save before-upgrade | where dirty | get name",
            "What has uncommitted changes beside it",
        ),
        Example::new(
            "ws snapshot save v1 | where pushed == false | select name unpushed",
            "What nobody else could restore",
        ),
        Example::gives(
            "ws snapshot save example | where state == missing | get name",
            "What was not there",
            r#"["messometer"]"#,
        ),
    ],
    usage: &["ws snapshot save before-refactoring"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let (store, name) = (Store::of(&config.root), asked.required(&NAME));
    let refused = |error: ws_core::Error| Failure::from(error).about(Some(place()));
    // Before the work: a name that will not do costs nothing.
    store.check_new(name).map_err(refused)?;
    let rows = snapshot::take(&config, &session.inspect_options(&config, Depth::WorkTree).look, default_jobs());
    store.write(name, &Snapshot::of(&config, &rows, SystemTime::now())).map_err(refused)?;
    Ok(Answer::checked(rows.into_iter()))
}
