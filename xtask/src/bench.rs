//! `cargo xtask bench [PART]`: what things cost, as ratios to peers in one run; medians are what counts.

mod completion;
mod exec;
mod hook;
mod imports;
mod order;
mod prompt;
mod setup;
mod siblings;
mod trees;
mod turns;
mod venv;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::demo;
use crate::process::target;

/// A part: its name, and what makes its things in a directory and prints its times.
type Part = (&'static str, fn(&Path) -> Result<()>);

const PARTS: &[Part] = &[
    ("siblings", siblings::peers),
    ("trees", trees::scenes),
    ("hook", hook::cost),
    ("completion", completion::cost),
    ("order", order::series),
    ("exec", exec::loops),
    ("prompt", prompt::cost),
    ("venv", venv::packages),
    ("imports", imports::read),
    ("setup", setup::beside_by_hand),
];

/// Builds, and runs the part that is named, or all.
pub fn run(name: Option<&str>) -> Result<ExitCode> {
    let meant: Vec<&Part> = PARTS.iter().filter(|(part, _)| name.is_none_or(|name| name == *part)).collect();
    if meant.is_empty() {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        bail!("no such part; there are {}", names.join(", "));
    }
    demo::build_release()?;
    for (name, part) in meant {
        let directory = if *name == "siblings" { "bench".to_owned() } else { format!("bench-{name}") };
        part(&target().join(directory))?;
    }
    Ok(ExitCode::SUCCESS)
}
