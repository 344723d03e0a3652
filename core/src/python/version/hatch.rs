//! hatch's version: `[tool.hatch.version]`, or `[version]` of a `hatch.toml`
//! (<https://hatch.pypa.io/latest/plugins/version-source/reference/>).

use std::path::Path;

use fancy_regex::RegexBuilder;
use toml::de::DeTable;

use super::{agreed, as_text, inside};
use crate::python::code;
use crate::python::pyproject::{child, text};

/// hatchling's `DEFAULT_PATTERN`.
const PATTERN: &str = r#"(?i)^(__version__|VERSION) *= *(['"])v?(?P<version>.+?)\2"#;

/// How many steps a pattern of the project's may take.
const STEPS: usize = 100_000;

pub(super) fn version(directory: &Path, table: &DeTable<'_>) -> Option<String> {
    if let Some(own) = as_text(directory, "hatch.toml") {
        // Python's reader refuses a byte order mark.
        let own = DeTable::parse(&own).ok().filter(|_| !own.starts_with('\u{feff}'))?;
        if let Some(settings) = child(own.get_ref(), &["version"]) {
            return by_source(directory, settings);
        }
    }
    by_source(directory, child(table, &["tool", "hatch", "version"])?)
}

fn by_source(directory: &Path, settings: &DeTable<'_>) -> Option<String> {
    // A value of another type is refused.
    let is_other = |key: &str| settings.contains_key(key) && text(settings, key).is_none();
    if ["source", "path", "pattern", "expression"].into_iter().any(is_other) {
        return None;
    }
    match text(settings, "source").unwrap_or("regex") {
        "regex" => by_pattern(directory, text(settings, "path")?, text(settings, "pattern")),
        "code" => {
            let expression = text(settings, "expression").unwrap_or("__version__");
            let is_list = settings.get("search-paths").is_none_or(|paths| paths.get_ref().is_array());
            let file = text(settings, "path")
                .filter(|file| is_list && Path::new(file).extension().is_some_and(|end| end == "py"))?;
            code::only_literal(&inside(directory, file)?, expression)
        }
        // `vcs`, `env` and those of plugins.
        _ => None,
    }
}

fn by_pattern(directory: &Path, file: &str, pattern: Option<&str>) -> Option<String> {
    let source = as_text(directory, file)?;
    if pattern.is_some_and(means_another_thing_here) {
        return None;
    }
    let regex = RegexBuilder::new(pattern.filter(|it| !it.is_empty()).unwrap_or(PATTERN))
        .multi_line(true)
        .backtrack_limit(STEPS)
        .build()
        .ok()?;
    let found = regex.captures(&source).ok()??;
    let version = found.name("version")?.as_str().to_owned();
    match pattern {
        Some(_) => Some(version),
        None => agreed(file, &source, found.get(1)?.as_str(), version),
    }
}

/// Whether a pattern has something that Python's `re` understands otherwise than this crate, or refuses: `\Z`, `\h`, classes
/// within classes.
fn means_another_thing_here(pattern: &str) -> bool {
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' && letters.next().is_none_or(|it| it.is_alphabetic() && !"AbBdDsSwWnrtfvxuU".contains(it)) {
            return true;
        }
    }
    ["[[", "&&", "[:"].iter().any(|special| pattern.contains(special))
}
