//! The table of `ws deps`: a row for each dependency between two siblings, and one for each thing about a sibling's
//! metadata that could not be read.

use std::collections::HashSet;

use super::{Cell, Column, ERROR_KIND, Kind, Row, column};
use crate::error::RowError;
use crate::layers::{Edge, Graph, Violation};

/// A row of `ws deps`.
#[derive(Debug, Clone, Default)]
pub struct DependencyRow {
    from: String,
    to: Option<String>,
    from_layer: Option<String>,
    to_layer: Option<String>,
    kind: Option<String>,
    declared: Option<bool>,
    actual: Option<bool>,
    requirement: Option<String>,
    marker_applies: Option<bool>,
    satisfied: Option<bool>,
    violation: Option<Violation>,
    cycle: Option<Vec<String>>,
    error: Option<RowError>,
}

impl DependencyRow {
    /// The rows of the siblings in `chosen`, in the order of the graph.
    pub fn of(graph: &Graph, chosen: &[usize]) -> Vec<Self> {
        let chosen: HashSet<usize> = chosen.iter().copied().collect();
        let mut rows = Vec::new();
        let mut edges = graph.edges.iter().peekable();
        for node in 0..graph.nodes.len() {
            let is_chosen = chosen.contains(&node);
            let unread = graph.nodes[node].problems.iter().map(|error| Self::unread(graph, node, error));
            rows.extend(unread.filter(|_| is_chosen));
            while let Some(edge) = edges.next_if(|edge| edge.from == node) {
                rows.extend(is_chosen.then(|| Self::edge(graph, edge)));
            }
        }
        rows
    }

    fn unread(graph: &Graph, node: usize, error: &RowError) -> Self {
        let layer = graph.layer_of(node).map(ToString::to_string);
        let from = graph.nodes[node].name.to_string();
        Self { from, from_layer: layer, error: Some(error.clone()), ..Self::default() }
    }

    fn edge(graph: &Graph, edge: &Edge) -> Self {
        let name = |node: usize| graph.nodes[node].name.to_string();
        let layer = |node| graph.layer_of(node).map(ToString::to_string);
        Self {
            from: name(edge.from),
            to: Some(name(edge.to)),
            from_layer: layer(edge.from),
            to_layer: layer(edge.to),
            kind: Some(edge.kind.to_string()),
            declared: Some(edge.declared),
            actual: edge.actual,
            requirement: edge.requirement.clone(),
            marker_applies: edge.marker_applies,
            satisfied: edge.satisfied,
            violation: edge.violation,
            cycle: (!edge.cycle.is_empty()).then(|| edge.cycle.iter().copied().map(name).collect()),
            error: None,
        }
    }
}

impl Row for DependencyRow {
    const COLUMNS: &'static [Column] = &[
        column("from", Kind::String, false, true, "The sibling that depends."),
        column("to", Kind::String, true, true, "The sibling it depends on; null when its metadata could not be read."),
        column("from_layer", Kind::String, true, false, "The layer of the first."),
        column("to_layer", Kind::String, true, false, "The layer of the second."),
        column(
            "kind",
            Kind::String,
            true,
            true,
            "runtime, build, extra:NAME, group:NAME, or declared when only depends_on has it.",
        ),
        column("declared", Kind::Bool, true, true, "Whether depends_on in wrknv.toml lists it."),
        column("actual", Kind::Bool, true, true, "Whether the metadata asks for it; null when that is unknown."),
        column("requirement", Kind::String, true, true, "The requirement as the metadata has it (PEP 508)."),
        column("marker_applies", Kind::Bool, true, false, "Whether its marker applies on this machine."),
        column("satisfied", Kind::Bool, true, true, "Whether the sibling's own version fits the specifier."),
        column("violation", Kind::String, true, true, "upward, peer or cycle; null when the layering holds."),
        column("cycle", Kind::List(&Kind::String), true, false, "The shortest cycle it is part of, both ends named."),
        column("error", ERROR_KIND, true, false, "What of the metadata could not be read, as code and message."),
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.from.as_str().into(),
            self.to.clone().into(),
            self.from_layer.clone().into(),
            self.to_layer.clone().into(),
            self.kind.clone().into(),
            self.declared.into(),
            self.actual.into(),
            self.requirement.clone().into(),
            self.marker_applies.into(),
            self.satisfied.into(),
            self.violation.map(Violation::as_str).into(),
            self.cycle.clone().map_or(Cell::Null, |cycle| Cell::List(cycle.into_iter().map(Cell::from).collect())),
            self.error.as_ref().map_or(Cell::Null, Cell::from),
        ]
    }
}
