//! `ws graph`: the layered graph as a picture.

use ws_core::{draw, inspect};

use crate::spec::{Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

static FORMAT: Flag<Text> = Flag::one_of(
    "format",
    "The format of the picture",
    &[
        ("mermaid", "A flowchart, which git hosts render in Markdown"),
        ("dot", "For Graphviz"),
        ("svg", "A picture that needs no other program, and follows the light or dark theme"),
    ],
    "mermaid",
);

pub static SPEC: Spec = Spec {
    name: "graph",
    about: "The layered graph of dependencies, as Mermaid, DOT or SVG",
    more: "Each layer is a band, top layer first. An arrow leads from a sibling to what it depends on. An arrow that \
           breaks the layering is red; one that only extras or groups ask for is dashed; in SVG, one that follows from \
           others is faint.",
    search: &["workspace", "dependency", "diagram", "picture", "mermaid", "graphviz", "svg"],
    takes: &[&select::SIBLINGS, &[select::KIND.any(), FORMAT.any()]],
    gives: Gives::Text,
    examples: &[
        Example::new("ws graph", "A flowchart for Markdown"),
        Example::gives(
            "ws graph --layer framework --format dot | lines | first",
            "One layer, for Graphviz",
            r#""digraph workspace {""#,
        ),
        Example::new("ws graph --format svg --kind all | str length", "A picture with extras and groups"),
    ],
    usage: &["ws graph", "ws graph --format svg >workspace.svg", "ws graph --format dot | dot -Tpdf >workspace.pdf"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let (config, options) = session.open_packages(asked)?;
    let chosen = select::choose(&config, asked, session)?;
    let kinds = select::kinds(asked);
    let graph = inspect::graph_for(&config, kinds, &options);
    let places = graph.places(&chosen);
    graph.warnings(&places).iter().for_each(|warning| session.audience.warn(warning));
    let draw = match asked.text(&FORMAT) {
        Some("dot") => draw::dot,
        Some("svg") => draw::svg,
        _ => draw::mermaid,
    };
    Ok(Answer::Text(draw(&graph, &places, kinds)))
}
