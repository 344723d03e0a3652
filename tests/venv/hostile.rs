//! A venv that somebody else filled: every read is bounded, nothing blocks, and one bad file hides no other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ws_core::python::venv::{CallerEnv, InstallState, SiblingProject, Venv, VenvPackageRow, packages, read};
use ws_core::row::{Cell, Row as _};
use ws_test_support::Sandbox;

use super::{config, sibling, text};

fn venv(sandbox: &Sandbox) -> (PathBuf, PathBuf) {
    let venv = sandbox.path().join(".venv");
    let site = venv.join("lib/python3.11/site-packages");
    fs::create_dir_all(&site).unwrap();
    fs::create_dir_all(venv.join("bin")).unwrap();
    fs::write(venv.join("pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.7\n").unwrap();
    (venv, site)
}

fn distribution(site: &Path, name: &str, version: &str) -> PathBuf {
    let info = site.join(format!("{name}-{version}.dist-info"));
    fs::create_dir(&info).unwrap();
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nlong description\n");
    fs::write(info.join("METADATA"), metadata).unwrap();
    fs::write(
        info.join("RECORD"),
        format!("{name}.py,sha256=x,1200\n\"{name}/a,b.py\",,34\n{name}.dist-info/RECORD,,\n"),
    )
    .unwrap();
    fs::write(info.join("INSTALLER"), "pip\n").unwrap();
    info
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn odd_files_are_problems_of_their_own() {
    let sandbox = Sandbox::new().unwrap();
    let (path, site) = venv(&sandbox);
    distribution(&site, "fine", "1.0");
    for name in ["METADATA", "RECORD", "INSTALLER", "direct_url.json", "top_level.txt"] {
        let info = distribution(&site, &format!("fifo_{}", name.replace('.', "_").to_lowercase()), "1.0");
        let _ = fs::remove_file(info.join(name));
        fifo(&info.join(name));
    }
    fifo(&site.join("a.pth"));
    fifo(&site.join("b.egg-link"));
    fifo(&site.join("c-1.0.egg-info"));
    let nested = distribution(&site, "nested", "1.0");
    fs::write(nested.join("direct_url.json"), "[".repeat(200_000)).unwrap();
    let remote = distribution(&site, "remote", "1.0");
    fs::write(remote.join("direct_url.json"), r#"{"url": "file://host/x", "dir_info": {"editable": true}}"#).unwrap();
    let bytes = distribution(&site, "bytes", "1.0");
    fs::write(bytes.join("METADATA"), b"Name: bytes\nVersion: 1.0\nAuthor: \xff\xfe\nRequires-Dist: \xff\n\n").unwrap();
    let long = distribution(&site, "long", "1.0");
    fs::File::create(long.join("METADATA")).unwrap().set_len(1 << 33).unwrap();
    fs::write(site.join("z.pth"), b"\xff\xfe/nowhere\n/\0x\nimport os; os.system('touch PWNED')\n../../..\n").unwrap();
    fs::write(site.join("__editable___x_finder.py"), "MAPPING = __import__('os').system('touch PWNED')").unwrap();
    fs::write(site.join("x.pth"), "import __editable___x_finder; __editable___x_finder.install()").unwrap();
    std::os::unix::fs::symlink(site.join("loop.dist-info"), site.join("loop.dist-info")).unwrap();

    let config = config(&sandbox.path(), &path, Vec::new());
    let start = Instant::now();
    let rows = packages(&config, &[]).unwrap();
    let state = read(&config, &[], &CallerEnv::default());
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
    let names: Vec<String> = rows.iter().map(|row| row.distribution.name.to_string()).collect();
    let expected = [
        "bytes",
        "fifo-direct-url-json",
        "fifo-installer",
        "fifo-metadata",
        "fifo-record",
        "fifo-top-level-txt",
        "fine",
        "long",
        "nested",
        "remote",
    ];
    assert_eq!(names.iter().filter(|name| *name != "c").cloned().collect::<Vec<_>>(), expected);
    let fine = rows.iter().find(|row| row.distribution.name.as_ref() == "fine").unwrap();
    assert_eq!(fine.distribution.size, Some(1234));
    assert_eq!(fine.distribution.installer.as_deref(), Some("pip"));
    let record = rows.iter().find(|row| row.distribution.name.as_ref() == "fifo-record").unwrap();
    assert_eq!(record.distribution.size, None);
    let broken = state.problems.iter().filter(|problem| problem.code == "ws::venv::metadata_broken").count();
    assert!(broken >= 6, "{:?}", state.problems);
    for row in &rows {
        assert_eq!(row.cells().len(), ws_core::python::venv::VenvPackageRow::COLUMNS.len());
    }
    assert_eq!(state.cells().len(), ws_core::python::venv::VenvRow::COLUMNS.len());
    assert!(!sandbox.path().join("PWNED").exists() && !Path::new("PWNED").exists());
}

#[test]
fn what_is_no_venv_says_why() {
    let sandbox = Sandbox::new().unwrap();
    let path = sandbox.path().join(".venv");
    let config = config(&sandbox.path(), &path, Vec::new());
    let codes = || -> Vec<&'static str> {
        read(&config, &[], &CallerEnv::default()).problems.iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(), ["ws::venv::missing"]);
    assert_eq!(packages(&config, &[]).unwrap_err().code(), "ws::venv::missing");
    let state = read(&config, &[], &CallerEnv::default());
    assert_eq!((state.packages, state.interpreter_ok, state.siblings_editable), (None, None, None));
    fs::write(&path, "").unwrap();
    assert_eq!(codes(), ["ws::venv::missing"]);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(codes(), ["ws::venv::broken", "ws::venv::no_interpreter", "ws::venv::broken"]);
    assert_eq!(packages(&config, &[]).unwrap_err().code(), "ws::venv::broken");
    fifo(&path.join("pyvenv.cfg"));
    assert_eq!(codes().first(), Some(&"ws::venv::broken"));
}

#[test]
fn three_hundred_packages_are_all_seen() {
    let sandbox = Sandbox::new().unwrap();
    let (path, site) = venv(&sandbox);
    for number in 0..300 {
        distribution(&site, &format!("package_{number}"), "1.0");
    }
    assert_eq!(Venv::open(&path, true).distributions().len(), 300, "{}", text(&path));
}

/// Whether it is an editable cannot be known then, and it is no copy.
#[test]
fn an_origin_that_cannot_be_read_is_unknown() {
    for text in ["", "[", "{}", r#"{"url": 1}"#, r#"{"url": "x", "dir_info": {"editable": true}}"#] {
        let sandbox = Sandbox::new().unwrap();
        let (path, site) = venv(&sandbox);
        fs::write(distribution(&site, "fine", "1.0").join("direct_url.json"), text).unwrap();
        let source = sandbox.path().join("fine");
        fs::create_dir(&source).unwrap();
        let (sibling, project) = sibling(&source, Some(("fine", "1.0")));
        let config = config(&sandbox.path(), &path, vec![sibling.clone()]);
        let projects = [SiblingProject::new(&sibling, &project)];
        let cells = packages(&config, &projects).unwrap()[0].cells();
        let of = |name| &cells[VenvPackageRow::COLUMNS.iter().position(|column| column.name == name).unwrap()];
        assert!(of("editable") == &Cell::Null && of("error") != &Cell::Null, "{text}: {cells:?}");
        let installs = ws_core::python::venv::siblings(&config, &projects);
        assert_eq!(installs[0].state, InstallState::Unknown, "{text}");
        assert!(installs[0].error.is_some(), "{text}");
    }
}
