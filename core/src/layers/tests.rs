//! Graphs of a few siblings, each with one question; and what must be true of any graph.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::python::Kind;

/// Layers named `l0` (bottom) and up, the last without peers.
fn graph(nodes: &[(&str, Option<usize>)], edges: Vec<(&str, &str, EdgeKind)>) -> Graph {
    let count = nodes.iter().filter_map(|(_, layer)| *layer).max().map_or(0, |top| top + 1);
    let layers = (0..count).map(|n| Layer { name: LayerName::parse(&format!("l{n}")).unwrap(), peers: n + 1 < count });
    let node = |(name, layer): &(&str, Option<usize>)| Node {
        name: SiblingName::parse(name).unwrap(),
        repository: SiblingName::parse(name).unwrap(),
        layer: *layer,
        is_read: true,
        unread: None,
        problems: Vec::new(),
    };
    let place = |name: &str| nodes.iter().position(|(node, _)| *node == name).unwrap();
    let edge = |(from, to, kind): (&str, &str, EdgeKind)| Edge {
        from: place(from),
        to: place(to),
        declared: kind == EdgeKind::Declared,
        actual: Some(kind != EdgeKind::Declared),
        kind,
        requirement: None,
        marker_applies: None,
        satisfied: None,
        violation: None,
        is_in_cycle: false,
        cycle: Vec::new(),
        site: None,
    };
    let edges = edges.into_iter().map(edge).collect();
    let mut graph = Graph { nodes: nodes.iter().map(node).collect(), layers: layers.collect(), edges };
    graph.judge();
    graph
}

fn runtime() -> EdgeKind {
    EdgeKind::Requirement(Kind::Runtime)
}

fn group() -> EdgeKind {
    EdgeKind::Requirement(Kind::Group("dev".to_owned()))
}

fn names(graph: &Graph, nodes: &[usize]) -> String {
    nodes.iter().map(|node| graph.nodes[*node].name.as_str()).collect::<Vec<_>>().join(" ")
}

fn waves(graph: &Graph) -> Vec<(String, usize)> {
    order(graph).steps.iter().map(|step| (graph.nodes[step.node].name.to_string(), step.wave)).collect()
}

#[test]
fn a_layer_above_and_a_peer_that_may_not_are_violations() {
    let nodes = [("low", Some(0)), ("low2", Some(0)), ("top", Some(1)), ("top2", Some(1)), ("loose", None)];
    let edges = vec![
        ("low", "low2", runtime()),
        ("low", "top", runtime()),
        ("top", "low", group()),
        ("top", "top2", runtime()),
        ("loose", "top", runtime()),
    ];
    let graph = graph(&nodes, edges);
    let found: Vec<Option<Violation>> = graph.edges.iter().map(|edge| edge.violation).collect();
    let (upward, cycle, peer) = (Some(Violation::Upward), Some(Violation::Cycle), Some(Violation::Peer));
    assert_eq!(found, [None, upward, cycle, peer, None]);
    let summary: Vec<_> = layers(&graph).iter().map(|l| (l.order, l.siblings.len(), l.violations)).collect();
    assert_eq!(summary, [(Some(1), 2, 1), (Some(2), 2, 2), (None, 1, 0)]);
}

#[test]
fn a_cycle_that_only_a_group_closes_is_the_group_s_and_does_not_break_the_order() {
    let nodes = [("kit", Some(0)), ("base", Some(0)), ("top", Some(1))];
    let edges = vec![("base", "kit", group()), ("kit", "base", runtime()), ("top", "base", runtime())];
    let graph = graph(&nodes, edges);
    assert_eq!(names(&graph, &graph.edges[0].cycle), "base kit base");
    assert!(graph.edges[1].cycle.is_empty() && graph.edges[1].violation.is_none());
    assert_eq!(order(&graph).cuts, []);
    assert_eq!(waves(&graph), [("base".to_owned(), 1), ("kit".to_owned(), 2), ("top".to_owned(), 2)]);
}

