//! `ws layers`: one row for every layer, bottom first.

use ws_core::layers::LayerRow;
use ws_core::row::Row as _;
use ws_core::{inspect, layers};

use crate::session::Depth;
use crate::spec::{Example, Gives, Spec};
use crate::{Answer, Asked, Failure, Session, select};

pub static SPEC: Spec = Spec {
    name: "layers",
    about: "One row for every layer, bottom first: its siblings, the layers it depends on, and its violations",
    more: "A member of a layer may depend on the layers below, and on other members if the layer has peers. Siblings \
           without a layer share the last row, whose layer is null.",
    search: &["workspace", "architecture", "dependency", "violation", "meta-repository"],
    takes: &[&[select::ROOT.any()]],
    gives: Gives::Rows(LayerRow::COLUMNS),
    examples: &[
        Example::gives(
            "ws layers | where order != null | get layer",
            "The layers, bottom first",
            r#"["foundation", "framework", "tools", "providers"]"#,
        ),
        Example::new("ws layers | select layer siblings depends_on", "What is in each layer, and what it needs"),
        Example::new(
            "ws layers | where violations > 0 | select layer violations",
            "Layers whose members break the layering",
        ),
    ],
    usage: &["ws layers"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let options = session.inspect_options(&config, Depth::Refs);
    let graph = inspect::graph_of_repositories(&config, &options);
    Ok(Answer::checked(layers::layers(&graph).into_iter()))
}
