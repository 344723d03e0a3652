//! Settings of the installers' own files that would lead an installation elsewhere.

use super::resolution::succeeded;
use super::{Scene, steps};

use std::fs;
use std::path::Path;

use serde_json::Value;

impl Scene {
    fn of_one(uv: bool) -> Self {
        let scene = Self::new(uv);
        scene.project("top", "ws-test-top", "1.0", "dependencies = ['iniconfig']");
        scene.configure(&[("top", "tools")]);
        scene
    }

    /// What a set-up says that cannot be done because of `setting` in `file`; nothing has been made, here or elsewhere.
    fn assert_refused(&self, file: &Path, setting: &str) {
        let output = self.command(&["setup"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{setting}: {said}");
        let named = format!("`{setting}` in `{}`", file.display());
        assert!(said.contains("ws::setup::leads_elsewhere") && said.contains(&named), "{named}: {said}");
        assert!(!self.path("root/.venv").exists() && !self.path("elsewhere").exists(), "{setting}");
    }
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Each of uv's files, each table, and what uv itself does with the same file: were it to ignore one, so should `ws`.
#[test]
fn a_setting_of_uv_that_leads_elsewhere_is_refused() {
    let scene = Scene::of_one(true);
    let (home, root) = (scene.sandbox.home(), scene.path("root"));
    let elsewhere = format!("'{}'", scene.path("elsewhere").display());
    for (file, text, setting) in [
        (home.join(".config/uv/uv.toml"), format!("[pip]\ntarget = {elsewhere}\n"), "pip.target"),
        (root.join("uv.toml"), format!("[pip]\nprefix = {elsewhere}\n"), "pip.prefix"),
        (root.join("uv.toml"), "no-sources = true\n".to_owned(), "no-sources"),
        (root.join("pyproject.toml"), "[tool.uv.pip]\nrequire-hashes = true\n".to_owned(), "pip.require-hashes"),
        (scene.path("uv.toml"), "[pip]\nno-deps = true\n".to_owned(), "pip.no-deps"),
    ] {
        write(&file, &text);
        scene.assert_refused(&file, setting);
        fs::remove_file(&file).unwrap();
    }
    // The nearest file is the one that uv reads, and what it says counts.
    write(&home.join(".config/uv/uv.toml"), "[pip]\nrequire-hashes = true\n");
    write(&root.join("uv.toml"), "[pip]\nrequire-hashes = false\nextra = []\n");
    write(&scene.path("uv.toml"), &format!("[pip]\ntarget = {elsewhere}\n"));
    succeeded(scene.setup(&[]));
    assert_eq!(scene.python("import iniconfig, ws_test_top; print(ws_test_top.OWN)"), "True");
    assert_eq!(steps(&succeeded(scene.setup(&[]))), [("verify", "up_to_date")]);
}

/// A switch of pip's can be turned off, and is; an option with a value cannot.
#[test]
fn a_setting_of_pip_that_leads_elsewhere_is_turned_off_or_refused() {
    let scene = Scene::of_one(false);
    let (home, elsewhere) = (scene.sandbox.home(), scene.path("elsewhere"));
    let own = home.join(".config/pip/pip.conf");
    for (section, setting) in [("install", "target"), ("global", "prefix"), ("install", "root")] {
        for file in [&own, &home.join(".pip/pip.conf")] {
            write(file, &format!("[{section}]\n{setting} = {}\n", elsewhere.display()));
            scene.assert_refused(file, &format!("{section}.{setting}"));
            fs::remove_file(file).unwrap();
        }
    }
    write(&own, "[install]\nuser = yes\nno_deps = true\nprefix =\n[global]\nrequire-hashes: on\nupgrade = no\n");
    let rows = succeeded(scene.setup(&[]));
    let said: &Value = &rows.last().unwrap()["reason"];
    let expected = ["global.require-hashes", "install.no-deps", "install.user"]
        .map(|setting| format!("`{setting}` in `{}`", own.display()));
    assert_eq!(said.as_str(), Some(format!("turned off: {}", expected.join(", ")).as_str()));
    assert_eq!(scene.python("import iniconfig, ws_test_top; print(ws_test_top.OWN)"), "True");
    assert_eq!(steps(&succeeded(scene.setup(&[]))), [("verify", "up_to_date")]);
    // A file that a variable names stands in for the user's own.
    write(&own, &format!("[install]\ntarget = {}\n", elsewhere.display()));
    let mut command = scene.command(&["setup", "--format", "json"]);
    assert!(command.env("PIP_CONFIG_FILE", "/dev/null").output().unwrap().status.success());
}

/// uv made the venv, without pip, and is gone; the first Python on PATH is another one.
#[test]
fn a_venv_without_pip_gets_it_from_its_own_python() {
    let scene = Scene::of_one(true);
    succeeded(scene.setup(&[]));
    let pythons = scene.path("pythons");
    fs::create_dir(&pythons).unwrap();
    let pretends = "#!/bin/sh\necho 3.99.0\n";
    ws_test_support::tools::write_script(&pythons.join("python3"), pretends).unwrap();
    let scene = Scene { uv: false, ..scene };
    let run = |arguments: &[&str]| {
        let mut command = scene.command(arguments);
        let path =
            command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path.map(ToOwned::to_owned));
        let paths = std::iter::once(pythons.clone()).chain(std::env::split_paths(&path.unwrap()).collect::<Vec<_>>());
        let output = command.env("PATH", std::env::join_paths(paths).unwrap()).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output, rows.as_array().unwrap().clone())
    };
    let plan = succeeded(run(&["setup", "--plan", "--format", "json"]));
    assert!(plan[0]["reason"].as_str().unwrap().starts_with("pip is added"), "{plan:#?}");
    assert!(plan[0]["command"].as_str().unwrap().contains(".venv/bin/python -Im ensurepip"), "{plan:#?}");
    let settings = fs::read_to_string(scene.path("root/.venv/pyvenv.cfg")).unwrap();
    succeeded(run(&["setup", "--format", "json"]));
    assert_eq!(fs::read_to_string(scene.path("root/.venv/pyvenv.cfg")).unwrap(), settings);
    assert_eq!(scene.python("import pip, iniconfig, ws_test_top; print(ws_test_top.OWN)"), "True");
    assert_eq!(steps(&succeeded(run(&["setup", "--format", "json"]))), [("verify", "up_to_date")]);
}

/// The system's Python has become another one below a venv: everybody says so, and nothing is made over it.
#[test]
fn a_venv_of_another_python_is_named_and_left_alone() {
    let scene = Scene::of_one(true);
    succeeded(scene.setup(&[]));
    let (other, link) = (scene.path("python3.99"), scene.path("root/.venv/bin/python"));
    ws_test_support::tools::write_script(&other, "#!/bin/sh\necho 3.99.0\n").unwrap();
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&other, &link).unwrap();
    for arguments in [&["setup", "--plan"][..], &["setup"], &["venv"], &["validate"]] {
        let output = scene.command(&[arguments, &["--format", "json"]].concat()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("ws::venv::other_python"), "{arguments:?}: {said}");
        assert!(said.contains("python3.99`") && said.contains("`ws setup --recreate`"), "{arguments:?}: {said}");
        assert_eq!(output.status.code(), Some(i32::from(arguments[0] != "venv")), "{arguments:?}");
    }
    succeeded(scene.setup(&["--recreate"]));
    assert_eq!(scene.python("import iniconfig, ws_test_top; print(ws_test_top.OWN)"), "True");
}

