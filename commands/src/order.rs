//! `ws order`: the siblings in the order of installation.

use ws_core::layers::OrderRow;
use ws_core::row::Row as _;
use ws_core::{inspect, layers};

use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "order",
    about: "The siblings in the order of installation; those of one wave can be installed in parallel",
    more: "Each sibling comes after everything that it needs to be installed and to run: its runtime and build \
           requirements, and depends_on. A cycle is cut at its weakest dependency, which a warning names. Choosing \
           siblings does not change their waves.",
    search: &["workspace", "dependency", "topological", "wave", "install"],
    takes: &[&select::SIBLINGS],
    gives: Gives::Rows(OrderRow::COLUMNS),
    examples: &[
        Example::new("ws order | group-by --to-table wave", "What can be installed in parallel"),
        Example::new("ws order --affected-by pyvider-cty | get name", "What to rebuild after a change, in order"),
        Example::gives(
            "ws order --layer framework | get name",
            "The order within a layer",
            r#"["pyvider-cty", "pyvider-rpcplugin", "pyvider", "pyvider-hcl", "pyvider-components"]"#,
        ),
    ],
    usage: &["ws order", "ws order --layer framework"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let (config, options) = session.open_packages(asked)?;
    let chosen = select::choose(&config, asked, session)?;
    let graph = inspect::graph(&config, &options);
    let order = layers::order(&graph);
    order.warnings(&graph).iter().for_each(|warning| session.audience.warn(warning));
    Ok(Answer::checked(OrderRow::of(&graph, &order, &graph.places(&chosen)).into_iter()))
}
