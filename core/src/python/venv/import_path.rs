//! Where would Python import a module from? Follows what `site` and the import system do with a venv's
//! `site-packages`: the directory itself, then the lines of its `.pth` files in the order of their names, then the
//! finders that setuptools installs for its editables. Nothing is executed: lines that start with `import` are looked
//! at for the name of a finder, and the finder for its dictionaries.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::dist::SMALL_LIMIT;
use pep440_rs::Version;

use super::literal::{Literal, assigned, parse};
use super::{meson, scikit_build};
use crate::work::files;

/// How deep namespace packages are followed.
const DEPTH_LIMIT: usize = 4;
/// How many modules of one distribution are looked for.
const MODULE_LIMIT: usize = 64;

/// The import path of a venv, without what is built into the interpreter.
#[derive(Debug, Clone, Default)]
pub struct ImportPath {
    /// Directories, in order.
    directories: Vec<PathBuf>,
    /// Every `.pth` file by its path.
    files: BTreeMap<PathBuf, Pth>,
    /// The endings of extension modules, as this Python has them.
    extensions: Vec<String>,
}

/// What one `.pth` file adds.
#[derive(Debug, Clone, Default)]
pub struct Pth {
    /// Directories, as written (relative ones joined to the directory of the file).
    pub directories: Vec<PathBuf>,
    /// What a setuptools finder that it installs maps.
    pub finder: Option<Finder>,
    /// Whether it runs code that is not such a finder, so that what it adds cannot be told.
    pub opaque: bool,
}

/// The dictionaries of an `__editable___NAME_finder.py`.
#[derive(Debug, Clone, Default)]
pub struct Finder {
    /// Module → file or directory.
    pub mapping: Vec<(String, PathBuf)>,
    /// Namespace → its directories.
    pub namespaces: Vec<(String, Vec<PathBuf>)>,
    /// Whether it is asked before the directories of the import path, and not after them.
    pub comes_first: bool,
}

/// What an import finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A package's `__init__.py`, or a module's file.
    Module(PathBuf),
    /// The directories of a package without `__init__.py`.
    Namespace(Vec<PathBuf>),
}

impl ImportPath {
    /// Reads the `.pth` files of `site_packages`, which come behind the standard library; `version` is that of the Python.
    pub fn read(standard_library: &[PathBuf], site_packages: &[PathBuf], version: Option<&Version>) -> Self {
        let directories = standard_library.to_vec();
        let mut import_path = Self { extensions: extensions(version), directories, ..Self::default() };
        for directory in site_packages {
            import_path.directories.push(directory.clone());
            for file in pth_files(directory) {
                let Ok(bytes) = files::read(&file, SMALL_LIMIT) else { continue };
                let pth = Pth::parse(directory, &bytes);
                import_path.directories.extend(pth.directories.iter().filter(|added| added.exists()).cloned());
                import_path.files.insert(file, pth);
            }
        }
        import_path
    }

    /// The `.pth` file with this path, if it is part of the import path.
    pub fn file(&self, path: &Path) -> Option<&Pth> {
        self.files.get(path)
    }

    /// Every `.pth` file.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &Pth)> {
        self.files.iter().map(|(path, pth)| (path.as_path(), pth))
    }

    /// What `import MODULE` finds; `module` may be dotted.
    pub fn locate(&self, module: &str) -> Option<Found> {
        let mut full = String::new();
        let mut inside: Option<Vec<PathBuf>> = None;
        let mut found = None;
        for name in module.split('.') {
            if !full.is_empty() {
                full.push('.');
            }
            full.push_str(name);
            let directories = inside.as_ref().unwrap_or(&self.directories);
            let here = self.find(&full, name, directories)?;
            inside = Some(match &here {
                Found::Module(file) if is_package(file) => file.parent().map(Path::to_path_buf).into_iter().collect(),
                // A module that is no package has nothing inside.
                Found::Module(_) if full.len() < module.len() => return None,
                Found::Module(_) => Vec::new(),
                Found::Namespace(portions) => portions.clone(),
            });
            found = Some(here);
        }
        found
    }

    fn find(&self, full: &str, name: &str, directories: &[PathBuf]) -> Option<Found> {
        let finders = || self.files.values().filter_map(|pth| pth.finder.as_ref());
        let mapped = |comes_first: bool| {
            let asked = finders().filter(move |finder| finder.comes_first == comes_first);
            let mut targets = asked.flat_map(|finder| &finder.mapping).filter(|(module, _)| module == full);
            targets.find_map(|(_, target)| mapped_module(target))
        };
        if let Some(found) = mapped(true) {
            return Some(found);
        }
        let mut portions: Vec<PathBuf> = Vec::new();
        for directory in directories {
            match in_directory(directory, name, &self.extensions) {
                Some(Found::Module(file)) if extends_path(&file) => {
                    let all = directories.iter().map(|directory| directory.join(name));
                    return Some(Found::Namespace(all.filter(|portion| portion.is_dir()).collect()));
                }
                Some(Found::Module(file)) => return Some(Found::Module(file)),
                Some(Found::Namespace(more)) => portions.extend(more),
                None => {}
            }
        }
        let added = finders().flat_map(|finder| &finder.namespaces).filter(|(namespace, _)| namespace == full);
        portions.extend(added.flat_map(|(_, directories)| directories.iter().filter(|path| path.is_dir()).cloned()));
        if !portions.is_empty() {
            return Some(Found::Namespace(portions));
        }
        mapped(false)
    }
}

