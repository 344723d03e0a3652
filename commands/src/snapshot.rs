//! `ws snapshot`: the exact revision of every sibling, under a name; one file for each of its commands.

pub mod diff;
pub mod export;
pub mod list;
pub mod restore;
pub mod save;

use ws_core::Config;
use ws_core::snapshot::{Snapshot, Store};

use crate::spec::{Completes, Flag, Text};
use crate::{Asked, Failure, Given, Session};

static SNAPSHOT: Flag<Text> =
    Flag::required("snapshot", "A snapshot, or the path of a lock file").completes(Completes::Snapshots);

const SEARCH: &[&str] = &["workspace", "revision", "lock", "pin", "checkout"];

fn place() -> Given {
    Given { name: SNAPSHOT.declared.name, index: 0 }
}

fn read(config: &Config, asked: &Asked, session: &Session) -> Result<Snapshot, Failure> {
    let snapshot = Store::of(&config.root).read(asked.required(&SNAPSHOT), &session.directory);
    snapshot.map_err(|error| Failure::from(error).about(Some(place())))
}
