//! An SVG that needs no other program: a band for each layer, top layer first, and arrows that point down to what is
//! depended on. Follows the reader's light or dark scheme.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::layout::{HEIGHT, Layout, MARGIN};
use super::{Line, Picture};
use crate::layers::{Edge, Graph, Kinds};
use crate::secrets;
use crate::terminal::escape_lines;

/// Colours are written out in both schemes, since not every reader of SVG knows variables.
const STYLE: &str = "\
:root { color-scheme: light dark; }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328; }
.ground { fill: #ffffff; }
.band { fill: #f3f5f8; }
.title { fill: #59636e; font-weight: 600; }
.box { fill: #ffffff; stroke: #d5dbe3; }
.line { fill: none; stroke: #6e7781; stroke-width: 1.4; }
.tip { fill: #6e7781; }
.implied { opacity: 0.28; }
.optional { stroke-dasharray: 5 4; }
.violation { stroke: #d1242f; stroke-width: 2.2; opacity: 1; }
.violation-tip { fill: #d1242f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .ground, .box { fill: #0d1117; }
  .band { fill: #161b22; }
  .title { fill: #9198a1; }
  .box { stroke: #30363d; }
  .line { stroke: #8b949e; }
  .tip { fill: #8b949e; }
  .violation { stroke: #ff6b62; }
  .violation-tip { fill: #ff6b62; }
}
";

/// The siblings in `chosen`; what breaks the layering is red. A dependency that follows from others is faint, one that
/// only extras or groups have is dashed.
pub fn svg(graph: &Graph, chosen: &[usize], kinds: Kinds) -> String {
    let picture = Picture::new(graph, chosen, kinds);
    let layout = Layout::new(&picture);
    let mut text = String::new();
    let (width, height) = layout.size;
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"Dependencies between siblings, by layer\">"
    );
    let _ = writeln!(text, "<style>\n{STYLE}</style>");
    for (id, class) in [("tip", "tip"), ("violation-tip", "violation-tip")] {
        let _ = writeln!(
            text,
            "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\" class=\"{class}\"/></marker>"
        );
    }
    let _ = writeln!(text, "<rect width=\"100%\" height=\"100%\" class=\"ground\"/>");
    for (band, (top, bottom)) in picture.bands.iter().zip(&layout.bands) {
        let _ = writeln!(
            text,
            "<rect x=\"{:.0}\" y=\"{top:.0}\" width=\"{:.0}\" height=\"{:.0}\" rx=\"10\" class=\"band\"/>\n<text x=\"{:.0}\" y=\"{:.0}\" class=\"title\">{}</text>",
            MARGIN / 2.0,
            width - MARGIN,
            bottom - top,
            MARGIN,
            top + 22.0,
            picture.title(band)
        );
    }
    lines(&picture, &layout, &mut text);
    for (node, place) in &layout.places {
        let _ = writeln!(
            text,
            "<g><title>{}</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{HEIGHT}\" rx=\"7\" class=\"box\"/>\n<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text></g>",
            xml(&about_box(&picture, *node)),
            place.x - place.width / 2.0,
            place.y,
            place.width,
            place.x,
            place.y + HEIGHT / 2.0 + 4.0,
            picture.name(*node)
        );
    }
    text.push_str("</svg>\n");
    text
}

/// The lines, those that break the layering last and so on top.
fn lines(picture: &Picture<'_>, layout: &Layout, text: &mut String) {
    let implied = implied(picture);
    let mut between: BTreeMap<(usize, usize), Vec<&Edge>> = BTreeMap::new();
    for edge in &picture.graph.edges {
        between.entry((edge.from, edge.to)).or_default().push(edge);
    }
    let mut sorted: Vec<(&Line, &String)> = picture.lines.iter().zip(&layout.paths).collect();
    sorted.sort_by_key(|(line, _)| (line.violation, !implied.contains(&(line.from, line.to))));
    for (line, path) in sorted {
        let mut class = "line".to_owned();
        for (holds, name) in [
            (implied.contains(&(line.from, line.to)), " implied"),
            (line.optional, " optional"),
            (line.violation, " violation"),
        ] {
            class.push_str(if holds { name } else { "" });
        }
        let tip = if line.violation { "violation-tip" } else { "tip" };
        let _ = writeln!(
            text,
            "<path d=\"{path}\" class=\"{class}\" marker-end=\"url(#{tip})\"><title>{}</title></path>",
            xml(&about_line(picture, line, &between[&(line.from, line.to)]))
        );
    }
}

/// Who depends on whom, and each reason with its requirement and what is wrong with it.
fn about_line(picture: &Picture<'_>, line: &Line, edges: &[&Edge]) -> String {
    let mut about = format!("{} → {}", picture.name(line.from), picture.name(line.to));
    for edge in edges {
        let _ = write!(about, "\n{}", edge.kind);
        if let Some(requirement) = &edge.requirement {
            let _ = write!(about, ": {}", secrets::without_secrets(requirement));
        }
        about.push_str(match edge.satisfied {
            Some(true) => " (satisfied by the checkout)",
            Some(false) => " (not satisfied by the checkout)",
            None => "",
        });
        if edge.marker_applies == Some(false) {
            about.push_str(" (not on this machine)");
        }
        if let Some(violation) = edge.violation {
            let _ = write!(about, " ({})", violation.as_str());
        }
    }
    about
}

/// A sibling's layer, and what of its metadata could not be read.
fn about_box(picture: &Picture<'_>, node: usize) -> String {
    let layer = picture.graph.layer_of(node).map_or_else(|| "no layer".to_owned(), ToString::to_string);
    let mut about = format!("{}: {layer}", picture.name(node));
    if !picture.graph.nodes[node].is_read && picture.graph.nodes[node].problems.is_empty() {
        about.push_str("\nwhat it depends on is not known");
    }
    for problem in &picture.graph.nodes[node].problems {
        let _ = write!(about, "\n{problem}");
    }
    about
}

/// Text between tags. What XML 1.0 cannot hold is escaped as for a terminal.
fn xml(text: &str) -> String {
    escape_lines(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Pairs that other lines connect as well, over more than one step.
fn implied(picture: &Picture<'_>) -> BTreeSet<(usize, usize)> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for line in picture.lines.iter().filter(|line| !line.violation && !line.optional) {
        next.entry(line.from).or_default().push(line.to);
    }
    let mut implied = BTreeSet::new();
    for line in picture.lines.iter().filter(|line| !line.violation) {
        let mut seen = BTreeSet::new();
        let first = next.get(&line.from).into_iter().flatten().copied().filter(|node| *node != line.to);
        let mut open: Vec<usize> = first.collect();
        while let Some(node) = open.pop() {
            if node == line.to {
                implied.insert((line.from, line.to));
                break;
            }
            if node != line.from && seen.insert(node) {
                open.extend(next.get(&node).into_iter().flatten());
            }
        }
    }
    implied
}
