//! Where Python imports the modules of an editable from: its own checkout, another project, or what comes before it.

use std::path::{Path, PathBuf};

use super::Venv;
use super::import_path::{Found, Pth, importable, modules_below};
use super::siblings::{InstallState, ModuleState};
use crate::python::dist::Distribution;
use crate::work::paths::real_path;

/// Where an editable's modules are imported from.
pub(super) enum Origin {
    /// The checkout.
    Here,
    /// Another project.
    Elsewhere(PathBuf),
    /// Something that comes before it: a copy, or a module of another distribution.
    Shadowed(PathBuf),
    /// Its own copy in `site-packages`: what maturin and `CMake` build is there, also of an editable.
    Built,
    /// Nowhere.
    Nowhere,
}

/// Follows the modules of an editable through the import path. What is not imported from the checkout is added to `others`.
/// The modules that are called as the package decide, where there are such: a second one may be another project's too.
pub(super) fn follow(venv: &Venv, found: &Distribution, here: &Path, others: &mut Vec<ModuleState>) -> Origin {
    let project = found.editable.as_deref();
    let own = own_pth_files(venv, found);
    let mut modules = modules(found, project, &own);
    let by_project = || match project {
        Some(path) if !path.is_dir() => Origin::Nowhere,
        Some(path) if is_below(path, here) => Origin::Here,
        Some(path) => Origin::Elsewhere(path.to_path_buf()),
        None => Origin::Nowhere,
    };
    if modules.is_empty() {
        let mut targets = own.iter().flat_map(|pth| &pth.directories).filter(|target| target.exists()).peekable();
        let first = targets.peek().map(|target| PathBuf::clone(target));
        // What it adds is code, or nothing at all: its own word for it is all there is.
        let hidden = own.iter().any(|pth| pth.opaque || pth.finder.as_ref().is_some_and(|f| f.mapping.is_empty()));
        match first {
            Some(_) if targets.any(|target| is_below(target, here)) => {
                // An empty directory, where the modules of the project are in another.
                modules = if hidden { Vec::new() } else { crate::python::modules::of(here).tops };
                if modules.is_empty() {
                    return Origin::Here;
                }
            }
            Some(target) => return Origin::Elsewhere(project_of(&target, project)),
            None if hidden && built(found).is_empty() => return by_project(),
            None if hidden => modules = built(found),
            // No `.pth` at all: files or links at the top of site-packages.
            None => modules = without_pth(found),
        }
    }
    let is_main = |module: &String| crate::python::normal(&module.replace('.', "-")) == found.name.as_ref();
    let has_main = modules.iter().any(is_main);
    let mut result = Origin::Nowhere;
    for module in &modules {
        let counts = !has_main || is_main(module);
        let paths = match venv.import_path.locate(module) {
            None => {
                let Some(path) = hidden_by_package(venv, module, here) else {
                    others.push(ModuleState { module: module.clone(), path: None, state: InstallState::Missing });
                    continue;
                };
                vec![path]
            }
            Some(Found::Module(file)) => vec![file],
            Some(Found::Namespace(portions)) => portions,
        };
        let elsewhere = paths.first().filter(|_| !paths.iter().any(|path| is_below(path, here)));
        let origin = match elsewhere {
            None => Origin::Here,
            Some(path) if project.is_some_and(|project| is_below(project, here)) && is_own_copy(found, path) => {
                Origin::Built
            }
            // It is in the way only of what is installed from here.
            Some(path) if project.is_some_and(|project| is_below(project, here)) && has_owner(venv, path) => {
                Origin::Shadowed(path.clone())
            }
            Some(path) => match venv.layout.site_packages.iter().find(|directory| path.starts_with(directory)) {
                Some(_) if !is_below(path, here) => Origin::Shadowed(path.clone()),
                _ => Origin::Elsewhere(project_of(path, project)),
            },
        };
        let state = match &origin {
            Origin::Shadowed(_) => Some(InstallState::Shadowed),
            Origin::Elsewhere(_) => Some(InstallState::WrongPath),
            Origin::Built => Some(InstallState::Wheel),
            Origin::Here | Origin::Nowhere => None,
        };
        others.extend(state.map(|state| ModuleState { module: module.clone(), path: elsewhere.cloned(), state }));
        let is_worse = matches!(result, Origin::Nowhere) || !matches!(origin, Origin::Here);
        if counts && is_worse && !matches!(result, Origin::Shadowed(_) | Origin::Elsewhere(_)) {
            result = origin;
        }
    }
    result
}

