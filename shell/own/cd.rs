//! `ws cd`, and the question that its shell function asks: where is a sibling?

use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use ws_commands::cd;

use crate::cli::CdArgs;
use crate::context;

/// A program cannot change its caller's directory: says what can.
pub fn explain(args: &CdArgs) -> Result<ExitCode> {
    bail!(
        "`ws cd {}` needs the shell's hook, which is not loaded here: run `ws install`, or see `ws hook --help`",
        args.name
    )
}

/// Prints the directory's path with a `/` at its end, so that the shell does not strip a line break from the name.
pub fn path(args: &CdArgs) -> Result<ExitCode> {
    let path = cd::find(&context::short_session()?, args.root.root.as_deref(), &args.name)?;
    let mut out = std::io::stdout().lock();
    out.write_all(path.as_os_str().as_bytes())?;
    out.write_all(b"/\n")?;
    Ok(ExitCode::SUCCESS)
}
