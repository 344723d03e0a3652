//! Which modules a source tree consists of: the directories that its build backend takes packages from, and the files
//! in them. What a `setup.py` would compute is not known; then the layouts that setuptools finds by itself count.
//!
//! Refuses to do: follow symlinks to directories, or look into tests and tools beside a package.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use crate::config::glob::{Separator, compile};

use super::pyproject::{child, strings, text};
use super::source;
use super::venv::import_path::{importable, modules_below};

/// How deep packages are followed, and how many files of one source tree are looked at.
const DEPTH_LIMIT: usize = 32;
const FILE_LIMIT: usize = 100_000;

/// Directories that setuptools does not take for packages in a flat layout.
const NO_PACKAGE: [&str; 36] = [
    "ci",
    "bin",
    "debian",
    "doc",
    "docs",
    "documentation",
    "manpages",
    "news",
    "newsfragments",
    "changelog",
    "test",
    "tests",
    "unit_test",
    "unit_tests",
    "example",
    "examples",
    "scripts",
    "tools",
    "util",
    "utils",
    "python",
    "build",
    "benchmark",
    "benchmarks",
    "exercise",
    "exercises",
    "htmlcov",
    "tasks",
    "fabfile",
    "site_scons",
    "src",
    "dist",
    "venv",
    "setup",
    "conftest",
    "noxfile",
];

/// A module's name, and whether it is a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Dotted.
    pub name: String,
    /// Whether its file is an `__init__.py`.
    pub is_package: bool,
}

/// The modules of a source tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modules {
    /// The packages and modules that it consists of, dotted; of a namespace package the first regular ones inside it.
    pub tops: Vec<String>,
    /// Every Python file with its module, sorted by path.
    pub files: Vec<(PathBuf, Module)>,
}

/// A directory that modules are taken from.
struct Root {
    directory: PathBuf,
    /// The dotted package that the directory is the inside of; empty for a directory of top-level names.
    package: String,
    /// The names in it that count.
    names: Vec<String>,
}

impl FromIterator<Modules> for Modules {
    fn from_iter<T: IntoIterator<Item = Self>>(several: T) -> Self {
        several.into_iter().fold(Self::default(), |mut all, more| {
            all.tops.extend(more.tops);
            all.files.extend(more.files);
            all
        })
    }
}

/// The modules of the source tree in `directory`.
pub fn of(directory: &Path) -> Modules {
    let mut modules = Modules::default();
    let mut seen = BTreeSet::new();
    for root in roots(directory) {
        for name in &root.names {
            let full = |name: &str| join(&root.package, name);
            modules.tops.extend(modules_below(&root.directory, name).iter().map(|name| full(name)));
            let single = root.directory.join(format!("{name}.py"));
            if single.is_file() && seen.insert(single.clone()) {
                modules.files.push((single, Module { name: full(name), is_package: false }));
            }
            walk(&root.directory.join(name), &full(name), DEPTH_LIMIT, &mut seen, &mut modules.files);
        }
        if !root.package.is_empty() && root.directory.join("__init__.py").is_file() {
            modules.tops.push(root.package.clone());
            walk(&root.directory, &root.package, DEPTH_LIMIT, &mut seen, &mut modules.files);
        }
    }
    modules.tops.sort();
    modules.tops.dedup();
    modules.files.sort_by(|(a, _), (b, _)| a.cmp(b));
    modules
}

/// The packages and modules at the top of a source tree, dotted, each with the directory that it is in, from `directory` on.
pub(super) fn places(directory: &Path) -> BTreeSet<(String, PathBuf)> {
    let mut places = BTreeSet::new();
    for root in roots(directory) {
        let place = root.directory.strip_prefix(directory).unwrap_or(&root.directory).to_path_buf();
        for name in &root.names {
            let below = modules_below(&root.directory, name);
            places.extend(below.iter().map(|name| (join(&root.package, name), place.clone())));
        }
        if !root.package.is_empty() {
            places.insert((root.package, place));
        }
    }
    places
}

fn join(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") }
}

fn walk(
    directory: &Path,
    package: &str,
    depth: usize,
    seen: &mut BTreeSet<PathBuf>,
    files: &mut Vec<(PathBuf, Module)>,
) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.') && *name != "__pycache__") else {
            continue;
        };
        let path = entry.path();
        if kind.is_dir() {
            if depth > 0 && !name.contains('.') && !path.join("pyvenv.cfg").exists() {
                walk(&path, &join(package, name), depth - 1, seen, files);
            }
        } else if let Some(stem) = name.strip_suffix(".py").filter(|_| path.is_file() && files.len() < FILE_LIMIT) {
            let is_package = stem == "__init__";
            let name = if is_package { package.to_owned() } else { join(package, stem) };
            if seen.insert(path.clone()) {
                files.push((path, Module { name, is_package }));
            }
        }
    }
}

