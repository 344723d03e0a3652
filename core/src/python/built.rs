//! What an editable installation is made from, as one hash: the parts of `pyproject.toml` and `setup.cfg` that a build
//! backend reads, `setup.py`, and where the modules are. When it changes, the installation no longer fits its source.
//!
//! Refuses to do: count what has no part in a build, such as the settings of linters, so that editing those installs
//! nothing again.

use sha2::{Digest as _, Sha256};
use toml::de::{DeTable, DeValue};

use super::pyproject::{FILE, child};
use super::{Kind, Project, modules, setup_cfg, source};

/// Tables below `[tool]` that only those use who work on the project.
const FOR_DEVELOPERS: [&str; 22] = [
    "bandit",
    "basedpyright",
    "black",
    "codespell",
    "commitizen",
    "coverage",
    "deptry",
    "flake8",
    "interrogate",
    "isort",
    "mypy",
    "nox",
    "pixi",
    "poe",
    "pydocstyle",
    "pylint",
    "pyright",
    "pytest",
    "ruff",
    "tox",
    "ty",
    "wrknv",
];
/// The same inside the table of a tool that also builds.
const FOR_DEVELOPERS_OF: [(&str, &[&str]); 4] = [
    ("hatch", &["envs", "publish"]),
    ("pdm", &["dev-dependencies", "options", "publish", "resolution", "scripts", "source"]),
    ("poetry", &["dev-dependencies", "group", "source", "requires-plugins"]),
    (
        "uv",
        &["conflicts", "constraint-dependencies", "default-groups", "dependency-groups", "dev-dependencies", "index"],
    ),
];

/// The hash for a project; `None` when a file cannot be read, so that nothing can be said.
pub fn built_from(project: &Project) -> Option<String> {
    let directory = project.directory.as_path();
    let mut hash = Sha256::new();
    // They may stand in files that the backend's settings name.
    let is_installed = |kind: &Kind| matches!(kind, Kind::Runtime | Kind::Extra(_));
    if project.unknown_dependencies.is_none() {
        for dependency in project.dependencies.iter().filter(|it| is_installed(&it.kind)) {
            feed(&mut hash, &format!("{} {}", dependency.kind, dependency.text));
        }
    }
    if let Some(file) = source(directory, FILE).ok()? {
        let table = DeTable::parse(&file.text).ok()?;
        let table = table.get_ref();
        for key in ["build-system", "project"] {
            feed_table(&mut hash, key, child(table, &[key]), &[]);
        }
        for (name, settings) in sorted(child(table, &["tool"])) {
            let DeValue::Table(settings) = settings else { continue };
            let without = FOR_DEVELOPERS_OF.iter().find(|(tool, _)| *tool == name).map_or(&[][..], |(_, keys)| *keys);
            let is_empty = settings.keys().all(|key| without.contains(&key.get_ref().as_ref()));
            if !is_empty && !FOR_DEVELOPERS.contains(&name) {
                feed_table(&mut hash, name, Some(settings), without);
            }
        }
    }
    if let Some(file) = source(directory, "setup.cfg").ok()? {
        let ini = setup_cfg::parse(&file.text).ok()?;
        let mut sections: Vec<_> = ini.get_map_ref().iter().collect();
        sections.sort_by_key(|(section, _)| *section);
        let counts = |section: &str| section == "metadata" || section.starts_with("options");
        for (section, values) in sections.into_iter().filter(|(section, _)| counts(section)) {
            let mut values: Vec<_> = values.iter().collect();
            values.sort();
            feed(&mut hash, &format!("{section} {values:?}"));
        }
    }
    if let Some(file) = source(directory, "setup.py").ok()? {
        feed(&mut hash, &file.text);
    }
    for (module, place) in modules::places(directory) {
        feed(&mut hash, &format!("{module} {}", place.display()));
    }
    Some(format!("{:x}", hash.finalize()))
}

