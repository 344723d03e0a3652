//! The only place where core meets Nushell. Each plugin is a list of [`Command`]s; everything that they have in common
//! is here: [`plugin`] serves them, [`caller`] asks the engine where the user is, [`input`] and [`selection`] read what
//! was asked for, [`row`] and [`stream`] give tables back, [`error`] and [`guard`] turn what goes wrong into errors that
//! point into the user's line, and [`completion`] offers names.
//!
//! Refuses to do: ask the process for its directory or environment. A plugin's process has been started earlier, in the
//! folder of its binary, and serves several calls; `clippy.toml` disallows it.

pub mod caller;
pub mod command;
pub mod completion;
pub mod error;
pub mod guard;
pub mod input;
pub mod plugin;
pub mod row;
pub mod selection;
pub mod stream;

pub use caller::Caller;
pub use command::{Command, Offer};
pub use plugin::{WsPlugin, serve};
pub use selection::Asked;
