//! Imports of modules → edges between siblings: whose module is it? A namespace such as `provide` belongs to several
//! siblings, so the longest name that is known decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::config::Config;
use crate::error::RowError;
use crate::layers::{Edge, EdgeKind, Graph, ImportSite};
use crate::python::imports::{FileImports, Import, SourceImports};

/// Every import of one sibling by another, without violations.
pub(super) fn collect(
    graph: &Graph,
    config: &Config,
    imports: &[Option<Result<SourceImports, RowError>>],
) -> Vec<Edge> {
    let read = |node: usize| imports.get(node)?.as_ref()?.as_ref().ok();
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    // Of two that have the same module, the first by name: the order in the file has no say.
    for node in graph.by_name() {
        for module in read(node).into_iter().flat_map(|source| &source.modules) {
            owners.entry(module).or_insert(node);
        }
    }
    let places: HashMap<_, usize> = graph.nodes.iter().enumerate().map(|(node, it)| (&it.name, node)).collect();
    let required = |edge: &&Edge| matches!(edge.kind, EdgeKind::Requirement(_));
    let asked: HashSet<(usize, usize)> = graph.edges.iter().filter(required).map(|it| (it.from, it.to)).collect();
    let mut edges = Vec::new();
    for (from, sibling) in config.siblings.iter().enumerate() {
        let Some(source) = read(from) else { continue };
        let own: BTreeSet<&str> = source.modules.iter().map(String::as_str).collect();
        let owner = |module: &str| {
            let known = prefixes(module).find(|prefix| own.contains(prefix) || owners.contains_key(prefix))?;
            if own.contains(known) { Some(from) } else { owners.get(known).copied() }
        };
        let declared: BTreeSet<usize> =
            sibling.depends_on.iter().filter_map(|name| places.get(name).copied()).collect();
        for file in &source.files {
            for (to, site) in sites(file, owner).into_iter().filter(|(to, _)| *to != from) {
                edges.push(Edge {
                    from,
                    to,
                    kind: EdgeKind::Import,
                    declared: declared.contains(&to),
                    // Whether the metadata asks for it, in whatever way.
                    actual: if asked.contains(&(from, to)) {
                        Some(true)
                    } else {
                        graph.nodes[from].is_read.then_some(false)
                    },
                    requirement: None,
                    marker_applies: None,
                    satisfied: None,
                    violation: None,
                    is_in_cycle: false,
                    cycle: Vec::new(),
                    site: Some(site),
                });
            }
        }
    }
    edges
}

/// The imports of a file, each with the sibling that it is of: one for each module and line.
fn sites(file: &FileImports, owner: impl Fn(&str) -> Option<usize>) -> Vec<(usize, ImportSite)> {
    let mut found: Vec<(usize, ImportSite)> = Vec::new();
    let mut known = HashSet::new();
    for import in &file.imports {
        let Some(base) = import.absolute(&file.module) else { continue };
        let Some((to, module)) = target(import, base, &owner) else { continue };
        // `from a import b, c` is one import of `a`.
        if known.insert((to, module.clone(), import.line, import.guarded)) {
            let site = ImportSite { module, file: file.path.clone(), line: import.line, guarded: import.guarded };
            found.push((to, site));
        }
    }
    found
}

/// Whose module it is and what it is called. `from a import b` is of `a.b` when that belongs to another sibling than `a`.
fn target(import: &Import, base: String, owner: impl Fn(&str) -> Option<usize>) -> Option<(usize, String)> {
    let of_base = owner(&base);
    let name = import.name.as_deref().filter(|name| *name != "*");
    if let Some(longer) = name.map(|name| format!("{base}.{name}"))
        && let Some(to) = owner(&longer)
        && of_base != Some(to)
    {
        return Some((to, longer));
    }
    of_base.map(|to| (to, base))
}

/// `a.b.c`, `a.b`, `a`.
fn prefixes(module: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(module), |module| module.rsplit_once('.').map(|(before, _)| before))
}

#[cfg(test)]
mod tests;
