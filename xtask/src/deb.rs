//! The same files as a Debian package, by `dpkg-deb`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, GzBuilder};

use crate::process::run as must;
use crate::wheel::{NAME, description, files_of, glibc};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const MAINTAINER: &str = "provide-io <provide-io@users.noreply.github.com>";

/// Debian's long description; each line begins with a blank.
const ABOUT: &str = " Shows all repositories of a workspace as one table, brings them up, runs tasks
 across them in dependency order, and activates their shared Python venv on cd.
 With plugins for Nushell, and completion for bash, zsh and fish.";

/// Where completion scripts go, and under which names each shell looks for them.
const COMPLETIONS: [(&str, &str); 3] = [
    ("ws.bash", "usr/share/bash-completion/completions/ws"),
    ("_ws", "usr/share/zsh/vendor-completions/_ws"),
    ("ws.fish", "usr/share/fish/vendor_completions.d/ws.fish"),
];

/// Makes the package of what `stage` holds. `clock` is the time of all files in it, in seconds since 1970.
pub fn make(stage: &Path, triple: &str, dist: &Path, clock: u64) -> Result<PathBuf> {
    let architecture = architecture(triple)?;
    let tree = dist.join("deb");
    if tree.exists() {
        fs::remove_dir_all(&tree)?;
    }
    let programs = files_of(&stage.join("bin"))?;
    for program in &programs {
        put(&fs::read(program)?, &tree.join("usr/bin").join(name(program)), 0o755)?;
    }
    for (script, target) in COMPLETIONS {
        put(&fs::read(stage.join("completions/dynamic").join(script))?, &tree.join(target), 0o644)?;
    }
    for page in files_of(&stage.join("man"))? {
        let file = tree.join("usr/share/man/man1").join(format!("{}.gz", name(&page)));
        put(&compressed(&fs::read(&page)?)?, &file, 0o644)?;
    }
    let documents = tree.join("usr/share/doc").join(NAME);
    for hook in files_of(&stage.join("hooks"))? {
        put(&fs::read(&hook)?, &documents.join("hooks").join(name(&hook)), 0o644)?;
    }
    put(&fs::read(stage.join("README.md"))?, &documents.join("README.md"), 0o644)?;
    put(&fs::read(stage.join("LICENSE"))?, &documents.join("copyright"), 0o644)?;
    let size = size(&tree)?.div_ceil(1024);
    put(control(architecture, &programs, size)?.as_bytes(), &tree.join("DEBIAN/control"), 0o644)?;
    let package = dist.join(format!("{NAME}_{VERSION}-1_{architecture}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "--build"]).arg(&tree).arg(&package);
    must(build.env("SOURCE_DATE_EPOCH", clock.to_string()).stdout(std::process::Stdio::null()))?;
    Ok(package)
}

fn control(architecture: &str, programs: &[PathBuf], size: u64) -> Result<String> {
    let (major, minor) = glibc(programs)?;
    Ok(format!(
        "Package: {NAME}\nVersion: {VERSION}-1\nArchitecture: {architecture}\nMaintainer: {MAINTAINER}\n\
         Installed-Size: {size}\nDepends: libc6 (>= {major}.{minor}), libgcc-s1 (>= 4.2)\nRecommends: git\n\
         Section: devel\nPriority: optional\nDescription: {}\n{ABOUT}\n",
        description()?
    ))
}

/// Debian's name of the architecture.
fn architecture(triple: &str) -> Result<&'static str> {
    Ok(match triple.split('-').next() {
        Some("x86_64") => "amd64",
        Some("aarch64") => "arm64",
        Some("armv7") => "armhf",
        Some("riscv64gc") => "riscv64",
        _ => bail!("Debian has no architecture for {triple}"),
    })
}

fn put(bytes: &[u8], file: &Path, mode: u32) -> Result<()> {
    let directory = file.parent().context("a file is in a directory")?;
    fs::create_dir_all(directory)?;
    // Whatever the umask of whoever makes it.
    for made in directory.ancestors().take_while(|made| !made.ends_with("dist")) {
        fs::set_permissions(made, fs::Permissions::from_mode(0o755))?;
    }
    fs::write(file, bytes)?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode))?)
}

/// Without a name and a time in it, so that two runs give the same bytes.
fn compressed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut gzip, bytes)?;
    Ok(gzip.finish()?)
}

fn size(directory: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in directory.read_dir()? {
        let entry = entry?;
        size += if entry.file_type()?.is_dir() { self::size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(size)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
