//! `ws tasks`: what can be run in each sibling, and in the root.

use ws_core::row::Row as _;
use ws_core::tasks::{self, TaskRow};

use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "tasks",
    about: "One row for every task of every sibling: those of its own wrknv.toml, and the workspace's",
    more: "A sibling has its own tasks, and those of [workspace.tasks] that it does not define itself. The root's \
           tasks are listed as those of `.`. A task that cannot be read has a row with its error.",
    search: &["workspace", "run", "script", "command"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(TaskRow::COLUMNS),
    examples: &[
        Example::new("ws tasks | where not inherited", "Tasks that siblings define themselves"),
        Example::new("ws tasks | group-by --to-table task", "Siblings by task"),
        Example::gives(
            "ws tasks pyvider | where inherited | get command",
            "Tasks that one sibling takes from the workspace",
            r#"["git diff --check"]"#,
        ),
    ],
    usage: &["ws tasks", "ws tasks pyvider --format json"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let config = select::where_one_stands(&config, asked, session);
    let root = select::is_root_meant(&config, asked, session);
    let chosen = if root.alone { Vec::new() } else { select::choose_beside_root(&config, asked, session)? };
    let mut rows = if root.meant { tasks::root_rows(&config) } else { Vec::new() };
    rows.extend(chosen.into_iter().flat_map(|sibling| tasks::rows(&config, sibling)));
    Ok(Answer::checked(rows.into_iter()))
}
