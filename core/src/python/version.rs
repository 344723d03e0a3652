//! The version that a source tree says of itself, without running anything: from a file, or from an assignment that
//! stands in Python code as a literal.

use std::path::{Component, Path};
use std::str::FromStr as _;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::pyproject::{child, text};
use crate::source::SourceFile;

/// `dynamic = ["version"]` of setuptools: `[tool.setuptools.dynamic] version = { file = "VERSION" }` or
/// `{ file = ["VERSION"] }`; of hatch: `[tool.hatch.version] path = "..."` with `__version__ = "..."` in it.
pub(super) fn dynamic_version(directory: &Path, table: &DeTable<'_>) -> Option<String> {
    let setuptools = child(table, &["tool", "setuptools", "dynamic", "version"]);
    let files: Vec<&str> = match setuptools.and_then(|version| version.get("file")).map(Spanned::get_ref) {
        Some(DeValue::String(file)) => vec![file.as_ref()],
        Some(DeValue::Array(files)) => files.iter().filter_map(|file| file.get_ref().as_str()).collect(),
        _ => Vec::new(),
    };
    if !files.is_empty() {
        // setuptools joins several files with line feeds; a version is the only thing in it.
        let parts: Option<Vec<String>> = files.iter().map(|file| inside(directory, file)).collect();
        return parts.map(|parts| parts.join("\n").trim().to_owned()).filter(|version| is_version(version));
    }
    if let Some(attribute) = setuptools.and_then(|version| text(version, "attr")) {
        return of_attribute(directory, attribute);
    }
    let path = text(child(table, &["tool", "hatch", "version"])?, "path")?;
    inside(directory, path)?.lines().find_map(assigned_version).filter(|version| is_version(version))
}

/// `{ attr = "package.module.__version__" }`, as setuptools finds it: in the root or in `src`, in a module or in a
/// package's `__init__.py`. Only a literal counts; what has to be computed is unknown.
pub(super) fn of_attribute(directory: &Path, attribute: &str) -> Option<String> {
    let (module, name) = attribute.rsplit_once('.')?;
    let module = module.replace('.', "/");
    let files =
        ["", "src/"].into_iter().flat_map(|top| ["/__init__.py", ".py"].map(|end| format!("{top}{module}{end}")));
    let found = files
        .filter_map(|file| inside(directory, &file))
        .find_map(|text| text.lines().filter(|line| line.starts_with(name)).find_map(assigned_literal));
    found.filter(|version| is_version(version))
}

/// The literal of `NAME = "1.0"` or `NAME: str = "1.0"`.
fn assigned_literal(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.trim();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.to_owned())
}

/// `__version__ = "1.0"` or `VERSION = '1.0'`, hatch's default pattern.
fn assigned_version(line: &str) -> Option<String> {
    let (name, value) = line.split_once('=')?;
    let name = name.split(':').next().unwrap_or_default().trim();
    let value = value.trim();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let version = value[1..].split(quote).next()?;
    name.eq_ignore_ascii_case("__version__")
        .then_some(version)
        .or_else(|| name.eq_ignore_ascii_case("version").then_some(version))
        .map(|version| version.trim_start_matches('v').to_owned())
}

pub(super) fn is_version(text: &str) -> bool {
    pep440_rs::Version::from_str(text).is_ok()
}

/// A file of the sibling; `None` for one that lies outside it, by name or through a symlink.
pub(super) fn inside(directory: &Path, file: &str) -> Option<String> {
    let relative = Path::new(file);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let real = directory.join(relative).canonicalize().ok()?;
    if !real.starts_with(directory.canonicalize().ok()?) {
        return None;
    }
    SourceFile::read(&real).ok().map(|source_file| source_file.text)
}
