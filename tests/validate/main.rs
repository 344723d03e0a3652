//! `ws validate` and `ws init`: what is wrong is found, with its place; what is proposed can be used.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod screens;
mod unusual;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};
use ws_test_support::TestContext;
use ws_test_support::tools::write_script;

ws_test_support::harness! {
    /// A workspace in `root` and what is next to it.
    struct Scene(TestContext);
}

impl Scene {
    fn new(config: &str) -> Self {
        Self(TestContext::with_config(config))
    }

    fn package(&self, name: &str, dependencies: &str) {
        self.sh(&format!("git init -q -b main {name}"));
        self.write(
            &format!("{name}/pyproject.toml"),
            &format!("[project]\nname = '{name}'\nversion = '1.0'\nrequires-python = '>=3.9'\ndependencies = [{dependencies}]\n"),
        );
    }

    fn ws(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn validate(&self, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
        self.rows(&[&["validate"], arguments].concat())
    }

    /// The only finding of this code.
    fn finding(&self, code: &str) -> Value {
        let (_, rows) = self.validate(&[]);
        let found: Vec<&Value> = rows.iter().filter(|row| row["code"] == code).collect();
        assert_eq!(found.len(), 1, "{code}: {rows:#?}");
        found[0].clone()
    }
}

#[test]
fn nothing_wrong_is_nothing_found() {
    let scene = Scene::new("[workspace]\nname = \"w\"\n[[siblings]]\nname = \"a\"\n");
    scene.sh("git init -q -b main a");
    let (code, rows) = scene.validate(&[]);
    let beside_uv: Vec<&Value> = rows.iter().filter(|row| row["code"] != "ws::tool::missing").collect();
    assert!(beside_uv.is_empty(), "{rows:#?}");
    assert_eq!(code, Some(0));
}

#[test]
fn a_configuration_that_cannot_be_used_is_findings_with_places() {
    let scene = Scene::new(
        "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"a\"\nlayer = \"tols\"\n[[siblings]]\nname = \"a\"\n",
    );
    let (code, rows) = scene.validate(&[]);
    assert_eq!(code, Some(1));
    let codes: Vec<&str> = rows.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"ws::config::unknown_layer") && codes.contains(&"ws::config::duplicate_name"), "{codes:?}");
    let layer = rows.iter().find(|row| row["code"] == "ws::config::unknown_layer").unwrap();
    assert_eq!((&layer["line"], &layer["column"]), (&json!(5), &json!(9)));
    assert_eq!(layer["file"], json!(scene.path("root/wrknv.toml")));
    assert!(layer["hint"].as_str().unwrap().contains("`tools`"));
}

#[test]
fn repositories_that_differ_from_what_is_configured() {
    let scene = Scene::new(
        "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"gone\"\nrepo = \"https://example.org/gone\"\n[[siblings]]\nname = \"plain\"\n\
         [[siblings]]\nname = \"elsewhere\"\nrepo = \"https://example.org/here.git\"\nbranch = \"main\"\n[[siblings]]\nname = \"fine\"\nrepo = \"git@example.org:fine\"\n",
    );
    scene.sh(
        "mkdir plain; touch plain/x; git init -q -b other elsewhere; git -C elsewhere remote add origin https://example.org/else
         git init -q fine; git -C fine remote add origin https://example.org/fine.git",
    );
    let (code, rows) = scene.validate(&[]);
    assert_eq!(code, Some(1));
    assert!(rows.iter().all(|row| row["sibling"] != "fine"), "{rows:#?}");
    let gone = scene.finding("ws::sibling::missing");
    assert_eq!((&gone["severity"], &gone["sibling"], &gone["line"]), (&json!("warning"), &json!("gone"), &json!(3)));
    assert_eq!(gone["fix"], "ws bootstrap gone");
    assert_eq!(scene.finding("ws::sibling::not_git")["severity"], "error");
    let path = scene.path("elsewhere");
    let remote = format!("git -C {} remote set-url origin https://example.org/here.git", path.display());
    assert_eq!(scene.finding("ws::sibling::other_remote")["fix"], json!(remote));
    assert_eq!(
        scene.finding("ws::sibling::other_branch")["fix"],
        json!(format!("git -C {} switch main", path.display()))
    );
    let fixes = String::from_utf8(scene.ws(&["validate", "--fix"]).stdout).unwrap();
    assert_eq!(
        fixes.lines().collect::<Vec<_>>(),
        ["ws bootstrap gone", remote.as_str(), &format!("git -C {} switch main", path.display())]
    );
    // It printed them, and ran none.
    scene.sh("test $(git -C elsewhere remote get-url origin) = https://example.org/else; test ! -e gone");
}

