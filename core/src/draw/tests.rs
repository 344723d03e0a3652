//! What each picture has in it. How it looks is for eyes.

use super::*;
use crate::config::{Layer, LayerName, SiblingName};
use crate::layers::{Edge, EdgeKind, Node, Violation};
use crate::python::Kind;

fn sample() -> Graph {
    let node = |name: &str, layer| Node {
        name: SiblingName::parse(name).unwrap(),
        repository: SiblingName::parse(name).unwrap(),
        layer,
        is_read: true,
        unread: None,
        problems: Vec::new(),
    };
    let layer = |name: &str| Layer { name: LayerName::parse(name).unwrap(), peers: true };
    let edge = |from, to, kind, violation| Edge {
        from,
        to,
        kind: EdgeKind::Requirement(kind),
        declared: false,
        actual: Some(true),
        requirement: None,
        marker_applies: None,
        satisfied: None,
        violation,
        is_in_cycle: false,
        cycle: Vec::new(),
        site: None,
    };
    let edges = vec![
        edge(1, 0, Kind::Runtime, None),
        edge(0, 1, Kind::Runtime, Some(Violation::Upward)),
        edge(2, 1, Kind::Group("dev".to_owned()), None),
        edge(2, 0, Kind::Runtime, None),
    ];
    let nodes = vec![node("base", Some(0)), node("end", Some(1)), node("loose", None)];
    Graph { nodes, layers: vec![layer("low"), layer("high")], edges }
}

#[test]
fn mermaid_names_every_band_and_marks_what_is_wrong() {
    insta::assert_snapshot!(mermaid(&sample(), &[0, 1, 2], Kinds::All), @r#"
    flowchart TB
      subgraph band2["no layer"]
        s2["loose"]
      end
      subgraph band1["high"]
        s1["end"]
      end
      subgraph band0["low"]
        s0["base"]
      end
      s0 --> s1
      s1 --> s0
      s2 --> s0
      s2 -.-> s1
      linkStyle 0 stroke:#d1242f,stroke-width:2px
    "#);
}

#[test]
fn dot_has_what_mermaid_has() {
    insta::assert_snapshot!(dot(&sample(), &[0, 1], Kinds::Runtime), @r##"
    digraph workspace {
      rankdir=TB;
      node [shape=box, style=rounded, fontname="sans-serif"];
      subgraph cluster_1 {
        label="high";
        "end";
      }
      subgraph cluster_0 {
        label="low";
        "base";
      }
      "base" -> "end" [color="#d1242f", penwidth=2, constraint=false];
      "end" -> "base";
    }
    "##);
}

#[test]
fn svg_draws_each_sibling_in_its_band_and_each_line_once() {
    let text = svg(&sample(), &[0, 1, 2], Kinds::All);
    assert_eq!(text.matches("class=\"box\"").count(), 3);
    assert_eq!(text.matches("class=\"band\"").count(), 3);
    assert_eq!(text.matches("<path d=\"M").count(), 4 + 2, "four lines and two tips");
    assert_eq!(text.matches(" violation\"").count(), 1);
    let y = |what: &str| -> f64 {
        let before = &text[..text.find(&format!(">{what}</text>")).unwrap()];
        let value = &before[before.rfind(" y=\"").unwrap() + 4..];
        value[..value.find('"').unwrap()].parse().unwrap()
    };
    assert!(y("loose") < y("end") && y("end") < y("base"));
}

#[test]
fn titles_say_what_is_asked_for_without_its_secrets() {
    let mut graph = sample();
    graph.edges[0].requirement = Some("base[a] <2 @ git+https://ada:hunter2@example.org/b".to_owned());
    graph.edges[0].satisfied = Some(false);
    graph.edges[2].satisfied = Some(true);
    let text = svg(&graph, &[0, 1, 2], Kinds::All);
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("<title>end → base\nruntime: base[a] &lt;2 @ git+https://"), "{text}");
    assert!(text.contains("(not satisfied by the checkout)"), "{text}");
    assert!(text.contains("<title>loose → end\ngroup:dev (satisfied by the checkout)"), "{text}");
    assert!(text.contains("(upward)") && text.contains("<title>end: high</title>"), "{text}");
}

/// The points of a path as the layout writes it, 20 for each curve.
fn points(path: &str) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let spaced = path.replace('M', " M ").replace('C', " C ").replace('V', " V ");
    let mut words = spaced.split_whitespace();
    while let Some(verb) = words.next() {
        let mut number = || words.next().unwrap().parse::<f64>().unwrap();
        match verb {
            "M" => points.push((number(), number())),
            "V" => points.push((points.last().unwrap().0, number())),
            "C" => {
                let start = *points.last().unwrap();
                let [a, b, end] = [0, 1, 2].map(|_| (number(), number()));
                for step in 1..=20 {
                    let t = f64::from(step) / 20.0;
                    let u = 1.0 - t;
                    let at = |p: [f64; 4]| {
                        u * u * u * p[0] + 3.0 * u * u * t * p[1] + 3.0 * u * t * t * p[2] + t * t * t * p[3]
                    };
                    points.push((at([start.0, a.0, b.0, end.0]), at([start.1, a.1, b.1, end.1])));
                }
            }
            other => panic!("{other} in {path}"),
        }
    }
    points
}

proptest::proptest! {
    /// Whatever depends on whatever: a line touches no box but its own two, and no two boxes touch.
    #[test]
    fn no_line_runs_behind_a_box(
        layers in proptest::collection::vec(0_usize..4, 1..24),
        edges in proptest::collection::vec((0_usize..24, 0_usize..24), 0..60),
    ) {
        let mut graph = sample();
        let layer = |name: &str| Layer { name: LayerName::parse(name).unwrap(), peers: true };
        graph.layers = ["a", "b", "c", "d"].map(layer).into();
        graph.nodes = layers.iter().enumerate().map(|(number, layer)| Node {
            name: SiblingName::parse(&format!("s{}", "x".repeat(number % 7) + &number.to_string())).unwrap(),
            repository: SiblingName::parse(&format!("r{number}")).unwrap(),
            layer: Some(*layer), is_read: true, unread: None, problems: Vec::new(),
        }).collect();
        let given = edges.iter().map(|(from, to)| (from % layers.len(), to % layers.len()));
        graph.edges = given.map(|(from, to)| Edge { from, to, violation: None, ..graph.edges[1].clone() }).collect();
        let chosen: Vec<usize> = (0..graph.nodes.len()).collect();
        let picture = Picture::new(&graph, &chosen, Kinds::All);
        let layout = layout::Layout::new(&picture);
        let inside = |place: &layout::Place, (x, y): (f64, f64)| {
            (x - place.x).abs() < place.width / 2.0 && y > place.y && y < place.y + layout::HEIGHT
        };
        for (line, path) in picture.lines.iter().zip(&layout.paths) {
            for point in points(path) {
                for (node, place) in layout.places.iter().filter(|(node, _)| ![line.from, line.to].contains(node)) {
                    assert!(!inside(place, point), "{line:?} runs behind {node}: {path}");
                }
                assert!(point.0 > 0.0 && point.0 < layout.size.0 && point.1 > 0.0 && point.1 < layout.size.1);
            }
        }
        for (node, place) in &layout.places {
            for (other, there) in layout.places.iter().filter(|(other, _)| *other > node) {
                let apart = (place.x - there.x).abs() - f64::midpoint(place.width, there.width);
                assert!((place.y - there.y).abs() > 1.0 || apart > 1.0, "{node} and {other} touch");
            }
        }
    }
}
