//! How to get from one sibling to another in the graph, nearest first.
//!
//! Refuses to do: list a way of thousands of siblings. Every row would have one, and together they would grow with the
//! square of the siblings.

use std::collections::VecDeque;

use crate::layers::Graph;

/// How many siblings of a way are listed.
pub const LONGEST: usize = 100;

/// What leads from one sibling to another, without the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// Its siblings; of more than [`LONGEST`] the first, and the last of them.
    pub nodes: Vec<usize>,
    /// How many there are.
    pub length: usize,
}

impl Way {
    /// All of these, in their order.
    pub fn of(mut nodes: Vec<usize>) -> Self {
        let length = nodes.len();
        if length > LONGEST {
            nodes.drain(1..=length - LONGEST);
        }
        Self { nodes, length }
    }

    /// The names, with `…` where some are left out.
    pub fn names(&self, graph: &Graph) -> Vec<String> {
        let mut names: Vec<String> = self.nodes.iter().map(|node| graph.nodes[*node].name.to_string()).collect();
        if self.length > names.len() {
            names.insert(1, "…".to_owned());
        }
        names
    }
}

/// What was reached, breadth first.
pub struct Reached {
    /// In the order in which it was reached; first what it began with.
    pub nodes: Vec<usize>,
    steps: Vec<Option<Step>>,
}

/// How a sibling was reached.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Where the way begins.
    start: usize,
    /// Its second sibling; itself where the way begins.
    second: usize,
    /// The sibling before this one; itself where the way begins.
    before: usize,
    distance: usize,
}

/// Everything that `starts` lead to by `next`, whose lists are in the order in which they are tried.
pub fn reach(next: &[Vec<usize>], starts: &[usize]) -> Reached {
    let mut reached = Reached { nodes: Vec::new(), steps: vec![None; next.len()] };
    let mut open = VecDeque::new();
    for start in starts {
        if reached.steps[*start].is_none() {
            reached.steps[*start] = Some(Step { start: *start, second: *start, before: *start, distance: 0 });
            open.push_back(*start);
        }
    }
    while let Some(node) = open.pop_front() {
        reached.nodes.push(node);
        let Some(step) = reached.steps[node] else { continue };
        for successor in &next[node] {
            if reached.steps[*successor].is_none() {
                let second = if step.distance == 0 { *successor } else { step.second };
                reached.steps[*successor] = Some(Step { second, before: node, distance: step.distance + 1, ..step });
                open.push_back(*successor);
            }
        }
    }
    reached
}

impl Reached {
    /// The way to a sibling: empty where it is what was begun with, or was not reached.
    pub fn way(&self, node: usize) -> Way {
        let Some(end) = self.steps[node] else { return Way::default() };
        let mut nodes = Vec::with_capacity(end.distance.min(LONGEST));
        let mut at = end;
        while at.distance > 0 && nodes.len() + 1 < LONGEST {
            nodes.push(at.before);
            let Some(before) = self.steps[at.before] else { break };
            at = before;
        }
        if at.distance > 0 {
            nodes.push(end.start);
        }
        nodes.reverse();
        Way { nodes, length: end.distance }
    }

    /// The second sibling of the way to one, which may be that one.
    pub fn second(&self, node: usize) -> usize {
        self.steps[node].map_or(node, |step| step.second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each leads to the next.
    fn chain(length: usize) -> Reached {
        let next: Vec<Vec<usize>> = (1..length).map(|node| vec![node]).chain([vec![]]).collect();
        reach(&next, &[0])
    }

    #[test]
    fn of_a_long_way_the_first_and_the_last_are_listed() {
        let reached = chain(1000);
        assert_eq!(reached.way(0), Way::default());
        for length in [1, 2, LONGEST - 1, LONGEST] {
            assert_eq!(reached.way(length), Way { nodes: (0..length).collect(), length });
        }
        assert_eq!(Way::of((0..999).collect()), reached.way(999));
        let end = 999 - (LONGEST - 1)..999;
        assert_eq!(reached.way(999), Way { nodes: std::iter::once(0).chain(end).collect(), length: 999 });
        assert_eq!((reached.second(999), reached.second(1)), (1, 1));
    }

    /// What is listed of all ways together; a clock would say what else the machine does.
    #[test]
    fn twice_the_siblings_list_twice_as_many() {
        let listed = |length| {
            let reached = chain(length);
            reached.nodes.iter().map(|node| reached.way(*node).nodes.len()).sum::<usize>()
        };
        for length in [2000, 4000, 8000] {
            assert!(listed(2 * length) * 2 < listed(length) * 5, "{length}");
        }
    }
}