#[test]
fn warnings_fail_only_when_they_are_to() {
    let scene = Scene::new("[workspace]\nname = \"w\"\ncolour = 1\n");
    let (code, rows) = scene.validate(&[]);
    assert!(rows.iter().any(|row| row["code"] == "ws::config::unknown_key"), "{rows:#?}");
    assert_eq!((code, scene.validate(&["--strict"]).0), (Some(0), Some(1)));
}

#[test]
fn layers_and_requirements_that_do_not_hold() {
    let scene = Scene::new(
        "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"low\"\nlayer = \"foundation\"\n[[siblings]]\nname = \"t1\"\nlayer = \"tools\"\n\
         depends_on = [\"low\"]\n[[siblings]]\nname = \"t2\"\nlayer = \"tools\"\n",
    );
    scene.package("low", "'t1>=2'");
    scene.package("t1", "");
    scene.package("t2", "'t1'");
    assert_eq!(scene.finding("ws::layers::upward")["sibling"], "low");
    assert_eq!(scene.finding("ws::layers::upward")["file"], json!(scene.path("low/pyproject.toml")));
    assert_eq!(scene.finding("ws::layers::peer")["sibling"], "t2");
    assert!(scene.finding("ws::deps::unsatisfied")["message"].as_str().unwrap().contains("`t1>=2`"));
    assert_eq!(scene.finding("ws::deps::not_required")["sibling"], "t1");
    let (_, rows) = scene.validate(&[]);
    let undeclared: Vec<&Value> = rows.iter().filter(|row| row["code"] == "ws::deps::undeclared").collect();
    assert_eq!(undeclared.len(), 2, "{rows:#?}");
    assert_eq!(scene.finding("ws::venv::missing")["fix"], "ws setup");
    // Pythons that exclude each other, and metadata that cannot be read.
    scene.write("t2/pyproject.toml", "[project]\nname = 't2'\nrequires-python = '<3.9'\n");
    assert!(scene.finding("ws::setup::no_python")["message"].as_str().unwrap().contains("`t2` for <3.9"));
    scene.write("t2/pyproject.toml", "[project\n");
    assert_eq!(scene.finding("ws::python::parse")["sibling"], "t2");
}

#[test]
fn a_venv_that_is_not_as_it_should_be() {
    let scene = Scene::new("[workspace]\nname = \"w\"\n[[siblings]]\nname = \"a\"\n");
    scene.package("a", "");
    scene.sh("python3 -m venv --without-pip root/.venv");
    assert!(scene.finding("ws::venv::not_installed")["message"].as_str().unwrap().contains('a'));
    // An editable from next door that nobody listed.
    scene.package("b", "");
    scene.sh(
        "s=$(echo root/.venv/lib/python*/site-packages); mkdir $s/b-1.0.dist-info; echo \"$PWD/b\" >$s/b.pth
         printf 'Metadata-Version: 2.1\\nName: b\\nVersion: 1.0\\n' >$s/b-1.0.dist-info/METADATA
         printf '{\"url\":\"file://%s/b\",\"dir_info\":{\"editable\":true}}' \"$PWD\" >$s/b-1.0.dist-info/direct_url.json",
    );
    assert!(scene.finding("ws::venv::unlisted")["message"].as_str().unwrap().contains("`b`"));
    scene.sh("rm root/.venv/bin/python*; ln -s nowhere root/.venv/bin/python");
    let hint = scene.finding("ws::venv::dangling_interpreter")["hint"].clone();
    assert!(hint.as_str().unwrap().contains("ws setup --recreate"), "{hint}");
}

#[test]
fn tools_of_the_wrong_version() {
    let scene = Scene::new(
        "[workspace]\nname = \"w\"\n[workspace.tools]\nfrobnicator = \">=1.2\"\nabsent-tool = \">=1\"\nmute = \">=1\"\ngit = \">=2\"\n",
    );
    let bin = scene.path("bin");
    fs::create_dir(&bin).unwrap();
    write_script(&bin.join("frobnicator"), "#!/bin/sh\necho 'frobnicator v1.1.9 (2020-01-01)'\n").unwrap();
    write_script(&bin.join("mute"), "#!/bin/sh\n").unwrap();
    let path =
        std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())));
    let mut command = scene.command(&["validate", "--format", "jsonl"]);
    let output = command.env("PATH", path.unwrap()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("frobnicator is 1.1.9"), "{said}");
    assert!(
        said.contains("there is no absent-tool on PATH") && said.contains("mute --version` prints no version"),
        "{said}"
    );
    assert!(!said.contains("git is"), "{said}");
}

