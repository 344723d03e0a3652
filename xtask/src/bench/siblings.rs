//! `ws siblings` beside its peers, over the sample workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::bench::turns::{Contender, print_peak, race};
use crate::demo::{self, Stage};
use crate::process::{cargo, on_path, run as must, target};
use crate::tools;

const RUNS: usize = 15;

/// Fetches the peers, makes the workspace in `directory`, and prints the times.
pub fn peers(directory: &Path) -> Result<()> {
    tools::nushell()?;
    let (gfold, gita) = (gfold()?, gita()?);
    let stage = Stage::make(directory)?;
    let mut contenders = contenders(&stage, &gfold, &gita)?;
    println!("\nws siblings over {} repositories, {RUNS} runs each, in turn\n", repositories(&stage)?.len());
    race(&mut contenders, 0, 2, RUNS)?;
    print_peak("ws siblings", &contenders[0].command)?;
    Ok(())
}

fn contenders(stage: &Stage, gfold: &Path, gita: &Path) -> Result<Vec<Contender>> {
    let contender = |name, program: &Path, arguments: &[&str]| {
        let mut command = stage.command(program);
        command.args(arguments);
        Contender::new(name, command)
    };
    let directory = stage.directory.display().to_string();
    let list: Vec<String> = repositories(stage)?.iter().map(|path| path.display().to_string()).collect();
    must(
        contender("", gita, &[&["add"], &list.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat())
            .command
            .env("HOME", stage.directory.join("..")),
    )?;
    let status =
        format!("printf '%s\\n' {} | xargs -P4 -I{{}} git -C {{}} status --porcelain=v2 --branch", list.join(" "));
    let mut nu = stage.nu();
    nu.args(["-c", "ws siblings | to json"]);
    let mut nu_alone = stage.nu();
    nu_alone.args(["-c", "1"]);
    let mut gita = contender("gita ll", gita, &["ll"]);
    gita.command.env("HOME", stage.directory.join(".."));
    Ok(vec![
        contender("ws siblings --format json", &demo::release("ws"), &["siblings", "--format", "json"]),
        Contender::new("nu -c 'ws siblings | to json'", nu),
        Contender::new("nu -c 1", nu_alone),
        contender("gfold -i -d json", gfold, &["-i", "-d", "json", &directory]),
        gita,
        contender("git status by xargs -P4", Path::new("sh"), &["-c", &status]),
        contender("/bin/true", Path::new("/bin/true"), &[]),
    ])
}

/// The siblings that are repositories.
pub fn repositories(stage: &Stage) -> Result<Vec<PathBuf>> {
    let entries = stage.directory.read_dir()?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.join(".git").exists());
    paths.sort();
    Ok(paths)
}

/// gfold from PATH, else from its crate into `target/tools`.
pub fn gfold() -> Result<PathBuf> {
    let root = target().join("tools");
    let fetched = root.join("bin/gfold");
    if let Some(gfold) = on_path("gfold") {
        return Ok(gfold);
    }
    if !fetched.is_file() {
        must(
            cargo(&["install", "gfold", "--locked", "--quiet", "--root"])
                .arg(&root)
                .env("CARGO_TARGET_DIR", root.join("build")),
        )?;
    }
    Ok(fetched)
}

/// gita from PATH, else from its Python package into `target/tools/python`.
pub fn gita() -> Result<PathBuf> {
    let venv = target().join("tools/python");
    let fetched = venv.join("bin/gita");
    if let Some(gita) = on_path("gita") {
        return Ok(gita);
    }
    if !fetched.is_file() {
        tools::python()?;
        must(Command::new(venv.join("bin/pip")).args(["install", "--quiet", "gita"]))?;
    }
    Ok(fetched)
}
