//! `ws deps`: one row for every dependency between siblings.

use ws_core::inspect;
use ws_core::layers::DependencyRow;
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "deps",
    about: "One row for every dependency between siblings, declared and actual, and whether the layering holds",
    more: "What depends_on in wrknv.toml declares and what the siblings' own metadata asks for, side by side. A \
           violation is upward (on a layer above), peer (within a layer whose members may not depend on each other) or \
           cycle; the column cycle names the whole of it. A cycle that only a group or an extra closes does not break \
           the order.",
    search: &["workspace", "dependency", "requirement", "violation", "cycle", "pyproject"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(DependencyRow::COLUMNS),
    examples: &[
        Example::new("ws deps | where violation != null", "What breaks the layering"),
        Example::gives(
            "ws deps pyvider-components | where violation == upward | get to",
            "What one sibling depends on and should not",
            r#"["plating"]"#,
        ),
        Example::new(
            "ws deps | where satisfied == false | select from requirement",
            "Requirements that no checkout meets",
        ),
        Example::new(
            "ws deps | where actual == false | select from to",
            "Dependencies that wrknv.toml declares and no metadata asks for",
        ),
    ],
    usage: &["ws deps", "ws deps pyvider-components", "ws deps --format jsonl | jq 'select(.violation)'"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let chosen = select::choose(&config, asked, session)?;
    let graph = inspect::graph(&config, &session.inspect_options(&config, Depth::Refs));
    Ok(Answer::rows(DependencyRow::of(&graph, &graph.places(&chosen)).into_iter()))
}
