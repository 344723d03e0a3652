//! Repositories in every state that the git program can make, and what git itself says of them: each column must be
//! equal, nothing may be written, and the git program may be asked only where libgit2 cannot answer.

mod canary;
mod failures;
mod filters;
mod oracle;
mod random;
mod repository;
mod states;
