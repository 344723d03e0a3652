//! Which siblings a change reaches, and of which that cannot be told.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::{InspectOptions, by_package, graph, graph_for};
use crate::config::{Config, Sibling, SiblingName};
use crate::error::{Error, RowError};
use crate::git;
use crate::layers::{self, AffectedRow, Kinds};
use crate::select::{Selection, select};

/// Those that a change of one of `changed` reaches, by runtime dependencies; `changed` are names or globs. One whose
/// dependencies are unknown is among them; those are told with the reason.
pub fn affected_by<'c>(
    config: &Config,
    chosen: Vec<&'c Sibling>,
    changed: &[String],
    options: &InspectOptions,
) -> Result<Reached<'c>, Error> {
    if changed.is_empty() {
        return Ok(Reached { siblings: chosen, unknown: Vec::new() });
    }
    let packages = by_package(config, options);
    let selection = Selection { names: changed.to_vec(), ..Selection::default() };
    let changed = select(&packages, &selection)?;
    let graph = graph(&packages, options);
    let places = graph.places(&changed);
    let reached = layers::affected(&graph, &places, Kinds::Runtime).into_iter();
    let reached: HashSet<&str> = reached.map(|reach| graph.nodes[reach.node].name.as_str()).collect();
    let unread = graph.nodes.iter().filter(|node| !reached.contains(node.name.as_str()));
    let unread = unread.filter_map(|node| Some((node.name.as_str(), node.unread.clone()?)));
    Ok(Reached::of(&packages, chosen, &reached, unread.collect()))
}

/// Siblings that a change reaches, or may.
#[derive(Debug)]
pub struct Reached<'c> {
    /// All of them.
    pub siblings: Vec<&'c Sibling>,
    /// Packages among them of which it is unknown, and why.
    pub unknown: Vec<(String, RowError)>,
}

impl<'c> Reached<'c> {
    fn of(
        packages: &Config,
        chosen: Vec<&'c Sibling>,
        reached: &HashSet<&str>,
        unknown: Vec<(&str, RowError)>,
    ) -> Self {
        let names: HashSet<&SiblingName> = chosen.iter().map(|it| &it.name).collect();
        let whole: HashSet<&SiblingName> = chosen.iter().filter(|it| it.part_of.is_none()).map(|it| &it.name).collect();
        let is_chosen = |it: &&Sibling| names.contains(&it.name) || whole.contains(it.repository());
        let chosen_packages: HashSet<&str> =
            packages.siblings.iter().filter(is_chosen).map(|it| it.name.as_str()).collect();
        let unknown: Vec<_> = unknown.into_iter().filter(|(name, _)| chosen_packages.contains(name)).collect();
        let all = reached.iter().copied().chain(unknown.iter().map(|(name, _)| *name)).collect();
        let unknown_names = unknown.iter().map(|(name, error)| ((*name).to_owned(), error.clone())).collect();
        Self { siblings: those_of(packages, chosen, &all), unknown: unknown_names }
    }
}

/// Those of `chosen` that are among the packages with these names, or hold one of them.
fn those_of<'c>(packages: &Config, chosen: Vec<&'c Sibling>, reached: &HashSet<&str>) -> Vec<&'c Sibling> {
    let meant = || packages.siblings.iter().filter(|sibling| reached.contains(sibling.name.as_str()));
    let repositories: HashSet<&SiblingName> = meant().map(Sibling::repository).collect();
    let packages: HashSet<&SiblingName> = meant().map(|sibling| &sibling.name).collect();
    let is_meant = |it: &&Sibling| match it.part_of {
        Some(_) => packages.contains(&it.name),
        None => packages.contains(&it.name) || repositories.contains(&it.name),
    };
    chosen.into_iter().filter(is_meant).collect()
}

/// Those of `chosen` that have changed since a revision, and those that depend on one that has. Where that cannot be told of
/// a sibling, it is among them, and told with the reason.
pub fn changed_or_dependent<'c>(
    config: &Config,
    chosen: Vec<&'c Sibling>,
    since: &str,
    options: &InspectOptions,
) -> Result<Reached<'c>, Error> {
    let packages = by_package(config, options);
    let rows = affected_packages(&packages, None, Some(since), Kinds::Runtime, options)?;
    let unknown = rows.iter().filter_map(|row| Some((row.name(), row.error().cloned()?))).collect();
    let reached: HashSet<&str> = rows.iter().filter(|row| row.error().is_none()).map(AffectedRow::name).collect();
    Ok(Reached::of(&packages, chosen, &reached, unknown))
}

/// What a change reaches: `named` siblings, or globs, and with `since` every sibling that has changed since that
/// revision, each with everything that depends on it. Last those of which it is unknown whether they have, or
/// whether they depend on what has.
pub fn affected(
    config: &Config,
    named: Option<&[String]>,
    since: Option<&str>,
    kinds: Kinds,
    options: &InspectOptions,
) -> Result<Vec<AffectedRow>, Error> {
    affected_packages(&by_package(config, options), named, since, kinds, options)
}

/// The same where `config` has a sibling for each package already.
fn affected_packages(
    config: &Config,
    named: Option<&[String]>,
    since: Option<&str>,
    kinds: Kinds,
    options: &InspectOptions,
) -> Result<Vec<AffectedRow>, Error> {
    let graph = graph_for(config, kinds, options);
    let mut changed = Vec::new();
    if let Some(names) = named.filter(|names| !names.is_empty()) {
        let chosen = select(config, &Selection { names: names.to_vec(), ..Selection::default() })?;
        changed = graph.places(&chosen);
    }
    let mut unknown = Vec::new();
    if let Some(revision) = since {
        let (look, revision) = (options.look.clone(), revision.to_owned());
        let mut packages: HashMap<PathBuf, Vec<PathBuf>> = HashMap::new();
        for it in &config.siblings {
            packages.entry(it.repository_path().to_path_buf()).or_default().push(it.path.clone());
        }
        let work = move |sibling: &Sibling| {
            let whole = sibling.repository_path();
            // What changes outside of every package may concern each of them.
            let others = packages.get(whole).into_iter().flatten().filter(|other| !sibling.path.starts_with(other));
            let others = others.filter_map(|other| Some(other.strip_prefix(whole).ok()?.to_path_buf()));
            git::changed_since(whole, &others.collect::<Vec<_>>(), &revision, &look)
        };
        let answers = options.pool().in_order(config.siblings.clone(), work, |_, error| Err(error));
        for (node, answer) in answers.enumerate() {
            match answer {
                Ok(true) => changed.push(node),
                Ok(false) => {}
                Err(error) => unknown.push((node, error)),
            }
        }
    }
    if !changed.is_empty() {
        let unread = graph.nodes.iter().enumerate().filter_map(|(place, node)| Some((place, node.unread.clone()?)));
        let known: HashSet<usize> = unknown.iter().map(|(place, _)| *place).collect();
        unknown.extend(unread.filter(|(place, _)| !known.contains(place)));
    }
    let reached = layers::affected(&graph, &changed, kinds);
    let rows = reached.iter().map(|reach| AffectedRow::reached(&graph, reach));
    // What is reached anyway needs no second row.
    let is_reached: HashSet<usize> = reached.iter().map(|reach| reach.node).collect();
    unknown.retain(|(node, _)| !is_reached.contains(node));
    let unknown = unknown.into_iter().map(|(node, error)| AffectedRow::unknown(&graph, node, error));
    Ok(rows.chain(unknown).collect())
}
