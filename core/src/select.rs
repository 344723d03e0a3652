//! Which siblings are meant? By names and globs, by layer, less exclusions; the same for every command.

use std::collections::HashSet;

use globset::GlobSet;

use crate::config::glob::{Separator, compile};
use crate::config::{Config, LayerName, Sibling};
use crate::error::{Error, nearest};

/// `[names...] --layer L --exclude GLOB`. Empty means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names or globs; a sibling is chosen if any matches.
    pub names: Vec<String>,
    /// Layers; a sibling is chosen if it is in any.
    pub layers: Vec<String>,
    /// Globs of names to leave out.
    pub exclude: Vec<String>,
}

/// The chosen siblings in the configured order, each once. A name or glob that matches nothing, and an unknown
/// layer, are errors with the nearest match. An exclusion may match nothing: see [`idle_exclusions`].
pub fn select<'c>(config: &'c Config, selection: &Selection) -> Result<Vec<&'c Sibling>, Error> {
    let known: HashSet<&str> = config.siblings.iter().flat_map(known_as).collect();
    let mut named: HashSet<&str> = HashSet::new();
    let mut globs = Vec::new();
    for name in &selection.names {
        if known.contains(name.as_str()) {
            named.insert(name);
        } else if is_glob(name) {
            let matcher = glob(name)?;
            if !known.iter().any(|known| matcher.is_match(known)) {
                return Err(Error::UnknownSibling { name: name.clone(), nearest: None, glob: true });
            }
            globs.push(matcher);
        } else {
            let nearest = nearest(name, config.siblings.iter().flat_map(known_as));
            return Err(Error::UnknownSibling { name: name.clone(), nearest: nearest.map(str::to_owned), glob: false });
        }
    }
    let layers: Vec<&LayerName> =
        selection.layers.iter().map(|layer| known_layer(config, layer)).collect::<Result<_, _>>()?;
    let exclude: Vec<GlobSet> = selection.exclude.iter().map(|pattern| glob(pattern)).collect::<Result<_, _>>()?;

    let chosen_by_name = |sibling: &'c Sibling| {
        let is_named = |name: &str| named.contains(name) || globs.iter().any(|glob| glob.is_match(name));
        selection.names.is_empty() || known_as(sibling).into_iter().any(is_named)
    };
    let chosen_by_layer =
        |layer: Option<&LayerName>| layers.is_empty() || layer.is_some_and(|layer| layers.contains(&layer));
    Ok(config
        .siblings
        .iter()
        .filter(|sibling| chosen_by_name(sibling) && chosen_by_layer(sibling.layer.as_ref()))
        .filter(|sibling| !known_as(sibling).into_iter().any(|name| exclude.iter().any(|glob| glob.is_match(name))))
        .collect())
}

/// The names that mean a sibling: its own, and that of its repository, which means each of the packages there.
fn known_as(sibling: &Sibling) -> [&str; 2] {
    [sibling.name.as_str(), sibling.repository().as_str()]
}

/// Exclusions that match no sibling of the workspace, each with the name that may have been meant.
pub fn idle_exclusions<'a>(config: &'a Config, exclude: &'a [String]) -> Vec<(&'a str, Option<&'a str>)> {
    let names = || config.siblings.iter().flat_map(known_as);
    let is_idle = |pattern: &&String| glob(pattern).is_ok_and(|glob| !names().any(|name| glob.is_match(name)));
    let meant = |pattern: &'a String| if is_glob(pattern) { None } else { nearest(pattern, names()) };
    exclude.iter().filter(is_idle).map(|pattern| (pattern.as_str(), meant(pattern))).collect()
}

/// Whether a name is meant as a pattern. No sibling's name contains any of these.
pub fn is_glob(name: &str) -> bool {
    name.contains(['*', '?', '[', '{'])
}

fn glob(pattern: &str) -> Result<GlobSet, Error> {
    compile(pattern, Separator::Any).map_err(|reason| Error::BadGlob { pattern: pattern.to_owned(), reason })
}

fn known_layer<'c>(config: &'c Config, name: &str) -> Result<&'c LayerName, Error> {
    config.layers.iter().map(|layer| &layer.name).find(|layer| layer.as_str() == name).ok_or_else(|| {
        let known = config.layers.iter().map(|layer| layer.name.to_string()).collect();
        Error::UnknownLayer { name: name.to_owned(), known }
    })
}
