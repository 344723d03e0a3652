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
        let own = DeTable::parse(&own).ok()?;
        if let Some(settings) = child(own.get_ref(), &["version"]) {
            return by_source(directory, settings);
        }
    }
    by_source(directory, child(table, &["tool", "hatch", "version"])?)
}

fn by_source(directory: &Path, settings: &DeTable<'_>) -> Option<String> {
    match text(settings, "source").unwrap_or("regex") {
        // A pattern that is no text is refused.
        "regex" if settings.contains_key("pattern") && text(settings, "pattern").is_none() => None,
        "regex" => by_pattern(directory, text(settings, "path")?, text(settings, "pattern")),
        "code" => {
            let expression = text(settings, "expression").unwrap_or("__version__");
            code::only_literal(&inside(directory, text(settings, "path")?)?, expression)
        }
        // `vcs`, `env` and those of plugins.
        _ => None,
    }
}

fn by_pattern(directory: &Path, file: &str, pattern: Option<&str>) -> Option<String> {
    let source = as_text(directory, file)?;
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
