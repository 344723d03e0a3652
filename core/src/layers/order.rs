//! In which order can the siblings be installed, and which of them side by side?

use std::collections::BTreeMap;

use super::cycles::components;
use crate::layers::{Edge, EdgeKind, Graph, Kinds, Violation};
use crate::python;

/// The siblings, each after everything that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// By wave, then by layer, bottom first and those without one last, then by name.
    pub steps: Vec<OrderStep>,
    /// The dependencies that were left out because of a cycle: who, and on whom.
    pub cuts: Vec<(usize, usize)>,
}

/// One sibling's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderStep {
    /// The sibling.
    pub node: usize,
    /// From 1. Members of a wave need nothing of each other; each is in the earliest wave that it can be in.
    pub wave: usize,
}

/// How much is lost when a dependency is left out: one that breaks the layering anyway first, then what is only
/// declared, then what is needed to build, then what is needed to run.
type Strength = (bool, u8);

/// The order over runtime and build requirements and what is declared. A cycle is cut at its weakest dependency; of
/// several, at the first by name.
pub fn order(graph: &Graph) -> Order {
    let mut pairs: BTreeMap<(usize, usize), Strength> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.counts(Kinds::Runtime)) {
        let strength = strength(edge);
        let of_pair = pairs.entry((edge.from, edge.to)).or_insert(strength);
        *of_pair = strength.max(*of_pair);
    }
    let cuts = cut(graph, &mut pairs);
    let mut needed_by = vec![Vec::new(); graph.nodes.len()];
    let mut waits_for = vec![0_usize; graph.nodes.len()];
    for (from, to) in pairs.keys() {
        needed_by[*to].push(*from);
        waits_for[*from] += 1;
    }
    let mut steps = Vec::with_capacity(graph.nodes.len());
    let mut ready: Vec<usize> = (0..graph.nodes.len()).filter(|node| waits_for[*node] == 0).collect();
    let mut wave = 1;
    while !ready.is_empty() {
        let key = |node: &usize| (graph.nodes[*node].layer.unwrap_or(usize::MAX), &graph.nodes[*node].name);
        ready.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut next = Vec::new();
        for node in ready {
            steps.push(OrderStep { node, wave });
            for dependent in &needed_by[node] {
                waits_for[*dependent] -= 1;
                if waits_for[*dependent] == 0 {
                    next.push(*dependent);
                }
            }
        }
        ready = next;
        wave += 1;
    }
    Order { steps, cuts }
}

impl Order {
    /// What to tell about each dependency that was left out, in one line.
    pub fn warnings(&self, graph: &Graph) -> Vec<String> {
        let name = |node: usize| graph.nodes[node].name.as_str();
        let warning = |(from, to): &(usize, usize)| {
            let edge = graph.edges.iter().filter(|edge| edge.counts(Kinds::Runtime));
            let cycle = edge.filter(|edge| (edge.from, edge.to) == (*from, *to)).map(|edge| &edge.cycle).next();
            let cycle: Vec<&str> = cycle.into_iter().flatten().map(|node| name(*node)).collect();
            let (from, to) = (name(*from), name(*to));
            format!("the cycle {} is cut: `{from}` does not wait for `{to}`", cycle.join(" -> "))
        };
        self.cuts.iter().map(warning).collect()
    }
}

fn strength(edge: &Edge) -> Strength {
    let layered = !matches!(edge.violation, Some(Violation::Upward | Violation::Peer));
    let kind = match &edge.kind {
        // An import says nothing about the order of installation.
        EdgeKind::Declared | EdgeKind::Import => 0,
        EdgeKind::Requirement(python::Kind::Build) => 1,
        EdgeKind::Requirement(_) => 2,
    };
    (layered, kind)
}

/// Takes the weakest pair out of every cycle, until there is none.
fn cut(graph: &Graph, pairs: &mut BTreeMap<(usize, usize), Strength>) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let names = |(from, to): (usize, usize)| (&graph.nodes[from].name, &graph.nodes[to].name);
    // Only what is within a component can be part of a cycle, and cutting joins none.
    let mut open: BTreeMap<(usize, usize), Strength> = pairs.clone();
    loop {
        let keys: Vec<(usize, usize)> = open.keys().copied().collect();
        let component = components(graph.nodes.len(), &keys);
        open.retain(|(from, to), _| component[*from] == component[*to]);
        let mut weakest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (pair, strength) in &open {
            let so_far = weakest.entry(component[pair.0]).or_insert(*pair);
            if (strength, names(*pair)) < (&open[so_far], names(*so_far)) {
                *so_far = *pair;
            }
        }
        if weakest.is_empty() {
            break;
        }
        for pair in weakest.into_values() {
            pairs.remove(&pair);
            open.remove(&pair);
            cuts.push(pair);
        }
    }
    cuts.sort_by(|a, b| names(*a).cmp(&names(*b)));
    cuts
}
