//! `ws snapshot export`: prints a snapshot as a lock file for others.

use ws_core::snapshot;

use super::{SEARCH, place, read};
use crate::session::Depth;
use crate::spec::{Completes, Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

static NAME: Flag<Text> = Flag::required("snapshot", "A snapshot").completes(Completes::Snapshots);

pub static SPEC: Spec = Spec {
    name: "snapshot export",
    about: "Prints a snapshot as a lock file that others can restore; fails if one of its commits is on no remote",
    more: "Others restore it with `ws snapshot restore ./FILE`, which clones what they lack.",
    search: SEARCH,
    takes: &[&[NAME.any(), select::ROOT.any()]],
    gives: Gives::Text,
    examples: &[
        Example::new("ws snapshot export release | save --force ws.lock", "For others to restore"),
        Example::new("ws snapshot export release | from toml | get siblings.commit", "Its commits"),
        Example::gives(
            "ws snapshot save here | ignore; try { ws snapshot export here } catch {|e| $e.msg }",
            "Commits that are on no remote",
            r#""commits of the snapshot are on no remote""#,
        ),
    ],
    usage: &["ws snapshot export release >ws.lock"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let taken = read(&config, asked, session)?;
    let rows = snapshot::check_export(&config, &taken, &session.inspect_options(&config, Depth::Refs).look);
    let refused: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{}: {}", row.pinned.name, row.error.as_ref()?.message))).collect();
    if refused.is_empty() {
        return Ok(Answer::Text(taken.exported(&rows).to_toml()));
    }
    let message = "commits of the snapshot are on no remote".to_owned();
    Err(Failure::Refused { message, help: refused.join("\n"), code: "ws::snapshot::not_pushed", place: Some(place()) })
}