#[test]
fn for_continuous_integration() {
    let scene = Scene::new("[workspace]\nname = \"w\"\ncolour = 1\n[[siblings]]\nname = \"a\"\nlayer = \"tols\"\n");
    let output = scene.ws(&["validate", "--format", "github"]);
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find(|line| line.starts_with("::error")).unwrap();
    assert!(line.starts_with("::error title=ws%3A%3Aconfig%3A%3Aunknown_layer,file="), "{said}");
    assert!(line.contains(",line=6,col=9::there is no layer `tols`%0A"), "{said}");
    let output = scene.ws(&["validate", "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&Value> =
        log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert!(results.iter().all(|result| rules.contains(&&result["ruleId"])));
    let layer = results.iter().find(|result| result["ruleId"] == "ws::config::unknown_layer").unwrap();
    let place = &layer["locations"][0]["physicalLocation"];
    assert_eq!((&layer["level"], &place["region"]["startLine"]), (&json!("error"), &json!(6)));
}

#[test]
fn each_problem_of_a_siblings_own_files_has_its_place() {
    let scene =
        Scene::new("[workspace]\n[[siblings]]\nname = \"a\"\n[[siblings]]\nname = \"b\"\n[tasks]\nroot-task = 5\n");
    scene.package("a", "'attrs', 'not a requirement'");
    scene.package("b", "");
    scene.write(
        "a/wrknv.toml",
        "[tasks]\nlint = \"ruff\"\nbad = { run = \"x\", timeout = \"long\" }\n[tasks.test]\nrun = \"pytest\"\ntimeuot = 5\n_default = \"y\"\nall = [\"lint\"]\n",
    );
    scene.write(
        "b/wrknv.toml",
        "project_name = \"b\"\nlog_level = \"INFO\"\n[tools]\nuv = \"latest\"\n[tasks]\nx = \"\n",
    );
    let (code, rows) = scene.validate(&[]);
    assert_eq!(code, Some(1));
    let places: Vec<(String, &str, &Value, &Value, &Value)> = rows
        .iter()
        .filter(|row| ["ws::config", "ws::python"].iter().any(|area| row["code"].as_str().unwrap().starts_with(area)))
        .map(|row| {
            let file = PathBuf::from(row["file"].as_str().unwrap());
            let file = file.strip_prefix(scene.sandbox.path()).unwrap().display().to_string();
            (file, row["code"].as_str().unwrap(), &row["sibling"], &row["line"], &row["column"])
        })
        .collect();
    let (a, b) = (&json!("a"), &json!("b"));
    let number = |n: u64| json!(n);
    let expected = [
        ("root/wrknv.toml".to_owned(), "ws::config::wrong_type", &Value::Null, &number(7), &number(13)),
        ("a/wrknv.toml".to_owned(), "ws::config::wrong_type", a, &number(3), &number(30)),
        ("a/wrknv.toml".to_owned(), "ws::config::unknown_key", a, &number(6), &number(1)),
        ("a/wrknv.toml".to_owned(), "ws::config::unknown_key", a, &number(7), &number(1)),
        ("a/wrknv.toml".to_owned(), "ws::config::unknown_key", a, &number(8), &number(1)),
        ("a/pyproject.toml".to_owned(), "ws::python::bad_requirement", a, &number(5), &number(26)),
        ("b/wrknv.toml".to_owned(), "ws::config::parse", b, &number(6), &number(6)),
    ];
    assert_eq!(places, expected, "{rows:#?}");
    let near = rows.iter().find(|row| row["line"] == 6 && row["sibling"] == "a").unwrap();
    assert!(near["hint"].as_str().unwrap().contains("`timeout`"), "{near}");
    // It has the letters of `parallel`, and is a task that is lost.
    let lost = rows.iter().find(|row| row["line"] == 8 && row["sibling"] == "a").unwrap();
    assert!(lost["message"].as_str().unwrap().starts_with("`all` is not a task"), "{lost}");
}

#[test]
fn a_part_of_a_workspace_is_one_line_and_so_is_that_nothing_is_declared() {
    let siblings: String = ["a", "b", "c", "gone", "far", "maybe"]
        .map(|name| {
            let optional = if name == "maybe" { "optional = true\n" } else { "" };
            format!("[[siblings]]\nname = \"{name}\"\nrepo = \"https://example.org/{name}\"\n{optional}")
        })
        .concat();
    let scene = Scene::new(&format!("[workspace]\n{siblings}"));
    scene.package("a", "");
    scene.package("b", "'a'");
    scene.package("c", "'a', 'b'");
    scene.sh("git init -q next-door; mkdir no-repository .hidden; git init -q .hidden/x");
    let missing = scene.finding("ws::sibling::missing");
    let message = missing["message"].as_str().unwrap();
    assert_eq!(message, "3 of 6 siblings are missing: `gone`, `far`, `maybe` (optional)");
    assert_eq!((&missing["severity"], &missing["fix"]), (&json!("warning"), &json!("ws bootstrap gone far maybe")));
    let undeclared = scene.finding("ws::deps::undeclared");
    assert!(undeclared["message"].as_str().unwrap().contains("3 dependencies"), "{undeclared}");
    let unlisted = scene.finding("ws::sibling::unlisted");
    assert_eq!(unlisted["severity"], "note");
    assert!(unlisted["message"].as_str().unwrap().contains("next-door"), "{unlisted}");
    // Where only what is optional is missing, nothing is to be warned of.
    scene.sh("git init -q gone; git init -q far");
    assert_eq!(scene.finding("ws::sibling::missing")["severity"], "note");
}

#[test]
fn what_is_allowed_is_shown_and_no_error() {
    let config = |allow: &str| {
        format!(
            "[workspace]\n[workspace.validate]\nallow = [{allow}]\n[[siblings]]\nname = \"t1\"\nlayer = \"tools\"\n\
             [[siblings]]\nname = \"t2\"\nlayer = \"tools\"\ndepends_on = [\"t1\"]\n"
        )
    };
    let scene = Scene::new(&config(""));
    scene.package("t1", "");
    scene.package("t2", "'t1'");
    // One line, though the requirement is said twice.
    let text = fs::read_to_string(scene.path("t2/pyproject.toml")).unwrap();
    scene.write("t2/pyproject.toml", &format!("{text}[dependency-groups]\ndev = ['t1']\n"));
    let peer = scene.finding("ws::layers::peer");
    assert_eq!((&peer["severity"], &peer["line"]), (&json!("error"), &json!(5)), "{peer}");
    assert!(peer["message"].as_str().unwrap().contains("(runtime, group:dev)"), "{peer}");
    scene.write("root/wrknv.toml", &config("\"ws::layers::peer t2 -> t1\", \"ws::layers::upward t1 -> t2\""));
    assert_eq!(scene.finding("ws::layers::peer")["severity"], "allowed");
    let unused = scene.finding("ws::validate::not_found");
    assert_eq!((&unused["severity"], &unused["line"], &unused["column"]), (&json!("warning"), &json!(3), &json!(39)));
    assert!(unused["message"].as_str().unwrap().contains("ws::layers::upward t1 -> t2"), "{unused}");
    let errors = |scene: &Scene| -> Vec<Value> {
        scene
            .validate(&[])
            .1
            .into_iter()
            .filter(|row| row["severity"] == "error")
            .map(|row| row["code"].clone())
            .collect()
    };
    assert!(!errors(&scene).contains(&json!("ws::layers::peer")));
    // Another edge of the same code is not allowed along.
    scene.write("root/wrknv.toml", &config("\"ws::layers::peer t1 -> t2\""));
    assert!(errors(&scene).contains(&json!("ws::layers::peer")));
}

#[test]
fn a_version_that_does_not_fit_is_named_and_a_cycle_told_once() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = \"a\"\n[[siblings]]\nname = \"b\"\n");
    scene.package("a", "'b>=2'");
    scene.package("b", "'a'");
    let message = scene.finding("ws::deps::unsatisfied")["message"].clone();
    assert_eq!(message, "`a` asks for `b>=2`, but the checkout of `b` has 1.0");
    assert_eq!(scene.finding("ws::layers::cycle")["severity"], "error");
    // It is allowed by one of its edges as well as by all of it.
    for cycle in ["a -> b", "a -> b -> a", "cycle: a -> b"] {
        let allow = format!("[workspace]\nvalidate = {{ allow = [\"ws::layers::cycle {cycle}\"] }}\n");
        scene.write("root/wrknv.toml", &format!("{allow}[[siblings]]\nname = \"a\"\n[[siblings]]\nname = \"b\"\n"));
        assert_eq!(scene.finding("ws::layers::cycle")["severity"], "allowed", "{cycle}");
    }
}

