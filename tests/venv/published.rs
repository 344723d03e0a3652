//! Venvs by uv, by Python's own module and by virtualenv, with real projects as editables and what they ask for from an
//! index: what uv, pip and Python say of them.

use std::collections::BTreeSet;
use std::path::Path;

use ws_core::python::venv::{InstallState, Venv};
use ws_test_support::{packages, tools};

use super::agreement::{complaints_of_uv, listed_by_core, listed_by_uv};
use super::{Place, install, sibling, succeed, text};

/// An editable of each of these: of flit, hatchling with `setuptools_scm`, PDM, Poetry, and setuptools with `setup.py`,
/// `setup.cfg` and `pyproject.toml`.
const EDITABLES: [&str; 10] =
    ["blinker", "termcolor", "findpython", "crashtest", "h11", "six", "pluggy", "decorator", "itsdangerous", "mako"];

/// What `pip list` says, but for editables, whose directory it has in another form.
fn listed_by_pip(place: &Place, venv: &Path) -> BTreeSet<(String, String)> {
    let pip = tools::python_tool("WS_TEST_PIP", "pip").unwrap();
    let mut command = place.command(&pip);
    command.arg("--python").arg(venv.join("bin/python")).args(["list", "--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&succeed(&mut command).stdout).unwrap();
    let field = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter().map(|row| (ws_core::python::normal(&field(row, "name")), field(row, "version"))).collect()
}

#[test]
fn what_is_installed_is_told_as_uv_pip_and_python_tell_it() {
    let place = Place::new();
    let Some(projects) = packages::published(&place.sandbox).unwrap() else { return };
    let named = |name: &str| projects.iter().find(|it| text(it).contains(&format!("/{name}-"))).unwrap();
    let by_virtualenv = tools::neighbour("virtualenv").map(|virtualenv| {
        let venv = place.path("by-virtualenv");
        succeed(place.command(&virtualenv).arg("--python").arg(&place.python).arg(&venv));
        venv
    });
    if by_virtualenv.is_none() {
        eprintln!("SKIPPED: virtualenv is not in target/tools/neighbours, and its venv is not looked at");
    }
    for venv in [place.uv_venv("by-uv"), place.python_venv("by-venv")].into_iter().chain(by_virtualenv) {
        let mut arguments: Vec<String> = vec!["flask".to_owned(), "httpx".to_owned()];
        for name in EDITABLES {
            arguments.extend(["-e".to_owned(), text(named(name))]);
        }
        place.uv_install(&venv, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(listed_by_core(&venv), listed_by_uv(&place, &venv));
        let opened = Venv::open(&venv, false);
        let ours: BTreeSet<(String, String)> =
            opened.distributions().iter().map(|it| (it.name.to_string(), it.version.clone().unwrap())).collect();
        assert_eq!(ours, listed_by_pip(&place, &venv));
        assert_eq!(opened.package_problems().len(), complaints_of_uv(&place, &venv));

        for name in EDITABLES {
            let path = named(name);
            let (sibling, _) = sibling(path, None);
            let row = install(&venv, &(sibling, ws_core::python::read(path)));
            assert_eq!(row.state, InstallState::Editable, "{name} in {}: {row:?}", venv.display());
            let module = if name == "mako" { "mako.template" } else { name };
            let file = place.imported(&venv, module).unwrap();
            assert!(file.starts_with(path), "{name} in {}: {}", venv.display(), file.display());
        }
        // What is taken away is missed as uv misses it.
        place.uv(&["pip", "uninstall", "-q", "--python", &text(&venv.join("bin/python")), "idna", "markupsafe"]);
        let missed = Venv::open(&venv, false).package_problems().len();
        assert!(missed > 2, "{missed}");
        assert_eq!(missed, complaints_of_uv(&place, &venv));
    }
}
