//! What is installed in a `site-packages`: one [`Distribution`] for each `*.dist-info`, `*.egg-info` and `*.egg-link`.
//! Files only: no Python is started, nothing is imported.
//!
//! The formats are those of the Python Packaging User Guide: "Recording installed projects", "Core metadata" and
//! "Recording the Direct URL Origin of installed distributions". Other people's tools wrote these files, so every read
//! is bounded, and what is broken is a [`Flaw`] beside what could be read.
//!
//! Refuses to do: decide whether an editable is imported from where it says; [`super::venv`] follows the import path.

mod metadata;
mod record;

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use pep440_rs::Version;
use serde::Deserialize;

use super::PackageName;
use crate::error::RowError;
use crate::work::files;

/// The largest METADATA of which the headers are searched, in bytes.
const METADATA_LIMIT: u64 = 4 * 1024 * 1024;
/// The largest RECORD, in bytes; the longest known have about five million.
const RECORD_LIMIT: u64 = 32 * 1024 * 1024;
/// The largest of the small files: INSTALLER, `direct_url.json`, `.pth`, `.egg-link`, finders, `pyvenv.cfg`.
pub(super) const SMALL_LIMIT: u64 = 1024 * 1024;

/// One installed package.
#[derive(Debug, Clone)]
pub struct Distribution {
    /// Its name, normalised (PEP 503).
    pub name: PackageName,
    /// Its version, as the name of the directory or its metadata says it.
    pub version: Option<String>,
    /// The project directory that it is an editable of; `None` for a copy.
    pub editable: Option<PathBuf>,
    /// Why it is not known whether it is an editable.
    pub unknown_origin: Option<RowError>,
    /// Where it came from, when that was no index (PEP 610): a directory, a repository, an archive.
    pub url: Option<String>,
    /// The `site-packages` that holds it.
    pub site_packages: PathBuf,
    /// Its `*.dist-info` or `*.egg-info`, or the `*.egg-link`.
    pub metadata_path: PathBuf,
    /// Who installed it, such as `uv` or `pip`; `None` without an INSTALLER file.
    pub installer: Option<String>,
    /// The sum of its files' sizes in bytes, as its RECORD has them; `None` without one.
    pub size: Option<u64>,
    /// Its `Requires-Python`, verbatim.
    pub requires_python: Option<String>,
    /// Its `Requires-Dist` lines, verbatim.
    pub requires: Vec<String>,
    /// The `.pth` and `.py` files at the top of `site-packages` that are its own, by its RECORD.
    pub top_files: Vec<String>,
    /// The names that can be imported from the files in its RECORD.
    pub modules: Vec<String>,
    /// The names at the top of its modules, by its `top_level.txt`; empty without one.
    pub top_level: Vec<String>,
    /// What is wrong with it, when something is.
    pub flaw: Option<RowError>,
}

/// Something in a `site-packages` that is not quite a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What lies there.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: RowError,
}

/// What [`scan`] found, sorted by name, then by the path of the metadata.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// The distributions.
    pub distributions: Vec<Distribution>,
    /// What could not be read at all.
    pub flaws: Vec<Flaw>,
}

/// `direct_url.json` (PEP 610).
#[derive(Deserialize)]
struct DirectUrl {
    url: String,
    dir_info: Option<DirInfo>,
}

#[derive(Deserialize)]
struct DirInfo {
    #[serde(default)]
    editable: bool,
}

/// Reads every distribution in `site_packages`. `sizes` says whether to add up each RECORD, which costs more than all
/// the rest; editables have theirs read anyway.
pub fn scan(site_packages: &Path, sizes: bool) -> Scan {
    let mut scan = Scan::default();
    let entries = match std::fs::read_dir(site_packages) {
        Ok(entries) => entries,
        Err(error) => {
            scan.flaws.push(flaw(site_packages, format_args!("cannot list `{}`: {error}", site_packages.display())));
            return scan;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        // `~name` is what pip leaves behind when it cannot finish an uninstallation.
        if name.starts_with('~') {
            continue;
        }
        let found = match path.extension().and_then(OsStr::to_str) {
            Some("dist-info") => Some(dist_info(site_packages, &path, sizes)),
            Some("egg-info") => Some(egg_info(site_packages, &path)),
            Some("egg-link") => Some(egg_link(site_packages, &path)),
            _ => None,
        };
        match found {
            Some(Ok(distribution)) => scan.distributions.push(distribution),
            Some(Err(flaw)) => scan.flaws.push(flaw),
            None => {}
        }
    }
    scan.distributions.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.metadata_path.cmp(&b.metadata_path)));
    scan.flaws.sort_by(|a, b| a.path.cmp(&b.path));
    scan
}

fn flaw(path: &Path, message: impl std::fmt::Display) -> Flaw {
    Flaw { path: path.to_path_buf(), error: RowError::new("ws::venv::metadata_broken", message) }
}

fn dist_info(site_packages: &Path, path: &Path, sizes: bool) -> Result<Distribution, Flaw> {
    let (mut distribution, _) = with_metadata(site_packages, path, &path.join("METADATA"))?;
    distribution.installer = small_text(&path.join("INSTALLER")).map(|text| text.trim().to_owned());
    distribution.installer.take_if(|installer| installer.is_empty());
    distribution.top_level = lines(&path.join("top_level.txt"));
    match direct_url(&path.join("direct_url.json")) {
        Ok(Some((url, editable))) => (distribution.url, distribution.editable) = (Some(url), editable),
        Ok(None) => {}
        Err(error) => {
            distribution.unknown_origin = Some(error.clone());
            distribution.flaw = distribution.flaw.or(Some(error));
        }
    }
    if sizes || distribution.editable.is_some() {
        let record = files::read(&path.join("RECORD"), RECORD_LIMIT).ok();
        if let Some(record) = record.as_deref().and_then(record::parse) {
            distribution.size = record.size;
            distribution.top_files = record.top_files;
            distribution.modules = record.modules;
        }
    }
    Ok(distribution)
}

