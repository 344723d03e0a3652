//! `ws setup` with the real installers: uv, and pip alone; small packages of our own, and those of provide.io.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod changes;
mod elsewhere;
mod prune;
mod published;
mod resolution;
mod several;
mod sources;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ws_test_support::{Sandbox, TestContext, sandbox, tools};

/// The build backend that is the fastest to start.
const BACKEND: &str = "[build-system]\nrequires = ['flit_core>=3.9,<4']\nbuild-backend = 'flit_core.buildapi'\n";

/// The one that runs a project's own `setup.py`.
const SETUPTOOLS: &str = "[build-system]\nrequires = ['setuptools>=64']\nbuild-backend = 'setuptools.build_meta'\n";

/// A workspace in `root` with packages next to it.
struct Scene {
    context: TestContext,
    uv: bool,
}

impl std::ops::Deref for Scene {
    type Target = TestContext;

    fn deref(&self) -> &TestContext {
        &self.context
    }
}

impl Scene {
    fn new(uv: bool) -> Self {
        let scene = Self { context: TestContext::new(), uv };
        fs::create_dir(scene.path("root")).unwrap();
        scene
    }

    /// Three packages in two layers: top needs base (which is on no index) and something that is on one.
    fn small(uv: bool) -> Self {
        let scene = Self::new(uv);
        scene.package("base", "dependencies = []\n[project.optional-dependencies]\nall = ['iniconfig']");
        scene.package("middle", "dependencies = ['ws-test-base[all]>=1']");
        scene.package(
            "top",
            "dependencies = ['ws-test-middle', 'packaging>=20']\n[dependency-groups]\ndev = ['pluggy']",
        );
        scene.configure(&[("base", "foundation"), ("middle", "framework"), ("top", "framework")]);
        scene
    }

    fn package(&self, name: &str, project: &str) {
        let directory = self.path(name);
        fs::create_dir_all(directory.join(format!("src/ws_test_{name}"))).unwrap();
        fs::write(directory.join(format!("src/ws_test_{name}/__init__.py")), "VALUE = 1\n").unwrap();
        let text = format!(
            "{BACKEND}[project]\nname = 'ws-test-{name}'\nversion = '1.0'\ndescription = 'of the tests'\nrequires-python = '>=3.9'\n{project}\n"
        );
        fs::write(directory.join("pyproject.toml"), text).unwrap();
    }

    /// Gives a package a `setup.py` that is run whenever it is built.
    fn setup_py(&self, name: &str, script: &str) {
        let pyproject = self.path(name).join("pyproject.toml");
        let text = fs::read_to_string(&pyproject).unwrap();
        fs::write(&pyproject, text.replace(BACKEND, SETUPTOOLS)).unwrap();
        fs::write(self.path(name).join("setup.py"), script).unwrap();
    }

    fn configure(&self, siblings: &[(&str, &str)]) {
        let siblings =
            siblings.iter().map(|(name, layer)| format!("[[siblings]]\nname = \"{name}\"\nlayer = \"{layer}\"\n"));
        fs::write(self.path("root/wrknv.toml"), format!("[workspace]\nname = \"w\"\n{}", siblings.collect::<String>()))
            .unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.context.command(arguments);
        let path = std::env::var_os("PATH").unwrap();
        let without = std::env::split_paths(&path).filter(|directory| !directory.join("uv").exists());
        let first = self.uv.then(|| only_uv(&self.sandbox));
        command.envs(sandbox::package_index());
        command.env("PATH", std::env::join_paths(first.into_iter().chain(without)).unwrap());
        command
    }

