//! The table of `ws order`: the siblings in the order of installation.

use std::collections::HashSet;

use super::{Cell, Column, Kind, Row, column};
use crate::layers::{Graph, Order};

/// A row of `ws order`.
#[derive(Debug, Clone)]
pub struct OrderRow {
    name: String,
    layer: Option<String>,
    wave: usize,
}

impl OrderRow {
    /// The rows of the siblings in `chosen`; each keeps the wave that it has among all.
    pub fn of(graph: &Graph, order: &Order, chosen: &[usize]) -> Vec<Self> {
        let chosen: HashSet<usize> = chosen.iter().copied().collect();
        let steps = order.steps.iter().filter(|step| chosen.contains(&step.node));
        let row = |node: usize, wave| Self {
            name: graph.nodes[node].name.to_string(),
            layer: graph.layer_of(node).map(ToString::to_string),
            wave,
        };
        steps.map(|step| row(step.node, step.wave)).collect()
    }
}

impl Row for OrderRow {
    const COLUMNS: &'static [Column] = &[
        column("name", Kind::String, false, true, "The sibling."),
        column("layer", Kind::String, true, true, "Its layer; null when wrknv.toml names none."),
        column("wave", Kind::Int, false, true, "From 1; siblings of one wave can be installed side by side."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![self.name.as_str().into(), self.layer.clone().into(), self.wave.into()]
    }
}