/// A `venv_path` that names something else than a venv's place: nothing is made there, and nothing is moved.
#[test]
fn a_venv_path_that_is_somebody_elses_is_refused() {
    let scene = Scene::of_one(true);
    // The first command makes the place that uv is found in.
    scene.command(&[]);
    let config = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    fs::create_dir_all(scene.path("parts/bin")).unwrap();
    fs::create_dir_all(scene.path("data/own")).unwrap();
    let around = format!("{:?}", scene.path("."));
    for (venv_path, whose) in [
        ("\"~\"", "the home directory"),
        ("\".\"", "the workspace"),
        ("\"../top\"", "the sibling `top`"),
        ("\"..\"", "a directory that holds the workspace"),
        (around.as_str(), "a directory that holds the workspace"),
        ("\"../data\"", "not a working venv: move it away"),
    ] {
        let text =
            config.replacen("[[siblings]]", &format!("[workspace.python]\nvenv_path = {venv_path}\n[[siblings]]"), 1);
        scene.write("root/wrknv.toml", &text);
        let before = scene.tree();
        for arguments in [&[][..], &["--recreate"], &["--recreate", "--plan"]] {
            let (output, rows) = scene.setup(arguments);
            assert_eq!(output.status.code(), Some(1), "{venv_path}: {rows:#?}");
            let said = rows.iter().filter_map(|row| row["error"]["message"].as_str()).collect::<String>();
            assert!(said.contains(whose), "{venv_path}: {said}");
        }
        assert_eq!(scene.tree(), before, "{venv_path}");
    }
}

impl Scene {
    /// What is in the scene, its home and its root.
    fn tree(&self) -> Vec<std::path::PathBuf> {
        let places = [".", "root", "top", "data", "home"].map(|place| self.path(place));
        let own = places.iter().flat_map(|place| fs::read_dir(place).unwrap().flatten().map(|it| it.path()));
        let mut all: Vec<std::path::PathBuf> =
            own.filter(|it| !it.ends_with(".local") && !it.ends_with(".cache")).collect();
        all.sort();
        all
    }
}
