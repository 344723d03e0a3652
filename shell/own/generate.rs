//! `ws generate`: everything that a package ships beside the binaries, and the reference pages, made from the clap types.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum as _;
use ws_core::PathError;

use super::{completions, reference};
use crate::cli::{self, GenerateArgs, HookShell, Shell};
use crate::nushell::Contents;

/// The scripts' names, as each shell looks for them.
const SCRIPTS: &[(Shell, &str)] = &[
    (Shell::Bash, "ws.bash"),
    (Shell::Zsh, "_ws"),
    (Shell::Fish, "ws.fish"),
    (Shell::Nu, "ws.nu"),
    (Shell::Elvish, "ws.elv"),
    (Shell::Powershell, "_ws.ps1"),
];

/// Writes `completions/`, with those that ask `ws` in `completions/dynamic/`, `hooks/`, `man/` and `docs/`.
pub fn run(args: &GenerateArgs) -> Result<ExitCode> {
    let completions = args.directory.join("completions");
    let dynamic = completions.join("dynamic");
    let (hooks, man) = (args.directory.join("hooks"), args.directory.join("man"));
    let docs = args.directory.join("docs");
    for directory in [&dynamic, &hooks, &man, &docs] {
        fs::create_dir_all(directory).map_err(PathError::at("make", directory))?;
    }
    for (shell, name) in SCRIPTS {
        let asking = completions::asking(*shell, Contents::Externs, "ws");
        // Nushell's has the commands and flags of the static one, and asks for values alone.
        if *shell == Shell::Nu {
            write(&completions.join(name), &asking)?;
        } else {
            write(&completions.join(name), &completions::fixed(*shell))?;
            write(&dynamic.join(name), &asking)?;
        }
    }
    // A package ships what a start-up file sources; the hook itself would name this user's files.
    for shell in HookShell::value_variants() {
        let language = shell.language();
        write(&hooks.join(format!("ws.{}", language.name())), language.startup_script().as_bytes())?;
    }
    clap_mangen::generate_to(cli::command(None).disable_help_subcommand(true), &man)
        .map_err(PathError::at("write", &man))?;
    write(&docs.join("commands.md"), reference::commands().as_bytes())?;
    write(&docs.join("columns.md"), reference::columns().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &[u8]) -> Result<()> {
    fs::write(path, text).map_err(PathError::at("write", path))?;
    Ok(())
}
