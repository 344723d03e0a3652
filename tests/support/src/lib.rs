//! Real workspaces of real git repositories, in a hermetic environment: for tests, benches and the demo.
//! Refuses to do: imitate. Each repository is made by the git program.

// A terminal that does not show what was waited for fails the test that waits, by a panic.
#![allow(clippy::missing_panics_doc)]

pub mod packages;
pub mod sandbox;
pub mod terminal;
pub mod tools;
pub mod workspace;
pub use sandbox::Sandbox;
pub use terminal::Terminal;
pub use workspace::Workspace;
