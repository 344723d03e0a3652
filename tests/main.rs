//! Scenarios against the real thing: the CLI, git, Nushell and the shells. One module for each part.

mod cli;
mod completion;
mod docs;
mod install;
mod plugins;
