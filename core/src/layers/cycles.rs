//! The shortest cycle that each edge is part of.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use petgraph::graph::DiGraph;

use crate::layers::{Edge, Graph, Kinds, LONGEST};

/// Gives every edge that is part of a cycle the shortest one. An edge that counts for the order is looked for among
/// those that do; an extra's or a group's among all, and an import among those and the imports, so that a cycle which
/// only such an edge closes is its own, and not that of the edges the other way. A guarded import closes none: it is how
/// code gets out of one.
pub(super) fn name(graph: &mut Graph) {
    let rank = rank(graph);
    let ways = [Kinds::Runtime, Kinds::All, Kinds::Imports].map(|kinds| (kinds, Ways::new(graph, kinds, &rank)));
    let mut steps = FEW_STEPS + STEPS_PER_EDGE * graph.edges.len();
    for edge in &mut graph.edges {
        let is_own = edge.from == edge.to && edge.marker_applies != Some(false);
        let ways = ways.iter().find(|(kinds, _)| needs(edge, *kinds)).map(|(_, ways)| ways);
        edge.is_in_cycle = is_own || ways.is_some_and(|ways| ways.component[edge.from] == ways.component[edge.to]);
        let way = match ways {
            _ if is_own => Some(vec![edge.to]),
            Some(ways) if edge.is_in_cycle => ways.shortest(edge.to, edge.from, &mut steps),
            _ => None,
        };
        edge.cycle = way.map_or_else(Vec::new, |way| std::iter::once(edge.from).chain(way).collect());
    }
}

/// How many edges are followed to find the shortest cycles, whatever the graph, and how many more for each of its edges. In
/// a component each edge may have to follow all the others; a workspace that is one large knot is told so, and not untied.
const FEW_STEPS: usize = 300_000;
const STEPS_PER_EDGE: usize = 100;

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

    /// The shortest way within a component, both ends included; of several the first by name. `None` where it is longer
    /// than a way that is listed, or there are no `steps` left.
    fn shortest(&self, start: usize, end: usize, steps: &mut usize) -> Option<Vec<usize>> {
        let mut before: HashMap<usize, usize> = HashMap::from([(start, start)]);
        let mut open = VecDeque::from([(start, 1)]);
        while let Some((node, length)) = open.pop_front() {
            if node == end {
                let mut way = vec![end];
                let mut at = end;
                while at != start {
                    at = *before.get(&at)?;
                    way.push(at);
                }
                way.reverse();
                return Some(way);
            }
            if length == LONGEST {
                return None;
            }
            *steps = steps.checked_sub(self.next[node].len())?;
            for successor in &self.next[node] {
                if let Entry::Vacant(vacant) = before.entry(*successor) {
                    vacant.insert(node);
                    open.push_back((*successor, length + 1));
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
