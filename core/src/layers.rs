//! Who depends on whom, and does the layering hold? What `wrknv.toml` declares and what each sibling's own metadata
//! asks for, as one graph; from it the order of installation, what a change affects, and where a layer is broken.
//!
//! Refuses to do: read anything. [`crate::inspect::projects`] has read the metadata; a sibling whose metadata is
//! unknown keeps the edges that are declared, with what cannot be known as `None`.

mod affected;
mod cycles;
mod edges;
mod imports;
mod order;
mod rows;
mod summary;
mod ways;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

pub use affected::{Affected, Reach, Reason, affected};
pub use order::{Order, OrderStep, order};
pub use rows::{AffectedRow, DependencyRow, OrderRow};
pub use summary::{LayerRow, layers};
pub use ways::{LONGEST, Reached, Way, reach};

use crate::config::{Config, Layer, LayerName, Sibling, SiblingName};
use crate::error::RowError;
use crate::python::imports::SourceImports;
use crate::python::{self, Project};

/// The siblings of a workspace and every dependency between two of them.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The siblings, in the order of the file.
    pub nodes: Vec<Node>,
    /// The layers, bottom first.
    pub layers: Vec<Layer>,
    /// The dependencies: by sibling in the order of the file, then by kind, then by the sibling depended on.
    pub edges: Vec<Edge>,
}

/// One sibling of the graph.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its name.
    pub name: SiblingName,
    /// The sibling whose repository it is in: itself, unless that holds several packages.
    pub repository: SiblingName,
    /// Its layer, as a place in [`Graph::layers`].
    pub layer: Option<usize>,
    /// Whether all that its metadata asks for is known, if only that there is none.
    pub is_read: bool,
    /// Why nothing is known of what it depends on, where its files say so and could not be read.
    pub unread: Option<RowError>,
    /// The parts of its metadata that could not be read.
    pub problems: Vec<RowError>,
}

/// What is known of one sibling's metadata.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// Where the sibling is.
    pub path: PathBuf,
    /// `None`: there is no directory to read from. Within: no Python metadata, or what it says, or why not.
    pub project: Option<Result<Option<Project>, RowError>>,
}

/// One dependency. Numbers are places in [`Graph::nodes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Who depends.
    pub from: usize,
    /// On whom.
    pub to: usize,
    /// The kind of requirement that makes it.
    pub kind: EdgeKind,
    /// Whether `depends_on` lists the sibling.
    pub declared: bool,
    /// Whether the metadata asks for it; `None` when that is unknown.
    pub actual: Option<bool>,
    /// The requirement as the metadata has it.
    pub requirement: Option<String>,
    /// Whether its marker applies on this machine; `None` when unknown, or without a requirement.
    pub marker_applies: Option<bool>,
    /// Whether the sibling's own version fits; `None` when unknown, or without a requirement.
    pub satisfied: Option<bool>,
    /// What is wrong with it.
    pub violation: Option<Violation>,
    /// Whether it is part of a cycle.
    pub is_in_cycle: bool,
    /// The shortest cycle that it is part of, from `from` to `from`; empty when there is none, or none short enough to be
    /// looked for.
    pub cycle: Vec<usize>,
    /// Where the code says so, when it is an import.
    pub site: Option<ImportSite>,
}

/// Where one sibling's code imports another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSite {
    /// What is imported, dotted.
    pub module: String,
    /// The file; absolute.
    pub file: PathBuf,
    /// The line of the statement, from 1.
    pub line: usize,
    /// Whether the program works without it: in a `try` that catches `ImportError`, or for type checkers only.
    pub guarded: bool,
}

/// Why one sibling depends on another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// By a requirement of its metadata.
    Requirement(python::Kind),
    /// By `depends_on` alone.
    Declared,
    /// By an import in its code.
    Import,
}