#[test]
fn a_cycle_is_cut_at_the_weakest_edge_and_named_whole() {
    let nodes = [("a", None), ("b", None), ("c", None)];
    let declared = EdgeKind::Declared;
    let graph = graph(&nodes, vec![("a", "b", runtime()), ("b", "c", declared), ("c", "a", runtime())]);
    assert_eq!(names(&graph, &graph.edges[0].cycle), "a b c a");
    let order = order(&graph);
    assert_eq!(order.cuts, [(1, 2)]);
    assert_eq!(waves(&graph), [("b".to_owned(), 1), ("a".to_owned(), 2), ("c".to_owned(), 3)]);
}

#[test]
fn one_that_depends_on_itself_is_a_cycle_of_one_and_still_has_its_turn() {
    let graph = graph(&[("a", None)], vec![("a", "a", runtime())]);
    assert_eq!((graph.edges[0].violation, graph.edges[0].cycle.clone()), (Some(Violation::Cycle), vec![0, 0]));
    assert_eq!(waves(&graph), [("a".to_owned(), 1)]);
}

#[test]
fn a_requirement_that_does_not_apply_here_orders_nothing() {
    let mut graph = graph(&[("a", None), ("b", None)], vec![("a", "b", runtime()), ("b", "a", runtime())]);
    graph.edges[1].marker_applies = Some(false);
    graph.judge();
    assert!(graph.edges[0].cycle.is_empty());
    assert_eq!(waves(&graph), [("b".to_owned(), 1), ("a".to_owned(), 2)]);
    assert_eq!(affected(&graph, &[0], Kinds::All).len(), 1);
}

