//! A sibling's Python metadata: `pyproject.toml` (`[project]`, PEP 621; else `[tool.poetry]`). Runs nothing: a version
//! that only a build would tell is unknown.

pub mod dist;
pub mod venv;

use std::path::{Component, Path};
use std::str::FromStr as _;

pub use pep508_rs::PackageName;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, RowError};
use crate::source::SourceFile;

/// What a sibling's metadata says.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The package's name, normalised (PEP 503).
    pub package: Option<PackageName>,
    /// The package's version as its source says it; `None` when only a build would tell.
    pub version: Option<String>,
}

/// Reads the metadata of the sibling in `directory`; `None` when it has none. Codes: `ws::python::parse`,
/// `ws::python::unreadable`.
pub fn read(directory: &Path) -> Result<Option<Project>, RowError> {
    let path = directory.join("pyproject.toml");
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    let source_file = SourceFile::read(&path).map_err(|error| unreadable(&error))?;
    let table = DeTable::parse(&source_file.text).map_err(|error| {
        let (line, column) = source_file.line_column(error.span().map_or(0, |span| span.start));
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        RowError::new("ws::python::parse", format!("pyproject.toml:{line}:{column}: {message}"))
    })?;
    let table = table.get_ref();
    let poetry = child(table, &["tool", "poetry"]);
    let Some(project) = child(table, &["project"]).or(poetry) else {
        return Ok(None);
    };
    let package = text(project, "name")
        .map(|name| {
            PackageName::from_str(name).map_err(|_| {
                RowError::new("ws::python::bad_name", format!("pyproject.toml: `{name}` is no package name"))
            })
        })
        .transpose()?;
    let version = text(project, "version").map(str::to_owned).or_else(|| dynamic_version(directory, table));
    Ok(Some(Project { package, version }))
}

fn unreadable(error: &Error) -> RowError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    RowError::new("ws::python::unreadable", format!("{error}{cause}"))
}

/// `dynamic = ["version"]` of setuptools: `[tool.setuptools.dynamic] version = { file = "VERSION" }` or
/// `{ file = ["VERSION"] }`; of hatch: `[tool.hatch.version] path = "..."` with `__version__ = "..."` in it.
fn dynamic_version(directory: &Path, table: &DeTable<'_>) -> Option<String> {
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
    let path = text(child(table, &["tool", "hatch", "version"])?, "path")?;
    inside(directory, path)?.lines().find_map(assigned_version).filter(|version| is_version(version))
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

fn is_version(text: &str) -> bool {
    pep440_rs::Version::from_str(text).is_ok()
}

/// A file of the sibling; `None` for one that lies outside it, by name or through a symlink.
fn inside(directory: &Path, file: &str) -> Option<String> {
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

fn child<'t, 'i>(table: &'t DeTable<'i>, path: &[&str]) -> Option<&'t DeTable<'i>> {
    path.iter().try_fold(table, |table, key| match table.get(*key)?.get_ref() {
        DeValue::Table(child) => Some(child),
        _ => None,
    })
}

fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key)?.get_ref().as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_files(files: &[(&str, &str)]) -> Result<Option<Project>, RowError> {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        read(directory.path())
    }

    fn project(files: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let project = read_files(files).unwrap().unwrap();
        (project.package.map(|name| name.to_string()), project.version)
    }

    fn some(name: &str, version: &str) -> (Option<String>, Option<String>) {
        (Some(name.to_owned()), Some(version.to_owned()))
    }

    #[test]
    fn a_name_is_normalised_and_a_version_taken_as_it_stands() {
        let text = "[project]\nname = \"Provide__Foundation.X\"\nversion = \"1.0\"\n";
        assert_eq!(project(&[("pyproject.toml", text)]), some("provide-foundation-x", "1.0"));
        let poetry = "[tool.poetry]\nname = \"old\"\nversion = \"0.1\"\n";
        assert_eq!(project(&[("pyproject.toml", poetry)]), some("old", "0.1"));
    }

    #[test]
    fn a_dynamic_version_comes_from_the_file_that_is_named() {
        let head = "[project]\nname = \"a\"\ndynamic = [\"version\"]\n";
        let file = format!("{head}[tool.setuptools.dynamic]\nversion = {{ file = \"VERSION\" }}\n");
        assert_eq!(project(&[("pyproject.toml", &file), ("VERSION", "0.8.1\n")]), some("a", "0.8.1"));
        let hatch = format!("{head}[tool.hatch.version]\npath = \"src/a/about.py\"\n");
        let about = ("src/a/about.py", "import os\n__version__ = '2.1'\n");
        assert_eq!(project(&[("pyproject.toml", &hatch), about]), some("a", "2.1"));
        assert_eq!(project(&[("pyproject.toml", &file)]), (Some("a".to_owned()), None));
        assert_eq!(project(&[("pyproject.toml", &file), ("VERSION", "not one")]), (Some("a".to_owned()), None));
    }

    #[test]
    fn a_version_file_outside_the_sibling_is_not_read() {
        let head = "[project]\nname = \"a\"\n[tool.setuptools.dynamic]\nversion = ";
        for file in ["{ file = \"/etc/hostname\" }", "{ file = \"../VERSION\" }"] {
            assert_eq!(project(&[("pyproject.toml", &format!("{head}{file}\n"))]).1, None);
        }
    }

    #[test]
    fn no_metadata_is_none_and_broken_metadata_an_error_with_its_place() {
        assert_eq!(read_files(&[]), Ok(None));
        assert_eq!(read_files(&[("pyproject.toml", "[tool.ruff]\n")]), Ok(None));
        let error = read_files(&[("pyproject.toml", "[project]\nname = \n")]).unwrap_err();
        assert_eq!(error.code, "ws::python::parse");
        assert!(error.message.contains("pyproject.toml:2:"), "{error}");
    }
}
