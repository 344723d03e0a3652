//! What is true of a meta-repository workspace. No Nushell, no clap, no printing, and no reading of the
//! process's environment, home or current directory: callers pass those in.
//!
//! A module uses modules of its own stage and of those above it in the list below, and never one that uses it: a test
//! reads the `use` lines (`modules.rs` in `tests/frame`). Data flows the same way: [`discover`] (which workspace is
//! this?) → [`source`] (a file, read once) → [`config`] (the validated `wrknv.toml`) → [`select`] (which siblings are
//! meant?) → [`git`] and [`python`] (one sibling each) → [`inspect`] (all of them, in parallel) → rows.

#![cfg_attr(not(test), deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro))]

// What everything is made of: errors, text, environments.
pub mod env;
pub mod error;
pub mod programs;
pub mod secrets;
pub mod source;
pub mod terminal;
pub mod user_directories;
pub mod variables;

// How work is done, and what rows are.
pub mod report;
pub mod row;
pub mod work;

// What `wrknv.toml` says, and who is meant.
pub mod cache;
pub mod config;
pub mod select;

// One repository.
pub mod git;
pub mod snapshot;
pub mod worktree;

// Which workspace is this, and is it trusted?
pub mod discover;
pub mod outline;
pub mod tasks;
pub mod trust;

// Its venv, and what is in it.
pub mod activate;
pub mod python;

// Who depends on whom.
pub mod layers;

// What is asked of all siblings, and done in them.
pub mod draw;
pub mod inspect;
pub mod plan;
pub mod prompt;
pub mod run;
pub mod validate;
pub mod why;

pub use config::{Config, LayerName, Sibling, SiblingName};
pub use error::{Error, PathError, Problem, RowError, Severity};
pub use source::SourceFile;
