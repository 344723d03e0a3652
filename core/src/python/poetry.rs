//! `[tool.poetry]`, of Poetry 1 and beside Poetry 2's `[project]`: a table of requirements in its own notation for versions
//! (<https://python-poetry.org/docs/dependency-specification/>), translated to PEP 508.

use std::ops::Bound;
use std::path::Path;
use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifier, VersionSpecifiers, release_specifiers_to_ranges};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use version_ranges::Ranges;

use super::pyproject::{FILE, child, key_name, strings, tables, text};
use super::sources::{self, Source};
use super::{Kind, Project, normal};
use crate::source::SourceFile;

/// Which parts of the table count.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub python: bool,
    pub dependencies: bool,
    pub extras: bool,
}

/// Poetry 1: the table says all of it.
pub(super) const EVERYTHING: Parts = Parts { python: true, dependencies: true, extras: true };

/// Reads everything but name and version. Groups, and where a package comes from, are in this table in any case.
pub(super) fn read(
    directory: &Path,
    section: &DeTable<'_>,
    parts: Parts,
    source_file: &SourceFile,
    project: &mut Project,
) {
    let extras = child(section, &["extras"]).filter(|_| parts.extras);
    project.extras.extend(extras.into_iter().flatten().map(|(extra, _)| normal(extra.get_ref())));
    for (name, value) in child(section, &["dependencies"]).into_iter().flatten() {
        let name = name.get_ref().as_ref();
        if name == "python" {
            if let Some(wanted) = value.get_ref().as_str().filter(|_| parts.python) {
                project.require_python(&specifiers(wanted), FILE, Some(source_file.line_column(value.span().start)));
            }
            continue;
        }
        origins(directory, name, value, project);
        let of_extras: Vec<Kind> = extras
            .into_iter()
            .flatten()
            .filter(|(_, members)| strings(Some(members)).iter().any(|member| key_name(member) == key_name(name)))
            .map(|(extra, _)| Kind::extra(extra.get_ref()))
            .collect();
        let optional = value.get_ref().get("optional").and_then(|flag| flag.get_ref().as_bool()).unwrap_or(false);
        let runtime = if parts.dependencies { vec![Kind::Runtime] } else { Vec::new() };
        let kinds = if optional { of_extras } else { runtime };
        for kind in kinds {
            add(name, value, &kind, source_file, project);
        }
    }
    let dev = child(section, &["dev-dependencies"]).map(|table| ("dev", table));
    let groups = child(section, &["group"]).into_iter().flatten().filter_map(|(name, group)| {
        let DeValue::Table(group) = group.get_ref() else { return None };
        Some((name.get_ref().as_ref(), child(group, &["dependencies"])?))
    });
    for (group, table) in dev.into_iter().chain(groups) {
        project.groups.insert(normal(group));
        for (name, value) in table.iter().filter(|(name, _)| name.get_ref() != "python") {
            origins(directory, name.get_ref(), value, project);
            add(name.get_ref(), value, &Kind::group(group), source_file, project);
        }
    }
}

/// The directory, repository or archive that a requirement names.
fn origins(directory: &Path, name: &str, value: &Spanned<DeValue<'_>>, project: &mut Project) {
    let Some(tables) = tables(value.get_ref()) else { return };
    let found = tables.into_iter().filter_map(|table| {
        let origin = sources::of_table(table, directory, "develop")?;
        Some(Source { marker: text(table, "markers").map(str::to_owned), only: None, origin })
    });
    let found: Vec<Source> = found.collect();
    if let (false, Some(name)) = (found.is_empty(), key_name(name)) {
        project.sources.insert(name, found);
    }
}

/// One requirement: a version, a table, or a list of tables with a marker each.
fn add(name: &str, value: &Spanned<DeValue<'_>>, kind: &Kind, source_file: &SourceFile, project: &mut Project) {
    let place = Some(source_file.line_column(value.span().start));
    match value.get_ref() {
        DeValue::String(version) => {
            require(kind, &format!("{name}{}", specifiers(version)), version, place, project);
        }
        DeValue::Table(table) => {
            let extras = strings(table.get("extras")).join(",");
            let extras = if extras.is_empty() { extras } else { format!("[{extras}]") };
            // What comes from a directory or a repository has no version to ask for.
            let wanted = text(table, "version").unwrap_or_default();
            let version = specifiers(wanted);
            let python = text(table, "python").map(|wanted| python_marker(&specifiers(wanted)));
            let markers: Vec<String> = text(table, "markers").map(str::to_owned).into_iter().chain(python).collect();
            let marker = markers.iter().map(|marker| format!("({marker})")).collect::<Vec<_>>().join(" and ");
            let marker = if marker.is_empty() { marker } else { format!(" ; {marker}") };
            require(kind, &format!("{name}{extras}{version}{marker}"), wanted, place, project);
        }
        DeValue::Array(several) => several.iter().for_each(|one| add(name, one, kind, source_file, project)),
        _ => project.require(kind, &format!("{name} ?"), FILE),
    }
}

/// A requirement; several ranges are alternatives, of which any one is enough.
fn require(kind: &Kind, text: &str, version: &str, place: Option<(usize, usize)>, project: &mut Project) {
    let before = project.dependencies.len();
    project.require_at(kind, text, FILE, place);
    if let Some(added) = project.dependencies.get_mut(before) {
        let several: Vec<&str> = version.split("||").collect();
        let read = several.iter().map(|text| VersionSpecifiers::from_str(&all_of(text)).ok());
        added.one_of = if several.len() > 1 { read.collect::<Option<_>>().unwrap_or_default() } else { Vec::new() };
    }
}

