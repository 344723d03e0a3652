//! Every problem of the file at once: turns what the TOML says into a [`Config`], or tells all that is wrong with it.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr as _;

use indexmap::IndexSet;
use pep440_rs::VersionSpecifiers;

use super::wire::{At, Reader, Wire, WireEntry, WireKey};
use super::{Layer, LayerName, PythonSettings, Sibling, SiblingName, patterns};
use crate::error::{Severity, nearest};

/// The layers of a workspace that names none, bottom first, and whether members may depend on each other.
pub const DEFAULT_LAYERS: [(&str, bool); 4] =
    [("foundation", true), ("framework", true), ("tools", false), ("providers", true)];

/// What paths in the file are relative to.
pub struct Base<'p> {
    pub root: &'p Path,
    pub home: Option<&'p Path>,
}

impl Base<'_> {
    /// An absolute path: `~` is the home, all else is relative to the root, and `..` goes up by name.
    pub fn resolve(&self, path: &str) -> PathBuf {
        let path = match (path.strip_prefix('~'), self.home) {
            (Some(""), Some(home)) => home.to_path_buf(),
            (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
            _ => self.root.join(path),
        };
        let mut resolved = PathBuf::new();
        for component in path.components() {
            match component {
                Component::ParentDir => {
                    resolved.pop();
                }
                Component::CurDir => {}
                other => resolved.push(other),
            }
        }
        resolved
    }
}

pub fn layers(wire: &Wire, reader: &mut Reader) -> Vec<Layer> {
    let default = |(name, peers): (&str, bool)| LayerName::parse(name).map(|name| Layer { name, peers });
    let Some(wired) = &wire.layers else { return DEFAULT_LAYERS.into_iter().filter_map(default).collect() };
    let mut layers: Vec<Layer> = Vec::new();
    let mut names: HashSet<LayerName> = HashSet::new();
    for layer in wired {
        let Some(name) = LayerName::parse(&layer.name.value) else {
            bad_name(reader, &layer.name, "layer");
            continue;
        };
        if !names.insert(name.clone()) {
            let message = format!("two layers are called `{name}`");
            reader.error("ws::config::duplicate_layer", &layer.name.span, message, "give one of them another name");
            continue;
        }
        let peers = layer.peers.unwrap_or(name.as_str() != "tools");
        layers.push(Layer { name, peers });
    }
    layers
}

fn bad_name(reader: &mut Reader, name: &At<String>, what: &str) {
    let message = format!("`{}` cannot be the name of a {what}", name.value);
    reader.error("ws::config::bad_name", &name.span, message, SiblingName::RULE);
}

pub fn specifiers(value: &At<String>, reader: &mut Reader) -> Option<VersionSpecifiers> {
    VersionSpecifiers::from_str(&value.value)
        .map_err(|error| {
            let message = format!("`{}` is not a version specifier: {}", value.value, one_line(&error.to_string()));
            reader.error(
                "ws::config::bad_specifier",
                &value.span,
                message,
                "for example \">=3.11\" (PEP 440); \"\" is any version",
            );
        })
        .ok()
}

fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches(':').to_owned()
}

pub fn tools(wire: &Wire, reader: &mut Reader) -> BTreeMap<String, VersionSpecifiers> {
    wire.tools.iter().filter_map(|(name, value)| Some((name.clone(), specifiers(value, reader)?))).collect()
}

pub fn python(wire: &Wire, base: &Base<'_>, reader: &mut Reader) -> PythonSettings {
    let version = wire.python_version.as_ref().and_then(|version| specifiers(version, reader));
    let venv_path = wire.venv_path.as_ref().map_or(".venv", |path| path.value.as_str());
    if let Some(path) = wire.venv_path.as_ref().filter(|path| path.value.is_empty() || path.value.contains('\0')) {
        reader.error("ws::config::bad_venv_path", &path.span, "`venv_path` names no directory", "the default is .venv");
    }
    PythonSettings { version, venv_path: base.resolve(venv_path) }
}

pub fn env(wire: &Wire, reader: &mut Reader) -> BTreeMap<String, String> {
    let mut env = BTreeMap::new();
    for (name, value) in &wire.env {
        let sound = !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !sound || value.value.contains('\0') {
            let message = format!("`{name}` cannot be set as an environment variable");
            let hint = "use letters, digits and `_`, do not start with a digit, and put no NUL into the value";
            reader.error("ws::config::bad_variable", &value.span, message, hint);
            continue;
        }
        env.insert(name.clone(), value.value.clone());
    }
    env
}