fn egg_info(site_packages: &Path, path: &Path) -> Result<Distribution, Flaw> {
    let directory = path.is_dir();
    let metadata = if directory { path.join("PKG-INFO") } else { path.to_path_buf() };
    let (mut distribution, _) = with_metadata(site_packages, path, &metadata)?;
    if directory {
        distribution.top_level = lines(&path.join("top_level.txt"));
    }
    Ok(distribution)
}

/// `python setup.py develop`: the first line names the directory that holds the project's `egg-info`.
fn egg_link(site_packages: &Path, path: &Path) -> Result<Distribution, Flaw> {
    let target = small_text(path).and_then(|text| text.lines().next().map(|line| line.trim_end().to_owned()));
    let Some(target) = target.filter(|line| !line.is_empty()) else {
        return Err(flaw(path, format_args!("`{}` names no directory", path.display())));
    };
    let target = site_packages.join(target);
    let entries = std::fs::read_dir(&target)
        .map_err(|error| flaw(path, format_args!("`{}` leads to `{}`: {error}", path.display(), target.display())))?;
    let stem = path.file_stem().and_then(OsStr::to_str).and_then(|stem| PackageName::from_str(stem).ok());
    let wanted = |candidate: &Path| {
        let is_info = candidate.extension() == Some(OsStr::new("egg-info"));
        is_info && stem.is_some() && stem_name(candidate).map(|(name, _)| name) == stem
    };
    let info = entries.flatten().map(|entry| entry.path()).find(|candidate| wanted(candidate));
    let Some(info) = info else {
        return Err(flaw(
            path,
            format_args!("there is no egg-info for `{}` in `{}`", path.display(), target.display()),
        ));
    };
    let mut distribution = egg_info(site_packages, &info)?;
    path.clone_into(&mut distribution.metadata_path);
    distribution.editable = Some(target);
    Ok(distribution)
}

/// A distribution with what the name of its directory and its METADATA say. The directory's name wins, as it does for
/// installers; metadata that cannot be read is then a flaw of a distribution that is there all the same.
fn with_metadata(
    site_packages: &Path,
    path: &Path,
    metadata_path: &Path,
) -> Result<(Distribution, metadata::Metadata), Flaw> {
    let by_name = stem_name(path);
    let (metadata, mut error) = match metadata::read(metadata_path, METADATA_LIMIT) {
        Ok(metadata) => (metadata, None),
        Err(error) => (
            metadata::Metadata::default(),
            Some(RowError::new(
                "ws::venv::metadata_broken",
                format_args!("cannot read `{}`: {error}", metadata_path.display()),
            )),
        ),
    };
    let in_file = metadata.name.as_deref().and_then(|name| PackageName::from_str(name).ok());
    let (named, version) = match by_name {
        Some((name, version)) => (Some(name), version),
        None => (None, None),
    };
    let Some(name) = named.filter(|_| version.is_some() || in_file.is_none()).or_else(|| in_file.clone()) else {
        return Err(flaw(path, format_args!("`{}` names no package", path.display())));
    };
    let version = version.or_else(|| metadata.version.clone());
    if version.is_none() {
        return Err(flaw(path, format_args!("`{}` names no version", path.display())));
    }
    if error.is_none() && in_file.is_none() {
        error = Some(RowError::new(
            "ws::venv::metadata_broken",
            format_args!("`{}` has no valid package name", metadata_path.display()),
        ));
    }
    let distribution = Distribution {
        name,
        version,
        editable: None,
        unknown_origin: None,
        url: None,
        site_packages: site_packages.to_path_buf(),
        metadata_path: path.to_path_buf(),
        installer: None,
        size: None,
        requires_python: metadata.requires_python.clone(),
        requires: metadata.requires.clone(),
        top_files: Vec::new(),
        modules: Vec::new(),
        top_level: Vec::new(),
        flaw: error,
    };
    Ok((distribution, metadata))
}

/// `NAME-VERSION[-pyX.Y].dist-info`: the name and, when there is one that is sound, the version.
fn stem_name(path: &Path) -> Option<(PackageName, Option<String>)> {
    let stem = path.file_stem()?.to_str()?;
    let (name, rest) = stem.split_once('-').map_or((stem, None), |(name, rest)| (name, Some(rest)));
    let name = PackageName::from_str(name).ok()?;
    let version = rest.map(|rest| rest.split_once("-py").map_or(rest, |(version, _)| version));
    Some((name, version.filter(|version| Version::from_str(version).is_ok()).map(ToOwned::to_owned)))
}

/// Where it came from, and the project directory of an editable; `None` without the file.
fn direct_url(path: &Path) -> Result<Option<(String, Option<PathBuf>)>, RowError> {
    let broken = |reason: &dyn std::fmt::Display| {
        RowError::new("ws::venv::metadata_broken", format_args!("cannot read `{}`: {reason}", path.display()))
    };
    let bytes = match files::read(path, SMALL_LIMIT) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let direct: DirectUrl = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
    if !direct.dir_info.is_some_and(|info| info.editable) {
        return Ok(Some((direct.url, None)));
    }
    let url = url::Url::parse(&direct.url).map_err(|error| broken(&error))?;
    let path = url.to_file_path().map_err(|()| broken(&"an editable has a URL that does not begin with file:"))?;
    Ok(Some((direct.url, Some(path))))
}

fn small_text(path: &Path) -> Option<String> {
    files::read(path, SMALL_LIMIT).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn lines(path: &Path) -> Vec<String> {
    let text = small_text(path).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}
