//! In which order can the siblings be installed, and which of them side by side?

use std::collections::{BTreeMap, HashMap};

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
        let mut cycles: HashMap<(usize, usize), &[usize]> = HashMap::new();
        for edge in graph.edges.iter().filter(|edge| edge.counts(Kinds::Runtime)) {
            cycles.entry((edge.from, edge.to)).or_insert(&edge.cycle);
        }
        let warning = |(from, to): &(usize, usize)| {
            let cycle = cycles.get(&(*from, *to)).copied().unwrap_or_default();
            let cycle: Vec<&str> = cycle.iter().map(|node| name(*node)).collect();
            let (from, to) = (name(*from), name(*to));
            if cycle.is_empty() {
                format!("a long cycle is cut: `{from}` does not wait for `{to}`")
            } else {
                format!("the cycle {} is cut: `{from}` does not wait for `{to}`", cycle.join(" -> "))
            }
        };
        let more = self.cuts.len().saturating_sub(WARNINGS);
        let more = (more > 0).then(|| format!("{more} more dependencies in cycles are cut: `ws deps` has them"));
        self.cuts.iter().take(WARNINGS).map(warning).chain(more).collect()
    }
}

/// How many dependencies that were left out are told one by one.
const WARNINGS: usize = 20;

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

/// How many pairs are looked at to cut one cycle after the other, whatever the graph, and how many more for each pair.
const FEW_STEPS: usize = 50_000;
const STEPS_PER_PAIR: usize = 20;

/// Takes the weakest pair out of every cycle, until there is none. Where there are so many that this takes too long, what is
/// left goes in the order of the layers, and of the names.
fn cut(graph: &Graph, pairs: &mut BTreeMap<(usize, usize), Strength>) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let names = |(from, to): (usize, usize)| (&graph.nodes[from].name, &graph.nodes[to].name);
    // Only what is within a component can be part of a cycle, and cutting joins none.
    let mut open: BTreeMap<(usize, usize), Strength> = pairs.clone();
    let mut steps = FEW_STEPS + STEPS_PER_PAIR * open.len();
    loop {
        let work = graph.nodes.len() + open.len();
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
        let these: Vec<(usize, usize)> = if steps < work {
            let layer = |node: usize| (graph.nodes[node].layer.unwrap_or(usize::MAX), &graph.nodes[node].name);
            open.keys().copied().filter(|(from, to)| layer(*from) < layer(*to)).collect()
        } else {
            weakest.into_values().collect()
        };
        steps = steps.saturating_sub(work);
        for pair in these {
            pairs.remove(&pair);
            open.remove(&pair);
            cuts.push(pair);
        }
    }
    cuts.sort_by(|a, b| names(*a).cmp(&names(*b)));
    cuts
}
