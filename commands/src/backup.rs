//! `ws backup`: would deleting a sibling's directory lose work?

use ws_core::inspect::{self, BackupRow};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "backup",
    about: "What deleting each sibling's directory would lose: work that is uncommitted, stashed, or on no remote",
    more: "Only the remotes' branches and tags count as kept elsewhere, as of the last fetch. Commits that only a \
           reflog knows are counted, but do not make a sibling unbacked: every amend leaves one.",
    search: &["workspace", "git", "unpushed", "lost", "delete", "stash"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(BackupRow::COLUMNS),
    examples: &[
        Example::new("ws backup | where unbacked", "Siblings whose directory holds the only copy of something"),
        Example::new(
            "ws backup | where unpushed > 0 | select name unpushed local_only_branches",
            "Commits that are on no remote",
        ),
        Example::gives("ws backup messometer | get unbacked", "A missing sibling has nothing to lose", "[false]"),
    ],
    usage: &["ws backup", "ws backup --format json | jq -r '.[] | select(.unbacked).name'"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::by_name(&here, asked, session)?;
    let stays = select::with_dirty(asked, session);
    let rows = inspect::backups(&chosen, &session.inspect_options(&config, Depth::WorkTree));
    Ok(Answer::checked(rows.filter(move |row| stays(&row.state))))
}