/// A text with its end, so that no two lists of texts are the same bytes.
fn feed(hash: &mut Sha256, text: &str) {
    hash.update(text.len().to_le_bytes());
    hash.update(text);
}

fn feed_table(hash: &mut Sha256, name: &str, table: Option<&DeTable<'_>>, without: &[&str]) {
    feed(hash, name);
    let counts = |key: &str| !without.contains(&key);
    let entries: Vec<_> = sorted(table).into_iter().filter(|(key, _)| counts(key)).collect();
    feed(hash, &format!("table {}", entries.len()));
    for (key, value) in entries {
        feed(hash, key);
        feed_value(hash, value);
    }
}

fn feed_value(hash: &mut Sha256, value: &DeValue<'_>) {
    match value {
        DeValue::String(text) => feed(hash, text),
        DeValue::Array(items) => {
            feed(hash, &format!("list {}", items.len()));
            items.iter().for_each(|item| feed_value(hash, item.get_ref()));
        }
        DeValue::Table(table) => feed_table(hash, "", Some(table), &[]),
        plain => feed(hash, &format!("{plain:?}")),
    }
}

/// The order in the file has no say.
fn sorted<'t>(table: Option<&'t DeTable<'_>>) -> Vec<(&'t str, &'t DeValue<'t>)> {
    let entries = table.into_iter().flatten().map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()));
    let mut entries: Vec<(&str, &DeValue<'_>)> = entries.collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_a_build_reads_counts() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = scratch.path();
        let now = || built_from(&super::super::read(directory).unwrap().unwrap()).unwrap();
        let write = |name: &str, text: &str| {
            let path = directory.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
            if directory.join("pyproject.toml").exists() { now() } else { String::new() }
        };
        let base = "[project]\nname = 'a'\nversion = '1'\n[build-system]\nbuild-backend = 'x'\n";
        fs::create_dir_all(directory.join("src/a")).unwrap();
        write("src/a/__init__.py", "");
        let before = write("pyproject.toml", base);
        for more in [
            "[tool.ruff]\nline-length = 3\n",
            "[dependency-groups]\ndev = ['b']\n",
            "[tool.uv]\ndev-dependencies = ['b']\n# a comment\n",
            "[tool.wrknv]\nx = 1\n",
        ] {
            assert_eq!(write("pyproject.toml", &format!("{base}{more}")), before, "{more}");
        }
        let order = "[build-system]\nbuild-backend = 'x'\n[project]\nversion = '1'\nname = 'a'\n";
        assert_eq!(write("pyproject.toml", order), before);
        for (old, new) in [("'x'", "'y'"), ("version = '1'", "version = '1'\nscripts = { b = 'a:b' }")] {
            assert_ne!(write("pyproject.toml", &base.replace(old, new)), before, "{new}");
        }
        assert_eq!(write("pyproject.toml", base), before);
        // A file inside a package is live at once; another package may be not.
        assert_eq!(write("src/a/more.py", ""), before);
        assert_ne!(write("src/b/__init__.py", ""), before);
        fs::remove_dir_all(directory.join("src/b")).unwrap();
        assert_eq!(now(), before);
        fs::rename(directory.join("src/a"), directory.join("a")).unwrap();
        assert_ne!(now(), before);
        fs::rename(directory.join("a"), directory.join("src/a")).unwrap();
        assert_ne!(write("setup.py", "setup()"), before);
        fs::remove_file(directory.join("setup.py")).unwrap();
        // What stands in a file that the settings name.
        let named = "dynamic = ['dependencies']\n[tool.setuptools.dynamic]\ndependencies = { file = 'needs.txt' }\n";
        let with_file = base.replace("[build", &format!("{named}[build")).replace("'x'", "'setuptools.build_meta'");
        write("needs.txt", "b\n");
        let before = write("pyproject.toml", &with_file);
        assert_ne!(write("needs.txt", "b>=1\n"), before);
    }
}
