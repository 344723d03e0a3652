//! The graph as a picture, for people who would rather look than read: [`mermaid`], [`dot`] and [`svg`].
//!
//! Drawn is a line for each pair of siblings of which one depends on the other to be installed and to run, and for each
//! that breaks the layering, whatever its kind.

mod dot;
mod layout;
mod mermaid;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

use crate::layers::{Graph, Kinds};

/// One line of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    from: usize,
    to: usize,
    /// It breaks the layering.
    violation: bool,
    /// Only extras or groups ask for it.
    optional: bool,
}

/// Some siblings and the lines between them.
struct Picture<'a> {
    graph: &'a Graph,
    /// The siblings that are drawn, by layer, bottom first; last those without one. Each by name.
    bands: Vec<Band>,
    lines: Vec<Line>,
}

/// The siblings of one layer that are drawn.
struct Band {
    /// `None`: those without a layer.
    layer: Option<usize>,
    members: Vec<usize>,
}

impl<'a> Picture<'a> {
    fn new(graph: &'a Graph, chosen: &[usize], kinds: Kinds) -> Self {
        let layers = (0..graph.layers.len()).map(Some).chain([None]);
        let members = |layer| {
            let mut members: Vec<usize> =
                chosen.iter().copied().filter(|node| graph.nodes[*node].layer == layer).collect();
            members.sort_by(|a, b| graph.nodes[*a].name.cmp(&graph.nodes[*b].name));
            members
        };
        let bands = layers.map(|layer| Band { layer, members: members(layer) });
        let bands = bands.filter(|band| !band.members.is_empty()).collect();
        let mut lines: BTreeMap<(usize, usize), Line> = BTreeMap::new();
        let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
        for edge in &graph.edges {
            let between = chosen.contains(&edge.from) && chosen.contains(&edge.to) && edge.from != edge.to;
            let drawn = edge.counts(kinds) || (edge.violation.is_some() && edge.marker_applies != Some(false));
            if between && drawn {
                let (violation, optional) = (edge.violation.is_some(), !edge.counts(Kinds::Runtime));
                let line = Line { from: edge.from, to: edge.to, violation, optional };
                let known = lines.entry((edge.from, edge.to)).or_insert(line);
                known.violation |= violation;
                known.optional &= optional;
            }
        }
        Self { graph, bands, lines: lines.into_values().collect() }
    }

    fn name(&self, node: usize) -> &str {
        self.graph.nodes[node].name.as_str()
    }

    fn title(&self, band: &Band) -> &str {
        band.layer.map_or("no layer", |layer| self.graph.layers[layer].name.as_str())
    }
}

#[cfg(test)]
mod tests;
