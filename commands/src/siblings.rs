//! `ws siblings`: one row for every sibling.

use ws_core::inspect::{self, SiblingRow};
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Flag, Gives, Spec, Switch};
use crate::{Answer, Asked, Failure, Session, select};

static FAST: Flag<Switch> = Flag::switch("fast", "Do not look at working trees: what is uncommitted stays unknown")
    .excludes(&[("dirty", "without a look at the working trees, nothing is known to be dirty")]);

pub static SPEC: Spec = Spec {
    name: "siblings",
    about: "One row for every sibling: its branch, upstream, and what is uncommitted",
    more: "The workspace is found from the current directory, which may be the root, below it, or inside a sibling. A \
           missing or broken sibling has a row too: its state says so, and what is unknown is null.",
    search: &["workspace", "repository", "repositories", "git", "status", "dirty", "branch"],
    takes: &[&select::SIBLINGS, &[FAST.any()]],
    gives: Gives::Rows(SiblingRow::COLUMNS),
    examples: &[
        Example::new("ws siblings | where dirty", "Siblings with something uncommitted"),
        Example::new(
            "ws siblings | where dirty | where ahead > 0 | select name branch ahead behind",
            "Siblings with something uncommitted and something unpushed; chain conditions, since `and` fails on null",
        ),
        Example::new(
            "ws siblings --fast | group-by --to-table layer",
            "Siblings by layer, without a look at the working trees",
        ),
        Example::new(
            "ws siblings --layer [foundation framework] --exclude *-hcl --fast | get name",
            "Siblings of two layers, without those that match a glob",
        ),
        Example::gives("ws siblings pyvider --fast | get layer", "The layer of one sibling", r#"["framework"]"#),
        Example::new(
            "ws siblings pyvider-* --fast | where state == missing | get name",
            "Missing siblings among those that match a glob",
        ),
        Example::gives(
            "[wrknv pyvider] | ws siblings --fast | get name",
            "Names from the pipeline; rows keep the order of wrknv.toml",
            r#"["pyvider", "wrknv"]"#,
        ),
        Example::new("ws siblings | where error != null | select name error", "What could not be read, and why"),
    ],
    usage: &[
        "ws siblings",
        "ws siblings 'pyvider-*' --layer framework",
        "ws siblings --dirty --format json | jq -r '.[].name'",
        "ws siblings --fast --format csv",
    ],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::by_name(&here, asked, session)?;
    let depth = if asked.has(&FAST) { Depth::Refs } else { Depth::WorkTree };
    let stays = select::with_dirty(asked, session);
    let rows = inspect::siblings(&chosen, &session.inspect_options(&config, depth));
    Ok(Answer::rows(rows.filter(stays)))
}
