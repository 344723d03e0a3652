//! What does a change reach? Everything above it.

use std::collections::VecDeque;

use crate::layers::{Graph, Kinds};

/// Why a sibling is affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was changed.
    Changed,
    /// It depends on one that was.
    Dependent,
}

impl Reason {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Dependent => "dependent",
        }
    }
}

/// One sibling that a change reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The sibling.
    pub node: usize,
    /// Whether it changed itself, or depends on one that did.
    pub reason: Reason,
    /// The shortest way from a changed sibling to it, without itself; empty when it was changed.
    pub via: Vec<usize>,
}

/// What a change reaches, nearest first, then by name.
pub type Affected = Vec<Reach>;

/// Everything that depends on one of `changed` by dependencies among `kinds`, at any distance, and these themselves.
pub fn affected(graph: &Graph, changed: &[usize], kinds: Kinds) -> Affected {
    let mut rank = vec![0; graph.nodes.len()];
    for (place, node) in graph.by_name().into_iter().enumerate() {
        rank[node] = place;
    }
    let mut needed_by = vec![Vec::new(); graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| edge.counts(kinds)) {
        needed_by[edge.to].push(edge.from);
    }
    for dependents in &mut needed_by {
        dependents.sort_by_key(|node| rank[*node]);
        dependents.dedup();
    }
    let mut ways: Vec<Option<Vec<usize>>> = vec![None; graph.nodes.len()];
    let mut changed = changed.to_vec();
    changed.sort_by_key(|node| rank[*node]);
    changed.dedup();
    let mut open = VecDeque::new();
    for node in changed {
        ways[node] = Some(Vec::new());
        open.push_back(node);
    }
    while let Some(node) = open.pop_front() {
        let way: Vec<usize> = ways[node].iter().flatten().copied().chain([node]).collect();
        for dependent in &needed_by[node] {
            if ways[*dependent].is_none() {
                ways[*dependent] = Some(way.clone());
                open.push_back(*dependent);
            }
        }
    }
    let reach = |(node, way): (usize, Option<Vec<usize>>)| {
        let via = way?;
        let reason = if via.is_empty() { Reason::Changed } else { Reason::Dependent };
        Some(Reach { node, reason, via })
    };
    let mut reached: Affected = ways.into_iter().enumerate().filter_map(reach).collect();
    reached.sort_by_key(|reach| (reach.via.len(), rank[reach.node]));
    reached
}
