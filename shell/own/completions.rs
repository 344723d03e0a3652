//! `ws completions`: the script that a shell evaluates.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap_complete::{Generator, Shell as ClapShell};

use crate::cli::{self, CompletionsArgs, Shell};
use crate::nushell::{self, Contents};
use crate::{complete, context};

/// Prints the script.
pub fn run(args: &CompletionsArgs) -> Result<ExitCode> {
    let text = if args.fixed {
        fixed(args.shell)
    } else {
        let program = match &args.program {
            Some(program) => program.clone(),
            None => context::program()?.to_string_lossy().into_owned(),
        };
        let contents = match (args.beside_plugins, args.wrap) {
            (_, true) => Contents::Wrapped,
            (true, false) => Contents::BesidePlugins,
            (false, false) => Contents::Externs,
        };
        asking(args.shell, contents, &program)
    };
    std::io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The script that asks `program` at each TAB.
pub fn asking(shell: Shell, contents: Contents, program: &str) -> Vec<u8> {
    if shell == Shell::Nu {
        return nushell::module(&cli::command(None), contents, program).into_bytes();
    }
    complete::script(shell, program)
}

/// The script that does not run `ws`.
pub fn fixed(shell: Shell) -> Vec<u8> {
    let mut command = cli::command(None);
    command.set_bin_name("ws");
    command.build();
    let mut out = Vec::new();
    match shell {
        Shell::Bash => ClapShell::Bash.generate(&command, &mut out),
        Shell::Zsh => ClapShell::Zsh.generate(&command, &mut out),
        Shell::Fish => ClapShell::Fish.generate(&command, &mut out),
        Shell::Elvish => ClapShell::Elvish.generate(&command, &mut out),
        Shell::Powershell => ClapShell::PowerShell.generate(&command, &mut out),
        Shell::Nu => clap_complete_nushell::Nushell.generate(&command, &mut out),
    }
    out
}
