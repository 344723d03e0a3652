//! `ws snapshot diff`: how the siblings differ from a snapshot.

use ws_core::row::Row as _;
use ws_core::snapshot::{self, DifferenceRow};

use super::{SEARCH, SNAPSHOT, read};
use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "snapshot diff",
    about: "How the siblings differ from a snapshot",
    more: "A path such as ./ws.lock names a lock file.",
    search: SEARCH,
    takes: &[&[SNAPSHOT.any()], &select::SIBLINGS],
    gives: Gives::Rows(DifferenceRow::COLUMNS),
    examples: &[
        Example::new("ws snapshot diff monday | where direction != same | select name direction commits", "What moved"),
        Example::new("ws snapshot diff ./ws.lock --layer framework", "Against a lock file"),
        Example::gives(
            "ws snapshot save before | ignore; ws snapshot diff before | get direction | uniq",
            "Right after it was taken, nothing differs",
            r#"["same"]"#,
        ),
    ],
    usage: &["ws snapshot diff before-refactoring"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let snapshot = read(&config, asked, session)?;
    let chosen = select::choose(&config, asked, session)?;
    let look = session.inspect_options(&config, Depth::WorkTree).look;
    Ok(Answer::rows(snapshot::compare(&config, &chosen, &snapshot, &look).into_iter()))
}
