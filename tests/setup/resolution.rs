//! What goes into the venv is what the projects say, from where they say: never a package of an index in the place of a
//! checkout.

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use super::{BACKEND, Scene, code};

/// Something of the name `iniconfig`, which an index has too.
const OWN: &str = "OWN = True\n";

impl Scene {
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A project with a name of its own choice.
    pub fn project(&self, name: &str, package: &str, version: &str, more: &str) {
        let module = package.replace('-', "_");
        self.write(&format!("{name}/src/{module}/__init__.py"), OWN);
        let text = format!(
            "{BACKEND}[project]\nname = '{package}'\nversion = '{version}'\ndescription = 'of the tests'\nrequires-python = '>=3.9'\n{more}\n"
        );
        self.write(&format!("{name}/pyproject.toml"), &text);
    }

    pub fn installed(&self) -> Vec<Value> {
        let output = self.command(&["venv", "packages", "--format", "json"]).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap().as_array().unwrap().clone()
    }

    pub fn location(&self, package: &str) -> Option<String> {
        let all = self.installed();
        let found = all.iter().find(|row| row["name"] == package)?;
        Some(found["location"].as_str().unwrap().to_owned())
    }
}

fn failed(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter(|row| row["state"] == "failed").map(code).collect()
}

pub fn succeeded((output, rows): (Output, Vec<Value>)) -> Vec<Value> {
    assert!(output.status.success(), "{rows:#?}");
    rows
}

/// A member of a uv workspace and a directory outside of it, each with the name of a package that an index has.
#[test]
fn a_package_comes_from_where_the_project_says() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("top/packages/feeder", "iniconfig", "0.1", "");
        scene.project("elsewhere/plug", "pluggy", "0.1", "");
        scene.project(
            "top",
            "ws-test-top",
            "1.0",
            "dependencies = ['iniconfig', 'pluggy', 'packaging']\n[tool.uv.workspace]\nmembers = ['packages/*']\n[tool.uv.sources]\n\
             iniconfig = { workspace = true }\npluggy = { path = '../elsewhere/plug' }",
        );
        scene.configure(&[("top", "tools")]);
        succeeded(scene.setup(&[]));
        assert_eq!(scene.python("import iniconfig, pluggy, packaging; print(iniconfig.OWN, pluggy.OWN)"), "True True");
        let member = scene.path("top/packages/feeder");
        assert_eq!(scene.location("iniconfig").as_deref(), member.to_str(), "uv: {uv}");
        let again = succeeded(scene.setup(&[]));
        assert_eq!(super::steps(&again), [("verify", "up_to_date")], "uv: {uv}: {again:#?}");
    }
}

/// Poetry's `develop`, and a repository of git's on this machine.
#[test]
fn directories_and_repositories_are_taken_as_the_projects_say() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("inner", "iniconfig", "0.1", "");
        scene.project("cloned", "pluggy", "0.1", "");
        let commit = "git init -qb main; git add -A; git commit -qm 1";
        let made = scene.sandbox.command("bash", &scene.path("cloned")).args(["-ec", commit]).status().unwrap();
        assert!(made.success());
        let repository = format!("file://{}", scene.path("cloned").display());
        scene.write("poet/ws_test_poet/__init__.py", OWN);
        let poetry = "[build-system]\nrequires = ['poetry-core']\nbuild-backend = 'poetry.core.masonry.api'\n[tool.poetry]\n\
                      name = 'ws-test-poet'\nversion = '1'\ndescription = ''\nauthors = []\n[tool.poetry.dependencies]\n\
                      python = '^3.9'\niniconfig = { path = '../inner', develop = true }\n";
        scene.write("poet/pyproject.toml", poetry);
        let git = format!("dependencies = ['pluggy']\n[tool.uv.sources]\npluggy = {{ git = '{repository}' }}");
        scene.project("top", "ws-test-top", "1.0", &git);
        scene.configure(&[("poet", "foundation"), ("top", "tools")]);
        succeeded(scene.setup(&[]));
        assert_eq!(scene.python("import iniconfig, pluggy; print(iniconfig.OWN, pluggy.OWN)"), "True True");
        assert_eq!(scene.location("iniconfig").as_deref(), scene.path("inner").to_str(), "uv {uv}: an editable");
        let again = succeeded(scene.setup(&[]));
        assert_eq!(super::steps(&again), [("verify", "up_to_date")], "uv {uv}: {again:#?}");
    }
}

