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
    let named = (0..graph.layers.len()).map(Some);
    let unnamed = graph.nodes.iter().any(|node| node.layer.is_none()).then_some(None);
    named.chain(unnamed).map(|layer| summary(graph, layer)).collect()
}

fn summary(graph: &Graph, layer: Option<usize>) -> LayerRow {
    let of_layer = || graph.edges.iter().filter(|edge| graph.nodes[edge.from].layer == layer);
    let below: BTreeSet<usize> = of_layer()
        .filter(|edge| edge.counts(Kinds::Runtime))
        .filter_map(|edge| graph.nodes[edge.to].layer)
        .filter(|to| Some(*to) != layer)
        .collect();
    LayerRow {
        layer: layer.map(|layer| graph.layers[layer].name.clone()),
        order: layer.map(|layer| layer + 1),
        siblings: graph.nodes.iter().filter(|node| node.layer == layer).map(|node| node.name.clone()).collect(),
        depends_on: below.into_iter().map(|layer| graph.layers[layer].name.clone()).collect(),
        violations: of_layer().filter(|edge| edge.violation.is_some()).count(),
        error: graph.nodes.iter().filter(|node| node.layer == layer).find_map(|node| node.unread.clone()),
    }
}
