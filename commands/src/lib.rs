//! The declarations of all commands that the CLI and the plugins share. [`ALL`] is the list; each command has one file with
//! its declaration, its examples and its function. Nushell's signatures, the CLI's arguments, help, completion and the
//! reference pages are made from them.
//!
//! Refuses to do: print, ask the process for anything, or know clap or Nushell.

mod affected;
mod answer;
mod asked;
mod backup;
mod bootstrap;
mod branches;
pub mod cd;
mod deps;
mod exec;
mod graph;
mod layers;
mod order;
mod run;
pub mod select;
mod session;
mod setup;
mod siblings;
mod snapshot;
mod spec;
mod status;
mod sync;
mod tasks;
mod validate;
pub mod values;
mod venv;
mod why;
pub mod words;

pub use answer::{Answer, Failure, Line, Rows, Telling, Told};
pub use asked::{Asked, Given};
pub use session::{Audience, Depth, Session};
pub use spec::{Completes, Count, Declared, Example, Flag, Gives, Position, Spec, Switch, Text, Texts, ValueKind};
pub use validate::{FIX, STRICT};
pub use venv::activate::SHELL;

/// Commands about repositories.
pub static SIBLINGS: &[&Spec] = &[&status::SPEC, &siblings::SPEC, &backup::SPEC, &branches::SPEC];
/// Commands about layers and dependencies.
pub static LAYERS: &[&Spec] = &[&layers::SPEC, &deps::SPEC, &order::SPEC, &affected::SPEC, &graph::SPEC, &why::SPEC];
/// Commands about the venv.
pub static VENV: &[&Spec] =
    &[&venv::SPEC, &venv::siblings::SPEC, &venv::packages::SPEC, &venv::activate::SPEC, &venv::activate::DEACTIVATE];
/// Commands that work across siblings.
pub static WORK: &[&Spec] = &[
    &bootstrap::SPEC,
    &setup::SPEC,
    &validate::SPEC,
    &tasks::SPEC,
    &run::SPEC,
    &exec::SPEC,
    &sync::SPEC,
    &snapshot::save::SPEC,
    &snapshot::list::SPEC,
    &snapshot::diff::SPEC,
    &snapshot::restore::SPEC,
    &snapshot::export::SPEC,
];

/// All of them, by plugin.
pub static ALL: [&[&Spec]; 4] = [SIBLINGS, LAYERS, VENV, WORK];

/// What stands before the second word of commands that have two and no command of the first word alone.
pub static GROUPS: &[(&str, &str)] = &[("snapshot", "The exact revision of every sibling, under a name")];

/// Every command.
pub fn all() -> impl Iterator<Item = &'static Spec> {
    ALL.iter().flat_map(|group| group.iter().copied())
}

/// Whether the words after `--` are a command line.
pub fn runs_a_command(name: &str) -> bool {
    find(name).is_some_and(|spec| spec.declared().any(|declared| declared.completes == Completes::Commands))
}

/// The command of this name.
pub fn find(name: &str) -> Option<&'static Spec> {
    all().find(|spec| spec.name == name)
}
