//! `[tool.flit.metadata]`, as flit had it before `[project]`
//! (<https://flit.pypa.io/en/stable/pyproject_toml.html#old-style-metadata>).

use toml::de::DeTable;

use super::pyproject::{FILE, child, require_all, text};
use super::{Kind, Project, normal};
use crate::source::SourceFile;

/// Reads everything but name and version.
pub(super) fn read(metadata: &DeTable<'_>, source_file: &SourceFile, project: &mut Project) {
    if let Some(wanted) = text(metadata, "requires-python") {
        let place = metadata.get("requires-python").map(|value| source_file.line_column(value.span().start));
        project.require_python(wanted, FILE, place);
    }
    require_all(metadata.get("requires"), &Kind::Runtime, source_file, project);
    let extras = child(metadata, &["requires-extra"]).into_iter().flatten();
    let extras = extras.map(|(name, list)| (name.get_ref().to_string(), list));
    let dev = metadata.get("dev-requires").map(|list| ("dev".to_owned(), list));
    for (name, list) in extras.chain(dev) {
        project.extras.insert(normal(&name));
        require_all(Some(list), &Kind::extra(&name), source_file, project);
    }
}
