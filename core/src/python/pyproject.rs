//! `pyproject.toml`: `[project]` (PEP 621), else `[tool.poetry]`, else `[tool.flit.metadata]`; with it `[build-system]`
//! (PEP 518), the groups, and where packages are taken from.

use std::collections::BTreeMap;
use std::path::Path;

use pep508_rs::PackageName;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Kind, Project, dynamic, flit, groups, normal, package_name, poetry, setup_cfg, sources, version};
use crate::error::RowError;
use crate::source::SourceFile;

pub(super) const FILE: &str = "pyproject.toml";

/// What the file says: of a package, or only how one is built that `setup.cfg` and `setup.py` describe.
pub(super) struct Read {
    /// Everything that it says.
    pub project: Project,
    /// Whether it names the package, or says what its requirements are.
    pub describes: bool,
}

/// Reads the file.
pub(super) fn read(directory: &Path, source_file: &SourceFile) -> Result<Read, RowError> {
    let table = DeTable::parse(&source_file.text).map_err(|error| {
        let (line, column) = source_file.line_column(error.span().map_or(0, |span| span.start));
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let error = RowError::new("ws::python::parse", format!("{FILE}:{line}:{column}: {message}"));
        RowError { place: Some((line, column)), ..error }
    })?;
    let table = table.get_ref();
    let mut project = Project { directory: directory.to_path_buf(), ..Project::default() };
    let build = child(table, &["build-system"]);
    let poetry = child(table, &["tool", "poetry"]);
    let mut section = None;
    let mut name_key = "name";
    // What has no runtime requirements in the file may have some all the same: see `dynamic`.
    if let Some(standard) = child(table, &["project"]) {
        self::standard(directory, table, standard, source_file, &mut project);
        section = Some(standard);
    } else if let Some(poetry) = poetry {
        poetry::read(directory, poetry, poetry::EVERYTHING, source_file, &mut project);
        section = Some(poetry);
    } else if let Some(metadata) = child(table, &["tool", "flit", "metadata"]) {
        flit::read(metadata, source_file, &mut project);
        name_key = if metadata.contains_key("dist-name") { "dist-name" } else { "module" };
        section = Some(metadata);
    }
    if let Some(section) = section {
        let name = text(section, name_key).map(|name| package_name(name, FILE)).transpose();
        project.package = name.map_err(|error| placed(error, section.get(name_key), source_file))?;
        let name = project.package.as_ref().map(PackageName::as_ref);
        project.version = static_version(table, section)
            .map(str::to_owned)
            .or_else(|| version::dynamic_version(directory, table, name_of_module(table).or(name)));
    }
    require_all(build.and_then(|build| build.get("requires")), &Kind::Build, source_file, &mut project);
    groups::read(table, source_file, &mut project);
    let from_poetry = std::mem::take(&mut project.sources);
    project.sources = sources::of_uv(directory, table);
    project.sources.extend(from_poetry);
    let has_package = poetry.and_then(|poetry| poetry.get("package-mode")?.get_ref().as_bool()) != Some(false);
    let uv_package = child(table, &["tool", "uv"]).and_then(|uv| uv.get("package")?.get_ref().as_bool());
    project.is_virtual = !has_package || uv_package == Some(false);
    project.backend = build.and_then(|build| text(build, "build-backend")).map(str::to_owned);
    // Without a back end it is setuptools.
    if project.backend.as_deref().is_none_or(|backend| backend.starts_with("setuptools"))
        && let Some(cfg) = version::inside(directory, "setup.cfg")
        && setup_cfg::parse(&cfg).is_ok_and(|ini| setup_cfg::tags_versions(&ini))
    {
        project.version = None;
    }
    Ok(Read { project, describes: section.is_some() })
}

/// The version that stands in the file, unless a plugin replaces it when the package is built. One that backends refuse is
/// none: it has to be of PEP 440's form, without blanks around it, and must not be named as dynamic too.
fn static_version<'t>(table: &'t DeTable<'_>, section: &'t DeTable<'_>) -> Option<&'t str> {
    let is_placeholder = child(table, &["tool", "poetry-dynamic-versioning"])
        .is_some_and(|plugin| plugin.get("enable").and_then(|flag| flag.get_ref().as_bool()) != Some(false));
    let of_poetry = || text(child(table, &["tool", "poetry"])?, "version").map(str::trim).filter(|_| !is_placeholder);
    let found = match child(table, &["project"]) {
        Some(project) => match text(project, "version") {
            Some(_) if strings(project.get("dynamic")).contains(&"version") => None,
            Some(version) => Some(version),
            None => of_poetry(),
        },
        None if child(table, &["tool", "poetry"]).is_some() => of_poetry(),
        None => text(section, "version"),
    };
    found.filter(|version| version::is_version(version) && version.trim() == *version && !version.starts_with('V'))
}

