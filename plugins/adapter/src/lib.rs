//! The only place where commands meet Nushell. Each plugin is a slice of [`ws_commands::ALL`]: [`plugin`] serves them
//! to any supported Nushell (`protocol`), [`ending`] ends work that nobody waits for, [`signature`] says what they take, [`caller`] asks the engine where the user is, [`call`] and [`input`] read what was
//! asked for, [`row`] and [`stream`] give tables back, [`error`] and [`guard`] turn what goes wrong into errors that point
//! into the user's line, and [`completion`] offers values.
//!
//! Refuses to do: ask the process for its directory or environment. A plugin's process has been started earlier, in the
//! folder of its binary, and serves several calls; `clippy.toml` disallows it.

pub mod call;
pub mod caller;
pub mod completion;
pub mod ending;
pub mod error;
pub mod guard;
pub mod input;
pub mod plugin;
mod protocol;
pub mod row;
pub mod signature;
pub mod stream;

pub use plugin::{WsPlugin, serve};
