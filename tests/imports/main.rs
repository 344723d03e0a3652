//! What code imports: does `ws` read the same imports as Python does, and does it know whose they are?

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod against_python;
mod commands;
mod provide_io;
