//! Scenarios against the real thing: the CLI, git, Nushell and the shells. One module for each part.

mod cli;
mod completion;
mod docs;
mod frame;
mod git;
mod install;
mod plugins;
mod venv;