/// How a dependency breaks the layering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// On a layer above.
    Upward,
    /// On a member of the same layer, whose members may not depend on each other.
    Peer,
    /// It is part of a cycle; when it is an extra's or a group's, of one that only such edges close.
    Cycle,
}

/// Which dependencies count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// What is needed to install and run: runtime and build requirements, and what is declared.
    Runtime,
    /// Extras and groups too.
    All,
    /// What is needed to install and run, and what the code imports.
    Imports,
}

impl fmt::Display for EdgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requirement(kind) => kind.fmt(f),
            Self::Declared => f.write_str("declared"),
            Self::Import => f.write_str("import"),
        }
    }
}

impl Violation {
    /// `upward`, `peer` or `cycle`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upward => "upward",
            Self::Peer => "peer",
            Self::Cycle => "cycle",
        }
    }
}

impl Edge {
    /// Does it count among `kinds`? A requirement whose marker does not apply here never does, nor does one of a
    /// sibling on itself.
    pub fn counts(&self, kinds: Kinds) -> bool {
        let kind = match &self.kind {
            EdgeKind::Requirement(python::Kind::Extra(_) | python::Kind::Group(_)) => kinds == Kinds::All,
            EdgeKind::Requirement(python::Kind::Runtime | python::Kind::Build) | EdgeKind::Declared => true,
            EdgeKind::Import => kinds == Kinds::Imports,
        };
        kind && self.marker_applies != Some(false) && self.from != self.to
    }
}

impl Graph {
    /// The graph of a workspace. `metadata` is that of each sibling of `config`, in its order.
    pub fn new(config: &Config, metadata: &[Metadata], markers: &python::markers::Markers) -> Self {
        let layers: HashMap<&LayerName, usize> =
            config.layers.iter().enumerate().map(|(place, layer)| (&layer.name, place)).collect();
        let nodes = config.siblings.iter().zip(metadata).map(|(sibling, metadata)| Node {
            name: sibling.name.clone(),
            repository: sibling.repository().clone(),
            layer: sibling.layer.as_ref().and_then(|layer| layers.get(layer).copied()),
            is_read: match &metadata.project {
                Some(Ok(Some(project))) => project.unknown_dependencies.is_none(),
                Some(Ok(None)) => true,
                Some(Err(_)) | None => false,
            },
            unread: metadata.project.as_ref().and_then(|project| project.as_ref().err()).cloned(),
            problems: match &metadata.project {
                Some(Err(error)) => vec![error.clone()],
                Some(Ok(Some(project))) => project.problems.clone(),
                Some(Ok(None)) | None => Vec::new(),
            },
        });
        let edges = edges::collect(config, metadata, markers);
        let mut graph = Self { nodes: nodes.collect(), layers: config.layers.clone(), edges };
        graph.judge();
        graph
    }

    /// The same graph with every import of one sibling by another. `imports` is what [`python::imports::read`] gave for
    /// each sibling of `config`, in its order; `None` where there is nothing to read.
    #[must_use]
    pub fn with_imports(mut self, config: &Config, imports: &[Option<Result<SourceImports, RowError>>]) -> Self {
        let found = imports::collect(&self, config, imports);
        self.edges.extend(found);
        self.edges.sort_by(|a, b| (a.from, &a.kind, a.to).cmp(&(b.from, &b.kind, b.to)));
        for (node, imports) in self.nodes.iter_mut().zip(imports) {
            match imports {
                Some(Ok(imports)) => node.problems.extend(imports.problems.iter().cloned()),
                Some(Err(error)) => {
                    node.unread.get_or_insert_with(|| error.clone());
                    node.problems.push(error.clone());
                }
                None => {}
            }
        }
        self.judge();
        self
    }

    /// Finds cycles and violations.
    fn judge(&mut self) {
        cycles::name(self);
        for place in 0..self.edges.len() {
            self.edges[place].violation = self.violation(&self.edges[place]);
        }
    }

