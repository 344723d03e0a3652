//! The same test run in every repository: `ws exec` beside the loops that people write, and beside gita's.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::bench::siblings::{gita, repositories};
use crate::bench::turns::{Contender, race};
use crate::demo::{self, Stage};
use crate::process::run as must;

const RUNS: usize = 10;

/// A tenth of a second of work, as a short test run is.
const WORK: &str = "python3 -c 'sum(range(3_000_000))'";

/// Makes the workspace in `directory` and prints the times.
pub fn loops(directory: &Path) -> Result<()> {
    let gita = gita()?;
    let stage = Stage::make(directory)?;
    let directories = repositories(&stage)?;
    let list: Vec<String> = directories.iter().map(|path| path.display().to_string()).collect();
    let home = stage.directory.join("..");
    must(stage.command(&gita).arg("add").args(&list).env("HOME", &home))?;
    let shell = |name: &str, script: String| {
        let mut command = stage.command(Path::new("sh"));
        command.args(["-c", &script]);
        Contender::new(name, command)
    };
    let listed = list.join(" ");
    let mut exec: Command = stage.command(&demo::release("ws"));
    exec.args(["exec", "--exclude", "messometer", "--", "sh", "-c", WORK]);
    let mut by_gita = stage.command(&gita);
    by_gita.args(["shell", WORK]).env("HOME", &home);
    let mut contenders = [
        Contender::new("ws exec", exec),
        shell("a loop, one after another", format!("for d in {listed}; do (cd $d && {WORK}); done")),
        shell(
            "xargs -P2",
            format!("printf '%s\\n' {listed} | xargs -P2 -I{{}} sh -c 'cd {{}} && {}'", WORK.replace('\'', "\"")),
        ),
        Contender::new("gita shell", by_gita),
    ];
    println!("\na short test run in {} repositories, {RUNS} runs each, in turn\n", directories.len());
    race(&mut contenders, 0, 1, RUNS)
}