/// The siblings, patterns replaced by what they match.
pub fn siblings(wire: Wire, layers: &[Layer], base: &Base<'_>, reader: &mut Reader) -> Vec<Sibling> {
    let exclude = patterns::exclusions(&wire.exclude, reader);
    let named: HashSet<String> = wire
        .siblings
        .iter()
        .filter_map(|entry| match &entry.key {
            WireKey::Name(name) => Some(name.value.clone()),
            WireKey::Pattern(_) => None,
        })
        .collect();
    let mut found: Vec<Found> = Vec::new();
    let mut matched = HashSet::new();
    let mut expansion = patterns::Expansion::new(base);
    for entry in wire.siblings {
        match &entry.key {
            WireKey::Name(name) => match SiblingName::parse(&name.value) {
                Some(parsed) => {
                    let name_span = name.span.clone();
                    let path = base.resolve(entry.path.as_ref().map_or(&format!("../{parsed}"), |path| &path.value));
                    found.push(Found { name: parsed, name_span, path, entry: std::rc::Rc::new(entry) });
                }
                None => bad_name(reader, name, "sibling"),
            },
            WireKey::Pattern(pattern) => {
                let directories = expansion.of(pattern, reader);
                let entry = std::rc::Rc::new(entry);
                for (name, path) in directories {
                    // A name of its own says more than a pattern; two patterns may overlap.
                    let new = !named.contains(name.as_str()) && matched.insert(path.clone());
                    if new && !exclude.iter().any(|glob| glob.is_match(name.as_str())) {
                        found.push(Found { name, name_span: entry.span.clone(), path, entry: entry.clone() });
                    }
                }
            }
        }
    }
    check_unique(&found, base.root, reader);
    check_references(found, layers, reader)
}

/// An entry with its name and path.
struct Found {
    name: SiblingName,
    name_span: Range<usize>,
    path: PathBuf,
    entry: std::rc::Rc<WireEntry>,
}

/// No two siblings of one name or path, none that is the root, none behind a loop of symlinks.
fn check_unique(found: &[Found], root: &Path, reader: &mut Reader) {
    let mut names: HashSet<&SiblingName> = HashSet::new();
    let mut paths: HashMap<PathBuf, &Found> = HashMap::new();
    let mut real_paths = RealPaths::default();
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    for sibling in found {
        let place = sibling.entry.path.as_ref().map_or(&sibling.name_span, |path| &path.span);
        if sibling.path.as_os_str().as_encoded_bytes().contains(&0) {
            let message = format!("the path of `{}` holds a NUL, which no path can", sibling.name);
            reader.error("ws::config::bad_path", place, message, "use another path");
            continue;
        }
        if !names.insert(&sibling.name) {
            let message = format!("two siblings are called `{}`", sibling.name);
            reader.error(
                "ws::config::duplicate_name",
                &sibling.name_span,
                message,
                "remove one, or give it another name",
            );
            continue;
        }
        let real = match real_paths.of(&sibling.path) {
            Ok(real) => real,
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
                let message = format!("the path of `{}` goes through a loop of symlinks", sibling.name);
                reader.error("ws::config::symlink_loop", place, message, "correct the symlinks, or use another path");
                continue;
            }
            Err(_) => sibling.path.clone(),
        };
        if real == real_root || sibling.path == root {
            let message = format!("`{}` is the root of the workspace itself", sibling.name);
            reader.error(
                "ws::config::root_as_sibling",
                place,
                message,
                "use another path: a sibling lies next to the root",
            );
        } else if let Some(other) = paths.get(&real) {
            let message = if other.path == sibling.path {
                format!("`{}` and `{}` have the same path", sibling.name, other.name)
            } else {
                let real = real.display();
                format!("`{}` and `{}` are the same directory, by way of a symlink: {real}", sibling.name, other.name)
            };
            reader.error("ws::config::duplicate_path", place, message, "remove one, or use another path");
        } else {
            paths.insert(real, sibling);
        }
    }
}

/// Real paths of many siblings: most lie in one directory, which is resolved once.
#[derive(Default)]
struct RealPaths {
    parents: HashMap<PathBuf, Option<PathBuf>>,
}

impl RealPaths {
    /// The real path, also of what does not exist in a directory that does.
    fn of(&mut self, path: &Path) -> std::io::Result<PathBuf> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return path.canonicalize() };
        if !self.parents.contains_key(parent) {
            self.parents.insert(parent.to_path_buf(), parent.canonicalize().ok());
        }
        match self.parents.get(parent).and_then(Option::as_ref).map(|parent| parent.join(name)) {
            Some(real) if !real.is_symlink() => Ok(real),
            _ => path.canonicalize(),
        }
    }
}