    /// The sibling's place.
    pub fn place(&self, name: &SiblingName) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == *name)
    }

    /// The places of siblings, in their order.
    pub fn places(&self, siblings: &[&Sibling]) -> Vec<usize> {
        let places: HashMap<&SiblingName, usize> =
            self.nodes.iter().enumerate().map(|(place, node)| (&node.name, place)).collect();
        siblings.iter().filter_map(|sibling| places.get(&sibling.name).copied()).collect()
    }

    /// What to tell, in one line each, of those in `chosen` whose dependencies are unknown.
    pub fn warnings(&self, chosen: &[usize]) -> Vec<String> {
        let unread =
            chosen.iter().filter_map(|node| Some((&self.nodes[*node].name, self.nodes[*node].unread.as_ref()?)));
        unread.map(|(name, error)| format!("what `{name}` depends on is unknown: {}", error.message)).collect()
    }

    /// The sibling's layer.
    pub fn layer_of(&self, node: usize) -> Option<&LayerName> {
        self.nodes[node].layer.map(|layer| &self.layers[layer].name)
    }

    fn violation(&self, edge: &Edge) -> Option<Violation> {
        let layers = self.nodes[edge.from].layer.zip(self.nodes[edge.to].layer);
        match layers {
            Some((from, to)) if from < to => Some(Violation::Upward),
            Some((from, to)) if from == to && !self.layers[from].peers && !self.is_in_one_repository(edge) => {
                Some(Violation::Peer)
            }
            _ => edge.is_in_cycle.then_some(Violation::Cycle),
        }
    }

    /// Packages of one repository may depend on each other.
    pub fn is_in_one_repository(&self, edge: &Edge) -> bool {
        self.nodes[edge.from].repository == self.nodes[edge.to].repository
    }

    /// The graph of a workspace's repositories from that of its packages: for what is done once in each repository.
    #[must_use]
    pub fn by_repository(&self, config: &Config) -> Self {
        let repositories: HashMap<&SiblingName, usize> =
            config.siblings.iter().enumerate().map(|(place, sibling)| (&sibling.name, place)).collect();
        let places: Vec<Option<usize>> =
            self.nodes.iter().map(|node| repositories.get(&node.repository).copied()).collect();
        let mut parts_of: Vec<Vec<&Node>> = vec![Vec::new(); config.siblings.len()];
        for (node, place) in self.nodes.iter().zip(&places) {
            if let Some(place) = place {
                parts_of[*place].push(node);
            }
        }
        let nodes = config.siblings.iter().zip(parts_of).map(|(sibling, parts_of)| {
            let parts = || parts_of.iter();
            Node {
                name: sibling.name.clone(),
                repository: sibling.name.clone(),
                layer: parts().next().and_then(|node| node.layer),
                is_read: parts().all(|node| node.is_read),
                unread: parts().find_map(|node| node.unread.clone()),
                problems: parts().flat_map(|node| node.problems.iter().cloned()).collect(),
            }
        });
        let edges = self.edges.iter().filter(|edge| !self.is_in_one_repository(edge)).filter_map(|edge| {
            let (from, to) = (places[edge.from]?, places[edge.to]?);
            Some(Edge { from, to, violation: None, is_in_cycle: false, cycle: Vec::new(), ..edge.clone() })
        });
        let mut graph = Self { nodes: nodes.collect(), layers: self.layers.clone(), edges: edges.collect() };
        graph.edges.sort_by(|a, b| (a.from, &a.kind, a.to).cmp(&(b.from, &b.kind, b.to)));
        graph.judge();
        graph
    }

    /// The siblings by name: what every result is sorted by in the end, so that the order in the file has no say.
    fn by_name(&self) -> Vec<usize> {
        let mut nodes: Vec<usize> = (0..self.nodes.len()).collect();
        nodes.sort_by(|a, b| self.nodes[*a].name.cmp(&self.nodes[*b].name));
        nodes
    }
}

#[cfg(test)]
mod tests;
