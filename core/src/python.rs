//! A sibling's Python metadata: `pyproject.toml`, else `setup.cfg`. Runs nothing.

pub mod dist;
pub mod venv;

use std::path::Path;

pub use pep508_rs::PackageName;

use crate::error::RowError;

/// What a sibling's metadata says.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The package's name, normalised (PEP 503).
    pub package: Option<PackageName>,
    /// The package's version as its source says it; `None` when only a build would tell.
    pub version: Option<String>,
}

/// Reads the metadata of the sibling in `directory`; `None` when it has none.
pub fn read(directory: &Path) -> Result<Option<Project>, RowError> {
    todo!()
}
