//! The project's own commands: `cargo xtask demo | test | bench | completions | docs | dist | tools`.

mod bench;
mod completions;
mod deb;
mod demo;
mod dist;
mod process;
mod test;
mod tools;
mod wheel;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask demo [--shell]     build everything, make the sample workspace in target/demo, show it in real Nushell
cargo xtask test [ARGS...]     fetch what the tests need and run all of them; ARGS go to `cargo test`
cargo xtask bench [PART]       time `ws` beside its peers, in one run, as ratios
cargo xtask completions        make the scripts in completions/ anew
cargo xtask docs               run every command of the documents anew, and draw their pictures
cargo xtask dist [--profile NAME] [--target TRIPLE] [--no-build]
                               make what is released: a tar.gz, a wheel, and a .deb where there is dpkg, in target/dist
cargo xtask tools              fetch what tests and demo need into target/tools, without running anything";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (verb, rest) = arguments.split_first().map_or(("", &[][..]), |(verb, rest)| (verb.as_str(), rest));
    match verb {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest.first().map(String::as_str)),
        "completions" => completions::run(),
        "dist" => dist::run(rest),
        "docs" => docs(),
        "tools" => tools::fetch().map(|()| ExitCode::SUCCESS),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no `cargo xtask {other}`\n{USAGE}"),
    }
}

/// The tests that compare the documents with the truth, told to write it instead.
fn docs() -> Result<ExitCode> {
    test::build()?;
    process::run(process::cargo(&["test", "--package", "ws-cli", "--test", "docs"]).env("WS_BLESS", "1"))?;
    Ok(ExitCode::SUCCESS)
}
