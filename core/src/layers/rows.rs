//! The tables of `ws layers`, `ws deps`, `ws order` and `ws affected`.

use std::collections::HashSet;

use crate::config::{LayerName, SiblingName};
use crate::error::RowError;
use crate::layers::{Edge, Graph, ImportSite, LayerRow, Order, Reach, Reason, Violation};
use crate::row::table;

table! { LayerRow as it {
    layer: String or null = it.layer.as_ref().map(LayerName::as_str),
        "The layer; null for the siblings that have none.";
    order: Int or null = it.order, "Its position, from 1 at the bottom.";
    siblings: [String] = it.siblings.iter().map(SiblingName::as_str).collect::<Vec<_>>(),
        "Its members, in the order of wrknv.toml.";
    depends_on: [String] = it.depends_on.iter().map(LayerName::as_str).collect::<Vec<_>>(),
        "The other layers that its members need to be installed and to run.";
    violations: Int = it.violations, "How many dependencies of its members break the layering.";
    error: Error or null = it.error.as_ref(), "Why it is unknown what one of its members depends on.";
} }

/// A row of `ws deps`: a dependency between two siblings, or something about a sibling's metadata that could not be
/// read.
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
    site: Option<ImportSite>,
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
            site: edge.site.clone(),
            error: None,
        }
    }
}

table! { DependencyRow as it {
    from: String = it.from.as_str(), "The sibling that depends.";
    to: String or null = it.to.as_deref(), "The sibling it depends on; null when its metadata could not be read.";
    kind: String or null = it.kind.as_deref(),
        "runtime, build, extra:NAME, group:NAME, declared when only depends_on has it, or import.";
    violation: String or null = it.violation.map(Violation::as_str),
        "upward, peer or cycle; null when the layering holds.";
    declared: Bool or null = it.declared, "Whether depends_on in wrknv.toml lists it.";
    actual: Bool or null = it.actual, "Whether the metadata requires it; null when that is unknown.";
    satisfied: Bool or null = it.satisfied, "Whether the version of the required sibling fits the specifier.";
    requirement: String or null = it.requirement.as_deref(), "The requirement as the metadata has it (PEP 508).";
    module: String or null = it.site.as_ref().map(|site| site.module.as_str()),
        "The imported module; for rows that are not imports, null, like guarded, line and file.";
    guarded: Bool or null = it.site.as_ref().map(|site| site.guarded),
        "Whether the import may fail: in a try that catches ImportError, or for type checkers only.";
    line: Int or null = it.site.as_ref().map(|site| site.line), "The line of the import, from 1.";
    #[wide] from_layer: String or null = it.from_layer.as_deref(), "The layer of the sibling that depends.";
    #[wide] to_layer: String or null = it.to_layer.as_deref(), "The layer of the sibling it depends on.";
    #[wide] marker_applies: Bool or null = it.marker_applies, "Whether its marker applies on this machine.";
    #[wide] cycle: [String] or null = it.cycle.as_deref(), "The shortest cycle that it is part of, when that has at most 100 siblings; the first name is repeated at the end.";
    file: Path or null = it.site.as_ref().map(|site| site.file.as_path()), "The file with the import.";
    error: Error or null = it.error.as_ref(), "What could not be read in the metadata, as code and message.";
} }

/// A row of `ws order`.
#[derive(Debug, Clone)]
pub struct OrderRow {
    name: String,
    layer: Option<String>,
    wave: usize,
    error: Option<RowError>,
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
            error: graph.nodes[node].unread.clone(),
        };
        steps.map(|step| row(step.node, step.wave)).collect()
    }
}

table! { OrderRow as it {
    name: String = it.name.as_str(), "The sibling.";
    layer: String or null = it.layer.as_deref(), "Its layer; null when wrknv.toml names none.";
    wave: Int = it.wave, "From 1; siblings of one wave can be installed in parallel.";
    error: Error or null = it.error.as_ref(), "Why its dependencies are unknown; it may stand too early.";
} }

/// A row of `ws affected`.
#[derive(Debug, Clone)]
pub struct AffectedRow {
    name: String,
    layer: Option<String>,
    /// What is known of it: the reason, the way to it, and how long that is.
    reach: Option<(Reason, Vec<String>, usize)>,
    error: Option<RowError>,
}

impl AffectedRow {
    /// A sibling that is affected.
    pub fn reached(graph: &Graph, reach: &Reach) -> Self {
        let known = (reach.reason, reach.via.names(graph), reach.via.length);
        Self { reach: Some(known), ..Self::unnamed(graph, reach.node) }
    }

    /// A sibling of which it is unknown whether it changed, or depends on one that did.
    pub fn unknown(graph: &Graph, node: usize, error: RowError) -> Self {
        Self { error: Some(error), ..Self::unnamed(graph, node) }
    }

    /// The sibling.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it is unknown whether it is affected.
    pub fn error(&self) -> Option<&RowError> {
        self.error.as_ref()
    }

    /// Whether it is known to be affected.
    pub fn is_known(&self) -> bool {
        self.error.is_none()
    }

    fn unnamed(graph: &Graph, node: usize) -> Self {
        let layer = graph.layer_of(node).map(ToString::to_string);
        Self { name: graph.nodes[node].name.to_string(), layer, reach: None, error: None }
    }
}

table! { AffectedRow as it {
    name: String = it.name.as_str(), "The sibling.";
    layer: String or null = it.layer.as_deref(), "Its layer; null when wrknv.toml names none.";
    reason: String or null = it.reach.as_ref().map(|(reason, ..)| reason.as_str()),
        "changed or dependent; null when it is unknown.";
    via: [String] or null = it.reach.as_ref().map(|(_, via, _)| via.as_slice()),
        "The shortest path from a sibling that was changed; empty for a sibling that was changed itself. Of more than 100 the first, `…`, and the last 99.";
    distance: Int or null = it.reach.as_ref().map(|(.., distance)| *distance),
        "How many dependencies away: 0 for what was changed.";
    error: Error or null = it.error.as_ref(), "Why it is unknown whether it was changed, or what it depends on.";
} }