/// What an earlier installation took from the index is replaced by what the project names.
#[test]
fn the_wrong_package_is_replaced() {
    let scene = Scene::new(true);
    scene.project("top", "ws-test-top", "1.0", "dependencies = ['iniconfig']");
    scene.project("elsewhere", "iniconfig", "0.1", "");
    scene.configure(&[("top", "tools")]);
    succeeded(scene.setup(&[]));
    let pyproject = fs::read_to_string(scene.path("top/pyproject.toml")).unwrap();
    let sources = "[tool.uv.sources]\niniconfig = { path = '../elsewhere', editable = true }\n";
    scene.write("top/pyproject.toml", &format!("{pyproject}{sources}"));
    succeeded(scene.setup(&[]));
    assert_eq!(scene.python("import iniconfig; print(iniconfig.OWN)"), "True");
}

/// Poetry's path and uv's source lead to a sibling: it stays the editable that it is.
#[test]
fn a_path_to_a_sibling_means_its_editable() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("base", "ws-test-base", "1.0", "");
        let direct = format!("dependencies = ['ws-test-base @ file://{}']", scene.path("base").display());
        scene.project("direct", "ws-test-direct", "1.0", &direct);
        let source = "dependencies = ['ws-test-base']\n[tool.uv.sources]\nws-test-base = { path = '../base' }";
        scene.project("source", "ws-test-source", "1.0", source);
        scene.configure(&[("base", "foundation"), ("direct", "tools"), ("source", "tools")]);
        succeeded(scene.setup(&[]));
        assert_eq!(scene.location("ws-test-base").as_deref(), scene.path("base").to_str());
        let again = succeeded(scene.setup(&[]));
        assert_eq!(super::steps(&again), [("verify", "up_to_date")], "uv: {uv}: {again:#?}");
    }
}

#[test]
fn versions_that_exclude_each_other_are_named_before_anything_is_installed() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("attrs", "attrs", "0.1.dev1", "");
        scene.project("top", "ws-test-top", "1.0", "dependencies = ['attrs>=22']");
        scene.configure(&[("attrs", "foundation"), ("top", "tools")]);
        let (output, rows) = scene.setup(&[]);
        assert_eq!((output.status.code(), failed(&rows)), (Some(1), vec!["ws::setup::conflict"]), "{rows:#?}");
        let message = rows[0]["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("`top` asks for `attrs>=22`") && message.contains("`attrs` has 0.1.dev1"),
            "{message}"
        );
        assert!(!scene.path("root/.venv").exists());
    }
}

/// Something of an index asks for a newer version of a sibling than its checkout has: the checkout stays.
#[test]
fn an_editable_is_never_replaced_by_what_an_index_has() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("attrs", "attrs", "0.1.dev1", "");
        scene.configure(&[("attrs", "foundation")]);
        succeeded(scene.setup(&[]));
        // `outcome` 1.3 needs attrs>=19.2.
        scene.project("top", "ws-test-top", "1.0", "dependencies = ['outcome==1.3.0.post0']");
        scene.configure(&[("attrs", "foundation"), ("top", "tools")]);
        let (output, rows) = scene.setup(&[]);
        assert_eq!((output.status.code(), failed(&rows)[0]), (Some(1), "ws::setup::unresolved"), "uv {uv}: {rows:#?}");
        assert!(
            rows.iter().any(|row| row["error"]["message"].as_str().unwrap_or_default().contains("attrs")),
            "{rows:#?}"
        );
        assert_eq!(scene.location("attrs").as_deref(), scene.path("attrs").to_str());
        assert_eq!(scene.location("ws-test-top"), None, "uv {uv}: nothing was changed");
    }
}

