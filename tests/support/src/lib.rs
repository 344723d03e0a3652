//! Real workspaces of real git repositories, in a hermetic environment: for tests, benches and the demo.
//! Refuses to do: imitate. Each repository is made by the git program.

// What goes wrong in a context or a terminal fails the test that uses it, by a panic.
#![allow(clippy::missing_panics_doc, clippy::unwrap_used)]

pub mod context;
pub mod packages;
pub mod sandbox;
pub mod terminal;
pub mod tools;
pub mod workspace;
pub use context::TestContext;
pub use sandbox::Sandbox;
pub use terminal::Terminal;
pub use workspace::Workspace;