/// flit's old table names the module, and the package after it.
fn name_of_module<'t>(table: &'t DeTable<'_>) -> Option<&'t str> {
    text(child(table, &["tool", "flit", "metadata"])?, "module")
}

/// An error with the place of a value.
pub(super) fn placed(error: RowError, value: Option<&Spanned<DeValue<'_>>>, source_file: &SourceFile) -> RowError {
    match value {
        Some(value) => error.at(source_file, &value.span()),
        None => error,
    }
}

/// The requirements of a list.
pub(super) fn require_all(
    list: Option<&Spanned<DeValue<'_>>>,
    kind: &Kind,
    source_file: &SourceFile,
    project: &mut Project,
) {
    for item in list.and_then(|list| list.get_ref().as_array()).into_iter().flatten() {
        if let Some(requirement) = item.get_ref().as_str() {
            project.require_at(kind, requirement, FILE, Some(source_file.line_column(item.span().start)));
        }
    }
}

/// `[project]`, and what takes the place of that which is in its `dynamic`.
fn standard(
    directory: &Path,
    table: &DeTable<'_>,
    section: &DeTable<'_>,
    source_file: &SourceFile,
    project: &mut Project,
) {
    let is_dynamic = |key: &str| strings(section.get("dynamic")).contains(&key);
    if let Some((value, wanted)) = section.get("requires-python").and_then(|it| Some((it, it.get_ref().as_str()?))) {
        project.require_python(wanted, FILE, Some(source_file.line_column(value.span().start)));
    }
    require_all(section.get("dependencies"), &Kind::Runtime, source_file, project);
    if !["scripts", "gui-scripts", "entry-points"].into_iter().any(is_dynamic) {
        project.entry_points = Some(entry_points(section));
    }
    for (name, list) in child(section, &["optional-dependencies"]).into_iter().flatten() {
        project.extras.insert(normal(name.get_ref()));
        require_all(Some(list), &Kind::extra(name.get_ref()), source_file, project);
    }
    let (dependencies, extras) = (is_dynamic("dependencies"), is_dynamic("optional-dependencies"));
    if let Some(poetry) = child(table, &["tool", "poetry"]) {
        // Poetry 2: what is not dynamic is in `[project]`, and its own table says where it comes from.
        let python = !section.contains_key("requires-python") && is_dynamic("requires-python");
        poetry::read(directory, poetry, poetry::Parts { python, dependencies, extras }, source_file, project);
        if child(poetry, &["dependencies"]).is_some() {
            return;
        }
    }
    if dependencies || extras {
        dynamic::read(directory, table, dynamic::Asked { dependencies, extras }, project);
    }
}

/// `scripts`, `gui-scripts` and the groups of `entry-points`; groups without one are left out.
fn entry_points(section: &DeTable<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let calls = |table: &DeTable<'_>| -> BTreeMap<String, String> {
        let calls = table.iter().filter_map(|(name, call)| Some((name.get_ref(), call.get_ref().as_str()?)));
        calls.map(|(name, call)| (name.to_string(), call.to_owned())).collect()
    };
    let of = |key: &str, group: &str| Some((group.to_owned(), calls(child(section, &[key])?)));
    let own = [of("scripts", "console_scripts"), of("gui-scripts", "gui_scripts")].into_iter().flatten();
    let others = child(section, &["entry-points"]).into_iter().flatten().filter_map(|(group, table)| {
        let DeValue::Table(table) = table.get_ref() else { return None };
        Some((group.get_ref().to_string(), calls(table)))
    });
    own.chain(others).filter(|(_, calls)| !calls.is_empty()).collect()
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

/// The tables of a value that is one table or a list of them; `None` for anything else.
pub(super) fn tables<'t, 'i>(value: &'t DeValue<'i>) -> Option<Vec<&'t DeTable<'i>>> {
    let table = |value: &'t DeValue<'i>| match value {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    match value {
        DeValue::Array(several) => Some(several.iter().filter_map(|one| table(one.get_ref())).collect()),
        one => table(one).map(|one| vec![one]),
    }
}

/// The name of a package that a table's key is.
pub(super) fn key_name(key: &str) -> Option<PackageName> {
    package_name(key, FILE).ok()
}