/// The regular package of somebody else that hides a module inside the same name: `provide/__init__.py` hides every other
/// `provide.*` that lies in another directory.
fn hidden_by_package(venv: &Venv, module: &str, here: &Path) -> Option<PathBuf> {
    let ends = module.match_indices('.').map(|(end, _)| end);
    let found = ends.filter_map(|end| venv.import_path.locate(&module[..end]));
    let files = found.filter_map(|found| match found {
        Found::Module(file) => Some(file),
        Found::Namespace(_) => None,
    });
    files.into_iter().find(|file| !is_below(file, here))
}

/// Is this inside a `site-packages`, or the checkout of another editable?
fn has_owner(venv: &Venv, path: &Path) -> bool {
    let mut directories = venv.layout.site_packages.iter().chain(&venv.layout.standard_library);
    directories.any(|directory| path.starts_with(directory)) || editable_around(venv, path).is_some()
}

fn editable_around<'v>(venv: &'v Venv, path: &Path) -> Option<&'v Distribution> {
    let around =
        |found: &&Distribution| found.editable.as_deref().is_some_and(|project| is_below(path, &real_path(project)));
    // A repository's own package lies around the others that it holds.
    let depth = |found: &&Distribution| found.editable.as_deref().map(|project| project.components().count());
    venv.distributions.iter().filter(around).max_by_key(depth)
}

/// Who is imported: the distribution whose checkout it is, else the path.
pub(super) fn owner(venv: &Venv, path: &Path) -> String {
    editable_around(venv, path).map_or_else(|| path.display().to_string(), |found| found.name.to_string())
}

/// The `site-packages` or the project that a path is in.
pub(super) fn directory_of(venv: &Venv, path: &Path) -> PathBuf {
    let site_packages = venv.layout.site_packages.iter().find(|directory| path.starts_with(directory));
    site_packages.cloned().unwrap_or_else(|| project_of(path, None))
}

/// The modules that were built into `site-packages`, without what a backend puts there to find the others.
fn built(found: &Distribution) -> Vec<String> {
    found.modules.iter().filter(|name| !name.starts_with('_')).cloned().collect()
}

/// Is this one of the files in the distribution's own RECORD, as far as its name tells?
fn is_own_copy(found: &Distribution, path: &Path) -> bool {
    let inside = path.strip_prefix(&found.site_packages).ok();
    let top = inside.and_then(|inside| inside.iter().next()?.to_str()?.split('.').next());
    top.is_some_and(|top| found.modules.iter().any(|name| name == top))
}

/// The modules of an editable that needs no `.pth`.
fn without_pth(found: &Distribution) -> Vec<String> {
    if !found.top_level.is_empty() {
        return found.top_level.clone();
    }
    let mut modules = built(found);
    if modules.is_empty() {
        modules.push(found.name.as_ref().replace('-', "_"));
    }
    modules
}

/// The `.pth` files that make this distribution importable: those in its RECORD, and without one (`egg-link`) those
/// that add its project.
fn own_pth_files<'v>(venv: &'v Venv, found: &Distribution) -> Vec<&'v Pth> {
    let recorded = found.top_files.iter().filter_map(|name| venv.import_path.file(&found.site_packages.join(name)));
    let recorded: Vec<&Pth> = recorded.collect();
    if !recorded.is_empty() || !found.top_files.is_empty() {
        return recorded;
    }
    let Some(project) = found.editable.as_deref().map(real_path) else { return Vec::new() };
    let adds = |pth: &&Pth| pth.directories.iter().any(|directory| is_below(directory, &project));
    venv.import_path.files().map(|(_, pth)| pth).filter(adds).collect()
}

