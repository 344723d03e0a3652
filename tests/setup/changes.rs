//! A second run sees what has changed since the first, of what it was asked about, and of nothing else.

use std::fs;

use serde_json::Value;

use super::resolution::succeeded;
use super::{SETUPTOOLS, Scene, steps};

const UP_TO_DATE: [(&str, &str); 1] = [("verify", "up_to_date")];

impl Scene {
    fn edit(&self, file: &str, change: impl Fn(&str) -> String) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        self.write(file, &change(&text));
    }

    /// Runs the set-up, which is to install `top` and say why, and once more, which is to do nothing.
    fn assert_seen(&self, what: &str) {
        let rows = succeeded(self.setup(&[]));
        let install = rows.iter().find(|row| row["step"] == "install");
        let reason = install.and_then(|row| row["reason"].as_str()).unwrap_or_default();
        assert!(reason.ends_with(&format!(": the {what} of `top`")), "{what}: {rows:#?}");
        let again = succeeded(self.setup(&[]));
        assert_eq!(steps(&again), UP_TO_DATE, "{what}: {again:#?}");
    }
}

#[test]
fn what_a_build_reads_has_changed() {
    let scene = Scene::new(true);
    scene.project("top", "ws-test-top", "1.0", "dependencies = ['packaging>=20']");
    scene.configure(&[("top", "tools")]);
    succeeded(scene.setup(&[]));
    assert_eq!(steps(&succeeded(scene.setup(&[]))), UP_TO_DATE);
    let file = "top/pyproject.toml";
    scene.edit(file, |text| format!("{text}[tool.ruff]\nline-length = 100\n[dependency-groups]\ndev = []\n"));
    assert_eq!(steps(&succeeded(scene.setup(&[]))), UP_TO_DATE, "no build reads this");

    scene.edit(file, |text| text.replace("packaging>=20", "packaging>=21,<99"));
    scene.assert_seen("requirements");
    let metadata = |scene: &Scene| {
        let directory = scene.location("ws-test-top").unwrap();
        let script = "import importlib.metadata as m; d = m.distribution('ws-test-top'); print(d.requires, sorted(e.group for e in d.entry_points))";
        (directory, scene.python(script))
    };
    assert!(metadata(&scene).1.contains("<99"));

    let more =
        "[project.gui-scripts]\nws-test-gui = 'ws_test_top:x'\n[project.entry-points.'ws.test']\na = 'ws_test_top:y'\n";
    scene.edit(file, |text| text.replace("[tool.ruff]", &format!("{more}[tool.ruff]")));
    scene.assert_seen("entry points");
    assert!(metadata(&scene).1.ends_with("['gui_scripts', 'ws.test']"), "{:?}", metadata(&scene));

    scene.edit(file, |text| text.replace(super::BACKEND, SETUPTOOLS));
    scene.assert_seen("build backend");
    scene.edit(file, |text| format!("{text}[tool.setuptools.packages.find]\nwhere = ['src']\n"));
    scene.assert_seen("build settings");

    // Where the old directory was there is still something that Python would import.
    fs::create_dir(scene.path("top/lib")).unwrap();
    fs::rename(scene.path("top/src/ws_test_top"), scene.path("top/lib/ws_test_top")).unwrap();
    fs::create_dir_all(scene.path("top/src/ws_test_top/__pycache__")).unwrap();
    scene.edit(file, |text| text.replace("['src']", "['lib']"));
    scene.assert_seen("build settings");
    let imported = scene.python("import ws_test_top; print(ws_test_top.__file__)");
    assert_eq!(std::path::PathBuf::from(imported), scene.path("top/lib/ws_test_top/__init__.py"));
}

