//! Snapshots: the exact revision of every sibling under a name, in `ROOT/.ws/snapshots/NAME.toml`. The same form, taken
//! elsewhere, is a lock file. A snapshot pins commits; what is uncommitted is not in it, and is said to be missing.
//!
//! Reads repositories and writes nothing but the snapshot; [`crate::plan::restore`] checks out.

mod compare;
mod rows;
mod store;
mod take;

use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::{Config, SiblingName};
use crate::error::{Error, RowError};
use crate::source::SourceFile;

pub use self::compare::{DifferenceRow, Direction, compare};
pub use self::store::{SnapshotRow, Store};
pub use self::take::{PinRow, PinState, check_export, take};

/// The form of the file that this program writes and reads.
const VERSION: u32 = 1;

/// The exact revisions of the siblings at one moment. Its fields are the file's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The form of the file; 1.
    pub version: u32,
    /// The workspace's name.
    pub workspace: String,
    /// When it was taken (RFC 3339).
    pub created: String,
    /// One for each configured sibling.
    #[serde(default)]
    pub siblings: Vec<Pinned>,
}

/// One sibling in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The sibling.
    pub name: String,
    /// Where it can be cloned from; without a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// The branch that HEAD named; absent when it was detached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The full id of the commit at HEAD; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether something was uncommitted, and so is not in the snapshot; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dirty: Option<bool>,
    /// Whether a remote-tracking branch had the commit; absent when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed: Option<bool>,
}

impl Snapshot {
    /// Of what was taken at `now`.
    pub fn of(config: &Config, rows: &[PinRow], now: SystemTime) -> Self {
        let siblings = rows.iter().map(|row| row.pinned.clone()).collect();
        let now = Timestamp::try_from(now).unwrap_or_default();
        let created = now.round(jiff::Unit::Second).unwrap_or(now).to_string();
        Self { version: VERSION, workspace: config.name.clone(), created, siblings }
    }

    /// The same with what [`check_export`] found, without what others have no use for.
    #[must_use]
    pub fn exported(&self, rows: &[PinRow]) -> Self {
        let siblings = rows.iter().filter(|row| row.pinned.commit.is_some());
        Self { siblings: siblings.map(|row| row.pinned.clone()).collect(), ..self.clone() }
    }

    /// What it says of a sibling.
    pub fn pinned(&self, name: &SiblingName) -> Option<&Pinned> {
        self.siblings.iter().find(|pinned| pinned.name == name.as_str())
    }

    /// As a file has it.
    pub fn to_toml(&self) -> String {
        let head = "# The exact revision of every sibling: `ws snapshot restore` checks them out.\n";
        // Strings and flags: there is nothing in it that TOML lacks.
        format!("{head}{}", toml::to_string_pretty(self).unwrap_or_default())
    }

    /// Reads a file. Codes: `ws::snapshot::bad_file`, and those of [`SourceFile::read`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bad = |reason: &str| {
            let message = format_args!("`{}` is not a snapshot: {reason}", path.display());
            Error::Snapshot(RowError::new("ws::snapshot::bad_file", message))
        };
        let file = SourceFile::read(path)?;
        let snapshot: Self = toml::from_str(&file.text).map_err(|error| bad(error.message()))?;
        if snapshot.version != VERSION {
            return Err(bad(&format!("its version is {}, and this program knows {VERSION}", snapshot.version)));
        }
        let is_id = |id: &String| [40, 64].contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(pinned) = snapshot.siblings.iter().find(|pinned| !pinned.commit.iter().all(is_id)) {
            return Err(bad(&format!("the commit of `{}` is not a full id", pinned.name)));
        }
        Ok(snapshot)
    }
}

fn lost(commit: &str) -> RowError {
    RowError::new("ws::snapshot::commit_missing", format_args!("the commit {commit} is not in the repository"))
}
