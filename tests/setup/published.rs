//! Real projects of all common build backends, set up by `ws` itself: what uv, pip and Python then say of the venv.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use ws_test_support::{packages, tools};

use super::resolution::succeeded;
use super::{Scene, steps};

/// Each with the module that it is imported by: of flit, hatchling with `setuptools_scm`, PDM, Poetry, and setuptools with
/// `setup.py`, `setup.cfg` and `pyproject.toml`. `httpx` brings four more from the index.
const PROJECTS: [(&str, &str); 11] = [
    ("blinker", "blinker"),
    ("termcolor", "termcolor"),
    ("findpython", "findpython"),
    ("crashtest", "crashtest"),
    ("h11", "h11"),
    ("six", "six"),
    ("pluggy", "pluggy"),
    ("decorator", "decorator"),
    ("configparser", "backports.configparser"),
    ("mako", "mako.template"),
    ("httpx", "httpx"),
];

#[test]
fn real_projects_are_in_as_uv_pip_and_python_tell_it() {
    for by_uv in [true, false] {
        let scene = Scene::new(true);
        let Some(projects) = packages::published(&scene.sandbox).unwrap() else { return };
        for (name, _) in PROJECTS {
            let begin = format!("{name}-");
            let unpacked =
                projects.iter().find(|it| it.file_name().unwrap().to_str().unwrap().starts_with(&begin)).unwrap();
            fs::rename(unpacked, scene.path(name)).unwrap();
        }
        scene.configure(&PROJECTS.map(|(name, _)| (name, "foundation")));
        if !by_uv {
            let mut python = scene.sandbox.command("python3", &scene.path("root"));
            assert!(python.args(["-m", "venv", ".venv"]).status().unwrap().success());
        }
        succeeded(scene.setup(&[]));
        assert_eq!(steps(&succeeded(scene.setup(&[]))), [("verify", "up_to_date")]);

        let output = scene.command(&["venv", "siblings", "--format", "json"]).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
        for row in rows.as_array().unwrap() {
            assert_eq!(row["state"], "editable", "{row:#}");
        }
        for (name, module) in PROJECTS {
            // Not from the directory that it is started in, where the projects are.
            let file =
                scene.python(&format!("import sys; sys.path.remove(''); import {module} as m; print(m.__file__)"));
            assert!(std::path::Path::new(&file).starts_with(scene.path(name)), "{name}: {file}");
        }
        let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let listed = |rows: &[Value]| -> BTreeSet<(String, String)> {
            rows.iter().map(|row| (ws_core::python::normal(&field(row, "name")), field(row, "version"))).collect()
        };
        let ours = scene.installed();
        let python = scene.path("root/.venv/bin/python");
        let said = |tool: &str, arguments: &[&str]| {
            let program = tools::python_tool(&format!("WS_TEST_{}", tool.to_uppercase()), tool).unwrap();
            let output = scene.sandbox.command(program, &scene.path("root")).args(arguments).output().unwrap();
            assert!(output.status.success(), "{tool} {arguments:?}: {output:?}");
            serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default().as_array().cloned().unwrap_or_default()
        };
        let python = python.to_str().unwrap();
        let by_uv_pip = said("uv", &["pip", "list", "--format", "json", "--python", python]);
        assert_eq!(listed(&ours), listed(&by_uv_pip));
        assert_eq!(listed(&ours), listed(&said("pip", &["--python", python, "list", "--format", "json"])));
        let editable = |row: &Value| (field(row, "name"), field(row, "editable_project_location"));
        let editables: BTreeSet<(String, String)> =
            by_uv_pip.iter().map(editable).filter(|(_, place)| !place.is_empty()).collect();
        let own = ours.iter().filter(|row| row["editable"] == true);
        assert_eq!(own.map(|row| (field(row, "name"), field(row, "location"))).collect::<BTreeSet<_>>(), editables);
        said("uv", &["pip", "check", "--python", python]);
    }
}