impl Pth {
    fn parse(directory: &Path, bytes: &[u8]) -> Self {
        let mut pth = Self::default();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for line in bytes.split(|byte| *byte == b'\n') {
            let line = line.trim_ascii_end();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            if line.starts_with(b"import ") || line.starts_with(b"import\t") {
                let finder = finder_of(directory, line).or_else(|| redirector_of(directory, line));
                let finder = finder.or_else(|| scikit_build::finder_of(directory, line));
                match finder.or_else(|| meson::finder_of(directory, line)) {
                    Some(finder) => pth.finder = Some(finder),
                    None => pth.opaque = true,
                }
            } else if let Some(path) = os_path(line) {
                pth.directories.push(directory.join(path));
            }
        }
        pth
    }
}

impl Finder {
    fn parse(source: &str) -> Option<Self> {
        let Literal::Dict(mapping) = assigned(source, "MAPPING")? else { return None };
        let pair = |(module, path): &(Literal, Literal)| Some((module.text()?.to_owned(), path.text()?.into()));
        let mapping = mapping.iter().map(pair).collect::<Option<_>>()?;
        let mut namespaces = Vec::new();
        if let Some(Literal::Dict(entries)) = assigned(source, "NAMESPACES") {
            for (namespace, paths) in &entries {
                let Literal::List(paths) = paths else { return None };
                let paths = paths.iter().map(|path| path.text().map(PathBuf::from)).collect::<Option<_>>()?;
                namespaces.push((namespace.text()?.to_owned(), paths));
            }
        }
        Some(Self { mapping, namespaces, comes_first: false })
    }
}

/// The modules below `directory` that make up the package called `top`: itself, or, when it has no `__init__.py`, the
/// first regular packages and modules inside it. Dotted names, at most 64.
pub fn modules_below(directory: &Path, top: &str) -> Vec<String> {
    let mut modules = Vec::new();
    collect(directory, top, top, DEPTH_LIMIT, &mut modules);
    modules
}

fn collect(directory: &Path, name: &str, full: &str, depth: usize, modules: &mut Vec<String>) {
    if modules.len() >= MODULE_LIMIT {
        return;
    }
    let found = match in_directory(directory, name, &[]) {
        Some(Found::Module(file)) if extends_path(&file) => Some(Found::Namespace(vec![directory.join(name)])),
        found => found,
    };
    match found {
        Some(Found::Module(_)) => modules.push(full.to_owned()),
        Some(Found::Namespace(portions)) if depth > 0 => {
            for portion in portions {
                for child in importable(&portion) {
                    collect(&portion, &child, &format!("{full}.{child}"), depth - 1, modules);
                }
            }
        }
        _ => {}
    }
}

/// The names in a directory that could be imported from it: directories and Python files, sorted.
pub fn importable(directory: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        let stem = path.file_name()?.to_str()?.to_owned();
        let name = match path.extension().and_then(OsStr::to_str) {
            Some("py") => stem.strip_suffix(".py")?.to_owned(),
            Some("so" | "pyc") => stem.split('.').next()?.to_owned(),
            None if path.is_dir() => stem,
            _ => return None,
        };
        let identifier = |name: &str| {
            name.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        (identifier(&name) && name != "__pycache__" && name != "__init__").then_some(name)
    });
    let mut names: Vec<String> = names.take(4096).collect();
    names.sort();
    names.dedup();
    names
}

