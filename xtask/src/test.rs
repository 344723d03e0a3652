//! `cargo xtask test`: tools, binaries, every test, and one line that counts them.

use std::io::{BufRead as _, BufReader};
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result};

use crate::process::cargo;
use crate::tools;

/// libtest's variable for how many tests run at a time; by default as many as there are processors.
const THREADS: &str = "RUST_TEST_THREADS";

/// Most of a scenario's time is spent waiting for shells and remotes.
fn threads() -> usize {
    3 * std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs all tests; further arguments go to `cargo test`. Ends in `N passed, N failed, N skipped`.
pub fn run_counted(arguments: &[String]) -> Result<(Counts, bool)> {
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    if std::env::var_os(THREADS).is_none() {
        command.env(THREADS, threads().to_string());
    }
    let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().context("cannot run cargo test")?;
    let mut counts = Counts::default();
    let stdout = child.stdout.take().context("cargo test has no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        counts.add(&line);
        println!("{line}");
    }
    Ok((counts, child.wait()?.success()))
}

/// Fetches, builds, tests and counts.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    tools::fetch()?;
    // The scenarios run the plugins and their examples, which `cargo test` alone does not build for another package.
    self::build()?;
    let (counts, succeeded) = run_counted(arguments)?;
    println!("\n{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    Ok(if succeeded && counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What `cargo test` alone does not build: binaries and examples of all packages.
pub fn build() -> Result<()> {
    crate::process::run(&mut cargo(&["build", "--workspace", "--bins", "--examples"]))
}

/// How many tests came to what.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Counts {
    /// Adds libtest's `test result: ok. 5 passed; 0 failed; 1 ignored; ...`.
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(Ok(count)), Some(what)) = (words.next().map(str::parse::<u64>), words.next()) else { continue };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.skipped += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn results_are_added_up() {
        let mut counts = Counts::default();
        counts.add("test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.20s");
        counts.add("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 9 filtered out; finished in 1.20s");
        counts.add("test cli::siblings ... ok");
        assert_eq!(counts, Counts { passed: 7, failed: 3, skipped: 1 });
    }
}
