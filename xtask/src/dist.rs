//! `cargo xtask dist`: what is released. A tar.gz with binaries, completions, hooks and man pages, and from the same
//! files a wheel and a Debian package. Two runs over the same commit give the same bytes, as far as the compiler does.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};
use ws_test_support::tools::{PLUGINS, repository};

use crate::process::{cargo, on_path, run as must, target};
use crate::{deb, wheel};

/// Files of the repository that come along.
const DOCUMENTS: [&str; 3] = ["LICENSE", "README.md", "CHANGELOG.md"];

/// What to build.
struct Build {
    profile: String,
    triple: Option<String>,
    /// Pack what is built already.
    built: bool,
}

/// Builds, and packs into `target/dist`.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let build = Build::parse(arguments)?;
    if !build.built {
        build.compile()?;
    }
    let dist = repository().join("target/dist");
    let stage = dist.join("stage");
    if stage.exists() {
        fs::remove_dir_all(&stage)?;
    }
    build.fill(&stage)?;
    let name = format!("ws-{}-{}", env!("CARGO_PKG_VERSION"), build.triple()?);
    let archive = dist.join(format!("{name}.tar.gz"));
    pack(&stage, &name, &archive)?;
    say(&archive)?;
    say(&wheel::make(&stage, &build.triple()?, &dist)?)?;
    if on_path("dpkg-deb").is_some() && build.triple()?.ends_with("linux-gnu") {
        say(&deb::make(&stage, &build.triple()?, &dist, clock())?)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Build {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut build = Self { profile: "release".to_owned(), triple: None, built: false };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().with_context(|| format!("{word} wants a value"));
            match word.as_str() {
                "--profile" => build.profile = value()?,
                "--no-build" => build.built = true,
                "--target" => build.triple = Some(value()?),
                other => bail!("`cargo xtask dist` has no {other}"),
            }
        }
        Ok(build)
    }

    fn compile(&self) -> Result<()> {
        let mut build = cargo(&["build", "--profile", &self.profile, "--package", "ws-cli"]);
        for plugin in PLUGINS {
            build.args(["--package", plugin]);
        }
        if let Some(triple) = &self.triple {
            build.args(["--target", triple]);
        }
        must(&mut build)
    }

    /// Where cargo put the binaries.
    fn binaries(&self) -> PathBuf {
        let directory = if self.profile == "dev" { "debug" } else { &self.profile };
        self.triple.as_ref().map_or_else(target, |triple| target().join(triple)).join(directory)
    }

    fn triple(&self) -> Result<String> {
        if let Some(triple) = &self.triple {
            return Ok(triple.clone());
        }
        let output = Command::new("rustc").arg("-vV").output().context("cannot run rustc")?;
        let said = String::from_utf8(output.stdout)?;
        let host = said.lines().find_map(|line| line.strip_prefix("host: "));
        host.map(str::to_owned).context("rustc does not say its host")
    }

    /// Copies binaries and documents, and lets `ws` write the rest.
    fn fill(&self, stage: &Path) -> Result<()> {
        let bin = stage.join("bin");
        fs::create_dir_all(&bin)?;
        for program in std::iter::once("ws").chain(PLUGINS) {
            let from = self.binaries().join(program);
            let to = bin.join(program);
            fs::copy(&from, &to).with_context(|| format!("cannot copy `{}`", from.display()))?;
            // The release profile has them stripped.
            if self.profile != "release" {
                must(Command::new("strip").arg(&to))?;
            }
        }
        for document in DOCUMENTS {
            fs::copy(repository().join(document), stage.join(document))?;
        }
        // A `ws` for another machine cannot run here; what it writes is the same.
        let own = target().join("debug/ws");
        let runs = |program: &Path| Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success());
        let generator = [bin.join("ws"), own].into_iter().find(|program| runs(program));
        must(Command::new(generator.context("no `ws` that was built runs here")?).arg("generate").arg(stage))
    }
}

/// A tar.gz of `directory` under `name/`, sorted, with one clock and no owner.
fn pack(directory: &Path, name: &str, archive: &Path) -> Result<()> {
    let gzip = GzBuilder::new().write(File::create(archive)?, Compression::default());
    let mut tar = tar::Builder::new(gzip);
    let clock = clock();
    for path in files(directory)? {
        let inside = Path::new(name).join(path.strip_prefix(directory)?);
        let mut header = tar::Header::new_gnu();
        let metadata = path.metadata()?;
        header.set_size(metadata.len());
        header.set_mtime(clock);
        let is_program = path.parent().is_some_and(|parent| parent.ends_with("bin"));
        header.set_mode(if is_program { 0o755 } else { 0o644 });
        tar.append_data(&mut header, inside, File::open(&path)?)?;
    }
    tar.into_inner()?.finish()?.flush()?;
    Ok(())
}

/// `SOURCE_DATE_EPOCH`, else when the last commit was made.
fn clock() -> u64 {
    let commit = || {
        let output = Command::new("git").current_dir(repository()).args(["log", "-1", "--format=%ct"]).output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let said = std::env::var("SOURCE_DATE_EPOCH").ok().or_else(commit);
    said.and_then(|said| said.trim().parse().ok()).unwrap_or(0)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in directory.read_dir()? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Prints where it is, how large, and its SHA-256, which is also written beside it.
fn say(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let line = format!("{:x}  {name}\n", Sha256::digest(&bytes));
    fs::write(file.with_file_name(format!("{name}.sha256")), &line)?;
    println!("{}  {} bytes\n{}", file.display(), bytes.len(), line.trim_end());
    Ok(())
}
