//! The version that a source tree says of itself, without running anything: as the project's build backend reads it,
//! where that reads a file; what it computes is unknown.

mod hatch;
mod setuptools;

use std::path::{Component, Path, PathBuf};
use std::str::FromStr as _;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code;
use super::pyproject::{child, strings, text};
use crate::source::SourceFile;
use crate::work::{SIZE_LIMIT, files};

pub(super) use self::setuptools::{Layout, of_attribute};

/// The version of a project whose `[project]` or other table does not say it. `name` is that of its package.
pub(super) fn dynamic_version(directory: &Path, table: &DeTable<'_>, name: Option<&str>) -> Option<String> {
    // A standard table has to say that something else tells it, and must not tell it as well.
    let is_dynamic = |project: &DeTable<'_>| strings(project.get("dynamic")).contains(&"version");
    if child(table, &["project"]).is_some_and(|project| !is_dynamic(project) || project.contains_key("version")) {
        return None;
    }
    let tool = |path: &[&str]| child(child(table, &["tool"])?, path);
    let backend = child(table, &["build-system"]).and_then(|build| text(build, "build-backend")).unwrap_or_default();
    let has = |path: &[&str]| tool(path).is_some();
    let found = match backend.split(['.', ':']).next().unwrap_or_default() {
        "hatchling" => hatch::version(directory, table),
        "flit_core" | "flit" => flit(directory, table, name?),
        "pdm" => pdm(directory, tool(&["pdm", "version"])?),
        "setuptools" => setuptools::version(directory, table),
        // No `[build-system]`, or a backend of its own that calls another: the table says which.
        _ if has(&["setuptools", "dynamic", "version"]) => setuptools::version(directory, table),
        _ if has(&["hatch", "version"]) => hatch::version(directory, table),
        _ => None,
    };
    found.filter(|version| is_version(version))
}

/// flit takes the first literal `__version__` of the module, and refuses where two files could be it.
fn flit(directory: &Path, table: &DeTable<'_>, name: &str) -> Option<String> {
    let module = child(table, &["tool", "flit", "module"]).and_then(|module| text(module, "name"));
    let module = module.map_or_else(|| name.replace('-', "_"), str::to_owned).replace('.', "/");
    let mut sources = ["", "src/"]
        .into_iter()
        .flat_map(|top| ["/__init__.py", ".py"].map(|end| format!("{top}{module}{end}")))
        .filter_map(|file| inside(directory, &file));
    let source = sources.next().filter(|_| sources.next().is_none())?;
    // Without a description in the table the module's docstring is one, and has to be there.
    let project = child(table, &["project"]);
    let is_described = project.is_some_and(|project| project.contains_key("description"));
    if !is_described && !code::has_docstring(&source) {
        return None;
    }
    code::literal_text(&source, "__version__")
}

/// `[tool.pdm.version] source = "file"`: the first `__version__ = "…"` at the beginning of a line. From pdm-backend 2.5 on
/// `VERSION` counts as well: a file that has both says it where they are the same.
fn pdm(directory: &Path, settings: &DeTable<'_>) -> Option<String> {
    let is_plain = settings.keys().all(|key| matches!(key.get_ref().as_ref(), "source" | "path"));
    if !is_plain || text(settings, "source") != Some("file") {
        return None;
    }
    let file = text(settings, "path")?;
    let source = as_text(directory, file)?;
    let first = |name: &str| {
        let pattern = format!(r#"(?m)^{name}\s*=\s*["'](.+?)["']\s*(?:#.*)?$"#);
        let found = fancy_regex::Regex::new(&pattern).ok()?.captures(&source).ok()??.get(1)?.as_str().to_owned();
        Some(found)
    };
    let found = first("__version__")?;
    if first("VERSION").is_some_and(|other| other != found) {
        return None;
    }
    agreed(file, &source, "__version__", found)
}

/// What a pattern found in a file. In Python code it has to be what the code says too: the pattern also finds what stands
/// in a docstring, and the beginning of `"1" + ".0"`.
fn agreed(file: &str, source: &str, name: &str, found: String) -> Option<String> {
    let is_python = Path::new(file).extension().is_some_and(|end| end == "py");
    let in_code = || code::literal_text(source, name).map(|literal| literal.trim_start_matches('v').to_owned());
    (!is_python || in_code().as_deref() == Some(found.trim_start_matches('v'))).then_some(found)
}

/// The texts of `file = "…"` or `file = ["…", …]`, joined as setuptools does; `None` when one is missing.
fn joined_files(directory: &Path, value: Option<&Spanned<DeValue<'_>>>) -> Option<String> {
    let mut files = strings(value);
    files.extend(value.and_then(|value| value.get_ref().as_str()));
    if files.is_empty() {
        return None;
    }
    let parts: Option<Vec<String>> = files.iter().map(|file| as_text(directory, file)).collect();
    parts.map(|parts| parts.join("\n"))
}

pub(super) fn is_version(text: &str) -> bool {
    pep440_rs::Version::from_str(text).is_ok()
}

/// A file of the sibling; `None` for one that lies outside it, by name or through a symlink.
pub(super) fn inside(directory: &Path, file: &str) -> Option<String> {
    SourceFile::read(&path_inside(directory, file)?).ok().map(|source_file| source_file.text)
}

/// The same as Python's `open(file, encoding="utf-8")` gives it: with a byte order mark, which no pattern passes over, and
/// with its line ends as line feeds.
pub(super) fn as_text(directory: &Path, file: &str) -> Option<String> {
    let bytes = files::open(&path_inside(directory, file)?).ok()?.read(SIZE_LIMIT).ok()?;
    Some(String::from_utf8(bytes).ok()?.replace("\r\n", "\n").replace('\r', "\n"))
}

fn path_inside(directory: &Path, file: &str) -> Option<PathBuf> {
    let relative = Path::new(file);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let real = directory.join(relative).canonicalize().ok()?;
    real.starts_with(directory.canonicalize().ok()?).then_some(real)
}
