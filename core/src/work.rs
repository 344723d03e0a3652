//! How work is done, whatever it is about: files read and written whole, things done side by side in order, and children.
//!
//! Knows nothing of workspaces, repositories or Python.

pub mod files;
pub mod paths;
