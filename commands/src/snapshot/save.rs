//! `ws snapshot save`: takes a snapshot.

use std::time::SystemTime;

use ws_core::inspect::default_jobs;
use ws_core::row::Row as _;
use ws_core::snapshot::{self, PinRow, Snapshot, Store};

use super::{SEARCH, place};
use crate::session::Depth;
use crate::spec::{Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

static NAME: Flag<Text> = Flag::required("snapshot", "The name of the new snapshot");

pub static SPEC: Spec = Spec {
    name: "snapshot save",
    about: "Records the commit at HEAD of every sibling under a name, and says what is not in it",
    more: "Writes to .ws/snapshots in the root, and never replaces a snapshot. Uncommitted changes are not in it; the \
           rows say where there are some.",
    search: SEARCH,
    takes: &[&[NAME.any(), select::ROOT.any()]],
    gives: Gives::Rows(PinRow::COLUMNS),
    examples: &[
        Example::new(
            "ws snapshot save before-upgrade | where dirty | get name",
            "Siblings with uncommitted changes, which the snapshot does not have",
        ),
        Example::new(
            "ws snapshot save v1 | where pushed == false | select name unpushed",
            "What nobody else could restore",
        ),
        Example::gives(
            "ws snapshot save example | where state == missing | get name",
            "Siblings that are missing",
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