/// Somebody installed it by hand: what its metadata says decides, in whichever way the backend writes that.
#[test]
fn what_was_installed_by_hand_is_compared_by_its_metadata() {
    let scene = Scene::new(true);
    let poetry = "[build-system]\nrequires = ['poetry-core>=1.9']\nbuild-backend = 'poetry.core.masonry.api'\n[tool.poetry]\nname = \
                  'ws-test-top'\nversion = '1.0'\ndescription = ''\nauthors = []\npackages = [{ include = 'ws_test_top', from = 'src' }]\n\
                  [tool.poetry.dependencies]\npython = '^3.9'\npackaging = '^24.0 || ^25.0'\niniconfig = { version = '^2', optional = true }\n\
                  pluggy = { version = '~1.5', python = '<3.99' }\n[tool.poetry.extras]\nmore = ['iniconfig']\n\
                  [tool.poetry.scripts]\nws-test-one = 'ws_test_top:one'\n";
    scene.write("top/pyproject.toml", &poetry.replace("^24.0 || ^25.0", "^24.0"));
    scene.write("top/src/ws_test_top/__init__.py", "");
    scene.configure(&[("top", "tools")]);
    succeeded(scene.setup(&["--plan"]));
    succeeded(scene.setup(&[]));
    fs::remove_file(scene.path("root/.venv/ws-setup.json")).unwrap();
    let again = succeeded(scene.setup(&[]));
    assert_eq!(steps(&again), UP_TO_DATE, "{again:#?}");
    fs::remove_file(scene.path("root/.venv/ws-setup.json")).unwrap();
    scene.edit("top/pyproject.toml", |text| text.replace("~1.5", "~1.6"));
    scene.assert_seen("requirements");
}

/// What the others ask for, lack, or have broken is nothing to one that was asked for by its name.
#[test]
fn one_that_is_named_is_looked_at_with_what_it_needs_alone() {
    let scene = Scene::new(true);
    scene.project("base", "ws-test-base", "1.0", "");
    scene.project(
        "top",
        "ws-test-top",
        "1.0",
        "dependencies = ['ws-test-base']\n[dependency-groups]\ndev = ['ws-test-tool']",
    );
    scene.project("tool", "ws-test-tool", "1.0", "dependencies = ['ws-test-top', 'ws-test-is-on-no-index']");
    scene.project("old", "ws-test-old", "1.0", "");
    scene.edit("old/pyproject.toml", |text| text.replace(">=3.9", "<3.9"));
    scene.write("broken/pyproject.toml", "[project\n");
    scene.configure(&[
        ("base", "foundation"),
        ("top", "tools"),
        ("tool", "tools"),
        ("old", "tools"),
        ("broken", "tools"),
    ]);
    let rows = succeeded(scene.setup(&["top"]));
    let installed: Vec<&Value> = rows
        .iter()
        .filter(|row| row["step"] == "install")
        .flat_map(|row| row["siblings"].as_array().unwrap())
        .collect();
    assert_eq!(installed, ["base", "top"]);
    assert_eq!(steps(&succeeded(scene.setup(&["top"]))), UP_TO_DATE);
    // Something of no sibling lacks a requirement in the venv.
    let mut uv = scene.command(&[]);
    let path = uv.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, value)| value.map(ToOwned::to_owned));
    uv = scene.sandbox.command(super::only_uv(&scene.sandbox).join("uv"), &scene.path("root"));
    uv.envs(ws_test_support::sandbox::package_index()).env("PATH", path.unwrap());
    uv.args(["pip", "install", "--quiet", "--no-deps", "--python", ".venv/bin/python", "outcome==1.3.0.post0"]);
    assert!(uv.output().unwrap().status.success());
    assert_eq!(steps(&succeeded(scene.setup(&["top"]))), UP_TO_DATE);
    // With the group its sibling is needed too, which cannot be had.
    let (output, rows) = scene.setup(&["top", "--groups", "dev"]);
    assert_eq!(output.status.code(), Some(1), "{rows:#?}");
}

/// A package of an index asks for a sibling that was not chosen.
#[test]
fn a_sibling_that_an_index_asks_for_comes_from_its_checkout() {
    let scene = Scene::new(true);
    scene.project("attrs", "attrs", "99.0", "");
    scene.project("top", "ws-test-top", "1.0", "dependencies = ['outcome==1.3.0.post0']");
    scene.configure(&[("attrs", "foundation"), ("top", "tools")]);
    succeeded(scene.setup(&["top"]));
    assert_eq!(scene.location("attrs").as_deref(), scene.path("attrs").to_str());
    assert_eq!(steps(&succeeded(scene.setup(&["top"]))), UP_TO_DATE);
}