    fn setup(&self, arguments: &[&str]) -> (Output, Vec<Value>) {
        let output = self.command(&[&["setup", "--format", "json"], arguments].concat()).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output, rows.as_array().unwrap().clone())
    }

    fn python(&self, script: &str) -> String {
        let mut command = self.sandbox.command(self.path("root/.venv/bin/python"), &self.sandbox.path());
        let output = command.args(["-c", script]).output().unwrap();
        assert!(output.status.success(), "{script}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Everything is as it should be, as `ws` and the interpreter see it.
    fn assert_set_up(&self) {
        let (output, rows) = self.setup(&[]);
        assert!(output.status.success(), "{rows:#?}");
        assert_eq!(steps(&rows), [("verify", "up_to_date")], "{rows:#?}");
        let files = self.python(
            "import ws_test_base, ws_test_middle, ws_test_top, packaging, iniconfig; print(ws_test_top.__file__)",
        );
        assert_eq!(PathBuf::from(files), self.path("top/src/ws_test_top/__init__.py"));
    }
}

/// A directory with uv and nothing else: where it comes from, there is a Python too.
fn only_uv(sandbox: &Sandbox) -> PathBuf {
    let directory = sandbox.path().join("uv");
    if !directory.exists() {
        fs::create_dir(&directory).unwrap();
        let uv = tools::python_tool("WS_TEST_UV", "uv").unwrap();
        std::os::unix::fs::symlink(uv, directory.join("uv")).unwrap();
    }
    directory
}

fn steps(rows: &[Value]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row["step"].as_str().unwrap(), row["state"].as_str().unwrap())).collect()
}

fn code(row: &Value) -> &str {
    row["error"]["code"].as_str().unwrap_or("null")
}

fn by_each_installer(story: impl Fn(Scene) + Sync) {
    std::thread::scope(|scope| {
        for uv in [true, false] {
            let story = &story;
            scope.spawn(move || story(Scene::small(uv)));
        }
    });
}

#[test]
fn from_nothing_to_a_venv_that_is_alive() {
    by_each_installer(|scene| {
        let (_, plan) = scene.setup(&["--plan"]);
        let planned: Vec<&str> = plan.iter().map(|row| row["step"].as_str().unwrap()).collect();
        assert_eq!(planned, ["venv", "install", "install", "dependencies", "verify"]);
        assert!(!scene.path("root/.venv").exists());
        let (output, rows) = scene.setup(&[]);
        assert!(output.status.success(), "{rows:#?}");
        let done = [("venv", "ok"), ("install", "ok"), ("install", "ok"), ("dependencies", "ok"), ("verify", "ok")];
        assert_eq!(steps(&rows), done, "{rows:#?}");
        assert_eq!((&rows[1]["layer"], &rows[1]["siblings"]), (&json!("foundation"), &json!(["base"])));
        assert_eq!((&rows[2]["layer"], &rows[2]["siblings"]), (&json!("framework"), &json!(["middle", "top"])));
        scene.assert_set_up();
        // An edit is live at once.
        fs::write(scene.path("base/src/ws_test_base/__init__.py"), "VALUE = 2\n").unwrap();
        assert_eq!(scene.python("import ws_test_base; print(ws_test_base.VALUE)"), "2");
        // What is asked for later goes in, and nothing else is done.
        let (_, rows) = scene.setup(&["--groups", "dev"]);
        assert_eq!(steps(&rows), [("dependencies", "ok"), ("verify", "ok")], "{rows:#?}");
        scene.python("import pluggy");
        let pyproject = scene.path("base/pyproject.toml");
        let text = fs::read_to_string(&pyproject).unwrap();
        fs::write(&pyproject, text.replace("'1.0'", "'1.1'").replace("= []", "= ['sortedcontainers']")).unwrap();
        let (_, rows) = scene.setup(&[]);
        assert_eq!(steps(&rows), [("install", "ok"), ("dependencies", "ok"), ("verify", "ok")], "{rows:#?}");
        scene.python("import sortedcontainers");
        scene.assert_set_up();
    });
}

