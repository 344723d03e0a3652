//! Real workspaces of real git repositories, in a hermetic environment: for tests, benches and the demo.
//! Refuses to do: imitate. Each repository is made by the git program.

pub mod sandbox;
pub mod terminal;
pub mod tools;
pub mod workspace;
pub use sandbox::Sandbox;
pub use terminal::Terminal;
pub use workspace::Workspace;
