//! Config → what is true of each sibling, in parallel. The failure of one is data in its row; one that hangs is
//! given up after a deadline and does not hold the others.

use std::sync::Arc;
use std::time::Duration;

use crate::config::{LayerName, Sibling, SiblingName};
use crate::error::RowError;
use crate::git::{Look, LookOptions};
use crate::python::Project;

/// How to look at siblings.
#[derive(Clone)]
pub struct InspectOptions {
    /// How to look at each repository.
    pub look: LookOptions,
    /// How many are looked at side by side; at least 1.
    pub jobs: usize,
    /// How long one sibling may take before its row says that it hangs.
    pub deadline: Duration,
    /// Asked between rows; when true the rest is not looked at.
    pub interrupted: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// What is true of one sibling.
#[derive(Debug, Clone)]
pub struct SiblingState {
    /// Its name.
    pub name: SiblingName,
    /// Its layer.
    pub layer: Option<LayerName>,
    /// Where it should be.
    pub path: std::path::PathBuf,
    /// What git says.
    pub look: Look,
    /// What its Python metadata says.
    pub project: Result<Option<Project>, RowError>,
}

/// Looks at the siblings side by side and gives their states in the order of `siblings`, each as soon as it and all
/// before it are there.
pub fn siblings(siblings: &[&Sibling], options: &InspectOptions) -> impl Iterator<Item = SiblingState> + Send + use<> {
    std::iter::from_fn(|| todo!())
}
