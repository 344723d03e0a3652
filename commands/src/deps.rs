//! `ws deps`: one row for every dependency between siblings.

use ws_core::inspect;
use ws_core::layers::{DependencyRow, Kinds};
use ws_core::row::Row as _;

use crate::spec::{Example, Flag, Gives, Spec, Switch};
use crate::{Answer, Asked, Failure, Session, select};

static IMPORTS: Flag<Switch> =
    Flag::switch("imports", "Also a row for every import of another sibling in the siblings' source code");

pub static SPEC: Spec = Spec {
    name: "deps",
    about: "One row for every dependency between siblings, declared and actual, and whether the layering holds",
    more: "Shows what depends_on in wrknv.toml declares beside what the siblings' own metadata requires. A violation \
           is upward (on a layer above), peer (within a layer whose members may not depend on each other) or cycle; \
           the column cycle names all its members. A cycle that only a group or an extra closes does not break the \
           order. --imports reads the source code too: who imports whom, in which file and line, and whether the \
           import is guarded, so that it may fail. The code is never run; what was read is cached until a file \
           changes.",
    search: &["workspace", "dependency", "requirement", "violation", "cycle", "pyproject", "import"],
    takes: &[&select::SIBLINGS, &[IMPORTS.any()]],
    gives: Gives::Rows(DependencyRow::COLUMNS),
    examples: &[
        Example::new("ws deps | where violation != null", "What breaks the layering"),
        Example::gives(
            "ws deps pyvider-components | where violation == upward | get to",
            "What one sibling should not depend on",
            r#"["plating"]"#,
        ),
        Example::new(
            "ws deps | where satisfied == false | select from requirement",
            "Requirements that no checkout meets",
        ),
        Example::new(
            "ws deps --imports | where kind == import and not actual | select from module file line",
            "What the code imports and no metadata asks for",
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
    let (config, options) = session.open_packages(asked)?;
    let chosen = select::choose(&config, asked, session)?;
    let kinds = if asked.has(&IMPORTS) { Kinds::Imports } else { Kinds::All };
    let graph = inspect::graph_for(&config, kinds, &options);
    Ok(Answer::checked(DependencyRow::of(&graph, &graph.places(&chosen)).into_iter()))
}
