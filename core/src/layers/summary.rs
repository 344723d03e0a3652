//! Each layer at a glance.

use std::collections::BTreeSet;

use crate::config::{LayerName, SiblingName};
use crate::error::RowError;
use crate::layers::{Graph, Kinds};

/// A layer, or the siblings without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRow {
    /// Its name; `None` for the siblings that have no layer.
    pub layer: Option<LayerName>,
    /// From 1 at the bottom.
    pub order: Option<usize>,
    /// Its members, in the order of the file.
    pub siblings: Vec<SiblingName>,
    /// The other layers that its members need to be installed and to run, bottom first.
    pub depends_on: Vec<LayerName>,
    /// How many dependencies of its members break the layering.
    pub violations: usize,
    /// Why the dependencies of a member are unknown.
    pub error: Option<RowError>,
}

/// The layers, bottom first; last the siblings without one, if there are any.
pub fn layers(graph: &Graph) -> Vec<LayerRow> {
    let mut summaries = vec![Summary::default(); graph.layers.len() + 1];
    // The last is of those without a layer.
    let place = |node: usize| graph.nodes[node].layer.unwrap_or(graph.layers.len());
    for (node, of) in graph.nodes.iter().enumerate() {
        let summary = &mut summaries[place(node)];
        summary.siblings.push(of.name.clone());
        if summary.error.is_none() {
            summary.error.clone_from(&of.unread);
        }
    }
    for edge in &graph.edges {
        let summary = &mut summaries[place(edge.from)];
        summary.violations += usize::from(edge.violation.is_some());
        if edge.counts(Kinds::Runtime) && place(edge.to) != place(edge.from) {
            summary.below.extend(graph.nodes[edge.to].layer);
        }
    }
    let unnamed = summaries.pop().filter(|summary| !summary.siblings.is_empty());
    let named = summaries.into_iter().enumerate().map(|(layer, summary)| (Some(layer), summary));
    named.chain(unnamed.map(|summary| (None, summary))).map(|(layer, summary)| summary.row(graph, layer)).collect()
}

/// What is gathered of one layer.
#[derive(Debug, Clone, Default)]
struct Summary {
    siblings: Vec<SiblingName>,
    below: BTreeSet<usize>,
    violations: usize,
    error: Option<RowError>,
}

impl Summary {
    fn row(self, graph: &Graph, layer: Option<usize>) -> LayerRow {
        LayerRow {
            layer: layer.map(|layer| graph.layers[layer].name.clone()),
            order: layer.map(|layer| layer + 1),
            siblings: self.siblings,
            depends_on: self.below.into_iter().map(|layer| graph.layers[layer].name.clone()).collect(),
            violations: self.violations,
            error: self.error,
        }
    }
}
