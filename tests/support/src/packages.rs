//! Published packages, unpacked: those of provide.io as siblings of the sample `wrknv.toml`, and some of all common build
//! backends.

use std::fs;
use std::path::{Path, PathBuf};
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
    for (archive, name) in archives(&sdists)? {
        let name = name.rsplit_once('-').context("an archive without a version")?.0.replace('_', "-");
        unpack_one(&archive, &sandbox.path().join(name))?;
    }
    let root = sandbox.path().join("provide-workspace");
    fs::create_dir(&root)?;
    fs::copy(tools::repository().join("wrknv.toml"), root.join("wrknv.toml"))?;
    Ok(Some(root))
}

/// Projects of all common build backends, each unpacked in a directory of its name and version, sorted; `None` when they
/// could not be fetched.
pub fn published(sandbox: &Sandbox) -> Result<Option<Vec<PathBuf>>> {
    let sdists = tools::repository().join("target/tools/published");
    if !sdists.is_dir() {
        eprintln!("NOT RUN: the projects of PyPI are not in target/tools/published, since PyPI did not answer");
        return Ok(None);
    }
    let mut projects = Vec::new();
    for (archive, name) in archives(&sdists)? {
        let directory = sandbox.path().join(name);
        unpack_one(&archive, &directory)?;
        projects.push(directory);
    }
    projects.sort();
    Ok(Some(projects))
}

/// The archives in a directory, each with its name without the ending.
fn archives(directory: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("an archive without a name")?;
        if let Some(name) = name.strip_suffix(".tar.gz") {
            found.push((path.clone(), name.to_owned()));
        }
    }
    Ok(found)
}

fn unpack_one(archive: &Path, directory: &Path) -> Result<()> {
    fs::create_dir(directory)?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(archive).arg("-C").arg(directory).arg("--strip-components=1");
    ensure!(tar.status()?.success(), "cannot unpack `{}`", archive.display());
    Ok(())
}
