//! What those who work on a project install: `[dependency-groups]` (PEP 735), `[tool.uv] dev-dependencies` and
//! `[tool.pdm.dev-dependencies]`.

use std::collections::{HashMap, HashSet};

use toml::Spanned;
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
        let mut by_name: Groups<'_, '_> = HashMap::new();
        for (name, list) in groups {
            by_name.entry(normal(name.get_ref())).or_insert(list);
        }
        let written: usize =
            groups.iter().filter_map(|(_, list)| list.get_ref().as_array()).map(|list| list.len()).sum();
        let mut items = FEW_ITEMS + ITEMS_FOR_ONE * written;
        for (name, list) in groups {
            let kind = Kind::group(name.get_ref());
            project.standard_groups.insert(normal(name.get_ref()));
            if !project.groups.insert(normal(name.get_ref())) {
                let message = format!(
                    "the group `{}` is defined twice: its names are the same when normalised (PEP 503)",
                    name.get_ref()
                );
                project.problems.push(placed(bad(&message), Some(list), source_file));
                continue;
            }
            let (open, read) = (Vec::new(), HashSet::new());
            let mut reading = Reading { groups: &by_name, kind: &kind, source_file, open, read, items: &mut items };
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

/// The groups of a file by their names, normalised.
type Groups<'r, 'i> = HashMap<String, &'r Spanned<DeValue<'i>>>;

/// How many items all groups may come to with those that they include, whatever the file, and how many more for each that
/// is written there: groups that all include all others would come to the square.
const FEW_ITEMS: usize = 10_000;
const ITEMS_FOR_ONE: usize = 20;

struct Reading<'r, 'i> {
    groups: &'r Groups<'r, 'i>,
    kind: &'r Kind,
    source_file: &'r SourceFile,
    /// The groups around the one that is read, normalised.
    open: Vec<String>,
    /// The groups that are in it already.
    read: HashSet<String>,
    /// How many items may still come.
    items: &'r mut usize,
}

impl Reading<'_, '_> {
    /// One group with everything that it includes. Names of groups are compared as those of packages are.
    fn group(&mut self, written: &str, project: &mut Project) {
        let name = normal(written);
        let Some(list) = self.groups.get(&name).copied() else {
            let includer = self.open.last().map(String::as_str).unwrap_or_default();
            let error = bad(&format!("the group `{includer}` includes `{written}`, which does not exist"));
            let at = self.groups.get(includer).copied();
            project.problems.push(placed(error, at, self.source_file));
            return;
        };
        if self.open.contains(&name) {
            let error = bad(&format!("the group `{written}` includes itself: {}", self.open.join(" -> ")));
            project.problems.push(placed(error, Some(list), self.source_file));
            return;
        }
        if self.open.len() > GROUP_DEPTH {
            let error = bad(&format!("the group `{written}` is in {} others, one in the other", self.open.len()));
            project.problems.push(placed(error, Some(list), self.source_file));
            return;
        }
        // To include it twice says nothing more.
        if !self.read.insert(name.clone()) {
            return;
        }
        self.open.push(name);
        for item in list.get_ref().as_array().into_iter().flatten() {
            let Some(left) = self.items.checked_sub(1) else {
                let error = bad(&format!("the groups include each other so often that `{written}` is not read"));
                project.problems.push(placed(error, Some(list), self.source_file));
                break;
            };
            *self.items = left;
            match item.get_ref() {
                DeValue::String(requirement) => {
                    let place = Some(self.source_file.line_column(item.span().start));
                    project.require_at(self.kind, requirement, FILE, place);
                }
                DeValue::Table(table) if text(table, "include-group").is_some() => {
                    self.group(text(table, "include-group").unwrap_or_default(), project);
                }
                _ => {
                    let error = bad(&format!("the group `{written}` has an item that is not a requirement"));
                    project.problems.push(error.at(self.source_file, &item.span()));
                }
            }
        }
        self.open.pop();
    }
}
