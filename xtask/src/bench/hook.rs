//! What a `cd` costs: one start of `ws`, beside the least that a process can cost, and beside direnv.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use ws_test_support::sandbox::environment;

use crate::demo;
use crate::process::on_path;

const RUNS: usize = 60;

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
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    ensure!(command(&ws, &root, &["trust"]).status()?.success(), "cannot trust the workspace of the bench");
    let outside = directory.join("outside");
    let mut contenders = vec![
        ("/bin/true", command(Path::new("/bin/true"), &outside, &[])),
        ("ws, cd outside", command(&ws, &outside, &["reconcile", "bash"])),
        ("ws, cd into the workspace", command(&ws, &root, &["reconcile", "bash"])),
    ];
    if let Some(direnv) = on_path("direnv") {
        ensure!(command(&direnv, &root, &["allow"]).status()?.success(), "cannot allow direnv's file");
        contenders.push(("direnv, at each prompt outside", command(&direnv, &outside, &["export", "bash"])));
        contenders.push(("direnv, cd into the directory", command(&direnv, &root, &["export", "bash"])));
    } else {
        println!("\ndirenv is not on PATH, and so not compared");
    }
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    for _ in 0..RUNS {
        for ((name, command), times) in contenders.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            command.status().with_context(|| format!("cannot run {name}"))?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!("\na cd, {RUNS} runs each, in turn\n\n{:<32} {:>10} {:>20}", "", "median ms", "ratio to /bin/true");
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    for ((name, _), taken) in contenders.iter().zip(&times) {
        let median = taken[RUNS / 2];
        println!("{name:<32} {median:>10.2} {:>20.2}", median / times[0][RUNS / 2]);
    }
    Ok(())
}