/// `outcome` of an index asks for attrs, whose checkout was not chosen: it goes in all the same, and no wheel does.
#[test]
fn a_sibling_that_a_package_of_an_index_asks_for_comes_from_its_checkout() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("attrs", "attrs", "99.0", "");
        scene.project("top", "ws-test-top", "1.0", "dependencies = ['outcome==1.3.0.post0']");
        scene.configure(&[("attrs", "foundation"), ("top", "tools")]);
        succeeded(scene.setup(&["top"]));
        assert_eq!(scene.location("attrs").as_deref(), scene.path("attrs").to_str(), "uv {uv}");
        assert!(scene.location("outcome").is_some(), "uv {uv}");
        let again = succeeded(scene.setup(&["top"]));
        assert_eq!(super::steps(&again), [("verify", "up_to_date")], "uv {uv}: {again:#?}");
    }
}

/// Requirements that exclude each other are told with both, before anything is installed; one that cannot be met by itself
/// leaves the others alone.
#[test]
fn what_cannot_be_met_is_told_and_leaves_the_others_alone() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.project("old", "ws-test-old", "1.0", "dependencies = ['iniconfig<2']");
        scene.project("new", "ws-test-new", "1.0", "dependencies = ['iniconfig>=2']");
        scene.configure(&[("old", "foundation"), ("new", "tools")]);
        let (_, rows) = scene.setup(&[]);
        assert_eq!(failed(&rows), ["ws::setup::unresolved"], "uv {uv}: {rows:#?}");
        let message = rows.last().unwrap()["error"]["message"].as_str().unwrap();
        assert!(message.contains("iniconfig<2") && message.contains("iniconfig>=2"), "uv {uv}: {message}");
        assert_eq!(scene.location("ws-test-old"), None, "uv {uv}: nothing was changed");
        scene.project("new", "ws-test-new", "1.0", "dependencies = ['iniconfig>=9999']");
        let (_, rows) = scene.setup(&[]);
        let blamed: Vec<&Value> =
            rows.iter().filter(|row| row["state"] == "failed").map(|row| &row["siblings"]).collect();
        assert_eq!(blamed, [&json!(["new"])], "uv {uv}: {rows:#?}");
        scene.python("import ws_test_old, iniconfig");
    }
}

#[test]
fn a_build_takes_a_sibling_from_its_checkout_or_is_refused() {
    let scene = Scene::new(true);
    scene.project("plugin", "iniconfig", "0.1", "");
    scene.project("top", "ws-test-top", "1.0", "");
    let plain = fs::read_to_string(scene.path("top/pyproject.toml")).unwrap();
    scene.write("top/pyproject.toml", &plain.replace("<4']", "<4', 'iniconfig']"));
    scene.configure(&[("plugin", "foundation"), ("top", "tools")]);
    let (output, rows) = scene.setup(&[]);
    assert_eq!((output.status.code(), failed(&rows)), (Some(1), vec!["ws::setup::build_requirement"]), "{rows:#?}");
    assert_eq!(scene.location("ws-test-top"), None);
    assert!(scene.location("iniconfig").is_some());
    let named = format!("<4', 'iniconfig @ file://{}']", scene.path("plugin").display());
    scene.write("top/pyproject.toml", &plain.replace("<4']", &named));
    succeeded(scene.setup(&[]));
}

#[test]
fn extras_and_groups_that_nobody_has_are_an_error_with_the_nearest() {
    let scene = Scene::new(true);
    let more = "[project.optional-dependencies]\nDev_Tools = ['iniconfig']\n[dependency-groups]\nLint_All = ['pluggy']";
    scene.project("top", "ws-test-top", "1.0", more);
    scene.configure(&[("top", "tools")]);
    for (arguments, nearest) in [(["--extras", "devtools"], "dev-tools"), (["--groups", "lint"], "lint-all")] {
        let output = scene.command(&[&["setup"], arguments.as_slice()].concat()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(nearest), "{said}");
    }
    assert!(!scene.path("root/.venv").exists());
    succeeded(scene.setup(&["--extras", "dev.tools", "--groups", "lint_all"]));
    scene.python("import iniconfig, pluggy");
}