#[test]
fn one_that_cannot_be_built_leaves_the_others_alone() {
    by_each_installer(|scene| {
        scene.setup_py("middle", "import sys; sys.exit('it will not be built today')");
        let (output, rows) = scene.setup(&[]);
        assert_eq!(output.status.code(), Some(1));
        let failed: Vec<&Value> = rows.iter().filter(|row| row["state"] == "failed").collect();
        assert_eq!(failed.len(), 2, "{rows:#?}");
        assert_eq!((&failed[0]["siblings"], code(failed[0])), (&json!(["middle"]), "ws::setup::build_failed"));
        assert!(failed[0]["output"].as_str().unwrap().contains("it will not be built today"), "{rows:#?}");
        let reason = failed[0]["error"]["message"].as_str().unwrap();
        assert!(reason.ends_with(": it will not be built today"), "{reason}");
        assert_eq!(code(failed[1]), "ws::setup::not_editable");
        assert!(failed[1]["error"]["message"].as_str().unwrap().contains("`middle` is missing"));
        // The others are in; the one that is needed and not there was not looked for in the index.
        scene.python("import ws_test_base, ws_test_top, packaging");
        fs::remove_file(scene.path("middle/setup.py")).unwrap();
        assert!(scene.setup(&[]).0.status.success());
        scene.assert_set_up();
    });
}

#[test]
fn a_group_that_cannot_be_resolved_is_left_out_for_its_sibling_alone() {
    let scene = Scene::small(true);
    scene.package("bad", "dependencies = []\n[dependency-groups]\ndev = ['ws-test-is-on-no-index>=1']");
    scene.package("none", "dependencies = ['ws-test-is-on-no-index']");
    let config = [("base", "foundation"), ("middle", "framework"), ("top", "framework"), ("bad", "tools")];
    scene.configure(&config);
    let text = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    let none = "[[siblings]]\nname = \"none\"\ninstall = false\n";
    fs::write(scene.path("root/wrknv.toml"), format!("{text}{none}")).unwrap();
    let (output, rows) = scene.setup(&["--groups", "dev"]);
    assert_eq!(output.status.code(), Some(1));
    let bad = rows.iter().find(|row| row["state"] == "failed").unwrap();
    assert_eq!((&bad["siblings"], code(bad)), (&json!(["bad"]), "ws::setup::unresolved"), "{rows:#?}");
    assert!(bad["reason"].as_str().unwrap().contains("(dev) are left out"), "{bad}");
    assert!(bad["error"]["message"].as_str().unwrap().contains("ws-test-is-on-no-index"), "{bad}");
    scene.python("import pluggy, packaging, ws_test_bad, ws_test_top");
    let left = rows.iter().find(|row| row["siblings"] == json!(["none"])).unwrap();
    assert_eq!(
        (&left["state"], &left["reason"]),
        (&json!("skipped"), &json!("wrknv.toml has `install = false` for it"))
    );
    // Another Python than the venv has is refused, with what to do.
    let (_, rows) = scene.setup(&["--python", "3.8"]);
    let refused = rows.iter().find(|row| row["step"] == "venv").unwrap();
    assert!(refused["error"]["message"].as_str().unwrap().contains("`ws setup --recreate --python 3.8`"), "{refused}");
}

#[test]
fn what_is_chosen_comes_with_the_siblings_that_it_needs() {
    let scene = Scene::small(true);
    let (output, rows) = scene.setup(&["middle"]);
    assert!(output.status.success(), "{rows:#?}");
    let installed: Vec<&Value> = rows
        .iter()
        .filter(|row| row["step"] == "install")
        .flat_map(|row| row["siblings"].as_array().unwrap())
        .collect();
    assert_eq!(installed, ["base", "middle"]);
    assert!(!scene.command(&["setup", "absent"]).output().unwrap().status.success());
}

