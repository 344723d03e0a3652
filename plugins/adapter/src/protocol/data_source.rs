//! 0.113 took the source `Ls` from a pipeline's metadata: since 0.111, `path_columns` says what it meant.

use super::path_columns::{is_metadata, name};
use super::tree::{Tree, field_mut};

/// `Ls` of an older Nushell: no source, and paths in the column `name`.
pub fn replace_ls(tree: &mut Tree) {
    if !is_metadata(tree) {
        return;
    }
    if let Some(source) = field_mut(tree, "data_source").filter(|source| source.as_str() == Some("Ls")) {
        *source = "None".into();
        name(tree, &["name"]);
    }
}
