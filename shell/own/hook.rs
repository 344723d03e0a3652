//! `ws hook`: the static script of each shell, with this program and the registry's file put in.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::cli::{HookArgs, HookShell};
use crate::shells::{self, HookOptions};
use crate::{context, output};

/// Prints the script.
pub fn run(args: &HookArgs) -> Result<ExitCode> {
    let options = HookOptions { wrap_cd: args.wrap_cd, prompt: args.prompt };
    output::print_text(&script(args.shell, options, &context::program()?)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The shell's script, which calls `program`.
pub fn script(shell: HookShell, options: HookOptions, program: &Path) -> Result<String> {
    let registry = ws_core::trust::registry_file(&context::state_dir()?);
    let not_text = |path: &Path| format!("`{}` is not UTF-8", path.display());
    let program = program.to_str().with_context(|| not_text(program))?;
    shells::hook(shell.language(), options, program, &registry).with_context(|| not_text(&registry))
}
