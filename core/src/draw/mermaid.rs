//! Mermaid's flowchart (<https://mermaid.js.org/syntax/flowchart.html>), which git hosts render in Markdown.

use std::fmt::Write as _;

use super::Picture;
use crate::layers::{Graph, Kinds};

/// The siblings in `chosen` as a flowchart, top layer first; what breaks the layering is red.
pub fn mermaid(graph: &Graph, chosen: &[usize], kinds: Kinds) -> String {
    let picture = Picture::new(graph, chosen, kinds);
    let mut text = "flowchart TB\n".to_owned();
    for (number, band) in picture.bands.iter().enumerate().rev() {
        // Names of siblings have no character that needs quoting in a label; ids are ours, since `end` is a keyword.
        let _ = writeln!(text, "  subgraph band{number}[\"{}\"]", picture.title(band));
        for node in &band.members {
            let _ = writeln!(text, "    s{node}[\"{}\"]", picture.name(*node));
        }
        text.push_str("  end\n");
    }
    for line in &picture.lines {
        let arrow = if line.optional { "-.->" } else { "-->" };
        let _ = writeln!(text, "  s{} {arrow} s{}", line.from, line.to);
    }
    let red: Vec<String> =
        picture.lines.iter().enumerate().filter(|(_, line)| line.violation).map(|(n, _)| n.to_string()).collect();
    if !red.is_empty() {
        let _ = writeln!(text, "  linkStyle {} stroke:#d1242f,stroke-width:2px", red.join(","));
    }
    text
}
