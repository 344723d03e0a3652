//! What a prompt costs that shows the workspace: from the cache, and counted anew.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::bench::turns::{Contender, race};
use crate::demo::{self, Stage};

const RUNS: usize = 100;

/// Makes the workspace in `directory` and prints the times.
pub fn cost(directory: &Path) -> Result<()> {
    let stage = Stage::make(directory)?;
    let prompt = |name: &str, arguments: &[&str]| {
        let mut command = stage.command(&demo::release("ws"));
        command.arg("prompt").args(arguments);
        Contender::new(name, command)
    };
    let mut contenders = [
        Contender::new("/bin/true", Command::new("/bin/true")),
        prompt("ws prompt, from the cache", &["--max-age", "3600"]),
        prompt("ws prompt, counted anew", &["--max-age", "0"]),
    ];
    println!("\na prompt in the sample workspace, {RUNS} runs each, in turn\n");
    race(&mut contenders, 0, 5, RUNS)
}