/// What Python's path finder makes of `name` in one directory: a package, else a module; of each, an extension module
/// comes before source, and source before compiled code without it (`importlib._bootstrap_external.FileFinder`).
fn in_directory(directory: &Path, name: &str, extensions: &[String]) -> Option<Found> {
    let package = directory.join(name);
    let endings = || extensions.iter().map(String::as_str).chain([".py", ".pyc"]);
    for stem in [package.join("__init__"), package.clone()] {
        let mut files = endings().map(|ending| {
            let mut file = stem.clone().into_os_string();
            file.push(ending);
            PathBuf::from(file)
        });
        if let Some(file) = files.find(|file| file.is_file()) {
            return Some(Found::Module(file));
        }
    }
    package.is_dir().then(|| Found::Namespace(vec![package]))
}

/// `importlib.machinery.EXTENSION_SUFFIXES` of a `CPython` of this version on this machine.
fn extensions(version: Option<&Version>) -> Vec<String> {
    let arch = std::env::consts::ARCH;
    let tagged = version.and_then(|version| match version.release() {
        [major, minor, ..] => Some(format!("{major}{minor}")),
        _ => None,
    });
    let platforms = match std::env::consts::OS {
        "macos" => vec!["darwin".to_owned()],
        _ => vec![format!("{arch}-linux-gnu"), format!("{arch}-linux-musl")],
    };
    let tagged = tagged.into_iter().flat_map(|tag| platforms.iter().map(move |at| format!(".cpython-{tag}-{at}.so")));
    let mut all: Vec<String> = tagged.collect();
    all.extend([".abi3.so".to_owned(), ".so".to_owned()]);
    all
}

/// Is this the file of a package, whether source, compiled or an extension module?
fn is_package(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"__init__."))
}

/// Is this the `__init__.py` of a package that is spread over several directories in the old way: by
/// `pkgutil.extend_path` or `pkg_resources.declare_namespace`?
fn extends_path(init: &Path) -> bool {
    if init.file_name() != Some(OsStr::new("__init__.py")) {
        return false;
    }
    let Ok(bytes) = files::read(init, SMALL_LIMIT) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let mut code = text.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    code.any(|line| line.contains("extend_path(") || line.contains("declare_namespace("))
}

/// What setuptools' finder makes of a path: `PATH/__init__.py`, else `PATH.py`.
fn mapped_module(target: &Path) -> Option<Found> {
    let init = target.join("__init__.py");
    if init.is_file() {
        return Some(Found::Module(init));
    }
    let mut file = target.as_os_str().to_owned();
    file.push(".py");
    let file = PathBuf::from(file);
    if file.is_file() {
        return Some(Found::Module(file));
    }
    target.is_dir().then(|| Found::Namespace(vec![target.to_path_buf()]))
}

/// `.pth` files in the order in which `site` reads them; hidden ones are left out, as it does.
fn pth_files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension() == Some(OsStr::new("pth")))
        .filter(|path| path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b".")))
        .collect();
    files.sort();
    files
}

/// `import __editable___NAME_finder; __editable___NAME_finder.install()`
fn finder_of(directory: &Path, line: &[u8]) -> Option<Finder> {
    let line = std::str::from_utf8(line).ok()?;
    let module = line.get("import".len()..)?.split(';').next()?.trim();
    let sound = module.starts_with("__editable__") && module.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !sound {
        return None;
    }
    let source = files::read(&directory.join(format!("{module}.py")), SMALL_LIMIT).ok()?;
    Finder::parse(&String::from_utf8_lossy(&source))
}

/// `import _editable_impl_NAME`, of the package `editables` that hatch and PDM use: its `F.map_module('a', '/path')`.
fn redirector_of(directory: &Path, line: &[u8]) -> Option<Finder> {
    let line = std::str::from_utf8(line).ok()?;
    let module = line.get("import".len()..)?.trim();
    if !module.starts_with("_editable_impl_") || !module.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let source = files::read(&directory.join(format!("{module}.py")), SMALL_LIMIT).ok()?;
    let source = String::from_utf8_lossy(&source);
    let mapped = source.lines().filter_map(|line| {
        let Literal::List(pair) = parse(line.strip_prefix("F.map_module")?)? else { return None };
        let target = scikit_build::target(Path::new(pair.get(1)?.text()?))?;
        Some((pair.first()?.text()?.to_owned(), target))
    });
    let mapping: Vec<(String, PathBuf)> = mapped.collect();
    (!mapping.is_empty()).then_some(Finder { mapping, namespaces: Vec::new(), comes_first: false })
}

fn os_path(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    (!bytes.contains(&0)).then(|| PathBuf::from(OsStr::from_bytes(bytes)))
}
