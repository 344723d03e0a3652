//! How work is done, whatever it is about: files read and written whole, things done side by side in order, children,
//! panics caught.
//!
//! Knows nothing of workspaces, repositories or Python.

pub mod child;
pub mod files;
pub mod panics;
pub mod paths;
pub mod pool;
pub mod scratch;
mod text;

pub use text::SIZE_LIMIT;
