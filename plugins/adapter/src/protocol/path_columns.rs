//! 0.111 gave a pipeline's metadata the field `path_columns`, which our crate requires.

use super::tree::{Tree, field, field_mut};

/// Gives metadata of an older Nushell an empty one.
pub fn add(tree: &mut Tree) {
    if !is_metadata(tree) || field(tree, "path_columns").is_some() {
        return;
    }
    if let Tree::Map(entries) = tree {
        entries.push(("path_columns".into(), Tree::Array(Vec::new())));
    }
}

/// Names the columns that hold paths, where none are named.
pub fn name(tree: &mut Tree, columns: &[&str]) {
    if let Some(named) = field_mut(tree, "path_columns").filter(|named| named.as_array().is_some_and(Vec::is_empty)) {
        *named = Tree::Array(columns.iter().map(|column| (*column).into()).collect());
    }
}

/// Metadata of a pipeline. A record of the user's with these columns holds tagged values in them, never text.
pub fn is_metadata(tree: &Tree) -> bool {
    let source =
        field(tree, "data_source").is_some_and(|source| source.is_str() || field(source, "FilePath").is_some());
    source && field(tree, "content_type").is_some_and(|kind| kind.is_nil() || kind.is_str())
}
