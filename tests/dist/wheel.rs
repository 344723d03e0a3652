//! The wheel, as people who install Python programs do: with uv, pip and pipx, from a directory, into an empty home.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ws_test_support::Sandbox;
use ws_test_support::tools::{self, PLUGINS};

use super::{files, made, succeeds};

/// The wheel alone in a directory of the sandbox.
pub fn index(sandbox: &Sandbox) -> PathBuf {
    let wheel = made(".whl");
    let index = sandbox.path().join("index");
    fs::create_dir_all(&index).unwrap();
    fs::copy(&wheel, index.join(wheel.file_name().unwrap())).unwrap();
    index
}

fn tool(sandbox: &Sandbox, name: &str) -> Command {
    sandbox.command(tools::python_tool("", name).unwrap(), &sandbox.path())
}

/// `ws` answers, has its plugins beside it, and offers to register these.
fn assert_whole(sandbox: &Sandbox, bin: &Path) {
    let version = succeeds(sandbox.command(bin.join("ws"), &sandbox.path()).arg("--version"));
    assert_eq!(version.trim(), concat!("ws ", env!("CARGO_PKG_VERSION")));
    let nu = tools::nu().unwrap();
    let path = std::env::join_paths([bin, nu.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut install = sandbox.command(bin.join("ws"), &sandbox.path());
    let said = succeeds(install.env("PATH", path).args(["install", "--dry-run"]));
    for plugin in PLUGINS {
        assert!(bin.join(plugin).exists(), "{plugin}");
        assert!(said.contains(plugin), "{plugin}: {said}");
    }
}

#[test]
fn uv_installs_upgrades_tries_and_uninstalls_it_without_a_trace() {
    let sandbox = Sandbox::new().unwrap();
    let index = index(&sandbox);
    let uv = |arguments: &[&str]| {
        let mut command = tool(&sandbox, "uv");
        succeeds(command.arg("tool").args(arguments).env("UV_PYTHON_DOWNLOADS", "never"))
    };
    let from = ["--no-index", "--find-links", index.to_str().unwrap()];
    let said = uv(&[&["run"], &from[..], &["--from", "ws-cli", "ws", "--version"]].concat());
    assert_eq!(said.trim(), concat!("ws ", env!("CARGO_PKG_VERSION")));
    uv(&[&["install"], &from[..], &["ws-cli"]].concat());
    let bin = sandbox.home().join(".local/bin");
    assert_whole(&sandbox, &bin);
    uv(&[&["upgrade"], &from[..], &["ws-cli"]].concat());
    assert_whole(&sandbox, &bin);
    uv(&["uninstall", "ws-cli"]);
    let left: Vec<String> = files(&bin).into_iter().collect();
    assert_eq!(left, [""; 0]);
    assert!(!sandbox.home().join(".local/share/uv/tools/ws-cli").exists());
}

#[test]
fn pip_and_pipx_take_it_too() {
    let sandbox = Sandbox::new().unwrap();
    let index = index(&sandbox);
    let venv = sandbox.path().join("venv");
    succeeds(sandbox.command("python3", &sandbox.path()).args(["-m", "venv"]).arg(&venv));
    let before = files(&venv);
    let pip = |arguments: &[&str]| {
        let mut command = sandbox.command(venv.join("bin/pip"), &sandbox.path());
        succeeds(command.args(arguments).env("PIP_FIND_LINKS", &index).env("PIP_NO_INDEX", "1"))
    };
    pip(&["install", "ws-cli"]);
    assert_whole(&sandbox, &venv.join("bin"));
    assert!(files(&venv).contains("share/man/man1/ws-siblings.1"), "man pages come along");
    pip(&["check"]);
    pip(&["uninstall", "--yes", "ws-cli"]);
    let compiled = |file: &&String| Path::new(file).extension() == Some(OsStr::new("pyc"));
    let (after, before) = (files(&venv), before);
    let more: Vec<&String> = after.difference(&before).filter(|file| !compiled(file)).collect();
    assert!(more.is_empty(), "{more:?}");

    // With pip as its backend, pipx fetches a pip of its own first.
    let pipx = |arguments: &[&str]| {
        let mut command = tool(&sandbox, "pipx");
        succeeds(command.args(arguments).env("PIPX_DEFAULT_BACKEND", "uv").env("UV_PYTHON_DOWNLOADS", "never"))
    };
    let wheel = index.join(made(".whl").file_name().unwrap());
    pipx(&["install", wheel.to_str().unwrap()]);
    assert_whole(&sandbox, &sandbox.home().join(".local/bin"));
    pipx(&["uninstall", "ws-cli"]);
    assert!(!sandbox.home().join(".local/bin/ws").exists());
}

/// The tag promises what the binaries keep, and the RECORD what is in it.
#[test]
fn its_tag_is_the_one_that_auditwheel_finds() {
    let sandbox = Sandbox::new().unwrap();
    let wheel = made(".whl");
    let name = wheel.file_name().and_then(OsStr::to_str).unwrap().strip_suffix(".whl").unwrap();
    let tag = name.rsplit('-').next().unwrap();
    if !tag.starts_with("manylinux") {
        eprintln!("NOT RUN: auditwheel judges Linux alone, and this is {tag}");
        return;
    }
    let said = succeeds(tool(&sandbox, "auditwheel").arg("show").arg(&wheel));
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(&format!("\"{tag}\"")), "{tag}: {said}");
    let script = "import base64, csv, hashlib, io, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
record = next(name for name in wheel.namelist() if name.endswith('.dist-info/RECORD'))
rows = list(csv.reader(io.StringIO(wheel.read(record).decode())))
assert sorted(row[0] for row in rows) == sorted(wheel.namelist()), rows
for name, digest, size in rows:
    data = wheel.read(name)
    own = 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
    assert name == record and not digest or (digest, int(size)) == (own, len(data)), name
";
    succeeds(sandbox.command("python3", &sandbox.path()).args(["-c", script]).arg(&wheel));
}
