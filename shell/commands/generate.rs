//! `ws generate`: everything that a package ships beside the binaries, made from the clap types.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory as _;
use ws_core::PathError;

use super::completions;
use crate::cli::{Cli, GenerateArgs, Shell};
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

/// What a start-up file sources, or Nushell runs once. The hooks themselves name this user's files.
const HOOKS: &[(&str, &str)] = &[
    ("ws.bash", include_str!("../hooks/startup/ws.bash")),
    ("ws.zsh", include_str!("../hooks/startup/ws.zsh")),
    ("ws.fish", include_str!("../hooks/startup/ws.fish")),
    ("ws.nu", include_str!("../hooks/startup/ws.nu")),
];

/// Writes `completions/`, with those that ask `ws` in `completions/dynamic/`, `hooks/` and `man/`.
pub fn run(args: &GenerateArgs) -> Result<ExitCode> {
    let completions = args.directory.join("completions");
    let dynamic = completions.join("dynamic");
    let (hooks, man) = (args.directory.join("hooks"), args.directory.join("man"));
    for directory in [&dynamic, &hooks, &man] {
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
    for (name, text) in HOOKS {
        write(&hooks.join(name), text.as_bytes())?;
    }
    clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), &man)
        .map_err(PathError::at("write", &man))?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &[u8]) -> Result<()> {
    fs::write(path, text).map_err(PathError::at("write", path))?;
    Ok(())
}
