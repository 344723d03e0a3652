//! `pyproject.toml`: `[project]` (PEP 621), `[dependency-groups]` (PEP 735), `[build-system]` (PEP 518) and
//! `[tool.uv.sources]`; `[tool.poetry]` where there is no `[project]`.

use std::path::{Component, Path, PathBuf};

use pep508_rs::PackageName;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Kind, Project, package_name, poetry, version};
use crate::error::RowError;
use crate::source::SourceFile;

const FILE: &str = "pyproject.toml";

/// How deep groups may include each other.
const GROUP_DEPTH: usize = 32;

/// Reads the file; `None` when it describes no package.
pub(super) fn read(directory: &Path, source_file: &SourceFile) -> Result<Option<Project>, RowError> {
    let table = DeTable::parse(&source_file.text).map_err(|error| {
        let (line, column) = source_file.line_column(error.span().map_or(0, |span| span.start));
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let error = RowError::new("ws::python::parse", format!("{FILE}:{line}:{column}: {message}"));
        RowError { place: Some((line, column)), ..error }
    })?;
    let table = table.get_ref();
    let mut project = Project::default();
    let section = if let Some(section) = child(table, &["project"]) {
        standard(directory, table, section, source_file, &mut project);
        section
    } else if let Some(section) = child(table, &["tool", "poetry"]) {
        poetry::read(section, source_file, &mut project);
        section
    } else {
        return Ok(None);
    };
    let name = text(section, "name").map(|name| package_name(name, FILE)).transpose();
    project.package = name.map_err(|error| placed(error, section.get("name"), source_file))?;
    project.version =
        text(section, "version").map(str::to_owned).or_else(|| version::dynamic_version(directory, table));
    let build = child(table, &["build-system"]);
    require_all(build.and_then(|build| build.get("requires")), &Kind::Build, source_file, &mut project);
    if let Some(groups) = child(table, &["dependency-groups"]) {
        for name in groups.keys() {
            let kind = Kind::Group(name.get_ref().to_string());
            group(groups, name.get_ref(), &kind, source_file, &mut Vec::new(), &mut project);
        }
    }
    sources(directory, table, &mut project);
    Ok(Some(project))
}

/// An error with the place of a value.
fn placed(error: RowError, value: Option<&Spanned<DeValue<'_>>>, source_file: &SourceFile) -> RowError {
    match value {
        Some(value) => error.at(source_file, &value.span()),
        None => error,
    }
}

/// The requirements of a list.
fn require_all(list: Option<&Spanned<DeValue<'_>>>, kind: &Kind, source_file: &SourceFile, project: &mut Project) {
    for item in list.and_then(|list| list.get_ref().as_array()).into_iter().flatten() {
        if let Some(requirement) = item.get_ref().as_str() {
            project.require_at(kind, requirement, FILE, Some(source_file.line_column(item.span().start)));
        }
    }
}

fn standard(
    directory: &Path,
    table: &DeTable<'_>,
    section: &DeTable<'_>,
    source_file: &SourceFile,
    project: &mut Project,
) {
    if let Some((value, wanted)) = section.get("requires-python").and_then(|it| Some((it, it.get_ref().as_str()?))) {
        project.require_python(wanted, FILE, Some(source_file.line_column(value.span().start)));
    }
    require_all(section.get("dependencies"), &Kind::Runtime, source_file, project);
    for (name, list) in child(section, &["optional-dependencies"]).into_iter().flatten() {
        require_all(Some(list), &Kind::Extra(name.get_ref().to_string()), source_file, project);
    }
    // `dynamic = ["dependencies"]` of setuptools names files of requirements.
    let dynamic = child(table, &["tool", "setuptools", "dynamic"]);
    let from_files = |value: Option<&Spanned<DeValue<'_>>>| -> Vec<String> {
        let file = value.and_then(|value| value.get_ref().get("file"));
        let mut files = strings(file);
        files.extend(file.and_then(|file| file.get_ref().as_str()));
        let texts = files.into_iter().filter_map(|file| version::inside(directory, file));
        texts.flat_map(|text| requirement_lines(&text)).collect()
    };
    for requirement in from_files(dynamic.and_then(|dynamic| dynamic.get("dependencies"))) {
        project.require(&Kind::Runtime, &requirement, FILE);
    }
    for (name, value) in dynamic.and_then(|dynamic| child(dynamic, &["optional-dependencies"])).into_iter().flatten() {
        for requirement in from_files(Some(value)) {
            project.require(&Kind::Extra(name.get_ref().to_string()), &requirement, FILE);
        }
    }
}

