//! What the chosen siblings need of the others: their requirements, and those of the extras and groups that are asked for,
//! which would else be taken from an index. Nothing of the rest of the workspace has a part in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::SetupOptions;
use crate::config::Config;
use crate::error::RowError;
use crate::layers::{Edge, EdgeKind, Graph};
use crate::python::{Dependency, Kind, Project, normal};
use crate::work::paths;

/// Those that were chosen and the siblings that they need, by their places.
pub fn with_needs(
    chosen: Vec<usize>,
    graph: &Graph,
    config: &Config,
    projects: &[Result<Option<Project>, RowError>],
    options: &SetupOptions,
) -> BTreeSet<usize> {
    let mut edges_of: Vec<Vec<&Edge>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        edges_of[edge.from].push(edge);
    }
    let groups: BTreeSet<String> = options.groups.iter().map(|group| normal(group)).collect();
    let mut meant: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut next: Vec<(usize, BTreeSet<String>)> = chosen.into_iter().map(|place| (place, BTreeSet::new())).collect();
    while let Some((place, asked)) = next.pop() {
        let sibling = &config.siblings[place];
        let known = meant.contains_key(&place);
        let extras = meant
            .entry(place)
            .or_insert_with(|| sibling.extras.iter().chain(&options.extras).map(|extra| normal(extra)).collect());
        let before = extras.len();
        extras.extend(asked);
        if known && extras.len() == before {
            continue;
        }
        let project = projects.get(place).and_then(|project| project.as_ref().ok()?.as_ref());
        if let Some(project) = project {
            with_own_extras(project, extras);
        }
        let extras = extras.clone();
        let wants = |edge: &&Edge| {
            let by_kind = match &edge.kind {
                EdgeKind::Requirement(Kind::Runtime | Kind::Build) | EdgeKind::Declared => true,
                EdgeKind::Requirement(Kind::Extra(name)) => extras.contains(name),
                EdgeKind::Requirement(Kind::Group(name)) => groups.contains(name),
                EdgeKind::Import => false,
            };
            edge.to != place && by_kind && edge.marker_applies != Some(false)
        };
        let asked = project.map(asked_extras).unwrap_or_default();
        for edge in edges_of[place].iter().copied().filter(wants).filter(|_| sibling.with_deps) {
            // One that is not here has to come from the index, if it is asked for.
            if paths::is_there(&config.siblings[edge.to].path) != Ok(false) {
                next.push((edge.to, extras_of(edge, &asked)));
            }
        }
    }
    meant.into_keys().collect()
}

/// `all = ["itself[a,b]"]`: an extra that is put together from others.
fn with_own_extras(project: &Project, extras: &mut BTreeSet<String>) {
    let mut parts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for it in project.dependencies.iter().filter(|it| Some(&it.requirement.name) == project.package.as_ref()) {
        if let Kind::Extra(name) = &it.kind {
            parts.entry(name).or_default().extend(it.requirement.extras.iter().map(ToString::to_string));
        }
    }
    let mut next: Vec<String> = extras.iter().cloned().collect();
    while let Some(extra) = next.pop() {
        for part in parts.remove(extra.as_str()).unwrap_or_default() {
            if extras.insert(part.clone()) {
                next.push(part);
            }
        }
    }
}

/// The extras that each requirement asks for of the other, by its kind and its text.
fn asked_extras(project: &Project) -> HashMap<(&Kind, &str), &Dependency> {
    let mut asked = HashMap::new();
    for it in project.dependencies.iter().filter(|it| !it.requirement.extras.is_empty()) {
        asked.entry((&it.kind, it.text.as_str())).or_insert(it);
    }
    asked
}

fn extras_of(edge: &Edge, asked: &HashMap<(&Kind, &str), &Dependency>) -> BTreeSet<String> {
    let (EdgeKind::Requirement(kind), Some(text)) = (&edge.kind, &edge.requirement) else { return BTreeSet::new() };
    let found = asked.get(&(kind, text.as_str()));
    found.into_iter().flat_map(|it| &it.requirement.extras).map(ToString::to_string).collect()
}
