//! Where things are in a venv: `pyvenv.cfg`, the interpreter, the `site-packages` directories. POSIX layout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use pep440_rs::Version;

use super::super::dist::SMALL_LIMIT;
use crate::error::RowError;
use crate::work::files;

/// How many links are followed from `bin/python`, as the kernel does.
const LINK_LIMIT: usize = 40;

/// A venv's directory, as far as it could be read.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Whether there is a directory at all.
    pub exists: bool,
    /// What `bin/python` leads to, also when that does not exist; `None` without a `bin/python`.
    pub interpreter: Option<PathBuf>,
    /// Whether that is a program.
    pub interpreter_ok: bool,
    /// That it is another Python than the one whose packages are here, with both named.
    pub other_python: Option<RowError>,
    /// Its version, as `pyvenv.cfg` has it: `3.11.7`.
    pub python_version: Option<Version>,
    /// Who made it: `uv`, `virtualenv` or `venv`.
    pub created_by: Option<&'static str>,
    /// The name that a prompt shows: the configured one, else the directory's.
    pub prompt: Option<String>,
    /// `implementation` of `pyvenv.cfg`, in lower case: `cpython`, `pypy`.
    pub implementation: Option<String>,
    /// The `site-packages` directories, in the order of the import path, each once.
    pub site_packages: Vec<PathBuf>,
    /// The directory of the Python that it was made from.
    home: Option<PathBuf>,
    /// Where modules come from before any of those: the standard library and its extension modules.
    pub standard_library: Vec<PathBuf>,
    /// What is wrong with it.
    pub problems: Vec<RowError>,
}

/// Reads the layout of the venv at `path`.
pub fn read(path: &Path) -> Layout {
    let mut layout = Layout { exists: path.is_dir(), ..Layout::default() };
    let shown = path.display();
    if !layout.exists {
        let what = if path.symlink_metadata().is_ok() { "no directory" } else { "no venv" };
        layout.problems.push(RowError::new("ws::venv::missing", format_args!("there is {what} at `{shown}`")));
        return layout;
    }
    match files::read(&path.join("pyvenv.cfg"), SMALL_LIMIT) {
        Ok(bytes) => layout.take_settings(path, &settings(&String::from_utf8_lossy(&bytes))),
        Err(error) => layout.problems.push(RowError::new(
            "ws::venv::broken",
            format_args!("cannot read `{}`: {error}", path.join("pyvenv.cfg").display()),
        )),
    }
    layout.take_interpreter(path);
    layout.standard_library = layout.standard_library();
    layout.site_packages = site_packages(path, layout.python_version.as_ref());
    if layout.site_packages.is_empty() {
        layout.problems.push(RowError::new("ws::venv::broken", format_args!("`{shown}` has no site-packages")));
    }
    layout
}

impl Layout {
    fn take_settings(&mut self, path: &Path, settings: &BTreeMap<String, String>) {
        // uv writes `version_info = 3.11.7`, venv `version`, virtualenv both and `3.11.7.final.0`.
        let mut versions = ["version", "version_info"].iter().filter_map(|key| settings.get(*key));
        self.python_version = versions.find_map(|text| python_version(text));
        self.created_by = if settings.contains_key("uv") {
            Some("uv")
        } else if settings.contains_key("virtualenv") {
            Some("virtualenv")
        } else {
            settings.contains_key("home").then_some("venv")
        };
        if !settings.contains_key("home") {
            let file = path.join("pyvenv.cfg");
            let message = format!("`{}` does not name the Python it was made from", file.display());
            self.problems.push(RowError::new("ws::venv::broken", message));
        }
        self.home = settings.get("home").map(PathBuf::from);
        self.implementation = settings.get("implementation").map(|name| name.to_ascii_lowercase());
        let directory = || path.file_name().map(|name| name.to_string_lossy().into_owned());
        self.prompt = settings.get("prompt").map(|prompt| unquoted(prompt).to_owned()).or_else(directory);
    }

    /// Beside the interpreter, or beside the one that it is a copy of; `os.py` tells, as it tells Python itself
    /// (`Modules/getpath.py`).
    fn standard_library(&self) -> Vec<PathBuf> {
        let Some([major, minor, ..]) = self.python_version.as_ref().map(Version::release) else { return Vec::new() };
        let beside = self.interpreter.as_deref().and_then(Path::parent);
        let prefixes = beside.into_iter().chain(self.home.as_deref()).filter_map(Path::parent);
        let names = ["", "t"].map(|threads| format!("python{major}.{minor}{threads}"));
        let libraries = prefixes.flat_map(|prefix| ["lib", "lib64"].map(|library| prefix.join(library)));
        let mut all = libraries.flat_map(|library| names.clone().map(|name| library.join(name)));
        let found = all.find(|library| library.join("os.py").is_file());
        found.into_iter().flat_map(|library| [library.clone(), library.join("lib-dynload")]).collect()
    }

