//! Config → config by package: a sibling whose repository holds several packages becomes one sibling for each of them, so that
//! everything about dependencies and installation has a row a package. What is about repositories takes the config as it is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::InspectOptions;
use crate::config::{Config, PartOf, Sibling, SiblingName};
use crate::python::packages::{self, Part};

/// The configuration with one sibling for each package. A package that stands at the repository's own directory has the
/// sibling's name, as has one that is alone; others have the name of the package, or where that is taken or unknown, the
/// sibling's and their directory's.
pub fn by_package(config: &Config, options: &InspectOptions) -> Config {
    let read = |sibling: &Sibling| if sibling.part_of.is_some() { Vec::new() } else { parts(sibling) };
    let mut all: Vec<Vec<Part>> = options.pool().in_order(config.siblings.clone(), read, |_, _| Vec::new()).collect();
    all.resize(config.siblings.len(), Vec::new());
    if all.iter().all(Vec::is_empty) {
        return config.clone();
    }
    // A package that is a sibling of its own is no second one.
    let own: HashSet<&Path> = config.siblings.iter().map(|sibling| sibling.path.as_path()).collect();
    for (sibling, parts) in config.siblings.iter().zip(&mut all) {
        parts.retain(|part| {
            let path = joined(&sibling.path, &part.directory);
            path == sibling.path || !own.contains(path.as_path())
        });
    }
    let mut taken: BTreeSet<String> = config.siblings.iter().map(|sibling| sibling.name.to_string()).collect();
    let mut by_repository: HashMap<&SiblingName, Vec<SiblingName>> = HashMap::new();
    let mut siblings: Vec<Sibling> = Vec::new();
    for (sibling, parts) in config.siblings.iter().zip(&all) {
        let has_own = parts.is_empty() || parts.iter().any(|part| part.directory.as_os_str().is_empty());
        if !has_own && parts.len() > 1 {
            taken.remove(sibling.name.as_str());
        }
        let whole = Part { directory: PathBuf::new(), package: None };
        let parts = if parts.is_empty() { std::slice::from_ref(&whole) } else { parts.as_slice() };
        for part in parts {
            let is_own = part.directory.as_os_str().is_empty() || parts.len() == 1;
            let name = if is_own { sibling.name.clone() } else { name(sibling, part, &mut taken) };
            by_repository.entry(&sibling.name).or_default().push(name.clone());
            let part_of = (parts.len() > 1 || !part.directory.as_os_str().is_empty())
                .then(|| PartOf { name: sibling.name.clone(), path: sibling.path.clone() });
            siblings.push(Sibling {
                name,
                path: joined(&sibling.path, &part.directory),
                packages: Vec::new(),
                part_of: part_of.or_else(|| sibling.part_of.clone()),
                ..sibling.clone()
            });
        }
    }
    for sibling in &mut siblings {
        let whole = |name: &SiblingName| by_repository.get(name).cloned().unwrap_or_else(|| vec![name.clone()]);
        sibling.depends_on = sibling.depends_on.iter().flat_map(whole).collect();
    }
    Config { siblings, ..config.clone() }
}

fn parts(sibling: &Sibling) -> Vec<Part> {
    if sibling.path.is_dir() { packages::of(&sibling.path, &sibling.packages) } else { Vec::new() }
}

fn joined(path: &Path, directory: &Path) -> PathBuf {
    if directory.as_os_str().is_empty() { path.to_path_buf() } else { path.join(directory) }
}

fn name(sibling: &Sibling, part: &Part, taken: &mut BTreeSet<String>) -> SiblingName {
    let package = part.package.as_ref().map(ToString::to_string);
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '.' };
    let directory: String = part.directory.to_string_lossy().chars().map(plain).collect();
    let long = format!("{}.{directory}", sibling.name);
    let numbered = (2..).map(|number| format!("{long}-{number}"));
    let mut names = package.into_iter().chain([long.clone()]).chain(numbered);
    let free = names.find_map(|name| SiblingName::parse(&name).filter(|it| !taken.contains(it.as_str())));
    let free = free.unwrap_or_else(|| sibling.name.clone());
    taken.insert(free.to_string());
    free
}
