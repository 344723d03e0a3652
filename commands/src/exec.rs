//! `ws exec`: a command in every sibling.

use ws_core::row::Row as _;
use ws_core::run::{self, ExecRow};

use crate::run::{FAIL_FAST, start, told};
use crate::spec::{Completes, Example, Flag, Gives, Spec, Texts};
use crate::{Answer, Asked, Failure, Session, select};

static COMMAND: Flag<Texts> =
    Flag::words("command", "The command and its arguments", true).completes(Completes::Commands);

pub static SPEC: Spec = Spec {
    name: "exec",
    about: "Runs a command in every sibling",
    more: "Pipe the siblings in, choose them by flags, or name them before `--`; the default is all. Flags after the \
           first word of the command, or after `--`, belong to the command.",
    search: &["workspace", "command", "foreach", "each", "parallel", "git"],
    takes: &[&select::SIBLINGS, &[select::PARALLEL.any(), FAIL_FAST.any(), COMMAND.any()]],
    gives: Gives::Runs(ExecRow::COLUMNS),
    examples: &[
        Example::new("ws siblings | where dirty | ws exec git diff --stat | select name stdout", "What has changed"),
        Example::new(
            "ws exec git fetch --dry-run | where state != ok | select name stderr",
            "Where it failed, and why",
        ),
        Example::gives(
            "[pyvider] | ws exec git rev-parse --is-inside-work-tree | get stdout",
            "In one sibling",
            r#"["true\n"]"#,
        ),
    ],
    usage: &["ws exec -- git fetch", "ws exec --dirty -- git diff --stat"],
    run,
};

fn run(asked: &Asked, session: &Session) -> Result<Answer, Failure> {
    let config = session.open(asked)?;
    let here = select::where_one_stands(&config, asked, session);
    let chosen = select::choose(&here, asked, session)?;
    let rows = start(&config, run::of_command(&chosen, asked.texts(&COMMAND)), asked, session);
    Ok(Answer::told(rows.map(ExecRow), |row| row.0.is_failure(), |row| told(&row.0)))
}
