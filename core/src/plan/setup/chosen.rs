//! What the chosen siblings need of the others: their requirements, and those of the extras and groups that are asked for,
//! which would else be taken from an index. Nothing of the rest of the workspace has a part in it.

use std::collections::{BTreeMap, BTreeSet};

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
                EdgeKind::Requirement(Kind::Group(name)) => options.groups.iter().any(|group| normal(group) == *name),
                EdgeKind::Import => false,
            };
            edge.from == place && edge.to != place && by_kind && edge.marker_applies != Some(false)
        };
        for edge in graph.edges.iter().filter(wants).filter(|_| sibling.with_deps) {
            // One that is not here has to come from the index, if it is asked for.
            if paths::is_there(&config.siblings[edge.to].path) != Ok(false) {
                next.push((edge.to, project.and_then(|project| asked_extras(project, edge)).unwrap_or_default()));
            }
        }
    }
    meant.into_keys().collect()
}

/// `all = ["itself[a,b]"]`: an extra that is put together from others.
fn with_own_extras(project: &Project, extras: &mut BTreeSet<String>) {
    let is_own = |it: &&Dependency| Some(&it.requirement.name) == project.package.as_ref();
    loop {
        let meant = |it: &&Dependency| matches!(&it.kind, Kind::Extra(name) if extras.contains(name));
        let own = project.dependencies.iter().filter(is_own).filter(meant);
        let more: BTreeSet<String> = own.flat_map(|it| &it.requirement.extras).map(ToString::to_string).collect();
        let before = extras.len();
        extras.extend(more);
        if extras.len() == before {
            return;
        }
    }
}

/// The extras that a requirement asks for of the other.
fn asked_extras(project: &Project, edge: &Edge) -> Option<BTreeSet<String>> {
    let EdgeKind::Requirement(kind) = &edge.kind else { return None };
    let is_it = |it: &&Dependency| it.kind == *kind && Some(&it.text) == edge.requirement.as_ref();
    let found = project.dependencies.iter().find(is_it)?;
    Some(found.requirement.extras.iter().map(ToString::to_string).collect())
}
