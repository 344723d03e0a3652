//! `ws status`: the everyday look, which fits 80 columns.

use ws_core::inspect::{self, StatusRow};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "status",
    about: "Every sibling at a glance: branch, ahead, behind, changes, last commit",
    more: "The cell `changes` counts what is uncommitted under the letters of git status: `M.3` staged, `.M2` \
           unstaged, `??1` untracked, `UU1` conflicted. `ws siblings` has everything.",
    search: &["workspace", "git", "status", "glance", "overview"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(StatusRow::COLUMNS),
    examples: &[
        Example::new("ws status", "Every sibling"),
        Example::new("ws status | where changes != null", "Siblings with something uncommitted"),
        Example::gives("ws status pyvider | get name", "One sibling", r#"["pyvider"]"#),
    ],
    usage: &["ws status", "ws status --dirty"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::by_name(&here, asked, session)?;
    let stays = select::with_dirty(asked, session);
    let rows = inspect::siblings(&chosen, &session.inspect_options(&config, Depth::WorkTree));
    Ok(Answer::rows(rows.filter(stays).map(StatusRow)))
}