/// Where the build backend takes modules from.
fn roots(directory: &Path) -> Vec<Root> {
    let file = source(directory, "pyproject.toml").ok().flatten();
    let table = file.as_ref().and_then(|file| DeTable::parse(&file.text).ok());
    let table = table.as_ref().map(toml::Spanned::get_ref);
    let configured = table.map(|table| configured(directory, table)).unwrap_or_default();
    let configured = if configured.is_empty() { setup_cfg(directory) } else { configured };
    let configured: Vec<Root> = configured.into_iter().filter(|root| root.directory.is_dir()).collect();
    if !configured.is_empty() {
        return configured;
    }
    let in_src = directory.join("src");
    let names = importable(&in_src);
    if !names.is_empty() && !in_src.join("__init__.py").exists() {
        return vec![top(in_src, names)];
    }
    vec![top(directory.to_path_buf(), flat(directory, table))]
}

fn top(directory: PathBuf, names: Vec<String>) -> Root {
    Root { directory, package: String::new(), names }
}

/// What `pyproject.toml` says, backend by backend; nothing when it leaves that to the backend.
fn configured(directory: &Path, table: &DeTable<'_>) -> Vec<Root> {
    let tool = |path: &[&str]| child(table, &[&["tool"], path].concat());
    let mut roots = Vec::new();
    // hatchling: paths of packages, of which the last name counts.
    for path in strings(tool(&["hatch", "build", "targets", "wheel"]).and_then(|wheel| wheel.get("packages"))) {
        let (base, name) = path.trim_end_matches('/').rsplit_once('/').unwrap_or((".", path));
        roots.extend(first_in(&directory.join(base), name));
    }
    // Poetry: `{ include = "package", from = "src" }`.
    let listed = tool(&["poetry"]).and_then(|poetry| poetry.get("packages")?.get_ref().as_array());
    for package in listed.into_iter().flatten() {
        let DeValue::Table(package) = package.get_ref() else { continue };
        let base = directory.join(text(package, "from").unwrap_or("."));
        roots.extend(text(package, "include").and_then(|include| first_in(&base, include)));
    }
    // uv_build: `module-name` (dotted, one or several) in `module-root`, which is `src` unless it is named.
    if let Some(uv) = tool(&["uv", "build-backend"]) {
        let root = directory.join(text(uv, "module-root").unwrap_or("src"));
        let mut names = strings(uv.get("module-name"));
        names.extend(text(uv, "module-name"));
        if !names.is_empty() {
            roots.push(top(root, first_names(names)));
        } else if uv.get("module-root").is_some() {
            roots.push(named_root(root, table));
        }
    }
    // flit: a module in the root or in `src`.
    let flit = tool(&["flit", "module"]).or_else(|| tool(&["flit", "metadata"]));
    if let Some(name) = flit.and_then(|flit| text(flit, "name").or_else(|| text(flit, "module"))) {
        for base in [directory.join("src"), directory.to_path_buf()] {
            roots.extend(first_in(&base, name));
        }
    }
    // PDM: `package-dir`.
    if let Some(base) = tool(&["pdm", "build"]).and_then(|build| text(build, "package-dir")) {
        roots.push(named_root(directory.join(base), table));
    }
    if let Some(setuptools) = tool(&["setuptools"]) {
        roots.extend(setuptools_roots(directory, setuptools));
    }
    roots
}

fn setuptools_roots(directory: &Path, setuptools: &DeTable<'_>) -> Vec<Root> {
    let mut roots = Vec::new();
    let renamed = child(setuptools, &["package-dir"]);
    let base =
        renamed.and_then(|renamed| text(renamed, "")).map_or(directory.to_path_buf(), |base| directory.join(base));
    for (package, path) in renamed.into_iter().flatten().filter(|(package, _)| !package.get_ref().is_empty()) {
        if let Some(path) = path.get_ref().as_str() {
            let inside = directory.join(path);
            roots.push(Root { names: importable(&inside), directory: inside, package: package.get_ref().to_string() });
        }
    }
    let find = child(setuptools, &["packages", "find"]);
    for place in strings(find.and_then(|find| find.get("where"))) {
        let place = directory.join(place);
        let patterns = |key: &str| {
            let globs = strings(find.and_then(|find| find.get(key))).into_iter().map(str::to_owned);
            globs.collect::<Vec<_>>()
        };
        let (include, exclude) = (patterns("include"), patterns("exclude"));
        let names = importable(&place).into_iter();
        let names = names.filter(|name| place.join(name).is_dir() && wanted(name, &include, &exclude));
        roots.push(top(place.clone(), names.collect()));
    }
    let mut listed = strings(setuptools.get("packages"));
    listed.extend(strings(setuptools.get("py-modules")));
    if !listed.is_empty() {
        roots.push(top(base.clone(), first_names(listed)));
    }
    if roots.is_empty() && base != directory {
        roots.push(top(base.clone(), importable(&base)));
    }
    roots
}

