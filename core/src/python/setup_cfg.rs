//! `setup.cfg` of setuptools, for a package without `[project]`
//! (<https://setuptools.pypa.io/en/latest/userguide/declarative_config.html>).

use std::path::Path;

use configparser::ini::Ini;

use super::{Kind, Project, package_name, version};
use crate::error::RowError;

const FILE: &str = "setup.cfg";

/// Reads the file; `None` when it names no package.
pub(super) fn read(directory: &Path, text: &str) -> Result<Option<Project>, RowError> {
    let mut ini = Ini::new_cs();
    ini.set_multiline(true);
    ini.set_inline_comment_symbols(Some(&[]));
    ini.read(text.to_owned()).map_err(|error| RowError::new("ws::python::parse", format!("{FILE}: {error}")))?;
    let Some(name) = ini.get("metadata", "name") else { return Ok(None) };
    let mut project = Project { package: Some(package_name(&name, FILE)?), ..Project::default() };
    project.version = ini.get("metadata", "version").and_then(|value| {
        if let Some(attribute) = value.strip_prefix("attr:") {
            return version::of_attribute(directory, attribute.trim());
        }
        let text = match value.strip_prefix("file:") {
            Some(file) => version::inside(directory, file.trim())?.trim().to_owned(),
            None => value,
        };
        version::is_version(&text).then_some(text)
    });
    if let Some(wanted) = ini.get("options", "python_requires") {
        project.require_python(&wanted, FILE, None);
    }
    let lists = [("install_requires", Kind::Runtime), ("setup_requires", Kind::Build)];
    for (key, kind) in lists {
        require_all(&mut project, ini.get("options", key).as_deref(), &kind);
    }
    let extras = ini.get_map_ref().get("options.extras_require").cloned().unwrap_or_default();
    for (extra, list) in extras {
        require_all(&mut project, list.as_deref(), &Kind::Extra(extra));
    }
    Ok(Some(project))
}

/// A list: an item a line, or with `;` between them on the first.
fn require_all(project: &mut Project, list: Option<&str>, kind: &Kind) {
    let lines = list.unwrap_or_default().lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        project.require(kind, line, FILE);
    }
}
