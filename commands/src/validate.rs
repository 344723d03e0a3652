//! `ws validate`: reports what is wrong with the workspace.

use std::path::PathBuf;

use ws_core::row::Row as _;
use ws_core::validate::{self, FindingRow};

use crate::session::Depth;
use crate::spec::{Example, Flag, Gives, Spec, Switch};
use crate::{Answer, Asked, Failure, Session, select};

/// `--strict`
pub static STRICT: Flag<Switch> = Flag::switch("strict", "Fail on warnings too").cli_only();
/// `--fix`
pub static FIX: Flag<Switch> =
    Flag::switch("fix", "Print the commands that would fix the findings, one per line, and run none of them")
        .cli_only();

pub static SPEC: Spec = Spec {
    name: "validate",
    about: "Everything that is wrong: configuration, tools, repositories, layering, requirements, the venv",
    more: "Changes nothing. Errors in wrknv.toml are findings too, each with its file and line.",
    search: &["workspace", "check", "doctor", "lint", "problems"],
    takes: &[&[STRICT.any(), FIX.any(), select::ROOT.any()]],
    gives: Gives::Findings(FindingRow::COLUMNS),
    examples: &[
        Example::new("ws validate | where severity == error", "Findings that make the command fail"),
        Example::new("ws validate | where fix != null | get fix", "Commands that fix findings"),
        Example::gives("ws validate | where code == ws::layers::upward | length", "Layering that is broken", "1"),
    ],
    usage: &[
        "ws validate",
        "ws validate --strict",
        "ws validate --fix                       # prints commands, runs none",
        "ws validate --format sarif >ws.sarif    # for code scanning",
    ],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = match session.open_silently(asked) {
        Ok(config) => config,
        Err(error) => {
            let place = asked.place_of(&error);
            let found = validate::of_config_error(&error).ok_or_else(|| Failure::from(error).about(place))?;
            return Ok(Answer::Findings(found, PathBuf::from("/")));
        }
    };
    let options = session.inspect_options(&config, Depth::WorkTree);
    let found = validate::validate(&config, &options, &session.env, &session.caller_env(&config)?);
    Ok(Answer::Findings(found, config.root))
}
