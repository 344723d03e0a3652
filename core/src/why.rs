//! `ws why NAME`: why something is as it is, as rows. Why a package is installed and why at this version; why a sibling is
//! not imported from its checkout; which siblings a change reaches it from; why it has this place in the order.
//!
//! Refuses to do: ask an index, or start Python. What is installed says what it asks for.

mod installed;
mod rows;

use std::collections::HashSet;
use std::str::FromStr as _;

use crate::config::Config;
use crate::error::{Error, nearest};
use crate::inspect::{self, InspectOptions};
use crate::layers::{self, Graph, Kinds, order};
use crate::python::PackageName;
use crate::python::venv::{InstallState, SiblingProject, Venv, VenvSiblingRow};

/// What a row explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Why it is installed.
    Installed,
    /// Why it is not.
    Missing,
    /// Why it has this version.
    Version,
    /// Why it is not imported from its checkout.
    Shadowed,
    /// Why it has this place in the order of installation.
    Order,
    /// Why a change of another sibling affects it.
    Affected,
}

/// A row of `ws why`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyRow {
    /// What it explains.
    pub what: Question,
    /// The reason, in one line.
    pub because: String,
    /// The way there, from what begins it to what was asked about; empty when there is none.
    pub through: Vec<String>,
}

impl Question {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Missing => "missing",
            Self::Version => "version",
            Self::Shadowed => "shadowed",
            Self::Order => "order",
            Self::Affected => "affected",
        }
    }
}

impl WhyRow {
    fn new(what: Question, because: String, through: Vec<String>) -> Self {
        Self { what, because, through }
    }
}

/// Explains `name`, a sibling or a package that is installed or asked for. [`Error::UnknownPackage`] for anything else.
pub fn why(config: &Config, name: &str, options: &InspectOptions) -> Result<Vec<WhyRow>, Error> {
    let config = &inspect::by_package(config, options);
    let projects = inspect::known_projects(config, options);
    let known = SiblingProject::all(&config.siblings, &projects);
    let venv = Venv::open(&config.python.venv_path, false);
    let installs = venv.siblings(&known);
    let requirements = installed::Requirements::new(&venv, &known, &installs);

    let package = PackageName::from_str(name).ok();
    let by_name = config.siblings.iter().position(|sibling| sibling.name.as_str() == name);
    let sibling =
        by_name.or_else(|| installs.iter().position(|install| package.is_some() && install.package == package));
    let of_sibling = |node: usize| {
        let mut rows = Vec::new();
        if let Some(package) = &installs[node].package {
            rows.extend(requirements.installed(package, Some(&installs[node])));
            rows.extend(requirements.version(package, Some(&installs[node])));
        }
        rows.extend(shadowed(&installs[node]));
        let graph = inspect::graph(config, options);
        rows.extend(in_order(&graph, node));
        rows.extend(affected(&graph, node));
        rows
    };
    if let Some(node) = sibling {
        return Ok(of_sibling(node));
    }
    // A repository of several packages that is none itself: its name means each of them.
    let parts: Vec<usize> =
        (0..config.siblings.len()).filter(|node| config.siblings[*node].repository().as_str() == name).collect();
    if !parts.is_empty() {
        let named = |node: usize| {
            let of = &config.siblings[node].name;
            of_sibling(node).into_iter().map(move |row| WhyRow { because: format!("`{of}`: {}", row.because), ..row })
        };
        return Ok(parts.into_iter().flat_map(named).collect());
    }
    let Some(package) = package.filter(|package| requirements.know(package)) else {
        let siblings = config.siblings.iter().flat_map(|it| [it.name.to_string(), it.repository().to_string()]);
        let names: Vec<String> = siblings.chain(requirements.names()).collect();
        let nearest = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        return Err(Error::UnknownPackage { name: name.to_owned(), nearest });
    };
    let mut rows = requirements.installed(&package, None);
    rows.extend(requirements.version(&package, None));
    Ok(rows)
}