    fn take_interpreter(&mut self, path: &Path) {
        let names = ["bin/python", "bin/python3"];
        let link = names.iter().map(|name| path.join(name)).find(|link| link.symlink_metadata().is_ok());
        let Some(link) = link else {
            let message = format!("`{}` does not exist", path.join(names[0]).display());
            self.problems.push(RowError::new("ws::venv::no_interpreter", message));
            return;
        };
        let target = end_of(&link);
        self.interpreter_ok = is_program(&target);
        if !self.interpreter_ok {
            let message = format_args!("`{}` leads to `{}`, which is not a program", link.display(), target.display());
            self.problems.push(RowError::new("ws::venv::dangling_interpreter", message));
        }
        let said =
            self.python_version.as_ref().filter(|version| minor_of(&target).is_some_and(|it| it != minor(version)));
        if let Some(said) = said {
            let message = format!(
                "`pyvenv.cfg` says Python {said}, but `{}` leads to `{}`, which does not see what is installed here: run \
                 `ws setup --recreate`, which moves the venv aside",
                link.display(),
                target.display()
            );
            let error = RowError::new("ws::venv::other_python", message);
            self.problems.push(error.clone());
            self.other_python = Some(error);
        }
        self.interpreter = Some(target);
    }
}

fn minor(version: &Version) -> String {
    version.release().iter().take(2).map(ToString::to_string).collect::<Vec<_>>().join(".")
}

/// The minor version that the name of an interpreter says: `python3.13t` → `3.13`.
fn minor_of(interpreter: &Path) -> Option<&str> {
    let name = interpreter.file_name()?.to_str()?;
    let number = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).trim_end_matches('t');
    let is_minor = number.split('.').count() == 2 && number.chars().all(|it| it.is_ascii_digit() || it == '.');
    is_minor.then_some(number)
}

/// `key = value` lines; keys in lower case, as Python reads them.
fn settings(text: &str) -> BTreeMap<String, String> {
    let pairs = text.trim_start_matches('\u{feff}').lines().filter_map(|line| line.split_once('='));
    let clean = |(key, value): (&str, &str)| (key.trim().to_ascii_lowercase(), value.trim().to_owned());
    pairs.map(clean).filter(|(_, value)| !value.is_empty()).collect()
}

/// `3.11.7`, `3.11.7.final.0` or `3.14.0.candidate.2`.
fn python_version(text: &str) -> Option<Version> {
    let parts: Vec<&str> = text.split('.').collect();
    let text = match parts.as_slice() {
        [major, minor, micro, "final", _] => format!("{major}.{minor}.{micro}"),
        [major, minor, micro, level, serial] => {
            let level = match *level {
                "alpha" => "a",
                "beta" => "b",
                "candidate" => "rc",
                _ => return None,
            };
            format!("{major}.{minor}.{micro}{level}{serial}")
        }
        _ => text.trim_end_matches('+').to_owned(),
    };
    Version::from_str(&text).ok()
}

/// venv writes the prompt as a Python string.
fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(text)
}

/// Follows links to the first path that is not one; where that does not exist, it is still named.
fn end_of(link: &Path) -> PathBuf {
    if let Ok(real) = link.canonicalize() {
        return real;
    }
    let mut path = link.to_path_buf();
    for _ in 0..LINK_LIMIT {
        let Ok(next) = std::fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("/")).join(next);
    }
    path
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// purelib, then platlib (`lib64`, where that is another directory), then Debian's `dist-packages`.
fn site_packages(path: &Path, version: Option<&Version>) -> Vec<PathBuf> {
    let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
    for library in ["lib", "lib64", "local/lib"] {
        let mut pythons: Vec<PathBuf> = std::fs::read_dir(path.join(library))
            .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|entry| is_python(entry)).collect())
            .unwrap_or_default();
        pythons.sort();
        // A venv that was made again with another Python keeps the old one's packages, which are then not imported.
        let ours = version.and_then(|version| match version.release() {
            [major, minor, ..] => Some(format!("{major}.{minor}")),
            _ => None,
        });
        let is_ours = |python: &PathBuf| {
            let name = python.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let number = name.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches('t');
            number == "3" || ours.as_deref().is_none_or(|ours| ours == number)
        };
        if pythons.iter().any(is_ours) {
            pythons.retain(is_ours);
        }
        for python in pythons {
            for packages in ["site-packages", "dist-packages"].map(|name| python.join(name)) {
                let Ok(real) = packages.canonicalize() else { continue };
                if real.is_dir() && !found.iter().any(|(_, other)| *other == real) {
                    found.push((packages, real));
                }
            }
        }
    }
    found.into_iter().map(|(packages, _)| packages).collect()
}

/// `python3.11`, `python3.13t`, `python3`, `pypy3.10`.
fn is_python(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let rest = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_its_own_way_to_write_a_version() {
        let cases = [
            ("3.11.7", "3.11.7"),
            ("3.11.7.final.0", "3.11.7"),
            ("3.14.0.candidate.2", "3.14.0rc2"),
            ("3.14.0rc2", "3.14.0rc2"),
            ("3.13.0+", "3.13.0"),
            ("3.12", "3.12"),
        ];
        for (text, version) in cases {
            assert_eq!(python_version(text).map(|version| version.to_string()).as_deref(), Some(version), "{text}");
        }
        for text in ["", "three", "3.11.7.nonsense.0", "\u{0}"] {
            assert_eq!(python_version(text), None, "{text:?}");
        }
    }

    #[test]
    fn settings_are_read_as_python_reads_them() {
        let settings = settings("\u{feff}Home = /usr/bin\r\nprompt = 'a = b'\nnonsense\nempty =\n");
        assert_eq!(settings["home"], "/usr/bin");
        assert_eq!(unquoted(&settings["prompt"]), "a = b");
        assert_eq!(settings.len(), 2);
    }
}
