//! `cargo xtask completions`: the scripts that are checked in, made anew from the clap types.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;
use ws_test_support::tools::repository;

use crate::process::{cargo, run as must, target};

/// Builds `ws` and copies what it generates over `completions/`.
pub fn run() -> Result<ExitCode> {
    must(&mut cargo(&["build", "--package", "ws-cli"]))?;
    let generated = target().join("generated");
    must(Command::new(target().join("debug/ws")).arg("generate").arg(&generated))?;
    copy(&generated.join("completions"), &repository().join("completions"))?;
    Ok(ExitCode::SUCCESS)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in from.read_dir()? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
