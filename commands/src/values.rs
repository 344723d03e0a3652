//! What TAB offers for a value in all shells: siblings, layers, tasks, snapshots, extras, groups, programs; each with a
//! short description. This runs on each key press: names come from the cache if it knows the file, no program is run, and
//! errors are silent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ws_core::outline::Outline;
use ws_core::python::Kind;
use ws_core::snapshot::Store;
use ws_core::{LayerName, discover, report};

use crate::session::Session;
use crate::spec::Completes;

/// In how many siblings packages are looked for, which takes a file of each; one key press has time for no more.
const LOOKED_INTO: usize = 128;

/// A value, and what it is.
pub type Value = (String, Option<String>);

/// The values; none where the shell itself knows better. `root` is the `--root` on the line.
pub fn values(what: Completes, session: &Session, root: Option<&Path>) -> Vec<Value> {
    let outline = || session.outline(root);
    match what {
        Completes::OneOf(values) => {
            values.iter().map(|(value, about)| ((*value).to_owned(), Some((*about).to_owned()))).collect()
        }
        Completes::Siblings => outline().map(siblings).unwrap_or_default(),
        Completes::Layers => outline().map(|outline| layers(&outline)).unwrap_or_default(),
        Completes::Snapshots => outline().map(|outline| Store::of(&outline.root).known()).unwrap_or_default(),
        Completes::Extras => outline().map(|outline| requirement_sets(&outline, extra)).unwrap_or_default(),
        Completes::Groups => outline().map(|outline| requirement_sets(&outline, group)).unwrap_or_default(),
        Completes::Tasks => {
            let config = discover::open(&session.request(root));
            config.map(|config| ws_core::tasks::known(&config)).unwrap_or_default()
        }
        Completes::Directories | Completes::Commands | Completes::Nothing => Vec::new(),
    }
}

/// The programs on the caller's PATH that begin with `prefix`; none before a letter is typed, since there are thousands.
pub fn programs(session: &Session, prefix: &str) -> Vec<Value> {
    if prefix.is_empty() {
        return Vec::new();
    }
    let path = session.variable("PATH").unwrap_or_default();
    ws_core::programs::beginning_with(path, prefix).into_iter().map(|name| (name, None)).collect()
}

/// Every sibling, and the packages of those that hold several: their names mean them wherever siblings are named.
fn siblings(outline: Outline) -> Vec<Value> {
    let mut packages = Vec::new();
    if outline.siblings.len() <= LOOKED_INTO {
        let mut known: BTreeSet<String> = outline.siblings.iter().map(|member| member.name.to_string()).collect();
        for member in &outline.siblings {
            let parts = ws_core::python::packages::of(&member.path, &member.packages);
            for package in parts.into_iter().filter_map(|part| part.package).map(|package| package.to_string()) {
                if known.insert(package.clone()) {
                    packages.push((package, Some(format!("in {}", member.name))));
                }
            }
        }
    }
    let own = outline.siblings.into_iter().map(|member| (member.name.into(), member.layer.map(Into::into)));
    own.chain(packages).collect()
}

fn layers(outline: &Outline) -> Vec<Value> {
    let members = |layer: &LayerName| outline.siblings.iter().filter(|it| it.layer.as_ref() == Some(layer)).count();
    outline.layers.iter().map(|layer| (layer.to_string(), Some(report::siblings(members(layer))))).collect()
}

fn requirement_sets(outline: &Outline, name: fn(&Kind) -> Option<&String>) -> Vec<Value> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for member in &outline.siblings {
        let Ok(Some(project)) = ws_core::python::read(&member.path) else { continue };
        let names: BTreeSet<&String> = project.dependencies.iter().filter_map(|it| name(&it.kind)).collect();
        for name in names {
            *counts.entry(name.clone()).or_default() += 1;
        }
    }
    counts.into_iter().map(|(name, count)| (name, Some(report::siblings(count)))).collect()
}

fn extra(kind: &Kind) -> Option<&String> {
    match kind {
        Kind::Extra(name) => Some(name),
        _ => None,
    }
}

fn group(kind: &Kind) -> Option<&String> {
    match kind {
        Kind::Group(name) => Some(name),
        _ => None,
    }
}
