//! Graphviz's DOT (<https://graphviz.org/doc/info/lang.html>).

use std::fmt::Write as _;

use super::Picture;
use crate::layers::{Graph, Kinds};

/// The siblings in `chosen` as a directed graph with a cluster for each layer; what breaks the layering is red.
pub fn dot(graph: &Graph, chosen: &[usize], kinds: Kinds) -> String {
    let picture = Picture::new(graph, chosen, kinds);
    let mut text =
        "digraph workspace {\n  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n".to_owned();
    for (number, band) in picture.bands.iter().enumerate().rev() {
        let _ = writeln!(text, "  subgraph cluster_{number} {{\n    label=\"{}\";", picture.title(band));
        for node in &band.members {
            let _ = writeln!(text, "    \"{}\";", picture.name(*node));
        }
        text.push_str("  }\n");
    }
    for line in &picture.lines {
        let mut attributes = Vec::new();
        if line.optional {
            attributes.push("style=dashed");
        }
        if line.violation {
            // It must not turn the layers upside down.
            attributes.extend(["color=\"#d1242f\"", "penwidth=2", "constraint=false"]);
        }
        let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        let _ = writeln!(text, "  \"{}\" -> \"{}\"{attributes};", picture.name(line.from), picture.name(line.to));
    }
    text.push_str("}\n");
    text
}
