//! `ws cd` and what its shell function asks: where is a sibling?

use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use ws_core::select::{Selection, select};

use crate::cli::CdArgs;
use crate::{adapter, context};

/// A program cannot change its caller's directory: says what can.
pub fn explain(args: &CdArgs) -> Result<ExitCode> {
    bail!(
        "`ws cd {}` is a function of the shell's hook, which is not loaded here: run `ws install`, or see `ws hook --help`",
        args.name
    )
}

/// Prints the sibling's path. With a `/` at its end, which keeps a line break in the name from being taken off.
pub fn path(args: &CdArgs) -> Result<ExitCode> {
    let config = context::short_session()?.open(&context::asked(args.root.root.as_deref())).map_err(adapter::failed)?;
    let chosen = select(&config, &Selection { names: vec![args.name.clone()], ..Selection::default() })?;
    let [sibling] = chosen.as_slice() else { bail!("`{}` is more than one sibling", args.name) };
    let mut out = std::io::stdout().lock();
    out.write_all(sibling.path.as_os_str().as_bytes())?;
    out.write_all(b"/\n")?;
    Ok(ExitCode::SUCCESS)
}
