//! `ws branches`: one row for every local branch of every sibling.

use ws_core::inspect::{self, BranchRow};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "branches",
    about: "One row for every local branch of every sibling: its upstream, ahead, behind, merged, gone",
    more: "The default branch is the remote's, as of the last fetch or clone, else the one in \
           wrknv.toml. Without one, default and merged are null.",
    search: &["workspace", "git", "branch", "merged", "gone", "upstream"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(BranchRow::COLUMNS),
    examples: &[
        Example::new(
            "ws branches | where merged | where default == false | select name branch",
            "Branches whose commits are all on the default branch",
        ),
        Example::new("ws branches | where gone", "Branches whose upstream no longer exists"),
        Example::gives(
            "ws branches pyvider | where current | get branch",
            "The branch that is checked out",
            r#"["main"]"#,
        ),
    ],
    usage: &["ws branches", "ws branches pyvider --format json | jq '.[] | select(.gone)'"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::choose(&here, asked, session)?;
    Ok(Answer::checked(inspect::branches(&chosen, &session.inspect_options(&config, Depth::Refs))))
}
