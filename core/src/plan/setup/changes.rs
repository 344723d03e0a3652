//! Has the source of a sibling changed since it was installed? The venv keeps, for each sibling that a set-up has left as it
//! should be, what that was built from. One that was installed in another way is compared with its metadata.
//!
//! Refuses to do: compare what a backend writes in its own way with what the file says, where a record is there: a second
//! run would then install the same again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pep440_rs::{Version, VersionSpecifiers};
use pep508_rs::{ExtraName, MarkerEnvironment, Requirement, VerbatimUrl, VersionOrUrl};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::str::FromStr as _;
use version_ranges::Ranges;

use crate::python::dist::Distribution;
use crate::python::{Kind, PackageName, Project, parse_requirement};
use crate::work::files;

/// The record's place in the venv.
const FILE: &str = "ws-setup.json";
/// The largest record, RECORD or list of entry points that is read, in bytes.
const LIMIT: u64 = 4 * 1024 * 1024;

/// What the siblings that are in a venv were built from, by the names of their packages.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    installed: BTreeMap<String, Installed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Installed {
    /// Where its source is.
    path: PathBuf,
    /// [`crate::python::built_from`] of that.
    source: String,
    /// SHA-256 of the distribution's RECORD: another one was installed by somebody else.
    distribution: String,
}

impl Record {
    /// That of the venv at `path`; empty when there is none.
    pub fn read(path: &Path) -> Self {
        let bytes = files::read(&path.join(FILE), LIMIT).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Notes what a sibling was built from. True when that is news.
    pub fn note(&mut self, found: &Distribution, path: &Path, source: &str) -> bool {
        let Some(distribution) = hash_of(found) else { return false };
        let news = Installed { path: path.to_path_buf(), source: source.to_owned(), distribution };
        let name = found.name.to_string();
        if self.installed.get(&name) == Some(&news) {
            return false;
        }
        self.installed.insert(name, news);
        true
    }

    /// Writes it. A venv that takes no file has none, and its siblings are compared with their metadata.
    pub fn write(&self, venv: &Path) {
        if let Ok(text) = serde_json::to_vec_pretty(self) {
            let _ = files::replace_unflushed(&venv.join(FILE), &text);
        }
    }

    /// What it says of this distribution: whether it was built from `source`; `None` when it says nothing.
    fn is_same(&self, found: &Distribution, path: &Path, source: &str) -> Option<bool> {
        let known = self.installed.get(found.name.as_ref()).filter(|known| known.path == path)?;
        (Some(&known.distribution) == hash_of(found).as_ref()).then(|| known.source == source)
    }
}

fn hash_of(found: &Distribution) -> Option<String> {
    let bytes = files::read(&found.metadata_path.join("RECORD"), LIMIT).ok()?;
    Some(format!("{:x}", Sha256::digest(bytes)))
}

/// What has changed since `found` was installed from the sibling in `path`, in one word or two; `None` when nothing has.
/// `source` is what it would be built from now.
pub fn since_installed(
    record: &Record,
    project: &Project,
    found: &Distribution,
    path: &Path,
    source: Option<&str>,
    environment: Option<&MarkerEnvironment>,
) -> Option<&'static str> {
    let same = source.and_then(|source| record.is_same(found, path, source));
    if same == Some(true) {
        return None;
    }
    let by_metadata = if has_other_backend(project, found) == Some(true) {
        Some("build backend")
    } else if have_other_entry_points(project, found) {
        Some("entry points")
    } else if environment.is_some_and(|environment| has_other_requirements(project, found, environment)) {
        Some("requirements")
    } else {
        None
    };
    by_metadata.or_else(|| same.map(|_| "build settings"))
}

