//! What each picture has in it. How it looks is for eyes.

use super::*;
use crate::config::{Layer, LayerName, SiblingName};
use crate::layers::{Edge, EdgeKind, Node, Violation};
use crate::python::Kind;

fn sample() -> Graph {
    let node = |name: &str, layer| Node {
        name: SiblingName::parse(name).unwrap(),
        layer,
        is_read: true,
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
