//! Which siblings are meant? By names and globs, by layer, less exclusions; the same for every command.

use crate::config::{Config, Sibling};
use crate::error::Error;

/// `[names...] --layer L --exclude GLOB`. Empty means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names or globs; a sibling is chosen if any matches.
    pub names: Vec<String>,
    /// Layers; a sibling is chosen if it is in any.
    pub layers: Vec<String>,
    /// Globs of names to leave out.
    pub exclude: Vec<String>,
}

/// The chosen siblings in the configured order, each once. A name or glob that matches nothing, and an unknown
/// layer, are errors with the nearest match.
pub fn select<'c>(config: &'c Config, selection: &Selection) -> Result<Vec<&'c Sibling>, Error> {
    todo!()
}