#[test]
fn siblings_that_cannot_be_installed_are_named() {
    let scene = Scene::small(true);
    fs::create_dir(scene.path("plain")).unwrap();
    fs::create_dir(scene.path("broken")).unwrap();
    fs::write(scene.path("broken/pyproject.toml"), "[project\n").unwrap();
    scene.configure(&[("gone", "tools"), ("plain", "tools"), ("broken", "tools"), ("base", "foundation")]);
    let (output, rows) = scene.setup(&[]);
    assert_eq!(output.status.code(), Some(1));
    let row =
        |name: &str| rows.iter().find(|row| row["siblings"] == json!([name]) && row["step"] == "install").unwrap();
    assert!(row("gone")["reason"].as_str().unwrap().contains("ws bootstrap"));
    assert_eq!(row("plain")["reason"], "it is not a Python package");
    assert_eq!((&row("broken")["state"], code(row("broken"))), (&json!("failed"), "ws::python::parse"));
    assert_eq!(row("base")["state"], "ok");
}

#[test]
fn pythons_that_exclude_each_other_are_named() {
    let scene = Scene::small(false);
    scene.package("new", "dependencies = []");
    let pyproject = scene.path("new/pyproject.toml");
    let text = fs::read_to_string(&pyproject).unwrap().replace(">=3.9", "<3.9");
    fs::write(&pyproject, text).unwrap();
    scene.configure(&[("base", "foundation"), ("new", "tools")]);
    let output = scene.command(&["setup"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("`base` asks for >=3.9") && said.contains("`new` for <3.9"), "{said}");
    assert!(!scene.path("root/.venv").exists());
    // One that no Python here is.
    let text = fs::read_to_string(&pyproject).unwrap().replace("<3.9", ">=3.90");
    fs::write(&pyproject, text).unwrap();
    let (output, rows) = scene.setup(&[]);
    assert_eq!((output.status.code(), code(&rows[0])), (Some(1), "ws::setup::no_python"), "{rows:#?}");
    let message = rows[0]["error"]["message"].as_str().unwrap();
    assert!(message.contains("`base` asks for >=3.9, `new` asks for >=3.90; found: /"), "{message}");
}

#[test]
fn what_is_in_the_venvs_place_is_not_touched() {
    let scene = Scene::small(true);
    let venv = scene.path("root/.venv");
    fs::create_dir(&venv).unwrap();
    fs::write(venv.join("precious"), "mine").unwrap();
    let (output, rows) = scene.setup(&[]);
    assert_eq!((output.status.code(), rows.len(), code(&rows[0])), (Some(1), 1, "ws::venv::broken"), "{rows:#?}");
    assert_eq!(fs::read_to_string(venv.join("precious")).unwrap(), "mine");
    fs::remove_dir_all(&venv).unwrap();
    fs::write(&venv, "mine").unwrap();
    assert_eq!(code(&scene.setup(&[]).1[0]), "ws::venv::broken");
    fs::remove_file(&venv).unwrap();
    assert!(scene.setup(&[]).0.status.success());
    // Its Python is gone: what people have put in there stays.
    fs::remove_file(venv.join("bin/python")).unwrap();
    std::os::unix::fs::symlink("/nowhere/python", venv.join("bin/python")).unwrap();
    assert_eq!(code(&scene.setup(&[]).1[0]), "ws::venv::broken");
    assert!(venv.join("bin/activate").exists());
}

#[test]
fn the_old_venv_is_moved_aside_and_stays() {
    let scene = Scene::small(true);
    let venv = scene.path("root/.venv");
    fs::create_dir(&venv).unwrap();
    fs::write(venv.join("precious"), "mine").unwrap();
    // What was never a venv is not moved either.
    let (_, rows) = scene.setup(&["--recreate"]);
    assert_eq!((rows.len(), code(&rows[0])), (1, "ws::venv::broken"), "{rows:#?}");
    assert!(rows[0]["error"]["message"].as_str().unwrap().contains("move it away"), "{rows:#?}");
    fs::write(venv.join("pyvenv.cfg"), "home = /gone\n").unwrap();
    let (output, rows) = scene.setup(&["--recreate"]);
    assert!(output.status.success(), "{rows:#?}");
    assert!(rows[0]["reason"].as_str().unwrap().contains(".venv.old-1"), "{rows:#?}");
    assert_eq!(fs::read_to_string(scene.path("root/.venv.old-1/precious")).unwrap(), "mine");
    scene.assert_set_up();
}

/// The moments lie evenly over the time that a whole run takes on this machine; `WS_CASES=100` has more of them.
#[test]
fn killed_at_any_moment_the_same_command_completes() {
    by_each_installer(|scene| {
        let cases = std::env::var("WS_CASES").ok().and_then(|cases| cases.parse().ok());
        let rounds: u32 = if scene.uv { cases.unwrap_or(5) } else { 1 };
        let begun = Instant::now();
        assert!(scene.setup(&[]).0.status.success());
        let whole = begun.elapsed();
        for round in 1..=rounds {
            fs::remove_dir_all(scene.path("root/.venv")).unwrap();
            let mut child = scene.command(&["setup"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let begun = Instant::now();
            let moment = whole * round / (rounds + 1);
            while begun.elapsed() < moment && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            child.wait().unwrap();
            let (output, rows) = scene.setup(&[]);
            assert!(output.status.success(), "uv {}, after {moment:?} of {whole:?}: {rows:#?}", scene.uv);
            scene.assert_set_up();
        }
    });
}

#[test]
fn interrupted_it_ends_with_130_and_so_does_what_uv_builds() {
    interrupted_while_it_builds(true);
}

#[test]
fn interrupted_it_ends_with_130_and_so_does_what_pip_builds() {
    interrupted_while_it_builds(false);
}

fn interrupted_while_it_builds(uv: bool) {
    let scene = Scene::small(uv);
    // It would go on once `go` is there, and say so; nobody makes that before all is over.
    let waits = "import os, time\nopen('begun', 'w').close()\nwhile not os.path.exists('go'): time.sleep(0.05)\n\
                 open('went-on', 'w').close()\nfrom setuptools import setup\nsetup()\n";
    scene.setup_py("base", waits);
    let child = scene.command(&["setup", "--format", "jsonl"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let child = child.unwrap();
    // The build says that it has begun.
    let begun = Instant::now();
    while !scene.path("base/begun").exists() && begun.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(50));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    // Were it to wait for the build, it would wait for ever.
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.lines().last().unwrap().contains("\"cancelled\""), "{said}");
    // The builder has ended with it: the file that it waits for starts nothing.
    let builders = || {
        let commands = fs::read_dir("/proc").into_iter().flatten().flatten();
        let here = scene.path("base");
        commands.filter(|process| fs::read_link(process.path().join("cwd")).is_ok_and(|cwd| cwd == here)).count()
    };
    assert_eq!(builders(), 0, "a builder lives on");
    fs::write(scene.path("base/go"), "").unwrap();
    assert!(!scene.path("base/went-on").exists());
}

/// The published packages of provide.io, bootstrapped by link and by clone, set up by the real uv.
#[test]
fn the_packages_of_provide_io() {
    let sandbox = Sandbox::new().unwrap();
    let Some(unpacked) = ws_test_support::packages::unpack(&sandbox).unwrap() else { return };
    let have = unpacked.parent().unwrap();
    let script = "for d in */; do test -e $d/pyproject.toml || continue; cd $d; git init -q -b main; git add -A; \
                  git commit -qm published; cd ..; done; mkdir -p at/provide-workspace remotes; \
                  for n in provide-foundation pyvider; do git clone -q --bare $n remotes/$n.git; rm -rf $n; done";
    let output = sandbox.command("bash", have).args(["-ec", script]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let config = fs::read_to_string(tools::repository().join("wrknv.toml")).unwrap();
    let local = format!("file://{}/remotes/", have.display());
    let root = have.join("at/provide-workspace");
    // Those that were never published are left out, and the clones that are there have no remote to compare.
    let mut kept = String::new();
    for (place, entry) in config.split("[[siblings]]").enumerate() {
        let name = entry.split('"').nth(1).unwrap_or_default();
        if place == 0 {
            kept.push_str(entry);
        } else if ["provide-foundation", "pyvider"].contains(&name) {
            kept.push_str("[[siblings]]");
            kept.push_str(&entry.replace("https://github.com/provide-io/", &local));
        } else if have.join(name).is_dir() {
            let lines = entry.lines().filter(|line| !line.starts_with("repo ")).collect::<Vec<_>>().join("\n");
            kept.extend(["[[siblings]]", &lines, "\n\n"]);
        }
    }
    fs::write(root.join("wrknv.toml"), kept).unwrap();
    let ws = |arguments: &[&str]| {
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_ws"), &root);
        let path = std::env::var_os("PATH").unwrap();
        let paths = std::iter::once(only_uv(&sandbox)).chain(std::env::split_paths(&path));
        command.envs(sandbox::package_index()).env("PATH", std::env::join_paths(paths).unwrap());
        let output = command.args(arguments).args(["--format", "json"]).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        assert!(output.status.success(), "{arguments:?}: {rows:#}");
        rows.as_array().unwrap().clone()
    };
    let rows = ws(&["bootstrap", "--from", have.to_str().unwrap()]);
    let count = |action: &str| rows.iter().filter(|row| row["action"] == action).count();
    assert_eq!((count("link"), count("clone"), rows.len()), (11, 2, 13), "{rows:#?}");
    ws(&["setup"]);
    let states = ws(&["venv", "siblings"]);
    assert!(states.iter().all(|row| row["state"] == "editable"), "{states:#?}");
    let again = ws(&["setup"]);
    assert_eq!(steps(&again), [("verify", "up_to_date")]);
    let edited = root.parent().unwrap().join("provide-foundation/src/provide/foundation/ws_edit.py");
    fs::write(edited, "SEEN = True\n").unwrap();
    let mut python = sandbox.command(root.join(".venv/bin/python"), have);
    let script = "import pyvider, provide.foundation, provide.foundation.ws_edit as e; print(e.SEEN, pyvider.__file__)";
    let output = python.args(["-c", script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let checkout = have.join("at/pyvider/src");
    assert!(said.starts_with("True ") && said.contains(checkout.to_str().unwrap()), "{output:?}");
    // A task of each kind, in the venv.
    assert!(sandbox.command(env!("CARGO_BIN_EXE_ws"), &root).arg("trust").status().unwrap().success());
    let tasks = "[tasks]\nplain = \"python -c 'import pyvider'\"\nboth = [\"plain\", \"docs.serve\"]\n\
                 shell = \"! grep -q nothing-of-this pyproject.toml && python -V | tr P p\"\n\
                 [tasks.quality]\n_default = [\"plain\", \"shell\"]\nparallel = true\n\
                 [tasks.docs.serve]\nrun = \"\"\"test -n \"$VIRTUAL_ENV\"\necho served\"\"\"\ntimeout = 604800.0\n";
    fs::write(root.parent().unwrap().join("pyvider/wrknv.toml"), tasks).unwrap();
    for task in ["plain", "both", "shell", "quality", "docs:serve"] {
        assert_eq!(ws(&["run", task, "pyvider"])[0]["state"], "ok", "{task}");
    }
    // Once what is known to be wrong is allowed, the gate is open.
    let known = "[workspace.validate]\nallow = [\"ws::layers::upward pyvider-components -> plating\", \"ws::layers::peer \
                 tofusoup -> plating\", \"ws::layers::cycle provide-foundation -> provide-testkit -> provide-foundation\"]\n";
    let config = fs::read_to_string(root.join("wrknv.toml")).unwrap();
    fs::write(root.join("wrknv.toml"), config.replacen("[[siblings]]", &format!("{known}\n[[siblings]]"), 1)).unwrap();
    let findings = ws(&["validate"]);
    let of = |severity: &str| findings.iter().filter(|row| row["severity"] == severity).count();
    assert_eq!((of("error"), of("allowed")), (0, 3), "{findings:#?}");
}