/// Layers and `depends_on` must name what there is.
fn check_references(found: Vec<Found>, layers: &[Layer], reader: &mut Reader) -> Vec<Sibling> {
    let known: HashSet<SiblingName> = found.iter().map(|sibling| sibling.name.clone()).collect();
    let order: &[&str] = &layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>();
    let layers: HashMap<&str, &Layer> = layers.iter().map(|layer| (layer.name.as_str(), layer)).collect();
    let sorted = LazyCell::new(|| {
        let mut names: Vec<&str> = known.iter().map(SiblingName::as_str).collect();
        names.sort_unstable();
        names
    });
    let mut suggestions = SUGGESTIONS;
    let mut checked_entries: HashSet<*const WireEntry> = HashSet::new();
    let mut siblings = Vec::with_capacity(found.len());
    for Found { name, path, entry, .. } in found {
        // What a pattern's entry says is checked once, not once for each match.
        let first = checked_entries.insert(std::rc::Rc::as_ptr(&entry));
        let layer = entry.layer.as_ref().and_then(|wanted| {
            let layer = layers.get(wanted.value.as_str());
            if layer.is_none() && first {
                let hint = match nearest(&wanted.value, suggestions.of(order)) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None if order.is_empty() => String::new(),
                    None if order.len() <= SUGGESTIONS.0 => format!("the layers are: {}", order.join(", ")),
                    None => "see `[[layers]]` for their names".to_owned(),
                };
                let message = format!("there is no layer `{}`", wanted.value);
                reader.error("ws::config::unknown_layer", &wanted.span, message, &hint);
            }
            layer.map(|layer| layer.name.clone())
        });
        let mut depends_on: IndexSet<SiblingName> = IndexSet::new();
        for wanted in &entry.depends_on {
            match SiblingName::parse(&wanted.value).filter(|wanted| known.contains(wanted)) {
                Some(on) if on == name => {
                    let message = format!("`{name}` depends on itself");
                    reader.error("ws::config::self_dependency", &wanted.span, message, "remove it");
                }
                Some(on) => _ = depends_on.insert(on),
                None if first => {
                    let hint = nearest(&wanted.value, suggestions.of(&sorted)).map_or_else(
                        || "use names of siblings in `depends_on`".to_owned(),
                        |n| format!("did you mean `{n}`?"),
                    );
                    let message = format!("there is no sibling `{}`", wanted.value);
                    reader.error("ws::config::unknown_dependency", &wanted.span, message, &hint);
                }
                None => {}
            }
        }
        let text = |value: &Option<At<String>>| value.as_ref().map(|value| value.value.clone());
        siblings.push(Sibling {
            name,
            path,
            repo: text(&entry.repo),
            layer,
            depends_on: depends_on.into_iter().collect(),
            branch: text(&entry.branch),
            extras: entry.extras.iter().map(|extra| extra.value.clone()).collect(),
            install: entry.install,
            optional: entry.optional,
            packages: packages(&entry, first, reader),
            submodules: entry.submodules,
            with_deps: entry.with_deps,
            part_of: None,
            span: entry.span.clone(),
        });
    }
    siblings
}

/// The entry's `packages`: directories inside the sibling.
fn packages(entry: &WireEntry, first: bool, reader: &mut Reader) -> Vec<PathBuf> {
    let inside =
        |path: &Path| path.components().all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    let mut packages = Vec::new();
    for package in &entry.packages {
        let path = Path::new(&package.value);
        if inside(path) && !package.value.is_empty() && !package.value.contains('\0') {
            packages.push(path.components().filter(|component| matches!(component, Component::Normal(_))).collect());
        } else if first {
            let message = format!("`{}` is not a directory inside the sibling", package.value);
            let hint = "use a path relative to the sibling, such as \"libs/a\", or \".\" for the sibling itself";
            reader.error("ws::config::bad_package", &package.span, message, hint);
        }
    }
    packages
}

/// For how many wrong names of a file the likeliest right one is looked for, which compares with all.
struct Suggestions(usize);

const SUGGESTIONS: Suggestions = Suggestions(20);

impl Suggestions {
    /// What to compare the next one with.
    fn of<'n>(&mut self, names: &'n [&'n str]) -> impl Iterator<Item = &'n str> {
        let names = if self.0 > 0 { names } else { &[] };
        self.0 = self.0.saturating_sub(1);
        names.iter().copied()
    }
}

/// Errors before warnings at one place, and all in the order of the file. What a syntax error swallowed is not missing.
pub fn sort(reader: &mut Reader) {
    if reader.problems.iter().any(|problem| problem.code == "ws::config::parse") {
        reader.problems.retain(|problem| problem.code != "ws::config::missing_key");
    }
    reader.problems.sort_by_key(|problem| {
        (problem.span.as_ref().map_or(usize::MAX, |span| span.start), problem.severity != Severity::Error)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps are counted, since a clock says what else the machine does: names that are compared with wrong ones.
    #[test]
    fn twice_the_wrong_names_are_twice_the_work() {
        let compared = |count: usize| {
            let names: Vec<String> = (0..count).map(|number| format!("s{number}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut suggestions = SUGGESTIONS;
            names.iter().map(|_| suggestions.of(&names).count()).sum::<usize>()
        };
        for count in [100, 1000, 10_000] {
            assert!(compared(count) > count && compared(2 * count) * 2 < compared(count) * 5, "{count}");
        }
    }
}
