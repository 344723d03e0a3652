//! The published packages of provide.io, unpacked as siblings of the sample `wrknv.toml`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::{Sandbox, tools};

/// The packages unpacked beside the sample `wrknv.toml`; `None` when they could not be fetched.
pub fn unpack(sandbox: &Sandbox) -> Result<Option<PathBuf>> {
    let sdists = tools::repository().join("target/tools/sdists");
    if !sdists.is_dir() {
        eprintln!("NOT RUN: the packages of provide.io are not in target/tools/sdists, since PyPI did not answer");
        return Ok(None);
    }
    for entry in fs::read_dir(sdists)? {
        let archive = entry?.path();
        let file = archive.file_name().and_then(|name| name.to_str()).context("an archive without a name")?;
        let name = file.rsplit_once('-').context("an archive without a version")?.0.replace('_', "-");
        let directory = sandbox.path().join(name);
        fs::create_dir(&directory)?;
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(&archive).arg("-C").arg(&directory).arg("--strip-components=1");
        ensure!(tar.status()?.success(), "cannot unpack `{}`", archive.display());
    }
    let root = sandbox.path().join("provide-workspace");
    fs::create_dir(&root)?;
    fs::copy(tools::repository().join("wrknv.toml"), root.join("wrknv.toml"))?;
    Ok(Some(root))
}
