//! The packages of provide.io as published: what their code imports of each other, and no metadata says.

use std::collections::BTreeSet;

use ws_core::config;
use ws_core::git::LookOptions;
use ws_core::inspect::{self, InspectOptions};
use ws_core::layers::{EdgeKind, Graph};
use ws_core::source::SourceFile;
use ws_test_support::Sandbox;
use ws_test_support::packages::unpack;

/// Who imports whom, with the modules.
fn imports(graph: &Graph, from: &str, to: &str) -> BTreeSet<String> {
    let is = |node: usize, name: &str| graph.nodes[node].name.as_str() == name;
    let edges =
        graph.edges.iter().filter(|edge| edge.kind == EdgeKind::Import && is(edge.from, from) && is(edge.to, to));
    edges.filter_map(|edge| Some(edge.site.as_ref()?.module.clone())).collect()
}

#[test]
fn imports_that_no_metadata_shows_are_found() {
    let sandbox = Sandbox::new().unwrap();
    let Some(root) = unpack(&sandbox).unwrap() else { return };
    let config = config::load(SourceFile::read(&root.join("wrknv.toml")).unwrap(), &root, None).unwrap();
    let look = LookOptions { fast: true, run_repository_filters: false, env: Vec::new(), ..LookOptions::default() };
    let graph = inspect::graph_with_imports(&config, &InspectOptions::new(look));

    let modules = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(imports(&graph, "wrknv", "flavorpack"), modules(&["flavor", "flavor.packaging"]));
    assert_eq!(imports(&graph, "tofusoup", "wrknv"), modules(&["wrknv", "wrknv.env.config"]));
    for (from, to) in [("wrknv", "flavorpack"), ("tofusoup", "wrknv")] {
        let mut edges = graph.edges.iter().filter(|edge| {
            edge.kind == EdgeKind::Import
                && graph.nodes[edge.from].name.as_str() == from
                && graph.nodes[edge.to].name.as_str() == to
        });
        assert!(edges.all(|edge| !edge.declared && edge.actual == Some(false)), "{from} -> {to}");
    }
    // The namespace is shared by a dozen siblings.
    assert!(imports(&graph, "pyvider", "pyvider-cty").contains("pyvider.cty"));
    assert!(
        imports(&graph, "pyvider", "provide-foundation").iter().all(|module| module.starts_with("provide.foundation"))
    );
    let own = graph.edges.iter().filter(|edge| edge.kind == EdgeKind::Import && edge.from == edge.to).count();
    assert_eq!(own, 0);
}