/// Whether `packages.find` takes a top-level name: by a pattern for it, or for something inside it.
fn wanted(name: &str, include: &[String], exclude: &[String]) -> bool {
    let fits = |pattern: &String, name: &str| compile(pattern, Separator::Any).is_ok_and(|glob| glob.is_match(name));
    let may_hold = |pattern: &String| {
        let first = pattern.split('.').next().unwrap_or_default().to_owned();
        fits(pattern, name) || fits(&first, name)
    };
    (include.is_empty() || include.iter().any(may_hold)) && !exclude.iter().any(|pattern| fits(pattern, name))
}

/// `package_dir` and `[options.packages.find] where` of `setup.cfg`.
fn setup_cfg(directory: &Path) -> Vec<Root> {
    let mut ini = Ini::new_cs();
    ini.set_multiline(true);
    let Ok(Some(file)) = source(directory, "setup.cfg") else { return Vec::new() };
    if ini.read(file.text).is_err() {
        return Vec::new();
    }
    let base = ini.get("options", "package_dir").and_then(|lines| {
        let base = lines.lines().find_map(|line| line.split_once('=').filter(|(package, _)| package.trim().is_empty()));
        base.map(|(_, base)| base.trim().to_owned())
    });
    let place = ini.get("options.packages.find", "where").or(base).map(|place| directory.join(place.trim()));
    place.map(|place| top(place.clone(), importable(&place))).into_iter().collect()
}

/// The first name of a path or a dotted name, when there is such a thing in `base`. A pattern names what stands before it.
fn first_in(base: &Path, path: &str) -> Option<Root> {
    let name = path.trim_start_matches("./").split(['/', '.']).next()?;
    if name.is_empty() || name.contains('*') {
        return Some(top(base.to_path_buf(), importable(base)));
    }
    let there = base.join(name).is_dir() || base.join(format!("{name}.py")).is_file();
    there.then(|| top(base.to_path_buf(), vec![name.to_owned()]))
}

/// The names at the top of dotted ones.
fn first_names(dotted: Vec<&str>) -> Vec<String> {
    let mut names: Vec<String> =
        dotted.into_iter().map(|name| name.split('.').next().unwrap_or_default().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// A directory whose names follow from the project's, or are all that is in it when none does.
fn named_root(directory: PathBuf, table: &DeTable<'_>) -> Root {
    let names = flat(&directory, Some(table));
    top(directory, names)
}

/// The names in a directory that may hold tests and tools too: what is named like the project, else every package that
/// setuptools would find.
fn flat(directory: &Path, table: Option<&DeTable<'_>>) -> Vec<String> {
    let candidates = importable(directory);
    let name =
        table.and_then(|table| text(child(table, &["project"]).or_else(|| child(table, &["tool", "poetry"]))?, "name"));
    if let Some(name) = name {
        let whole = name.to_lowercase().replace(['-', '.'], "_");
        let first = name.to_lowercase().split(['-', '.', '_']).next().unwrap_or_default().to_owned();
        for wanted in [whole, first] {
            let named = |candidate: &&String| candidate.to_lowercase() == wanted && !is_test(candidate);
            let named: Vec<String> = candidates.iter().filter(named).cloned().collect();
            if !named.is_empty() {
                return named;
            }
        }
    }
    let is_package = |name: &String| directory.join(name).join("__init__.py").is_file();
    let counts = |name: &&String| !is_test(name) && (is_package(name) || !directory.join(name).is_dir());
    let found: Vec<String> = candidates.iter().filter(counts).cloned().collect();
    let packages: Vec<String> = found.iter().filter(|name| is_package(name)).cloned().collect();
    if packages.is_empty() { found } else { packages }
}

fn is_test(name: &str) -> bool {
    NO_PACKAGE.contains(&name)
}

#[cfg(test)]
mod tests;
