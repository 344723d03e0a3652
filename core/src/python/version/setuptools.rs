//! setuptools' version: `file`, or `attr` by the rules of its `config/expand.py`.

use std::collections::BTreeMap;
use std::path::Path;

use configparser::ini::Ini;
use toml::de::{DeTable, DeValue};

use super::{inside, is_version, joined_files};
use crate::python::code;
use crate::python::pyproject::{child, strings, text};

/// Where setuptools looks for a module: its `package_dir`, as far as it follows from the files.
#[derive(Debug, Clone, Default)]
pub(in crate::python) struct Layout {
    /// Package → directory; of the root, the name is empty.
    package_dir: BTreeMap<String, String>,
    /// Directories in which packages are searched, which are then known to be there.
    found_in: Vec<String>,
}

impl Layout {
    /// Of a `pyproject.toml`.
    fn of_pyproject(directory: &Path, table: &DeTable<'_>) -> Self {
        let Some(settings) = child(table, &["tool", "setuptools"]) else {
            return Self::default().discovered(directory, false);
        };
        let pairs = child(settings, &["package-dir"]).into_iter().flatten();
        let package_dir = pairs
            .filter_map(|(name, path)| Some((name.get_ref().to_string(), path.get_ref().as_str()?.to_owned())))
            .collect();
        let packages = settings.get("packages").map(toml::Spanned::get_ref);
        let find = child(settings, &["packages", "find"]);
        let found_in = strings(find.and_then(|find| find.get("where"))).into_iter().map(str::to_owned).collect();
        let is_explicit =
            matches!(packages, Some(DeValue::Array(_) | DeValue::Table(_))) || settings.contains_key("py-modules");
        Self { package_dir, found_in }.discovered(directory, is_explicit)
    }

    /// Of a `setup.cfg`.
    pub(in crate::python) fn of_setup_cfg(directory: &Path, ini: &Ini) -> Self {
        let list = |section: &str, key: &str| -> Vec<String> {
            let value = ini.get(section, key).unwrap_or_default();
            let separator = if value.contains('\n') { '\n' } else { ',' };
            value.split(separator).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
        };
        let pairs = list("options", "package_dir").into_iter();
        let package_dir = pairs
            .filter_map(|pair| pair.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())))
            .collect();
        let is_explicit = ["packages", "py_modules"].iter().any(|key| ini.get("options", key).is_some());
        Self { package_dir, found_in: list("options.packages.find", "where") }.discovered(directory, is_explicit)
    }

    /// The same, with what setuptools finds by itself where the configuration does not list packages.
    fn discovered(mut self, directory: &Path, is_explicit: bool) -> Self {
        if !is_explicit && self.package_dir.is_empty() && directory.join("src").is_dir() {
            self.package_dir.insert(String::new(), "src".to_owned());
        }
        self
    }

    /// The paths at which a module may be, without their endings, the first that counts first.
    fn places(&self, module: &str) -> Vec<String> {
        let parts: Vec<&str> = module.split('.').collect();
        let join = |parent: &str, rest: &[&str]| {
            let parts = [parent.trim_end_matches('/')].into_iter().chain(rest.iter().copied());
            parts.filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/")
        };
        for end in (1..=parts.len()).rev() {
            if let Some(parent) = self.package_dir.get(&parts[..end].join(".")) {
                return vec![join(parent, &parts[end..])];
            }
        }
        let root = self.package_dir.get("").map(String::as_str).unwrap_or_default();
        // A package that was found in `where` is in the mapping, with its directory.
        // The last directory that has it counts.
        let found = self.found_in.iter().rev().map(|parent| join(parent, &parts));
        found.chain([join(root, &parts)]).collect()
    }
}

/// `[tool.setuptools.dynamic] version`: a file, or an attribute.
pub(super) fn version(directory: &Path, table: &DeTable<'_>) -> Option<String> {
    let settings = child(table, &["tool", "setuptools", "dynamic", "version"])?;
    // It validates: one of the two and nothing else, and names with dots. A plugin decides in their place.
    if settings.len() != 1 || child(table, &["tool", "setuptools_scm"]).is_some() {
        return None;
    }
    let is_name = |part: &str| {
        part.starts_with(|it: char| it.is_alphabetic() || it == '_')
            && part.chars().all(|it| it.is_alphanumeric() || it == '_')
    };
    if text(settings, "attr").is_some_and(|attribute| !attribute.split('.').all(is_name)) {
        return None;
    }
    if settings.contains_key("file") {
        return without_blanks(&joined_files(directory, settings.get("file"))?);
    }
    of_attribute(directory, text(settings, "attr")?, &Layout::of_pyproject(directory, table))
}

/// `attr = "package.module.NAME"`: `module.py`, else `module/__init__.py`. Only a literal counts.
pub(in crate::python) fn of_attribute(directory: &Path, attribute: &str, layout: &Layout) -> Option<String> {
    let attribute = attribute.trim();
    let (module, name) = attribute.rsplit_once('.').unwrap_or(("__init__", attribute));
    let mut files =
        layout.places(module).into_iter().flat_map(|path| [format!("{path}.py"), format!("{path}/__init__.py")]);
    let source = files.find_map(|file| inside(directory, &file))?;
    without_blanks(&code::literal(&source, name)?).filter(|version| is_version(version))
}

/// setuptools makes a dot of each blank, so that `" 1.0"` is refused (`safe_version`); line feeds around it do no harm.
fn without_blanks(text: &str) -> Option<String> {
    (!text.contains(' ')).then(|| text.trim().to_owned())
}