/// Why its code is not what Python imports.
fn shadowed(install: &VenvSiblingRow) -> Option<WhyRow> {
    let actual = install.actual_path.as_ref().map(|path| path.display().to_string());
    let expected = install.expected_path.display();
    let because = match (install.state, &actual) {
        (InstallState::Wheel, Some(actual)) => {
            format!("Python imports a copy in `{actual}`, so edits of `{expected}` have no effect: run `ws setup`")
        }
        (InstallState::Shadowed, _) => {
            let by = install.shadowed_by.as_ref().map(|by| format!("`{by}`"));
            let by = by.as_deref().unwrap_or("something that Python finds first");
            format!("{by} is imported instead of `{expected}`, its editable checkout")
        }
        (InstallState::WrongPath, Some(actual)) => {
            format!("it is an editable of `{actual}`, not of `{expected}`: run `ws setup`")
        }
        _ => return None,
    };
    Some(WhyRow::new(Question::Shadowed, because, actual.into_iter().collect()))
}

/// Its wave, and the chain of siblings that it has to wait for.
fn in_order(graph: &Graph, node: usize) -> Vec<WhyRow> {
    let order = order(graph);
    let name = |node: usize| graph.nodes[node].name.to_string();
    let mut waves = vec![0; graph.nodes.len()];
    for step in &order.steps {
        waves[step.node] = step.wave;
    }
    let needs = needs(graph);
    let cuts: HashSet<(usize, usize)> = order.cuts.iter().copied().collect();
    // One that is waited for, a wave earlier; of several the first by name.
    let before = |node: usize| {
        let mut needed = needs[node].iter().copied().filter(|to| !cuts.contains(&(node, *to)));
        needed.find(|to| waves[*to] + 1 == waves[node])
    };
    let mut chain = vec![node];
    while let Some(earlier) = before(chain[chain.len() - 1]) {
        chain.push(earlier);
    }
    let because = match chain.get(1) {
        Some(earlier) => format!(
            "wave {}: it needs `{}`, which is in wave {} of the installation",
            waves[node],
            name(*earlier),
            waves[*earlier]
        ),
        None if order.cuts.iter().any(|(from, _)| *from == node) => "wave 1: it waits for no other sibling".to_owned(),
        None => "wave 1: it needs no other sibling to be installed and to run".to_owned(),
    };
    let is_alone = chain.len() == 1;
    chain.reverse();
    let through = if is_alone { Vec::new() } else { layers::Way::of(chain).names(graph) };
    let mut rows = vec![WhyRow::new(Question::Order, because, through)];
    for (from, to) in order.cuts.iter().filter(|(from, _)| *from == node) {
        let cycle = graph
            .edges
            .iter()
            .find(|edge| (edge.from, edge.to) == (*from, *to) && edge.counts(Kinds::Runtime) && !edge.cycle.is_empty());
        let cycle = cycle.map(|edge| edge.cycle.iter().map(|node| name(*node)).collect()).unwrap_or_default();
        let because = format!("it needs `{}` too, and does not wait for it: the cycle is cut there", name(*to));
        rows.push(WhyRow::new(Question::Order, because, cycle));
    }
    rows
}

/// What each sibling needs to be installed and to run, by name.
fn needs(graph: &Graph) -> Vec<Vec<usize>> {
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| edge.counts(Kinds::Runtime)) {
        needs[edge.from].push(edge.to);
    }
    for needed in &mut needs {
        needed.sort_by_key(|to| &graph.nodes[*to].name);
        needed.dedup();
    }
    needs
}

/// Each sibling of which a change reaches this one, nearest first.
fn affected(graph: &Graph, node: usize) -> Vec<WhyRow> {
    let reached = layers::reach(&needs(graph), &[node]);
    let row = |changed: &usize| {
        let way = reached.way(*changed);
        let me = &graph.nodes[node].name;
        let (first, before) = (&graph.nodes[*changed].name, &graph.nodes[reached.second(*changed)].name);
        let because = if way.length == 1 {
            format!("`{me}` depends on `{first}`")
        } else {
            format!("`{me}` depends on `{before}`, which needs `{first}`")
        };
        let through = std::iter::once(first.to_string()).chain(way.names(graph).into_iter().rev()).collect();
        WhyRow::new(Question::Affected, because, through)
    };
    reached.nodes.iter().skip(1).map(row).collect()
}

#[cfg(test)]
mod tests;
