//! The dependencies between siblings: layering, declared and actual, the versions that are asked for. Each is told once,
//! however many kinds of requirement say it.

use std::collections::BTreeMap;

use super::FindingRow;
use crate::config::{Config, Sibling};
use crate::error::{RowError, Severity};
use crate::layers::{Edge, EdgeKind, Graph, Violation};
use crate::python::{Kind, Project};

/// What is known of the siblings' dependencies.
pub struct Known<'k> {
    pub config: &'k Config,
    pub graph: &'k Graph,
    pub projects: &'k [Result<Option<Project>, RowError>],
    /// The edges of each sibling, by its place.
    edges: Vec<Vec<&'k Edge>>,
    /// Whether any sibling says what it depends on.
    has_declared: bool,
}

impl<'k> Known<'k> {
    /// Puts it in order once: there may be as many siblings as a file has room for.
    pub fn new(config: &'k Config, graph: &'k Graph, projects: &'k [Result<Option<Project>, RowError>]) -> Self {
        let mut edges = vec![Vec::new(); config.siblings.len()];
        for edge in &graph.edges {
            edges[edge.from].push(edge);
        }
        let has_declared = config.siblings.iter().any(|sibling| !sibling.depends_on.is_empty());
        Self { config, graph, projects, edges, has_declared }
    }
}

