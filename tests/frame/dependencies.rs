//! Dependencies point one way: core ← commands ← nu ← `nu_plugin_*`, and commands ← ws. `ws` runs at every prompt of somebody's shell,
//! and Nushell's crates would cost it its start.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use super::repository;

/// The dependencies that end up in binaries: normal ones and those of build scripts, not those of tests.
struct Graph {
    /// Package id → its name.
    names: BTreeMap<String, String>,
    /// Package id → the ids it depends on.
    edges: BTreeMap<String, Vec<String>>,
    /// The packages of this repository.
    members: Vec<String>,
}

impl Graph {
    fn read() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            // Only this platform's: the crates of others need not be there offline.
            .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", &host()])
            .current_dir(repository())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let names = array(&metadata["packages"]).map(|p| (text(&p["id"]), text(&p["name"]))).collect();
        let edges = array(&metadata["resolve"]["nodes"]).map(|node| {
            let linked = |dependency: &&Value| array(&dependency["dep_kinds"]).any(|kind| kind["kind"] != "dev");
            (text(&node["id"]), array(&node["deps"]).filter(linked).map(|d| text(&d["pkg"])).collect())
        });
        let edges = edges.collect();
        Self { names, edges, members: array(&metadata["workspace_members"]).map(text).collect() }
    }

    fn member(&self, name: &str) -> &str {
        let found = self.members.iter().find(|id| self.names[*id] == name);
        found.unwrap_or_else(|| panic!("no package {name} in the workspace"))
    }

    /// The names of the packages of this repository that `id` depends on, directly.
    fn own(&self, id: &str) -> BTreeSet<&str> {
        self.edges[id].iter().filter(|id| self.members.contains(id)).map(|id| self.names[id].as_str()).collect()
    }

    /// The names of everything that `id` depends on, at any distance.
    fn closure(&self, id: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            for dependency in &self.edges[id] {
                if seen.insert(dependency.as_str()) {
                    open.push(dependency);
                }
            }
        }
        seen.into_iter().map(|id| self.names[id].as_str()).collect()
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("an array").iter()
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// The platform's triple, as rustc calls it.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// Crates that have no place below the edges: Nushell's, and those that talk to the user or read their environment.
fn is_of_the_edge(name: &str) -> bool {
    name.starts_with("nu-") || ["clap", "anyhow", "dirs", "comfy-table"].contains(&name)
}

#[test]
fn dependencies_point_one_way() {
    let graph = Graph::read();
    for id in &graph.members {
        let name = graph.names[id].as_str();
        let allowed: &[&str] = match name {
            "ws-core" | "ws-test-support" => &[],
            "ws-commands" => &["ws-core"],
            "ws-nu" | "ws-cli" => &["ws-core", "ws-commands"],
            "xtask" => &["ws-test-support"],
            plugin if plugin.starts_with("nu_plugin_ws_") => &["ws-commands", "ws-nu"],
            other => panic!("{other}: say here what it may depend on"),
        };
        let odd: Vec<&str> = graph.own(id).into_iter().filter(|own| !allowed.contains(own)).collect();
        assert!(odd.is_empty(), "{name} may not depend on {odd:?}");
    }
}

#[test]
fn core_and_commands_know_neither_nushell_nor_the_command_line() {
    let graph = Graph::read();
    for member in ["ws-core", "ws-commands"] {
        let direct = graph.edges[graph.member(member)].iter().map(|id| graph.names[id].as_str());
        let odd: Vec<&str> = direct.filter(|name| is_of_the_edge(name)).collect();
        assert!(odd.is_empty(), "{member} depends on {odd:?}");
        assert!(graph.closure(graph.member(member)).iter().all(|name| !name.starts_with("nu-")));
    }
}

#[test]
fn ws_does_not_link_nushell() {
    let graph = Graph::read();
    let linked = graph.closure(graph.member("ws-cli"));
    // The walk sees what is far away; without this, a broken one would pass.
    assert!(linked.contains("libgit2-sys"), "{linked:?}");
    let nushell: Vec<&&str> = linked.iter().filter(|name| name.starts_with("nu-") || **name == "ws-nu").collect();
    assert!(nushell.is_empty(), "ws links {nushell:?}");
    assert!(graph.closure(graph.member("nu_plugin_ws_siblings")).contains("nu-protocol"));
}