/// The modules that these files are there for, as dotted names.
fn modules(found: &Distribution, project: Option<&Path>, own: &[&Pth]) -> Vec<String> {
    let mut modules = Vec::new();
    for pth in own {
        for (module, target) in pth.finder.iter().flat_map(|finder| &finder.mapping) {
            if target.is_dir() && !target.join("__init__.py").is_file() {
                let children = importable(target);
                let inside = children.iter().flat_map(|child| modules_below(target, child));
                modules.extend(inside.map(|child| format!("{module}.{child}")));
            } else {
                modules.push(module.clone());
            }
        }
        for directory in &pth.directories {
            // An easy-install.pth holds the lines of several projects.
            let foreign =
                found.top_files.is_empty() && project.is_some_and(|path| !is_below(directory, &real_path(path)));
            if foreign {
                continue;
            }
            let tops = tops(found, project, directory);
            modules.extend(tops.iter().flat_map(|top| modules_below(directory, top)));
        }
    }
    modules.sort();
    modules.dedup();
    modules
}

/// The names at the top of `directory` that belong to the distribution. A project's root also holds its tests and
/// tools, so there only names that follow from the package's count.
fn tops(found: &Distribution, project: Option<&Path>, directory: &Path) -> Vec<String> {
    if !found.top_level.is_empty() {
        return found.top_level.clone();
    }
    let candidates = importable(directory);
    if project.is_none_or(|project| !is_same_path(directory, &real_path(project))) {
        return candidates;
    }
    let whole = found.name.as_ref().replace('-', "_");
    let first = whole.split('_').next().unwrap_or_default().to_owned();
    let named =
        |wanted: &str| candidates.iter().filter(|name| name.to_lowercase() == wanted).cloned().collect::<Vec<_>>();
    [named(&whole), named(&first)].into_iter().find(|names| !names.is_empty()).unwrap_or_else(|| {
        // A module of another name: the regular packages that are no part of the work on the project.
        let is_package = |name: &&String| directory.join(name).join("__init__.py").is_file();
        let regular = candidates.iter().filter(is_package).filter(|name| !BESIDE.contains(&name.as_str()));
        let regular: Vec<String> = regular.cloned().collect();
        if regular.is_empty() { tops_in_source(directory, &candidates) } else { regular }
    })
}

/// What the project's own files say: of a namespace that is not called as the package.
fn tops_in_source(project: &Path, candidates: &[String]) -> Vec<String> {
    let modules = crate::python::modules::of(project).tops;
    let tops: Vec<&str> = modules.iter().filter_map(|module| module.split('.').next()).collect();
    candidates.iter().filter(|name| tops.contains(&name.as_str())).cloned().collect()
}

/// What lies beside a package in the root of a project, and is none.
const BESIDE: [&str; 18] = [
    "test",
    "tests",
    "testing",
    "doc",
    "docs",
    "example",
    "examples",
    "script",
    "scripts",
    "tool",
    "tools",
    "benchmark",
    "benchmarks",
    "build",
    "ci",
    "util",
    "utils",
    "tasks",
];

/// The project that `path` is in: the one that the distribution names if that fits, else the nearest directory with
/// a build file, else `path`'s own.
fn project_of(path: &Path, project: Option<&Path>) -> PathBuf {
    let real = real_path(path);
    if let Some(project) = project.filter(|project| real.starts_with(real_path(project))) {
        return project.to_path_buf();
    }
    let is_project = |directory: &&Path| {
        ["pyproject.toml", "setup.py", "setup.cfg"].iter().any(|file| directory.join(file).is_file())
    };
    let own = if real.is_dir() { real.as_path() } else { real.parent().unwrap_or(&real) };
    own.ancestors().find(is_project).unwrap_or(own).to_path_buf()
}

pub(super) fn is_same_path(path: &Path, real: &Path) -> bool {
    real_path(path) == real
}

fn is_below(path: &Path, real: &Path) -> bool {
    real_path(path).starts_with(real)
}
