//! Repositories in every state that the git program can make, and what git itself says of them: each column must be
//! equal, nothing may be written, and the git program may be asked only where libgit2 cannot answer.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod canary;
mod dirty;
mod failures;
mod filters;
mod fuzz;
mod oracle;
mod partial;
mod random;
mod repository;
mod states;
