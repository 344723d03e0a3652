//! What it costs to read the imports of 2,000 Python files: `ws deps --imports` with nothing remembered, and from its cache,
//! beside Python's own parser over the same files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use ws_test_support::sandbox::environment;
use ws_test_support::tools::repository;

use crate::bench::turns::{Contender, race};
use crate::demo;

const FILES: usize = 2000;
const SIBLINGS: usize = 10;
const RUNS: usize = 15;

/// Makes a workspace of Python's standard library in `directory` and prints the times.
pub fn read(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    fs::create_dir_all(directory.join("home"))?;
    let library =
        Command::new("python3").args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]).output()?;
    let library = PathBuf::from(String::from_utf8_lossy(&library.stdout).trim());
    let mut sources = Vec::new();
    python_files(&library, &mut sources)?;
    sources.sort();
    ensure!(!sources.is_empty(), "`{}` has no Python files", library.display());
    let mut config = "[workspace]\n".to_owned();
    for sibling in 0..SIBLINGS {
        let name = format!("part-{sibling}");
        let _ = write!(config, "[[siblings]]\nname = \"{name}\"\npath = \"{name}\"\n");
        let package = directory.join(&name).join(format!("src/part_{sibling}"));
        fs::create_dir_all(&package)?;
        let project = format!("[project]\nname = \"{name}\"\nversion = \"1\"\ndependencies = []\n");
        fs::write(directory.join(&name).join("pyproject.toml"), project)?;
        for number in 0..FILES / SIBLINGS {
            // Where there are fewer files than that, some come twice, and differ by a comment.
            let source = fs::read(&sources[(sibling * FILES / SIBLINGS + number) % sources.len()])?;
            let text = [&source[..], format!("\n# {sibling} {number}\n").as_bytes()].concat();
            fs::write(package.join(format!("module_{number}.py")), text)?;
        }
    }
    fs::write(directory.join("wrknv.toml"), config)?;
    let command = |program: &Path| {
        let mut command = Command::new(program);
        command.current_dir(directory).env_clear().envs(environment(&directory.join("home")));
        command
    };
    let ws = demo::release("ws");
    let mut by_python = command(Path::new("python3"));
    by_python.args(["-W", "ignore"]).arg(repository().join("tests/imports/by_python.py")).arg(directory);
    let mut cold = command(Path::new("/bin/sh"));
    cold.args(["-c", "rm -rf home/.cache; exec \"$1\" deps --imports --format json", "sh"]).arg(&ws);
    let mut warm = command(&ws);
    warm.args(["deps", "--imports", "--format", "json"]);
    let mut contenders = [
        Contender::new("Python's ast", by_python),
        Contender::new("ws deps --imports, nothing remembered", cold),
        Contender::new("ws deps --imports, from the cache", warm),
    ];
    println!("\nthe imports of {FILES} Python files, {RUNS} runs each, in turn\n");
    race(&mut contenders, 0, 1, RUNS)
}

/// Every Python file below a directory, but not what was installed there.
fn python_files(directory: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory)?.flatten() {
        let path = entry.path();
        let is_foreign = ["site-packages", "lib2to3"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_foreign {
            python_files(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "py") {
            found.push(path);
        }
    }
    Ok(())
}
