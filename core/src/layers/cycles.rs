//! The shortest cycle that each edge is part of.

use std::collections::VecDeque;

use petgraph::graph::DiGraph;

use crate::layers::{Edge, Graph, Kinds};

/// Gives every edge that is part of a cycle the shortest one. An edge that counts for the order is looked for among
/// those that do; an extra's or a group's among all, and an import among those and the imports, so that a cycle which
/// only such an edge closes is its own, and not that of the edges the other way. A guarded import closes none: it is how
/// code gets out of one.
pub(super) fn name(graph: &mut Graph) {
    let rank = rank(graph);
    let ways = [Kinds::Runtime, Kinds::All, Kinds::Imports].map(|kinds| Ways::new(graph, kinds, &rank));
    let cycles: Vec<Vec<usize>> = graph.edges.iter().map(|edge| cycle(edge, &ways)).collect();
    for (edge, cycle) in graph.edges.iter_mut().zip(cycles) {
        edge.cycle = cycle;
    }
}

fn cycle(edge: &Edge, ways: &[Ways; 3]) -> Vec<usize> {
    let needed = |kinds| needs(edge, kinds);
    if edge.from == edge.to && edge.marker_applies != Some(false) {
        return vec![edge.from, edge.to];
    }
    let [runtime, all, imports] = ways;
    let way = if needed(Kinds::Runtime) {
        runtime.shortest(edge.to, edge.from)
    } else if needed(Kinds::All) {
        all.shortest(edge.to, edge.from)
    } else if needed(Kinds::Imports) {
        imports.shortest(edge.to, edge.from)
    } else {
        None
    };
    way.map_or_else(Vec::new, |way| std::iter::once(edge.from).chain(way).collect())
}

/// Whether the edge can close a cycle of these kinds.
fn needs(edge: &Edge, kinds: Kinds) -> bool {
    edge.counts(kinds) && !edge.site.as_ref().is_some_and(|site| site.guarded)
}

/// Each sibling's place by name.
fn rank(graph: &Graph) -> Vec<usize> {
    let mut rank = vec![0; graph.nodes.len()];
    for (place, node) in graph.by_name().into_iter().enumerate() {
        rank[node] = place;
    }
    rank
}

/// The edges of one kind within cycles, as lists of successors by name.
struct Ways {
    next: Vec<Vec<usize>>,
    /// The strongly connected component of each sibling.
    component: Vec<usize>,
}

impl Ways {
    fn new(graph: &Graph, kinds: Kinds, rank: &[usize]) -> Self {
        let pairs: Vec<(usize, usize)> =
            graph.edges.iter().filter(|edge| needs(edge, kinds)).map(|edge| (edge.from, edge.to)).collect();
        let component = components(graph.nodes.len(), &pairs);
        let mut next = vec![Vec::new(); graph.nodes.len()];
        for (from, to) in pairs {
            if component[from] == component[to] {
                next[from].push(to);
            }
        }
        for successors in &mut next {
            successors.sort_by_key(|node| rank[*node]);
            successors.dedup();
        }
        Self { next, component }
    }

    /// The shortest way, both ends included; of several the first by name.
    fn shortest(&self, start: usize, end: usize) -> Option<Vec<usize>> {
        if self.component[start] != self.component[end] {
            return None;
        }
        let mut before = vec![None; self.next.len()];
        before[start] = Some(start);
        let mut open = VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            if node == end {
                let mut way = vec![end];
                let mut at = end;
                while at != start {
                    at = before[at]?;
                    way.push(at);
                }
                way.reverse();
                return Some(way);
            }
            for successor in &self.next[node] {
                if before[*successor].is_none() {
                    before[*successor] = Some(node);
                    open.push_back(*successor);
                }
            }
        }
        None
    }
}

/// The strongly connected component of each node, as a number.
pub(super) fn components(nodes: usize, pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(nodes, pairs.len());
    let indices: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
    for (from, to) in pairs {
        graph.add_edge(indices[*from], indices[*to], ());
    }
    let mut component = vec![0; nodes];
    // Kosaraju's, which does not recurse: a chain of ten thousand siblings is no stack overflow.
    for (number, members) in petgraph::algo::kosaraju_scc(&graph).into_iter().enumerate() {
        for member in members {
            component[member.index()] = number;
        }
    }
    component
}