/// `>=3.8,<4` as `python_version >= "3.8" and python_version < "4"`.
fn python_marker(specifiers: &str) -> String {
    let parts = specifiers.split(',').map(|part| {
        let digits = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let (operator, version) = part.split_at(digits);
        format!("python_version {operator} \"{version}\"")
    });
    parts.collect::<Vec<_>>().join(" and ")
}

/// Poetry's `^1.2`, `~1.2`, `1.*`, `1.2` and `*` in the terms of PEP 440; the rest is PEP 440 already. PEP 440 has no `||`:
/// of several ranges it is the one around them, without what lies between them as far as `!=` can say that.
fn specifiers(text: &str) -> String {
    let alternatives: Vec<String> = text.split("||").map(all_of).collect();
    let [only] = alternatives.as_slice() else { return around(&alternatives) };
    only.clone()
}

/// Specifiers with commas between them.
fn all_of(text: &str) -> String {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty() && *part != "*");
    let translated = parts.map(|part| match part.split_at(1) {
        ("^", version) => caret(version.trim()),
        ("~", version) if !version.starts_with('=') => tilde(version.trim()),
        _ if part.starts_with(|c: char| c.is_ascii_digit()) => format!("=={part}"),
        _ => part.to_owned(),
    });
    translated.collect::<Vec<_>>().join(",")
}

/// One PEP 440 specifier for several, each of which will do. What cannot be read stays, to be told as what it is.
fn around(alternatives: &[String]) -> String {
    let read: Result<Vec<_>, _> = alternatives.iter().map(|text| VersionSpecifiers::from_str(text)).collect();
    let Ok(read) = read else { return alternatives.join(" || ") };
    let ranges = read.into_iter().map(release_specifiers_to_ranges);
    let union = ranges.fold(Ranges::empty(), |all, range| all.union(&range));
    let bounds: Vec<_> = union.iter().map(|(lower, upper)| (lower.clone(), upper.clone())).collect();
    let (Some((lower, _)), Some((_, upper))) = (bounds.first(), bounds.last()) else { return String::new() };
    let mut parts: Vec<String> =
        VersionSpecifier::from_release_only_bounds((lower, upper)).map(|specifier| specifier.to_string()).collect();
    for ((_, before), (after, _)) in bounds.iter().zip(bounds.iter().skip(1)) {
        parts.extend(without(before, after));
    }
    parts.join(",")
}

/// `!=` for the versions between two ranges. Nothing says which is the last 1.x, so what lies between 1.3 and the end of
/// 1 is not left out where the gap goes on to 3.2; `2.*`, `3.0.*` and `3.1.*` are.
fn without(before: &Bound<Version>, after: &Bound<Version>) -> Vec<String> {
    const LIMIT: usize = 64;
    let (from, to) = match (before, after) {
        (Bound::Excluded(one), Bound::Excluded(other)) if one == other => return vec![format!("!={one}")],
        (Bound::Excluded(from), Bound::Included(to)) => (from.release(), to.release()),
        _ => return Vec::new(),
    };
    let number = |release: &[u64], place: usize| release.get(place).copied().unwrap_or(0);
    let length = from.len().max(to.len());
    let Some(first) = (0..length).find(|place| number(from, *place) != number(to, *place)) else { return Vec::new() };
    let is_whole = (first + 1..length).all(|place| number(from, place) == 0);
    let mut parts = Vec::new();
    for place in first..length {
        let begin = if place == first { number(from, place) + u64::from(!is_whole) } else { 0 };
        let head: Vec<String> = (0..place).map(|place| number(to, place).to_string() + ".").collect();
        let head = head.concat();
        parts.extend((begin..number(to, place)).take(LIMIT).map(|last| format!("!={head}{last}.*")));
    }
    parts
}

/// Up to the next version that changes the first number that is not zero.
fn caret(version: &str) -> String {
    let numbers = numbers(version);
    let place = numbers.iter().position(|number| *number > 0).unwrap_or(numbers.len().saturating_sub(1));
    between(version, &numbers, place)
}

/// Up to the next minor version, or the next major one when only that is given.
fn tilde(version: &str) -> String {
    let numbers = numbers(version);
    between(version, &numbers, 1.min(numbers.len().saturating_sub(1)))
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

fn between(version: &str, numbers: &[u64], place: usize) -> String {
    let Some(at) = numbers.get(place) else { return format!(">={version}") };
    let mut above: Vec<String> = numbers[..place].iter().map(u64::to_string).collect();
    above.push(at.saturating_add(1).to_string());
    format!(">={version},<{}", above.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_translated_as_poetry_documents_them() {
        for (poetry, standard) in [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^1.2", ">=1.2,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0.0", ">=0.0,<0.1"),
            ("^0", ">=0,<1"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~1.2", ">=1.2,<1.3"),
            ("~1", ">=1,<2"),
            ("~=1.2", "~=1.2"),
            ("*", ""),
            ("1.*", "==1.*"),
            ("1.2.3", "==1.2.3"),
            (">=1.2, <1.5", ">=1.2,<1.5"),
            ("^1.21 || ^2.0", ">=1.21,<3"),
            ("~2.7 || ^3.2", ">=2.7,<4,!=3.0.*,!=3.1.*"),
            (">=1,<2 || >=3,<4", ">=1,<4,!=2.*"),
            (">=3.8,<3.10 || >=3.11", ">=3.8,!=3.10.*"),
            ("^1.2 || ^3.1 || ^5", ">=1.2,<6,!=2.*,!=3.0.*,!=4.*"),
            ("<1.5 || >1.5", "!=1.5"),
            ("1.2.3 || 1.2.4", ">=1.2.3,<=1.2.4"),
            ("* || ^2", ""),
        ] {
            assert_eq!(specifiers(poetry), standard, "{poetry}");
        }
    }
}