#[test]
fn what_the_source_requires_and_the_venv_lacks() {
    let scene = Scene::new("[workspace]\n[[siblings]]\nname = \"a\"\n");
    scene.package("a", "");
    scene.sh(
        "python3 -m venv --without-pip root/.venv; s=$(echo root/.venv/lib/python*/site-packages); mkdir $s/a-1.0.dist-info a/a
         touch a/a/__init__.py; echo \"$PWD/a\" >$s/a.pth; printf 'Metadata-Version: 2.1\\nName: a\\nVersion: 1.0\\n' >$s/a-1.0.dist-info/METADATA
         printf 'a.pth,,\\n' >$s/a-1.0.dist-info/RECORD
         printf '{\"url\":\"file://%s/a\",\"dir_info\":{\"editable\":true}}' \"$PWD\" >$s/a-1.0.dist-info/direct_url.json",
    );
    let codes = || scene.validate(&[]).1.iter().map(|row| row["code"].clone()).collect::<Vec<_>>();
    assert!(!codes().contains(&json!("ws::venv::outdated")));
    scene.package("a", "'zzz>=2', \"yyy; python_version < '3'\"");
    let outdated = scene.finding("ws::venv::outdated");
    assert_eq!(outdated["message"], "`a` requires `zzz>=2`, but the venv lacks it");
    assert_eq!(
        (&outdated["sibling"], &outdated["line"], &outdated["fix"]),
        (&json!("a"), &json!(5), &json!("ws setup"))
    );
}

