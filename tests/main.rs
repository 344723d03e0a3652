//! Scenarios against the real thing: the CLI, git, Nushell and the shells. One module for each part.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod bootstrap;
mod cli;
mod completion;
mod dist;
mod docs;
mod frame;
mod git;
mod hooks;
mod install;
mod packages;
mod plugins;
mod run;
mod setup;
mod snapshot;
mod sync;
mod validate;
mod venv;