/// setup.py alone: what it is called and asks for is known once it is installed.
#[test]
fn a_project_with_setup_py_alone_is_installed() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.write("old/ws_test_old.py", OWN);
        let setup = "from setuptools import setup\nsetup(name='ws-test-old', version='0.2', py_modules=['ws_test_old'], \
                     install_requires=['iniconfig'])\n";
        scene.write("old/setup.py", setup);
        scene.configure(&[("old", "tools")]);
        succeeded(scene.setup(&[]));
        scene.python("import ws_test_old, iniconfig");
        let again = succeeded(scene.setup(&[]));
        assert_eq!(super::steps(&again), [("verify", "up_to_date")], "uv: {uv}: {again:#?}");
        let output = scene.command(&["siblings", "--format", "json"]).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&rows[0]["package"], &rows[0]["version"]), (&json!("ws-test-old"), &json!("0.2")), "{rows:#}");
    }
}

#[test]
fn variables_that_lead_elsewhere_are_left_out_and_named() {
    let scene = Scene::new(false);
    scene.project("top", "ws-test-top", "1.0", "");
    scene.configure(&[("top", "tools")]);
    let elsewhere = scene.path("elsewhere");
    let mut command = scene.command(&["setup", "--format", "json"]);
    command.env("PIP_PREFIX", &elsewhere).env("PIP_USER", "1").env("UV_NO_EDITABLE", "1");
    // pip takes these too.
    command.env("PIP_Target", &elsewhere).env("PIP_NO_DEPENDENCIES", "1").env("PIP_REQUIRE_HASHES", "1");
    let output = command.output().unwrap();
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success() && !elsewhere.exists(), "{rows:#}");
    let last = rows.as_array().unwrap().last().unwrap();
    assert_eq!(
        last["reason"],
        json!(
            "left out of the environment: PIP_NO_DEPENDENCIES, PIP_PREFIX, PIP_REQUIRE_HASHES, PIP_Target, PIP_USER, UV_NO_EDITABLE"
        )
    );
}

/// Who asks for each package of a venv, as `uv pip tree --invert` has it.
#[test]
fn why_names_those_who_ask_as_uv_pip_tree_does() {
    let scene = Scene::new(true);
    scene.project("base", "ws-test-base", "1.0", "dependencies = ['jinja2', 'click>=8']");
    scene.project("top", "ws-test-top", "1.0", "dependencies = ['ws-test-base', 'flask', 'requests']");
    scene.configure(&[("base", "foundation"), ("top", "tools")]);
    succeeded(scene.setup(&[]));
    let python = scene.path("root/.venv/bin/python");
    let uv = ws_test_support::tools::python_tool("WS_TEST_UV", "uv").unwrap();
    let mut checked = 0;
    for row in scene.installed() {
        let package = row["name"].as_str().unwrap();
        let mut tree = scene.sandbox.command(&uv, &scene.path("root"));
        tree.args(["pip", "tree", "--invert", "--no-dedupe", "--depth", "1", "--package", package, "--python"])
            .arg(&python);
        let said = String::from_utf8(tree.output().unwrap().stdout).unwrap();
        // `├── flask v3.1.0 [requires: …]`, below the package itself.
        let asking: BTreeSet<String> = said
            .lines()
            .filter_map(|line| line.strip_prefix("├── ").or_else(|| line.strip_prefix("└── ")))
            .filter_map(|line| Some(line.split(' ').next()?.split('[').next()?.to_owned()))
            .collect();
        let output = scene.command(&["why", package, "--format", "json"]).output().unwrap();
        let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = rows.as_array().unwrap();
        // The last step of each way is one who asks; everybody who limits the version is named as well.
        let ours: BTreeSet<String> = rows
            .iter()
            .filter(|row| ["installed", "version"].contains(&row["what"].as_str().unwrap()))
            .filter_map(|row| row["through"].as_array()?.iter().rev().nth(1)?.as_str().map(str::to_owned))
            .map(|name| if ["base", "top"].contains(&name.as_str()) { format!("ws-test-{name}") } else { name })
            .collect();
        assert!(ours.is_subset(&asking), "{package}: {ours:?}, and uv has {asking:?}\n{said}");
        assert_eq!(ours.is_empty(), asking.is_empty(), "{package}: {rows:#?}\n{said}");
        checked += 1;
    }
    assert!(checked > 10, "{checked}");
}