#[test]
fn a_proposal_is_a_configuration() {
    let scene = Scene::new("");
    fs::remove_file(scene.path("root/wrknv.toml")).unwrap();
    scene.package("base", "");
    scene.package("middle", "'base>=1', 'attrs'");
    scene.package("top", "'middle', 'Base'");
    scene.sh(
        "git -C base remote add origin https://example.org/base.git; git init -q 'not a name'; mkdir plain .hidden; touch file
         git init -q no-python; git init -q .hidden/x",
    );
    let output = scene.ws(&["init", "--plan"]);
    assert!(output.status.success(), "{output:?}");
    assert!(!scene.path("root/wrknv.toml").exists());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a name"));
    let written = scene.ws(&["init"]);
    let text = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    assert_eq!((text.as_bytes(), &output.stdout), (written.stdout.as_slice(), &written.stdout));
    assert!(text.contains("repo = \"https://example.org/base.git\"") && text.contains("version = \">=3.9\""), "{text}");
    assert!(text.contains("# layer = \"foundation\"") && text.contains("# layer = \"tools\""), "{text}");
    assert!(text.contains("depends_on = [\"base\", \"middle\"]"), "{text}");
    let rows: Value = serde_json::from_slice(&scene.ws(&["siblings", "--format", "json"]).stdout).unwrap();
    let names: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["base", "no-python", "middle", "top"]);
    let codes: Vec<Value> = scene.validate(&[]).1.iter().map(|row| row["code"].clone()).collect();
    assert!(
        codes
            .iter()
            .all(|code| !code.as_str().unwrap().starts_with("ws::config")
                && !code.as_str().unwrap().starts_with("ws::deps")),
        "{codes:?}"
    );
    // What is there stays.
    let again = scene.ws(&["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(fs::read_to_string(scene.path("root/wrknv.toml")).unwrap(), text);
}

#[test]
fn what_a_file_lacks_is_added_and_its_text_stays() {
    let tasks = "# of the root itself\n[tasks]\nlint   = \"ruff\" # fast\n";
    let scene = Scene::new(tasks);
    scene.package("base", "");
    scene.package("top", "'base'");
    let shown = scene.ws(&["init", "--add", "--plan"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.starts_with(tasks) && text.contains("[workspace]\nname = \"root\""), "{text}");
    assert!(text.contains("depends_on = [\"base\"]"), "{text}");
    assert_eq!(fs::read_to_string(scene.path("root/wrknv.toml")).unwrap(), tasks);
    assert!(scene.ws(&["init", "--add"]).status.success());
    assert_eq!(fs::read_to_string(scene.path("root/wrknv.toml")).unwrap(), text);
    let again = scene.ws(&["init", "--add"]);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stderr).contains("lacks nothing"), "{again:?}");
    scene.sh("git init -q later");
    assert!(scene.ws(&["init", "--add"]).status.success());
    let after = fs::read_to_string(scene.path("root/wrknv.toml")).unwrap();
    assert_eq!(after, format!("{text}\n[[siblings]]\nname = \"later\"\n"));
}

