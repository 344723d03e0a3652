//! What changes the disk: a plan first, which can be shown, then the same plan carried out. Nothing here deletes what
//! somebody else made, and what is interrupted is completed by the same call.

pub mod bootstrap;
pub mod init;
pub mod restore;
mod rows;
pub mod setup;
pub mod sync;
