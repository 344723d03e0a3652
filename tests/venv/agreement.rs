//! What is installed, and whether it fits: as `uv pip list` and `uv pip check` say it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ws_core::python::venv::{CallerEnv, Venv, read};

use super::{Place, config, text};

/// (name, version, project of an editable), as the command and as core have it.
pub type Listed = BTreeSet<(String, String, Option<String>)>;

pub fn listed_by_uv(place: &Place, venv: &Path) -> Listed {
    let output = place.uv(&["pip", "list", "-q", "--format", "json", "--python", &text(&venv.join("bin/python"))]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().map(ToOwned::to_owned);
    let row = |row: &serde_json::Value| {
        (field(row, "name").unwrap(), field(row, "version").unwrap(), field(row, "editable_project_location"))
    };
    rows.iter().map(row).collect()
}

pub fn listed_by_core(venv: &Path) -> Listed {
    let venv = Venv::open(venv, false);
    let row = |found: &ws_core::python::dist::Distribution| {
        (found.name.to_string(), found.version.clone().unwrap(), found.editable.as_deref().map(text))
    };
    venv.distributions().iter().map(row).collect()
}

/// How many things `uv pip check` complains about.
pub fn complaints_of_uv(place: &Place, venv: &Path) -> usize {
    let output = place.try_uv(&["pip", "check", "--python", &text(&venv.join("bin/python"))]);
    let message = String::from_utf8(output.stderr).unwrap();
    let found = message.lines().find_map(|line| line.strip_prefix("Found ")?.split(' ').next()?.parse().ok());
    assert_eq!(output.status.success(), found.is_none(), "{message}");
    found.unwrap_or(0)
}

fn codes(venv: &Path) -> Vec<&'static str> {
    let mut codes: Vec<&str> = Venv::open(venv, false).package_problems().iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn venvs_of_uv_and_of_python_are_read_as_what_they_are() {
    let place = Place::new();
    for (venv, maker) in [(place.uv_venv("by uv"), "uv"), (place.python_venv("by-venv"), "venv")] {
        let config = config(&place.path("root"), &venv, Vec::new());
        let state = read(&config, &[], &CallerEnv::default());
        assert!(state.exists && !state.active);
        assert_eq!(state.created_by, Some(maker));
        assert_eq!(state.interpreter_ok, Some(true));
        let python = venv.join("bin/python");
        assert_eq!(state.interpreter, Some(python.canonicalize().unwrap()));
        let said = place.command(&python).arg("--version").output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        assert_eq!(said.trim(), format!("Python {}", state.python_version.unwrap()));
        assert_eq!(state.packages, Some(listed_by_uv(&place, &venv).len()));
        assert_eq!(state.prompt.as_deref(), venv.file_name().unwrap().to_str());
        assert!(state.problems.is_empty(), "{:?}", state.problems);

        let mut caller = CallerEnv { virtual_env: Some(venv.clone()), path: Some("/usr/bin".into()), trust: None };
        assert!(!read(&config, &[], &caller).active, "VIRTUAL_ENV alone");
        caller.path = Some(format!("{}/bin:/usr/bin", text(&venv)).into());
        assert!(read(&config, &[], &caller).active);
        caller.virtual_env = Some(place.path("other"));
        let state = read(&config, &[], &caller);
        assert!(!state.active);
        assert_eq!(state.problems[0].code, "ws::venv::another_active");
    }
}

#[test]
fn lists_agree_on_a_venv_with_packages_from_the_index() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    place.uv_install(&venv, &["requests==2.31.0", "typing_extensions", "jaraco.functools"]);
    assert_eq!(listed_by_core(&venv), listed_by_uv(&place, &venv));
    assert_eq!((codes(&venv).len(), complaints_of_uv(&place, &venv)), (0, 0));
    let with_sizes = Venv::open(&venv, true);
    assert!(with_sizes.distributions().iter().all(|found| found.installer.as_deref() == Some("uv")));
    for found in with_sizes.distributions() {
        assert!(found.size.is_some_and(|size| size > 1000), "{} has {:?}", found.name, found.size);
    }

    place.uv_install(&venv, &["--no-deps", "urllib3==1.20"]);
    let python = text(&venv.join("bin/python"));
    place.uv(&["pip", "uninstall", "-q", "--python", &python, "idna", "certifi"]);
    assert_eq!(listed_by_core(&venv), listed_by_uv(&place, &venv));
    let missing = "ws::venv::requirement_missing";
    assert_eq!(codes(&venv), ["ws::venv::requirement_conflict", missing, missing]);
    assert_eq!(complaints_of_uv(&place, &venv), 3);
}

#[test]
fn lists_agree_on_a_venv_that_was_treated_badly() {
    let place = Place::new();
    let venv = place.python_venv("v");
    place.uv_install(&venv, &["six==1.16.0", "packaging"]);
    let site = fs::read_dir(venv.join("lib")).unwrap().next().unwrap().unwrap().path().join("site-packages");
    fs::create_dir(site.join("broken-1.0.dist-info")).unwrap();
    fs::create_dir(site.join("nothing.dist-info")).unwrap();
    fs::create_dir(site.join("~ix-1.0.dist-info")).unwrap();
    fs::write(site.join("Old_Egg-2.0-py3.11.egg-info"), "Metadata-Version: 1.0\nName: Old_Egg\nVersion: 2.0\n")
        .unwrap();
    fs::create_dir(site.join("six-1.15.0.dist-info")).unwrap();
    fs::copy(site.join("six-1.16.0.dist-info/METADATA"), site.join("six-1.15.0.dist-info/METADATA")).unwrap();
    assert_eq!(listed_by_core(&venv), listed_by_uv(&place, &venv));
    // `nothing.dist-info` is one that uv passes over in silence.
    let broken = "ws::venv::metadata_broken";
    assert_eq!(codes(&venv), ["ws::venv::duplicate_package", broken, broken]);
    assert_eq!(complaints_of_uv(&place, &venv), 2);
}

#[test]
fn an_interpreter_that_is_gone_is_named() {
    let place = Place::new();
    let venv = place.uv_venv("v");
    fs::remove_file(venv.join("bin/python")).unwrap();
    std::os::unix::fs::symlink("/opt/python-that-is-gone/bin/python3", venv.join("bin/python")).unwrap();
    let config = config(&place.path("root"), &venv, Vec::new());
    let state = read(&config, &[], &CallerEnv::default());
    assert_eq!(state.interpreter_ok, Some(false));
    assert_eq!(state.interpreter.as_deref(), Some(Path::new("/opt/python-that-is-gone/bin/python3")));
    assert_eq!(state.problems[0].code, "ws::venv::dangling_interpreter");
}
