//! What those who work on a project install: `[dependency-groups]` (PEP 735), `[tool.uv] dev-dependencies` and
//! `[tool.pdm.dev-dependencies]`.

use toml::de::{DeTable, DeValue};

use super::pyproject::{FILE, child, placed, text};
use super::{Kind, Project, normal};
use crate::error::RowError;
use crate::source::SourceFile;

/// How deep groups may include each other.
const GROUP_DEPTH: usize = 32;

/// Reads every group of the file.
pub(super) fn read(table: &DeTable<'_>, source_file: &SourceFile, project: &mut Project) {
    if let Some(groups) = child(table, &["dependency-groups"]) {
        for (name, list) in groups {
            let kind = Kind::group(name.get_ref());
            if !project.groups.insert(normal(name.get_ref())) {
                let message = format!(
                    "the group `{}` is defined twice: its names are the same when normalised (PEP 503)",
                    name.get_ref()
                );
                project.problems.push(placed(bad(&message), Some(list), source_file));
                continue;
            }
            let mut reading = Reading { groups, kind: &kind, source_file, open: Vec::new() };
            reading.group(name.get_ref(), project);
        }
    }
    // uv takes it for a part of the group `dev`.
    let uv = child(table, &["tool", "uv"]).and_then(|uv| uv.get("dev-dependencies"));
    let pdm = child(table, &["tool", "pdm", "dev-dependencies"]).into_iter().flatten();
    let pdm = pdm.map(|(name, list)| (name.get_ref().to_string(), list));
    for (name, list) in uv.map(|list| ("dev".to_owned(), list)).into_iter().chain(pdm) {
        project.groups.insert(normal(&name));
        for item in list.get_ref().as_array().into_iter().flatten() {
            if let Some(requirement) = item.get_ref().as_str() {
                let place = Some(source_file.line_column(item.span().start));
                project.require_at(&Kind::group(&name), &without_editable(requirement), FILE, place);
            }
        }
    }
}

/// PDM's `-e file:///path#egg=name` as PEP 508 has it.
fn without_editable(requirement: &str) -> String {
    let direct = requirement.strip_prefix("-e ").and_then(|rest| rest.trim().split_once("#egg="));
    direct.map_or_else(|| requirement.to_owned(), |(url, name)| format!("{name} @ {url}"))
}

fn bad(message: &str) -> RowError {
    RowError::new("ws::python::bad_group", format!("{FILE}: {message}"))
}

struct Reading<'r, 'i> {
    groups: &'r DeTable<'i>,
    kind: &'r Kind,
    source_file: &'r SourceFile,
    /// The groups around the one that is read, normalised.
    open: Vec<String>,
}

impl Reading<'_, '_> {
    /// One group with everything that it includes. Names of groups are compared as those of packages are.
    fn group(&mut self, name: &str, project: &mut Project) {
        let found = self.groups.iter().find(|(key, _)| normal(key.get_ref()) == normal(name));
        let Some((_, list)) = found else {
            let includer = self.open.last().map(String::as_str).unwrap_or_default();
            let at = self.groups.iter().find(|(key, _)| normal(key.get_ref()) == includer).map(|(_, list)| list);
            let error = bad(&format!("the group `{includer}` includes `{name}`, which does not exist"));
            project.problems.push(placed(error, at, self.source_file));
            return;
        };
        if self.open.contains(&normal(name)) || self.open.len() > GROUP_DEPTH {
            let error = bad(&format!("the group `{name}` includes itself: {}", self.open.join(" -> ")));
            project.problems.push(placed(error, Some(list), self.source_file));
            return;
        }
        self.open.push(normal(name));
        for item in list.get_ref().as_array().into_iter().flatten() {
            match item.get_ref() {
                DeValue::String(requirement) => {
                    let place = Some(self.source_file.line_column(item.span().start));
                    project.require_at(self.kind, requirement, FILE, place);
                }
                DeValue::Table(table) if text(table, "include-group").is_some() => {
                    self.group(text(table, "include-group").unwrap_or_default(), project);
                }
                _ => {
                    let error = bad(&format!("the group `{name}` has an item that is not a requirement"));
                    project.problems.push(error.at(self.source_file, &item.span()));
                }
            }
        }
        self.open.pop();
    }
}
