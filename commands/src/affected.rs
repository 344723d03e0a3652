//! `ws affected`: what a change reaches.

use ws_core::inspect;
use ws_core::layers::AffectedRow;
use ws_core::row::Row as _;

use crate::session::Depth;
use crate::spec::{Completes, Example, Flag, Gives, Spec, Text, Texts};
use crate::{Answer, Asked, Failure, Session, select};

static NAMES: Flag<Texts> =
    Flag::rest("names", "What was changed: names of siblings, or globs").completes(Completes::Siblings);
static SINCE: Flag<Text> =
    Flag::text("since", "Also every sibling with commits that this revision lacks, or with something uncommitted")
        .placeholder("REV");

pub static SPEC: Spec = Spec {
    name: "affected",
    about: "What a change reaches: everything that depends on it, nearest first",
    more: "The names are what was changed. --since adds every sibling with commits that a revision lacks, or with \
           something uncommitted. A sibling for which this is unknown has a row with an error. Nearest first, then by \
           name.",
    search: &["workspace", "dependency", "dependent", "impact", "change", "since"],
    takes: &[&[NAMES.any(), SINCE.any(), select::KIND.any(), select::ROOT.any()]],
    gives: Gives::Rows(AffectedRow::COLUMNS),
    examples: &[
        Example::gives(
            "ws affected tofusoup | get name",
            "What a change of one sibling reaches",
            r#"["tofusoup", "terraform-provider-tofusoup"]"#,
        ),
        Example::new("ws affected --since origin/main", "What was changed since the last push, and what that reaches"),
        Example::new("ws siblings | where dirty | ws affected", "What is uncommitted, and what that reaches"),
    ],
    usage: &[
        "ws affected provide-foundation",
        "ws affected --since origin/main",
        "ws affected pyvider --kind all --format json",
    ],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let (names, since) = (asked.texts(&NAMES), asked.text(&SINCE));
    if names.is_empty() && !asked.means_none() && since.is_none() {
        let help = "name siblings, pipe them in, or give a revision with --since";
        return Err(Failure::usage("nothing says what was changed", help));
    }
    let config = session.open(asked)?;
    let changed = (asked.means_none() || !names.is_empty()).then_some(names);
    let options = session.inspect_options(&config, Depth::Refs);
    let rows = inspect::affected(&config, changed, since, select::kinds(asked), &options);
    let rows = rows.map_err(|error| {
        let place = asked.place_of(&error);
        Failure::from(error).about(place)
    })?;
    Ok(Answer::checked(rows.into_iter()))
}
