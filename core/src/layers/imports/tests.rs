//! Source code of a few siblings → whose imports they are.

use std::fs;
use std::path::Path;

use crate::config;
use crate::git::LookOptions;
use crate::inspect::{self, InspectOptions};
use crate::layers::{Edge, EdgeKind, Graph, Kinds, affected};
use crate::source::SourceFile;

const CONFIG: &str = r#"
[workspace]
name = "w"
[[layers]]
name = "low"
[[layers]]
name = "high"
peers = false
[[siblings]]
name = "base"
layer = "low"
[[siblings]]
name = "kit"
layer = "low"
depends_on = ["base"]
[[siblings]]
name = "tool"
layer = "high"
[[siblings]]
name = "app"
layer = "high"
"#;

/// The graph of four siblings with these files; `base` and `kit` share the namespace `provide`.
fn graph(files: &[(&str, &str)]) -> Graph {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("root/wrknv.toml", CONFIG);
    for (sibling, module) in [("base", "provide/base"), ("kit", "provide/kit"), ("tool", "tool"), ("app", "app")] {
        let requires = if sibling == "tool" { "\"kit\"" } else { "" };
        let text = format!("[project]\nname = \"{sibling}\"\nversion = \"1\"\ndependencies = [{requires}]\n");
        write(&format!("{sibling}/pyproject.toml"), &text);
        write(&format!("{sibling}/src/{module}/__init__.py"), "");
    }
    for (path, text) in files {
        write(path, text);
    }
    let root = directory.path().join("root");
    let config = config::load(SourceFile::read(&root.join("wrknv.toml")).unwrap(), &root, None).unwrap();
    let look = LookOptions { fast: true, run_repository_filters: false, env: Vec::new(), ..LookOptions::default() };
    inspect::graph_with_imports(&config, &InspectOptions::new(look))
}

fn imports(graph: &Graph) -> Vec<&Edge> {
    graph.edges.iter().filter(|edge| edge.kind == EdgeKind::Import).collect()
}

fn shown(graph: &Graph) -> Vec<String> {
    let name = |node: usize| graph.nodes[node].name.as_str();
    let line = |edge: &&Edge| {
        let site = edge.site.as_ref().unwrap();
        format!("{} -> {}: {} at {}", name(edge.from), name(edge.to), site.module, site.line)
    };
    imports(graph).iter().map(line).collect()
}

#[test]
fn the_longest_name_says_whose_a_module_of_a_namespace_is() {
    let code = "import provide\nimport provide.base\nfrom provide import base, kit, nothing\nimport provide.kit.a.b\n\
                from provide.base import x, y\nimport basement\nfrom provide import *\nimport app, tool\n";
    let graph = graph(&[("app/src/app/a.py", code)]);
    assert_eq!(
        shown(&graph),
        [
            "app -> base: provide.base at 2",
            "app -> base: provide.base at 3",
            "app -> base: provide.base at 5",
            "app -> kit: provide.kit at 3",
            "app -> kit: provide.kit.a.b at 4",
            "app -> tool: tool at 8",
        ]
    );
}

#[test]
fn dots_that_lead_out_of_a_sibling_lead_into_another() {
    let graph =
        graph(&[("kit/src/provide/kit/in/a.py", "from ... import base\nfrom ...base.x import y\nfrom . import z\n")]);
    assert_eq!(shown(&graph), ["kit -> base: provide.base at 1", "kit -> base: provide.base.x at 2"]);
}

#[test]
fn an_import_knows_what_is_declared_what_is_asked_for_and_the_layers() {
    let graph = graph(&[
        ("kit/src/provide/kit/a.py", "import provide.base"),
        ("tool/src/tool/a.py", "import provide.kit\nimport app"),
        ("base/src/provide/base/a.py", "import tool"),
    ]);
    let facts: Vec<_> = imports(&graph)
        .iter()
        .map(|edge| (edge.declared, edge.actual, edge.violation.map(crate::layers::Violation::as_str)))
        .collect();
    assert_eq!(
        facts,
        [
            (false, Some(false), Some("upward")),
            (true, Some(false), Some("cycle")),
            (false, Some(true), Some("cycle")),
            (false, Some(false), Some("peer")),
        ]
    );
}

#[test]
fn a_guarded_import_closes_no_cycle_but_is_followed_by_what_a_change_affects() {
    let lazy = "try:\n    import provide.kit\nexcept ImportError:\n    pass\n";
    let graph = graph(&[("base/src/provide/base/a.py", lazy), ("kit/src/provide/kit/a.py", "import provide.base")]);
    assert!(graph.edges.iter().all(|edge| edge.violation.is_none()));
    let reached = |kinds| affected(&graph, &[1], kinds).iter().map(|reach| reach.node).collect::<Vec<_>>();
    assert_eq!((reached(Kinds::Runtime), reached(Kinds::Imports)), (vec![1, 2], vec![1, 0, 2]));
}

#[test]
fn a_file_that_cannot_be_read_is_told_beside_the_others() {
    let directory = Path::new("app/src/app");
    let large = "#".repeat(5 << 20);
    let big = directory.join("big.py");
    let graph = graph(&[(big.to_str().unwrap(), &large), ("app/src/app/a.py", "import tool")]);
    assert_eq!(shown(&graph), ["app -> tool: tool at 1"]);
    let problems: Vec<&str> = graph.nodes[3].problems.iter().map(|problem| problem.code).collect();
    assert_eq!(problems, ["ws::python::unreadable"]);
}

/// The square of this many lines would keep the test for minutes.
#[test]
fn a_file_of_many_imports_takes_no_square_of_time() {
    let lines = "import base_x\nimport provide.base\n".repeat(20_000);
    let graph = graph(&[("tool/src/tool/many.py", &lines)]);
    assert_eq!(imports(&graph).len(), 20_000);
}
