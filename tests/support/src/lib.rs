//! Real workspaces of real git repositories, in a hermetic environment: for tests, benches and the demo.

pub mod sandbox;
pub use sandbox::Sandbox;
