//! What can go wrong with the registry itself, and what `ws trust` refuses.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::settings::shown;
use crate::error::{CodedError, Error, PathError};

/// Why the registry gives no answer. Each variant has a stable [code](TrustError::code).
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// Two or more trusted workspaces claim one directory; none of them activates there.
    #[error("{} is claimed by more than one trusted workspace: {}", shown(directory), roots.iter().map(|root| shown(root)).collect::<Vec<_>>().join(", "))]
    Conflict {
        /// The directory in question.
        directory: PathBuf,
        /// The roots of the workspaces that claim it, sorted.
        roots: Vec<PathBuf>,
    },
    /// The workspace is not safe to activate.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The registry, or the directory it is in, belongs to somebody else.
    #[error("{} belongs to user {owner}, not to you", shown(path))]
    ForeignRegistry {
        /// The file or directory.
        path: PathBuf,
        /// The numeric id of its owner.
        owner: u32,
    },
    /// The registry, or the directory it is in, is writable by group or others.
    #[error("{} is writable by others (mode {mode:04o})", shown(path))]
    WritableRegistry {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The registry is not what this version writes.
    #[error("{} is not a registry of trusted workspaces: {reason}", shown(path))]
    BrokenRegistry {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, in one line.
        reason: String,
    },
    /// The registry could not be read or written.
    #[error(transparent)]
    Path(#[from] PathError),
}

impl TrustError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "ws::trust::conflict",
            Self::Refused(refusal) => refusal.code(),
            Self::ForeignRegistry { .. } => "ws::trust::unsafe_owner",
            Self::WritableRegistry { .. } => "ws::trust::writable_by_others",
            Self::BrokenRegistry { .. } => "ws::trust::registry_broken",
            Self::Path(_) => "ws::io::failed",
        }
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Conflict { .. } => Some("run `ws untrust` in one of them".to_owned()),
            Self::Refused(refusal) => Some(refusal.hint()),
            Self::ForeignRegistry { path, .. } => Some(format!(
                "check the contents of {}, then move it away or change its owner with `chown`",
                shown(path)
            )),
            Self::WritableRegistry { path, .. } => {
                Some(format!("check its contents, then run `chmod go-w` on {}", shown(path)))
            }
            Self::BrokenRegistry { path, .. } => {
                Some(format!("move {} away and trust the workspaces again", shown(path)))
            }
            Self::Path(_) => None,
        }
    }
}

impl From<TrustError> for Error {
    fn from(error: TrustError) -> Self {
        Self::Trust(CodedError { code: error.code(), hint: error.hint(), error: Box::new(error) })
    }
}
