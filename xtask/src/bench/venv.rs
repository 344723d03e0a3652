//! What it costs to list 300 packages: `ws venv packages` beside `uv pip list` and pip itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use ws_test_support::sandbox::environment;
use ws_test_support::tools::python_tool;

use crate::bench::turns::{Contender, race};
use crate::{demo, tools};

const PACKAGES: usize = 300;
const RUNS: usize = 40;

/// Makes a venv in `directory` and prints the times.
pub fn packages(directory: &Path) -> Result<()> {
    tools::fetch()?;
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory.join("home"))?;
    fs::write(directory.join("wrknv.toml"), "[workspace]\n")?;
    let venv = directory.join(".venv");
    let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status()?;
    ensure!(made.success(), "python3 cannot make a venv");
    let lib = fs::read_dir(venv.join("lib"))?.next().context("a venv without lib")??;
    for number in 0..PACKAGES {
        let package = lib.path().join(format!("site-packages/package_{number}-1.0.dist-info"));
        fs::create_dir(&package)?;
        fs::write(package.join("METADATA"), format!("Metadata-Version: 2.1\nName: package-{number}\nVersion: 1.0\n"))?;
        fs::write(package.join("INSTALLER"), "pip\n")?;
        fs::write(package.join("RECORD"), "")?;
    }
    let uv = python_tool("WS_TEST_UV", "uv")?;
    let contender = |name: &str, program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(directory).env_clear().envs(environment(&directory.join("home")));
        Contender::new(name, command)
    };
    let python = venv.join("bin/python");
    let mut contenders = [
        contender("uv pip list", &uv, &["pip", "list", "--offline", "--python", &python.to_string_lossy()]),
        contender("ws venv packages", &demo::release("ws"), &["venv", "packages", "--format", "json"]),
        contender("pip list", &python, &["-m", "pip", "list", "--disable-pip-version-check"]),
    ];
    println!("\na venv of {PACKAGES} packages, {RUNS} runs each, in turn\n");
    race(&mut contenders, 0, 3, RUNS)
}
