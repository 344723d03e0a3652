//! The same programs as a wheel, for `uv tool install` and `pipx install`: a zip with a RECORD (PEP 427), whose scripts
//! are the binaries. Its platform tag says what they really need of the system's C library (PEP 600, PEP 656).

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::process::cargo;

/// Its name on a package index, and in file names (the binary distribution format normalises it so).
pub const NAME: &str = "ws-cli";
const FILE_NAME: &str = "ws_cli";

/// Makes the wheel of what `stage` holds: `bin/*`, `man/*.1`, README.md and LICENSE.
pub fn make(stage: &Path, triple: &str, dist: &Path) -> Result<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let programs = files_of(&stage.join("bin"))?;
    let tag = format!("py3-none-{}", platform(triple, &programs)?);
    let file = dist.join(format!("{FILE_NAME}-{version}-{tag}.whl"));
    let mut wheel = Wheel { zip: ZipWriter::new(File::create(&file)?), record: String::new() };
    let (data, info) = (format!("{FILE_NAME}-{version}.data"), format!("{FILE_NAME}-{version}.dist-info"));
    for program in &programs {
        wheel.add_file(&format!("{data}/scripts"), program, 0o755)?;
    }
    for page in files_of(&stage.join("man"))? {
        wheel.add_file(&format!("{data}/data/share/man/man1"), &page, 0o644)?;
    }
    wheel.add_file(&format!("{info}/licenses"), &stage.join("LICENSE"), 0o644)?;
    wheel.add(&format!("{info}/METADATA"), metadata(version, &stage.join("README.md"))?.as_bytes(), 0o644)?;
    let about = format!("Wheel-Version: 1.0\nGenerator: ws-xtask {version}\nRoot-Is-Purelib: false\nTag: {tag}\n");
    wheel.add(&format!("{info}/WHEEL"), about.as_bytes(), 0o644)?;
    wheel.finish(&format!("{info}/RECORD"))?;
    Ok(file)
}

struct Wheel {
    zip: ZipWriter<File>,
    record: String,
}

impl Wheel {
    fn add_file(&mut self, directory: &str, file: &Path, mode: u32) -> Result<()> {
        let mut bytes = Vec::new();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        File::open(file)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .with_context(|| format!("cannot read `{}`", file.display()))?;
        self.add(&format!("{directory}/{name}"), &bytes, mode)
    }

    fn add(&mut self, name: &str, bytes: &[u8], mode: u32) -> Result<()> {
        self.write(name, bytes, mode)?;
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(bytes));
        writeln!(self.record, "{name},sha256={digest},{}", bytes.len())?;
        Ok(())
    }

    /// The RECORD names itself without a digest.
    fn finish(mut self, name: &str) -> Result<()> {
        let record = format!("{}{name},,\n", self.record);
        self.write(name, record.as_bytes(), 0o644)?;
        self.zip.finish()?.flush()?;
        Ok(())
    }

    /// The time is the zip format's earliest, so that two runs give the same bytes.
    fn write(&mut self, name: &str, bytes: &[u8], mode: u32) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }
}

/// The platform part of the tag.
fn platform(triple: &str, programs: &[PathBuf]) -> Result<String> {
    let architecture = triple.split('-').next().unwrap_or_default();
    match triple.split_once('-').map(|(_, rest)| rest) {
        Some("unknown-linux-gnu") => {
            let (major, minor) = glibc(programs)?;
            Ok(format!("manylinux_{major}_{minor}_{architecture}"))
        }
        Some("unknown-linux-musl") => Ok(format!("musllinux_1_2_{architecture}")),
        // What rustc builds for unless MACOSX_DEPLOYMENT_TARGET says otherwise.
        Some("apple-darwin") if architecture == "aarch64" => Ok("macosx_11_0_arm64".to_owned()),
        Some("apple-darwin") => Ok("macosx_10_12_x86_64".to_owned()),
        _ => bail!("there is no wheel for {triple}"),
    }
}

/// The newest GLIBC version that a symbol of the programs wants.
pub fn glibc(programs: &[PathBuf]) -> Result<(u32, u32)> {
    let output = Command::new("readelf").args(["--version-info", "--wide"]).args(programs).output();
    let output = output.context("cannot run readelf (of binutils)")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let versions = said.split("GLIBC_").skip(1).filter_map(|rest| {
        let version = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
        let mut numbers = version.split('.').map(str::parse::<u32>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    versions.max().context("the programs ask for no GLIBC version")
}

/// The package's description, as Cargo.toml has it.
pub fn description() -> Result<String> {
    let package = package()?;
    Ok(package["description"].as_str().context("Cargo.toml has no description")?.to_owned())
}

fn package() -> Result<serde_json::Value> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"]).output().context("cannot run cargo")?;
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).context("cargo metadata says no JSON")?;
    let packages = all["packages"].as_array().into_iter().flatten();
    packages.into_iter().find(|package| package["name"] == NAME).cloned().context("there is no package ws-cli")
}

/// Core metadata 2.4 (PEP 566, PEP 639).
fn metadata(version: &str, readme: &Path) -> Result<String> {
    let package = package()?;
    let field = |name: &str| package[name].as_str().with_context(|| format!("Cargo.toml has no {name}"));
    let readme = fs::read_to_string(readme)?;
    Ok(format!(
        "Metadata-Version: 2.4\nName: {NAME}\nVersion: {version}\nSummary: {}\nProject-URL: Source, {}\n\
         License-Expression: {}\nLicense-File: LICENSE\nRequires-Python: >=3.8\n\
         Classifier: Programming Language :: Rust\nClassifier: Environment :: Console\n\
         Description-Content-Type: text/markdown\n\n{readme}",
        field("description")?,
        field("repository")?,
        field("license")?,
    ))
}

pub fn files_of(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files =
        directory.read_dir()?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}
