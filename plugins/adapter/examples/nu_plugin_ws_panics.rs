//! A plugin whose command panics where it is told to, for `tests/panics.rs`.

use ws_commands::{Answer, Asked, Failure, Flag, Gives, Line, Rows, Session, Spec, Text};
use ws_core::row::{Cell, Column, Kind};
use ws_nu::WsPlugin;

static PLACE: Flag<Text> = Flag::required("place", "Where");

const COLUMNS: &[Column] =
    &[Column { name: "process", kind: Kind::Int, nullable: false, brief: true, about: "The process's id." }];

/// `ws panics at`: `run`, `stream`, or nowhere; gives the process's id, twice.
static PANICS: Spec = Spec {
    name: "panics at",
    about: "Panics at a place",
    more: "",
    search: &[],
    takes: &[&[PLACE.any()]],
    gives: Gives::Rows(COLUMNS),
    examples: &[],
    usage: &[],
    run,
};

fn main() -> std::process::ExitCode {
    static COMMANDS: [&Spec; 1] = [&PANICS];
    ws_nu::serve(&WsPlugin { version: "0.0.0", commands: &COMMANDS })
}

#[expect(clippy::unnecessary_wraps, reason = "what a command does may fail, as a type")]
fn run(asked: &Asked, _: &Session) -> Result<Answer, Failure> {
    let place = asked.required(&PLACE).to_owned();
    assert!(place != "run", "told to panic at run");
    let process = Cell::Int(i64::from(std::process::id()));
    let lines = (0..2).map(move |row| {
        assert!(place != "stream" || row == 0, "told to panic in the stream");
        Line { cells: vec![process.clone()], failed: false, told: None }
    });
    Ok(Answer::Rows(Rows { columns: COLUMNS, lines: Box::new(lines) }))
}