#[test]
fn what_is_added_is_all_that_changes() {
    let text = "\u{feff}# of the root\r\n[tasks]\r\nlint = \"\"\"\r\nruff\r\n\"\"\" # fast\r\n";
    let scene = Scene::new("");
    scene.package("base", "");
    scene.write("root/kept/real.toml", text);
    scene.sh("rm root/wrknv.toml; ln -s kept/real.toml root/wrknv.toml; chmod 444 root/kept/real.toml");
    let refused = scene.ws(&["init", "--add"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("it is read-only"), "{refused:?}");
    let read = || fs::read_to_string(scene.path("root/kept/real.toml")).unwrap();
    assert_eq!(read(), text);
    scene.sh("chmod 640 root/kept/real.toml");
    let added = scene.ws(&["init", "--add"]);
    assert!(added.status.success(), "{added:?}");
    let addition = "\r\n[workspace]\r\nname = \"root\"\r\n\r\n[[siblings]]\r\nname = \"base\"\r\n";
    assert_eq!(read(), format!("{text}{addition}"));
    // The symlink and the mode are as they were.
    let mode = fs::metadata(scene.path("root/kept/real.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(fs::symlink_metadata(scene.path("root/wrknv.toml")).unwrap().is_symlink());
    let again = scene.ws(&["init", "--add"]);
    assert!(again.status.success() && read() == format!("{text}{addition}"), "{again:?}");
    let siblings: Value = serde_json::from_slice(&scene.ws(&["siblings", "--format", "json"]).stdout).unwrap();
    assert_eq!(siblings[0]["name"], "base");
}

#[test]
fn dependencies_that_only_a_build_tells_are_said_once_and_are_not_absent() {
    let siblings = ["base", "other", "top"].map(|name| format!("[[siblings]]\nname = '{name}'\n"));
    let scene = Scene::new(&format!("[workspace]\nname = 'w'\n{}depends_on = ['base', 'other']\n", siblings.concat()));
    scene.package("base", "");
    scene.package("other", "");
    scene.sh("git init -q -b main top");
    scene.write("top/setup.py", "from setuptools import setup\nsetup(name='top', install_requires=read())\n");
    let found = scene.finding("ws::python::dynamic_dependencies");
    assert_eq!((&found["sibling"], &found["severity"]), (&json!("top"), &json!("note")));
    let (_, all) = scene.validate(&[]);
    assert!(all.iter().all(|row| row["code"] != "ws::deps::not_required"), "{all:#?}");
    let rows = |arguments: &[&str]| -> Vec<Value> {
        let output = scene.ws(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice::<Value>(&output.stdout).unwrap().as_array().unwrap().clone()
    };
    let deps = rows(&["deps"]);
    let known: Vec<(&Value, &Value)> = deps.iter().map(|row| (&row["to"], &row["actual"])).collect();
    assert_eq!(known, [(&json!("base"), &Value::Null), (&json!("other"), &Value::Null)]);
    // Once it is installed, its METADATA says it.
    let info = "root/.venv/lib/python3.12/site-packages/top-1.0.dist-info";
    let url = format!("{{\"url\": \"file://{}\", \"dir_info\": {{\"editable\": true}}}}", scene.path("top").display());
    scene.write(&format!("{info}/direct_url.json"), &url);
    scene
        .write(&format!("{info}/METADATA"), "Metadata-Version: 2.1\nName: top\nVersion: 1.0\nRequires-Dist: base>=1\n");
    scene.write("root/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n");
    let deps = rows(&["deps"]);
    let known: Vec<(&Value, &Value, &Value)> =
        deps.iter().map(|row| (&row["to"], &row["kind"], &row["actual"])).collect();
    let expected =
        [(&json!("base"), &json!("runtime"), &json!(true)), (&json!("other"), &json!("declared"), &Value::Null)];
    assert_eq!(known, expected);
}
