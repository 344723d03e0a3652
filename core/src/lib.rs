//! What is true of a meta-repository workspace. No Nushell, no clap, no printing, and no reading of the
//! process's environment, home or current directory: callers pass those in.
//!
//! The stages, in the order data flows; none calls back into an earlier one:
//!
//! [`discover`] (which workspace is this?) → [`source`] (a file, read once) → [`config`] (the validated
//! `wrknv.toml`) → [`select`] (which siblings are meant?) → [`git`] and [`python`] (one sibling each) →
//! [`inspect`] (all of them, in parallel) → [`layers`] (who depends on whom) → [`row`] (what users see, as data).

pub mod activate;
pub mod cache;
pub mod config;
pub mod discover;
pub mod draw;
pub mod env;
pub mod error;
pub mod git;
pub mod inspect;
pub mod layers;
pub mod outline;
pub mod plan;
pub mod programs;
pub mod prompt;
pub mod python;
pub mod report;
pub mod row;
pub mod run;
pub mod secrets;
pub mod select;
pub mod snapshot;
pub mod source;
pub mod tasks;
pub mod terminal;
pub mod trust;
pub mod validate;
pub mod variables;
pub mod why;
pub mod work;
pub mod worktree;

pub use config::{Config, LayerName, Sibling, SiblingName};
pub use error::{Error, PathError, Problem, RowError, Severity};
pub use source::SourceFile;