/// Whether the file asks for other packages, or other versions of them, than when it was installed.
fn has_other_requirements(project: &Project, found: &Distribution, environment: &MarkerEnvironment) -> bool {
    if project.unknown_dependencies.is_some() {
        return false;
    }
    let built: Vec<Requirement<VerbatimUrl>> =
        found.requires.iter().filter_map(|line| parse_requirement(line).ok()).collect();
    let now = |wanted: &Kind| {
        let of_kind = project.dependencies.iter().filter(|it| it.kind == *wanted).map(|it| &it.requirement);
        asked(of_kind.filter(|it| it.evaluate_markers(environment, &[])), project)
    };
    let base = |it: &&Requirement<VerbatimUrl>| it.evaluate_markers(environment, &[]);
    if now(&Kind::Runtime) != asked(built.iter().filter(base), project) {
        return true;
    }
    let extras = project.extras.iter().filter(|_| !project.unknown_extras);
    extras.filter_map(|extra| Some((extra, ExtraName::from_str(extra).ok()?))).any(|(extra, name)| {
        let only_with = |it: &&Requirement<VerbatimUrl>| {
            it.evaluate_markers(environment, std::slice::from_ref(&name)) && !it.evaluate_markers(environment, &[])
        };
        now(&Kind::Extra(extra.clone())) != asked(built.iter().filter(only_with), project)
    })
}

/// What is asked for, whichever way it is written: `>=1,<2` is `<2.0,>=1.0`. Of what comes from a directory, a repository
/// or an archive only the name counts, since backends write its place in ways of their own.
fn asked<'r>(
    requirements: impl Iterator<Item = &'r Requirement<VerbatimUrl>>,
    project: &Project,
) -> BTreeMap<&'r PackageName, (BTreeSet<&'r ExtraName>, Option<Ranges<Version>>)> {
    let mut all: BTreeMap<_, (BTreeSet<_>, Option<Ranges<Version>>)> = BTreeMap::new();
    for requirement in requirements {
        let range = match &requirement.version_or_url {
            _ if project.sources.contains_key(&requirement.name) => None,
            Some(VersionOrUrl::Url(_)) => None,
            Some(VersionOrUrl::VersionSpecifier(wanted)) => Some(Ranges::from(VersionSpecifiers::clone(wanted))),
            None => Some(Ranges::full()),
        };
        let known = all.entry(&requirement.name).or_insert((BTreeSet::new(), Some(Ranges::full())));
        known.0.extend(&requirement.extras);
        known.1 = known.1.take().zip(range).map(|(a, b)| a.intersection(&b));
    }
    all
}

/// Whether the file has other entry points than when it was installed.
fn have_other_entry_points(project: &Project, found: &Distribution) -> bool {
    let Some(now) = &project.entry_points else { return false };
    let bytes = files::read(&found.metadata_path.join("entry_points.txt"), LIMIT).unwrap_or_default();
    let mut then = configparser::ini::Ini::new_cs();
    then.set_inline_comment_symbols(Some(&[]));
    if then.read(String::from_utf8_lossy(&bytes).into_owned()).is_err() {
        return false;
    }
    let plain = |call: &str| call.split_whitespace().collect::<String>();
    let now: BTreeMap<&String, BTreeMap<&String, String>> = now
        .iter()
        .map(|(group, calls)| (group, calls.iter().map(|(name, call)| (name, plain(call))).collect()))
        .collect();
    let then: BTreeMap<&String, BTreeMap<&String, String>> = then
        .get_map_ref()
        .iter()
        .filter(|(_, calls)| !calls.is_empty())
        .map(|(group, calls)| {
            (group, calls.iter().map(|(name, call)| (name, plain(call.as_deref().unwrap_or_default()))).collect())
        })
        .collect();
    now != then
}

/// Whether another backend built it than the file names; `None` when either is not known.
fn has_other_backend(project: &Project, found: &Distribution) -> Option<bool> {
    /// The first name of a backend's module, and what it calls itself in `WHEEL`.
    const GENERATORS: [(&str, &[&str]); 8] = [
        ("setuptools", &["setuptools", "bdist_wheel"]),
        ("hatchling", &["hatchling"]),
        ("flit_core", &["flit"]),
        ("flit", &["flit"]),
        ("poetry", &["poetry-core", "poetry"]),
        ("pdm", &["pdm-backend", "pdm-pep517"]),
        ("uv_build", &["uv"]),
        ("mesonpy", &["meson"]),
    ];
    let module = project.backend.as_deref().unwrap_or("setuptools").split(['.', ':']).next()?;
    let (_, names) = GENERATORS.iter().find(|(known, _)| *known == module)?;
    let bytes = files::read(&found.metadata_path.join("WHEEL"), LIMIT).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let generator = text.lines().find_map(|line| line.strip_prefix("Generator:"))?.split_whitespace().next()?;
    let is_known = GENERATORS.iter().any(|(_, all)| all.contains(&generator));
    is_known.then(|| !names.contains(&generator))
}