/// The lines of a requirements file that setuptools takes: no options, no comments.
fn requirement_lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '-'])).map(str::to_owned).collect()
}

/// One group with everything that it includes. `open` are the groups around it.
fn group(
    groups: &DeTable<'_>,
    name: &str,
    kind: &Kind,
    source_file: &SourceFile,
    open: &mut Vec<String>,
    project: &mut Project,
) {
    let bad = |message: String| RowError::new("ws::python::bad_group", format!("{FILE}: {message}"));
    // PEP 735: names of groups are compared as those of packages are.
    let normal = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    let Some((_, list)) = groups.iter().find(|(key, _)| normal(key.get_ref()) == normal(name)) else {
        let includer = open.last().map(String::as_str).unwrap_or_default();
        let error = bad(format!("the group `{includer}` includes `{name}`, which does not exist"));
        project.problems.push(placed(error, groups.get(includer), source_file));
        return;
    };
    if open.contains(&normal(name)) || open.len() > GROUP_DEPTH {
        let error = bad(format!("the group `{name}` includes itself: {}", open.join(" -> ")));
        project.problems.push(placed(error, Some(list), source_file));
        return;
    }
    open.push(normal(name));
    for item in list.get_ref().as_array().into_iter().flatten() {
        match item.get_ref() {
            DeValue::String(requirement) => {
                project.require_at(kind, requirement, FILE, Some(source_file.line_column(item.span().start)));
            }
            DeValue::Table(table) if text(table, "include-group").is_some() => {
                let other = text(table, "include-group").unwrap_or_default();
                group(groups, other, kind, source_file, open, project);
            }
            _ => {
                let error = bad(format!("the group `{name}` has an item that is no requirement"));
                project.problems.push(error.at(source_file, &item.span()));
            }
        }
    }
    open.pop();
}

/// `[tool.uv.sources]`: `NAME = { path = "..." }`, or a list of such; other sources are not directories.
fn sources(directory: &Path, table: &DeTable<'_>, project: &mut Project) {
    for (name, source) in child(table, &["tool", "uv", "sources"]).into_iter().flatten() {
        let path = match source.get_ref() {
            DeValue::Table(one) => text(one, "path"),
            DeValue::Array(several) => several.iter().find_map(|one| one.get_ref().get("path")?.get_ref().as_str()),
            _ => None,
        };
        if let (Ok(name), Some(path)) = (package_name(name.get_ref(), FILE), path) {
            project.sources.insert(name, lexical(&directory.join(path)));
        }
    }
}

/// The path without `.` and `..`, as far as that can be told without looking.
fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut so_far, part| {
        match part {
            Component::ParentDir => {
                so_far.pop();
            }
            Component::CurDir => {}
            part => so_far.push(part),
        }
        so_far
    })
}

pub(super) fn child<'t, 'i>(table: &'t DeTable<'i>, path: &[&str]) -> Option<&'t DeTable<'i>> {
    path.iter().try_fold(table, |table, key| match table.get(*key)?.get_ref() {
        DeValue::Table(child) => Some(child),
        _ => None,
    })
}

pub(super) fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key)?.get_ref().as_str()
}

/// The strings of a list; nothing for anything else.
pub(super) fn strings<'t>(list: Option<&'t Spanned<DeValue<'_>>>) -> Vec<&'t str> {
    let items = list.and_then(|list| list.get_ref().as_array()).into_iter().flatten();
    items.filter_map(|item| item.get_ref().as_str()).collect()
}

/// The name of a package that a table's key is.
pub(super) fn key_name(key: &str) -> Option<PackageName> {
    package_name(key, FILE).ok()
}
