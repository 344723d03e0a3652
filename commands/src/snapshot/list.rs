//! `ws snapshot list`: the snapshots of the workspace.

use ws_core::row::Row as _;
use ws_core::snapshot::{SnapshotRow, Store};

use super::SEARCH;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "snapshot list",
    about: "The snapshots of this workspace",
    more: "",
    search: SEARCH,
    takes: &[&[select::ROOT.any()]],
    gives: Gives::Rows(SnapshotRow::COLUMNS),
    examples: &[
        Example::new("ws snapshot list | sort-by created | last", "The latest"),
        Example::new("ws snapshot list | where ($it.unpushed | is-not-empty)", "What only these clones can restore"),
        Example::gives("ws snapshot list | where error != null | length", "How many cannot be read", "0"),
    ],
    usage: &["ws snapshot list"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    Ok(Answer::rows(Store::of(&session.open(asked)?.root).list().into_iter()))
}