impl Known<'_> {
    /// Everything that is wrong with the dependencies of the sibling at this place, but for cycles.
    pub fn of(&self, place: usize) -> Vec<FindingRow> {
        let mut findings = Vec::new();
        let mut by_target: BTreeMap<usize, Vec<&Edge>> = BTreeMap::new();
        for edge in &self.edges[place] {
            by_target.entry(edge.to).or_default().push(edge);
        }
        for edges in by_target.into_values() {
            findings.extend(self.layering(&edges, Violation::Upward));
            findings.extend(self.layering(&edges, Violation::Peer));
            findings.extend(self.unsatisfied(&edges));
            findings.extend(self.declared(&edges));
        }
        findings
    }

    /// That only a build tells what a sibling asks for: said once, and not for each sibling that it may ask for.
    pub fn dynamic(&self, place: usize) -> Option<FindingRow> {
        let project = self.projects.get(place)?.as_ref().ok()?.as_ref()?;
        let reason = project.unknown_dependencies?;
        let sibling = &self.config.siblings[place];
        let message = format!("the dependencies of `{}` are unknown: {reason}", sibling.name);
        let hint = "list the siblings that it needs in `depends_on`, or install it: then the venv tells";
        let note = FindingRow::new(Severity::Note, "ws::python::dynamic_dependencies", message);
        Some(note.hint(hint).in_metadata(sibling, None))
    }

    /// One finding for each cycle that can be listed, as severe as the worst of its edges, and one for all others.
    pub fn cycles(&self) -> Vec<FindingRow> {
        let mut found: BTreeMap<Vec<usize>, FindingRow> = BTreeMap::new();
        let of_cycles = || self.graph.edges.iter().filter(|edge| edge.violation == Some(Violation::Cycle));
        for edge in of_cycles().filter(|edge| !edge.cycle.is_empty()) {
            let finding = self.cycle(edge);
            let mut key = edge.cycle.clone();
            key.sort_unstable();
            key.dedup();
            match found.get(&key) {
                Some(known) if known.severity >= finding.severity => {}
                _ => _ = found.insert(key, finding),
            }
        }
        let long: Vec<&Edge> = of_cycles().filter(|edge| edge.cycle.is_empty()).collect();
        found.into_values().chain(self.long_cycles(&long)).collect()
    }

    /// One finding for all cycles that are too long to be listed.
    fn long_cycles(&self, edges: &[&Edge]) -> Option<FindingRow> {
        let worst = edges.iter().find(|edge| !is_for_development(edge)).or(edges.first())?;
        let (from, to) = self.names(worst);
        let more = match edges.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let message = format!("long cycles: {from} -> {to}{more} ({})", worst.kind);
        let severity = if is_for_development(worst) { Severity::Warning } else { Severity::Error };
        let mut finding = self.at(&[worst], FindingRow::new(severity, "ws::layers::cycle", message));
        // To allow one of them is not to allow them all: only the code, or how the message begins, stands for it.
        finding.subjects = Vec::new();
        Some(finding)
    }

    fn cycle(&self, edge: &Edge) -> FindingRow {
        let names: Vec<&str> = edge.cycle.iter().map(|node| self.graph.nodes[*node].name.as_str()).collect();
        let message = format!("cycle: {} ({})", names.join(" -> "), edge.kind);
        let severity = if is_for_development(edge) { Severity::Warning } else { Severity::Error };
        let hint = hint_or_allow("remove one of its dependencies", "ws::layers::cycle", &names.join(" -> "));
        let mut finding = self.at(&[edge], FindingRow::new(severity, "ws::layers::cycle", message)).hint(hint);
        // Each of its edges names it, and so does all of it.
        finding.subjects = names.windows(2).map(|pair| pair.join(" -> ")).chain([names.join(" -> ")]).collect();
        finding
    }

    fn layering(&self, edges: &[&Edge], violation: Violation) -> Option<FindingRow> {
        let edges: Vec<&Edge> = edges.iter().copied().filter(|edge| edge.violation == Some(violation)).collect();
        let first = edges.first()?;
        let (from, to) = self.names(first);
        let layer = |node: usize| self.graph.layer_of(node).map_or_else(|| "no layer".to_owned(), ToString::to_string);
        let (mine, other, kinds) = (layer(first.from), layer(first.to), kinds(&edges));
        let (code, message, remedy) = if violation == Violation::Upward {
            (
                "ws::layers::upward",
                format!("`{from}` ({mine}) depends on `{to}` ({other}), which is above it ({kinds})"),
                "move what it needs to a lower layer, or one of the two siblings to another layer",
            )
        } else {
            (
                "ws::layers::peer",
                format!("`{from}` depends on `{to}`, but members of {mine} may not depend on each other ({kinds})"),
                "move what it needs to a lower layer, or set `peers = true` for the layer",
            )
        };
        let hint = hint_or_allow(remedy, code, &format!("{from} -> {to}"));
        Some(self.at(&edges, FindingRow::error(code, message).hint(hint)))
    }

    /// Each requirement that the checkout of the other does not meet.
    fn unsatisfied(&self, edges: &[&Edge]) -> Vec<FindingRow> {
        let mut by_text: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        let broken = edges.iter().filter(|edge| edge.satisfied == Some(false) && edge.marker_applies != Some(false));
        for edge in broken {
            by_text.entry(edge.requirement.as_deref().unwrap_or_default()).or_default().push(edge);
        }
        let finding = |(requirement, edges): (&str, Vec<&Edge>)| {
            let (from, to) = self.names(edges[0]);
            let project = self.projects.get(edges[0].to).and_then(|project| project.as_ref().ok()?.as_ref());
            let has = project.and_then(|project| project.version.as_deref()).unwrap_or("another version");
            let message = format!("`{from}` asks for `{requirement}`, but the checkout of `{to}` has {has}");
            let hint = "update the checkout, or the requirement";
            self.at(&edges, FindingRow::error("ws::deps::unsatisfied", message).hint(hint))
        };
        by_text.into_iter().map(finding).collect()
    }

    /// `depends_on` beside what the metadata asks for.
    fn declared(&self, edges: &[&Edge]) -> Vec<FindingRow> {
        let (sibling, config) = (&self.config.siblings[edges[0].from], self.config);
        // It is of repositories.
        let (from, to) = (sibling.repository(), self.config.siblings[edges[0].to].repository());
        let mut findings = Vec::new();
        let declared = edges.iter().any(|edge| edge.declared);
        if edges.iter().any(|edge| edge.declared && edge.actual == Some(false)) {
            let message = format!("`{from}` lists `{to}` in depends_on, but its metadata does not require it");
            let hint = format!("remove `{to}` from depends_on, or add the requirement");
            findings.push(FindingRow::warning("ws::deps::not_required", message).hint(hint).about(sibling, config));
        }
        if !declared && self.has_declared && edges.iter().any(|edge| self.is_undeclared(edge)) {
            let message = format!("`{from}` requires `{to}`, but depends_on does not list it");
            let hint = format!("add \"{to}\" to depends_on of `{from}`");
            findings.push(FindingRow::warning("ws::deps::undeclared", message).hint(hint).about(sibling, config));
        }
        for finding in &mut findings {
            finding.subjects = vec![format!("{from} -> {to}")];
        }
        findings
    }

    /// A workspace that declares nothing at all hears of it once.
    pub fn nothing_declared(&self) -> Option<FindingRow> {
        let mut pairs: Vec<(usize, usize)> =
            self.graph.edges.iter().filter(|edge| self.is_undeclared(edge)).map(|edge| (edge.from, edge.to)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let count = pairs.len();
        (count > 0 && !self.has_declared).then(|| {
            let message =
                format!("no sibling has depends_on, but their metadata has {count} dependencies between them");
            let hint = "nothing to do: the metadata decides the order; use depends_on for dependencies that it lacks";
            FindingRow::new(Severity::Note, "ws::deps::undeclared", message).hint(hint).in_config(self.config)
        })
    }

    /// Does the metadata ask for it wherever it is installed, and `depends_on` not list it?
    fn is_undeclared(&self, edge: &Edge) -> bool {
        let is_runtime = edge.kind == EdgeKind::Requirement(Kind::Runtime) && edge.marker_applies != Some(false);
        !edge.declared && is_runtime && !self.graph.is_in_one_repository(edge)
    }

    fn names(&self, edge: &Edge) -> (&str, &str) {
        (self.config.siblings[edge.from].name.as_str(), self.config.siblings[edge.to].name.as_str())
    }

    /// Where the edges come from: the metadata, at the first requirement, or `depends_on`.
    fn at(&self, edges: &[&Edge], finding: FindingRow) -> FindingRow {
        let sibling: &Sibling = &self.config.siblings[edges[0].from];
        let (from, to) = self.names(edges[0]);
        let of_metadata = edges.iter().find(|edge| !matches!(edge.kind, EdgeKind::Declared));
        let mut finding = match of_metadata {
            None => finding.about(sibling, self.config),
            Some(edge) => {
                let project = self.projects.get(edge.from).and_then(|project| project.as_ref().ok()?.as_ref());
                let dependencies = project.into_iter().flat_map(|project| &project.dependencies);
                let place = dependencies
                    .filter(|dependency| EdgeKind::Requirement(dependency.kind.clone()) == edge.kind)
                    .find(|dependency| Some(&dependency.text) == edge.requirement.as_ref())
                    .and_then(|dependency| dependency.place);
                finding.in_metadata(sibling, place)
            }
        };
        finding.subjects = vec![format!("{from} -> {to}")];
        finding
    }
}

/// A remedy, and how `ws validate` is told that the finding is known.
fn hint_or_allow(remedy: &str, code: &str, subject: &str) -> String {
    format!("{remedy}; where it is to stay, list \"{code} {subject}\" in `allow` of `[workspace.validate]`")
}

fn kinds(edges: &[&Edge]) -> String {
    let mut kinds: Vec<String> = edges.iter().map(|edge| edge.kind.to_string()).collect();
    kinds.dedup();
    kinds.join(", ")
}

fn is_for_development(edge: &Edge) -> bool {
    matches!(edge.kind, EdgeKind::Requirement(Kind::Extra(_) | Kind::Group(_)))
}
