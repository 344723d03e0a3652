//! `ws hook`: the static script of each shell, with this program and the registry's file put in.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::cli::{HookArgs, HookShell};
use crate::{context, output, quote};

/// Prints the script.
pub fn run(args: &HookArgs) -> Result<ExitCode> {
    let mut script = script(args.shell, &context::program()?)?;
    if args.wrap_cd && args.shell == HookShell::Bash {
        script.push_str(include_str!("../hooks/wrap_cd.bash"));
    }
    output::print_text(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// The shell's script, which calls `program`.
pub fn script(shell: HookShell, program: &Path) -> Result<String> {
    let script = match shell {
        HookShell::Bash => include_str!("../hooks/hook.bash"),
        HookShell::Zsh => include_str!("../hooks/hook.zsh"),
        HookShell::Fish => include_str!("../hooks/hook.fish"),
        HookShell::Nu => include_str!("../hooks/hook.nu"),
    };
    let registry = ws_core::trust::registry_file(&context::state_dir()?);
    let text =
        |path: &Path| path.to_str().map(str::to_owned).with_context(|| format!("`{}` is not UTF-8", path.display()));
    let (program, registry) = (text(program)?, text(&registry)?);
    let word = |path: &str| match shell {
        HookShell::Bash | HookShell::Zsh => String::from_utf8_lossy(&quote::posix_bytes(path.as_bytes())).into_owned(),
        HookShell::Fish => quote::fish(path),
        HookShell::Nu => quote::nu(path),
    };
    let called = if shell == HookShell::Nu { quote::nu_program(&program) } else { word(&program) };
    Ok(script.replace("@ws@", &called).replace("@registry@", &word(&registry)))
}