#[test]
fn affected_tells_the_shortest_way() {
    let nodes = [("base", None), ("mid", None), ("top", None), ("dev", None)];
    let edges = vec![
        ("top", "mid", runtime()),
        ("mid", "base", runtime()),
        ("dev", "base", group()),
        ("top", "base", EdgeKind::Requirement(Kind::Extra("x".to_owned()))),
    ];
    let graph = graph(&nodes, edges);
    let told = |kinds| -> Vec<(String, String)> {
        let reach = |reach: &Reach| (graph.nodes[reach.node].name.to_string(), names(&graph, &reach.via.nodes));
        affected(&graph, &[0], kinds).iter().map(reach).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    assert_eq!(told(Kinds::Runtime), pairs(&[("base", ""), ("mid", "base"), ("top", "base mid")]));
    assert_eq!(told(Kinds::All), pairs(&[("base", ""), ("dev", "base"), ("mid", "base"), ("top", "base")]));
}

/// Siblings with their layers, edges with their kinds, and another order of the file.
type Any = (Vec<(String, Option<usize>)>, Vec<(usize, usize, u8)>, Vec<usize>);

/// Up to a dozen siblings with any edges between them, in two orders of the file.
fn any() -> impl Strategy<Value = Any> {
    (1_usize..12).prop_flat_map(|count| {
        let layers = prop::collection::vec(prop::option::of(0_usize..4), count);
        let edges = prop::collection::vec((0..count, 0..count, 0_u8..4), 0..count * 3);
        let shuffled = Just((0..count).collect::<Vec<usize>>()).prop_shuffle();
        (layers, edges, shuffled).prop_map(|(layers, edges, shuffled)| {
            let nodes = layers.into_iter().enumerate().map(|(n, layer)| (format!("s{n}"), layer)).collect();
            (nodes, edges, shuffled)
        })
    })
}

fn build(nodes: &[(String, Option<usize>)], edges: &[(usize, usize, u8)], shuffled: &[usize]) -> Graph {
    let in_file: Vec<(&str, Option<usize>)> = shuffled.iter().map(|n| (nodes[*n].0.as_str(), nodes[*n].1)).collect();
    let kind = |number| match number {
        0 => EdgeKind::Declared,
        1 => EdgeKind::Requirement(Kind::Build),
        2 => group(),
        _ => runtime(),
    };
    let edges = edges.iter().map(|(a, b, k)| (nodes[*a].0.as_str(), nodes[*b].0.as_str(), kind(*k))).collect();
    graph(&in_file, edges)
}

proptest! {
    #[test]
    fn order_respects_every_edge_that_was_not_cut_and_waves_are_minimal((nodes, edges, shuffled) in any()) {
        let graph = build(&nodes, &edges, &shuffled);
        let order = order(&graph);
        let wave: BTreeMap<usize, usize> = order.steps.iter().map(|step| (step.node, step.wave)).collect();
        prop_assert_eq!(wave.len(), nodes.len());
        let kept: BTreeSet<(usize, usize)> = graph.edges.iter().filter(|edge| edge.counts(Kinds::Runtime))
            .map(|edge| (edge.from, edge.to)).filter(|pair| !order.cuts.contains(pair)).collect();
        for (from, to) in &kept {
            prop_assert!(wave[from] > wave[to]);
        }
        for (node, number) in &wave {
            let needs = kept.iter().filter(|(from, _)| from == node).map(|(_, to)| wave[to]).max().unwrap_or(0);
            prop_assert_eq!(*number, needs + 1);
        }
        // Nothing outside a cycle is cut.
        for (from, to) in &order.cuts {
            let edge = graph.edges.iter().find(|e| e.counts(Kinds::Runtime) && (e.from, e.to) == (*from, *to)).unwrap();
            prop_assert!(!edge.cycle.is_empty());
        }
    }

    #[test]
    fn affected_is_the_reversed_closure((nodes, edges, shuffled) in any()) {
        let graph = build(&nodes, &edges, &shuffled);
        let pairs: BTreeSet<(usize, usize)> = graph.edges.iter().filter(|edge| edge.counts(Kinds::All))
            .map(|edge| (edge.from, edge.to)).collect();
        let mut closure = BTreeSet::from([0]);
        loop {
            let more: BTreeSet<usize> =
                pairs.iter().filter(|(_, to)| closure.contains(to)).map(|(from, _)| *from).collect();
            if more.is_subset(&closure) { break; }
            closure.extend(more);
        }
        let reached = affected(&graph, &[0], Kinds::All);
        prop_assert_eq!(reached.iter().map(|reach| reach.node).collect::<BTreeSet<_>>(), closure);
        for reach in &reached {
            let way: Vec<usize> = reach.via.nodes.iter().copied().chain([reach.node]).collect();
            prop_assert!(way.windows(2).all(|step| pairs.contains(&(step[1], step[0]))));
        }
    }

    #[test]
    fn the_order_in_the_file_has_no_say((nodes, edges, shuffled) in any()) {
        let straight: Vec<usize> = (0..nodes.len()).collect();
        let (one, other) = (build(&nodes, &edges, &straight), build(&nodes, &edges, &shuffled));
        prop_assert_eq!(waves(&one), waves(&other));
        let told = |graph: &Graph| -> Vec<(String, String)> {
            let start = graph.place(&SiblingName::parse("s0").unwrap()).unwrap();
            let reach = |reach: &Reach| (graph.nodes[reach.node].name.to_string(), names(graph, &reach.via.nodes));
            affected(graph, &[start], Kinds::Runtime).iter().map(reach).collect()
        };
        prop_assert_eq!(told(&one), told(&other));
        let cycles = |graph: &Graph| -> BTreeSet<(String, String, String)> {
            let edge = |edge: &Edge| {
                (names(graph, &[edge.from, edge.to]), edge.kind.to_string(), names(graph, &edge.cycle))
            };
            graph.edges.iter().map(edge).collect()
        };
        prop_assert_eq!(cycles(&one), cycles(&other));
    }
}
