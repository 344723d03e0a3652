//! What a `cd` costs: one start of `ws`, beside the least that a process can cost, and beside direnv and mise.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use ws_test_support::sandbox::environment;
use ws_test_support::tools;

use crate::bench::turns::{Contender, print_peak, race};
use crate::demo;
use crate::process::on_path;

const RUNS: usize = 200;

/// Makes a workspace in `directory` and prints the times.
pub fn cost(directory: &Path) -> Result<()> {
    let root = directory.join("root");
    let home = directory.join("home");
    for path in [root.join(".venv/bin"), home.clone(), directory.join("outside")] {
        fs::create_dir_all(path)?;
    }
    fs::write(root.join("wrknv.toml"), "[workspace]\nname = \"bench\"\n")?;
    fs::write(root.join(".venv/pyvenv.cfg"), "home = /usr/bin\n")?;
    fs::write(root.join(".envrc"), "export VIRTUAL_ENV=$PWD/.venv\nPATH_add .venv/bin\n")?;
    let ws = demo::release("ws");
    let command = |program: &Path, place: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(place).env_clear().envs(environment(&home)).env("PWD", place);
        command
    };
    ensure!(command(&ws, &root, &["trust"]).status()?.success(), "cannot trust the workspace of the bench");
    let outside = directory.join("outside");
    let mut contenders = vec![
        Contender::new("/bin/true", command(Path::new("/bin/true"), &outside, &[])),
        Contender::new("ws, cd outside", command(&ws, &outside, &["reconcile", "bash"])),
        Contender::new("ws, cd into the workspace", command(&ws, &root, &["reconcile", "bash"])),
    ];
    if let Some(direnv) = on_path("direnv") {
        ensure!(command(&direnv, &root, &["allow"]).status()?.success(), "cannot allow direnv's file");
        contenders
            .push(Contender::new("direnv, at each prompt outside", command(&direnv, &outside, &["export", "bash"])));
        contenders.push(Contender::new("direnv, cd into the directory", command(&direnv, &root, &["export", "bash"])));
    } else {
        println!("\ndirenv is not on PATH, and so not compared");
    }
    if let Some(mise) = tools::neighbour("mise") {
        fs::write(
            root.join("mise.toml"),
            "[env]\nVIRTUAL_ENV = \"{{config_root}}/.venv\"\n_.path = [\"./.venv/bin\"]\n",
        )?;
        ensure!(command(&mise, &root, &["trust", "--quiet"]).status()?.success(), "mise does not trust its file");
        let hook = ["hook-env", "--shell", "bash"];
        contenders.push(Contender::new("mise, at each prompt outside", command(&mise, &outside, &hook)));
        contenders.push(Contender::new("mise, cd into the directory", command(&mise, &root, &hook)));
    } else {
        println!("\nmise is not in target/tools, and so not compared");
    }
    println!("\na cd, {RUNS} runs each, in turn\n");
    race(&mut contenders, 0, 10, RUNS)?;
    print_peak("a cd into the workspace", &contenders[2].command)?;
    Ok(())
}
