//! Configuration and metadata → edges: which sibling a requirement means, and what it says about it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::str::FromStr as _;

use pep508_rs::VersionOrUrl;

use crate::config::{Config, Sibling};
use crate::layers::{Edge, EdgeKind, Metadata};
use crate::python::markers::Markers;
use crate::python::{Dependency, Kind, Origin, PackageName, Project, Source, Version, lexical};

/// Every edge, without violations.
pub(super) fn collect(config: &Config, metadata: &[Metadata], markers: &Markers) -> Vec<Edge> {
    let places: HashMap<_, usize> =
        config.siblings.iter().enumerate().map(|(place, sibling)| (&sibling.name, place)).collect();
    let targets = Targets::new(config, metadata);
    let versions: Vec<Option<Version>> =
        metadata.iter().map(|metadata| project(metadata).and_then(Project::parsed_version)).collect();
    let declared_by = |sibling: &Sibling| -> BTreeSet<usize> {
        sibling.depends_on.iter().filter_map(|name| places.get(name).copied()).collect()
    };
    let mut all: Vec<Vec<Edge>> = Vec::new();
    for (from, (sibling, metadata)) in config.siblings.iter().zip(metadata).enumerate() {
        let declared = declared_by(sibling);
        let mut found: Vec<Edge> = Vec::new();
        if let Some(project) = project(metadata) {
            for dependency in &project.dependencies {
                let Some(to) = targets.of(project, dependency) else { continue };
                // `all = ["itself[a,b]"]` is how extras are put together.
                if to == from && matches!(dependency.kind, Kind::Extra(_) | Kind::Group(_)) {
                    continue;
                }
                found.push(Edge {
                    from,
                    to,
                    kind: EdgeKind::Requirement(dependency.kind.clone()),
                    declared: declared.contains(&to),
                    actual: Some(true),
                    requirement: Some(dependency.text.clone()),
                    marker_applies: markers.apply(dependency),
                    satisfied: satisfied(dependency, versions[to].as_ref()),
                    violation: None,
                    is_in_cycle: false,
                    cycle: Vec::new(),
                    site: None,
                });
            }
        }
        all.push(found);
    }
    // `depends_on` is of repositories: what one package of a repository asks for, the others need not.
    let repository = |place: usize| config.siblings[place].repository();
    let met: HashSet<_> = all.iter().flatten().map(|edge| (repository(edge.from), repository(edge.to))).collect();
    for (from, ((sibling, metadata), found)) in config.siblings.iter().zip(metadata).zip(&mut all).enumerate() {
        let declared = declared_by(sibling);
        let unmet = declared.iter().filter(|to| !met.contains(&(repository(from), repository(**to))));
        // Where the metadata is unknown, so is whether it asks for what is declared.
        let is_known = project(metadata).is_none_or(|project| project.unknown_dependencies.is_none());
        let actual = (is_known && matches!(metadata.project, Some(Ok(_)))).then_some(false);
        found.extend(unmet.map(|to| Edge {
            from,
            to: *to,
            kind: EdgeKind::Declared,
            declared: true,
            actual,
            requirement: None,
            marker_applies: None,
            satisfied: None,
            violation: None,
            is_in_cycle: false,
            cycle: Vec::new(),
            site: None,
        }));
        found.sort_by(|a, b| (&a.kind, a.to).cmp(&(&b.kind, b.to)));
    }
    all.concat()
}

fn project(metadata: &Metadata) -> Option<&Project> {
    metadata.project.as_ref()?.as_ref().ok()?.as_ref()
}

/// Without a specifier any version will do, known or not.
fn satisfied(dependency: &Dependency, version: Option<&Version>) -> Option<bool> {
    if dependency.requirement.version_or_url.is_none() {
        return Some(true);
    }
    dependency.allows(version?)
}

/// Which sibling a package is.
struct Targets<'a> {
    by_package: BTreeMap<PackageName, usize>,
    by_path: HashMap<&'a Path, usize>,
}

impl<'a> Targets<'a> {
    /// By the names of their packages; a sibling whose metadata is unknown is taken to be named as its package.
    fn new(config: &Config, metadata: &'a [Metadata]) -> Self {
        let mut by_package: BTreeMap<PackageName, usize> = BTreeMap::new();
        let mut places: Vec<usize> = (0..metadata.len()).collect();
        // Of two that claim one package, the first by name: the order in the file has no say.
        places.sort_by(|a, b| config.siblings[*a].name.cmp(&config.siblings[*b].name));
        for place in &places {
            if let Some(package) = project(&metadata[*place]).and_then(|project| project.package.clone()) {
                by_package.entry(package).or_insert(*place);
            }
        }
        for place in places {
            let named = project(&metadata[place]).map(|project| project.package.is_some());
            let unknown = named.map_or(!matches!(metadata[place].project, Some(Ok(_))), |named| !named);
            if let (true, Ok(package)) = (unknown, PackageName::from_str(config.siblings[place].name.as_str())) {
                by_package.entry(package).or_insert(place);
            }
        }
        let by_path = metadata.iter().enumerate().map(|(place, metadata)| (metadata.path.as_path(), place)).collect();
        Self { by_package, by_path }
    }

    /// A directory that the project takes the package from decides, when it is a sibling's; so does a direct reference.
    fn of(&self, project: &Project, dependency: &Dependency) -> Option<usize> {
        let name = &dependency.requirement.name;
        let directory = |source: &Source| match &source.origin {
            Origin::Directory { path, .. } => Some(path.clone()),
            Origin::Url(_) | Origin::Index | Origin::NoMember => None,
        };
        let by_source = project.sources.get(name).and_then(|sources| sources.iter().find_map(directory));
        let by_reference = || match &dependency.requirement.version_or_url {
            Some(VersionOrUrl::Url(url)) => url.to_file_path().ok(),
            _ => None,
        };
        let path = by_source.or_else(by_reference);
        let by_path = path.and_then(|path| self.by_path.get(lexical(&path).as_path()));
        by_path.or_else(|| self.by_package.get(name)).copied()
    }
}
