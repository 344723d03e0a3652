//! What does a change reach? Everything above it.

use super::ways::{self, Way};
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
    pub via: Way,
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
    let mut changed = changed.to_vec();
    changed.sort_by_key(|node| rank[*node]);
    let reached = ways::reach(&needed_by, &changed);
    let reach = |node: &usize| {
        let via = reached.way(*node);
        let reason = if via.length == 0 { Reason::Changed } else { Reason::Dependent };
        Reach { node: *node, reason, via }
    };
    let mut all: Affected = reached.nodes.iter().map(reach).collect();
    all.sort_by_key(|reach| (reach.via.length, rank[reach.node]));
    all
}
