//! `ws why`: the reasons for what `ws venv`, `ws order` and `ws affected` show.

use ws_core::row::Row as _;
use ws_core::why::{self, WhyRow};

use crate::session::Depth;
use crate::spec::{Completes, Example, Flag, Gives, Spec, Text};
use crate::{Answer, Asked, Failure, Session, select};

static NAME: Flag<Text> = Flag::required("name", "A sibling, or a package of the venv").completes(Completes::Siblings);

pub static SPEC: Spec = Spec {
    name: "why",
    about: "Why something is installed, why at this version, why here in the order, and which changes reach it",
    more: "installed and missing name what requires it: the shortest path from each sibling through the packages of \
           the venv. version names every package that limits its version. shadowed says what is imported instead of \
           the checkout. order names what has to be installed before it. affected names each sibling whose changes \
           reach it. The column through is the path.",
    search: &["workspace", "reason", "explain", "requirement", "installed", "shadowed", "tree"],
    takes: &[&[NAME.any(), select::ROOT.any()]],
    gives: Gives::Rows(WhyRow::COLUMNS),
    examples: &[
        Example::gives(
            "ws why pyvider-hcl | where what == affected | get through | first",
            "What a sibling depends on, and how",
            r#"["provide-foundation", "pyvider-hcl"]"#,
        ),
        Example::new("ws why pyvider | where what == order | get because", "Why it is not installed sooner"),
        Example::new("ws why pyvider-cty | where what in [installed missing] | get because", "What requires a package"),
    ],
    usage: &["ws why pyvider", "ws why attrs --format json"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let rows = why::why(&config, asked.required(&NAME), &session.inspect_options(&config, Depth::Refs));
    let rows = rows.map_err(|error| {
        let place = asked.place_of(&error);
        Failure::from(error).about(place)
    })?;
    Ok(Answer::rows(rows.into_iter()))
}
