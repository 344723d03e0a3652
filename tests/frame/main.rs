//! What holds the project's form: which crate and which module may know which, the rules of the house that no linter knows, and that
//! the sample in the tests is the sample in the root.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod dependencies;
mod house;
mod modules;
mod sample;

use std::path::Path;

/// The root of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
