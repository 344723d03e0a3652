//! Source trees of every build backend, each with the modules that it would install.

use std::fs;

use super::*;

/// The modules of a tree with these files; `pyproject.toml` and `setup.cfg` with a text, the others empty.
#[track_caller]
fn tops(files: &[&str], pyproject: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    for file in files {
        let path = directory.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let name = if pyproject.starts_with("[metadata]") { "setup.cfg" } else { "pyproject.toml" };
    fs::write(directory.path().join(name), pyproject).unwrap();
    of(directory.path()).tops
}

#[test]
fn a_src_directory_holds_what_is_installed() {
    let files = ["src/kit/__init__.py", "src/single.py", "tests/__init__.py", "setup.py", "src/kit.egg-info/PKG-INFO"];
    assert_eq!(tops(&files, "[project]\nname = \"other\""), ["kit", "single"]);
}

#[test]
fn of_a_namespace_the_first_packages_inside_it_count() {
    let files = ["src/provide/kit/__init__.py", "src/provide/tool/deep/__init__.py", "src/provide/one.py"];
    assert_eq!(tops(&files, ""), ["provide.kit", "provide.one", "provide.tool.deep"]);
}

#[test]
fn beside_tests_and_tools_the_project_s_own_name_counts() {
    let files = ["My_Kit/__init__.py", "tests/__init__.py", "docs/conf.py", "other/__init__.py", "noxfile.py"];
    assert_eq!(tops(&files, "[project]\nname = \"my-kit\""), ["My_Kit"]);
    assert_eq!(tops(&files, "[project]\nname = \"nothing-like-it\""), ["My_Kit", "other"]);
    assert_eq!(tops(&["kit.py", "setup.py", "conftest.py"], ""), ["kit"]);
}

#[test]
fn the_build_backend_s_own_words_decide() {
    let cases = [
        (
            &["lib/kit/__init__.py", "lib/t/__init__.py"][..],
            "[tool.hatch.build.targets.wheel]\npackages = [\"lib/kit\"]",
        ),
        (&["lib/kit/__init__.py"], "[[tool.poetry.packages]]\ninclude = \"kit\"\nfrom = \"lib\""),
        (&["lib/kit/__init__.py"], "[tool.uv.build-backend]\nmodule-root = \"lib\"\nmodule-name = \"kit\""),
        (&["src/kit.py", "src/other.py"], "[tool.flit.module]\nname = \"kit\""),
        (&["kit/__init__.py", "other/__init__.py"], "[tool.flit.metadata]\nmodule = \"kit\""),
        (&["lib/kit/__init__.py"], "[project]\nname = \"kit\"\n[tool.pdm.build]\npackage-dir = \"lib\""),
        (&["lib/kit/__init__.py"], "[tool.setuptools]\npackage-dir = { \"\" = \"lib\" }"),
        (&["lib/__init__.py"], "[tool.setuptools]\npackage-dir = { kit = \"lib\" }"),
        (&["kit.py", "other.py"], "[tool.setuptools]\npy-modules = [\"kit\"]"),
        (
            &["lib/kit/__init__.py", "lib/kit_tests/__init__.py", "lib/other/__init__.py"],
            "[tool.setuptools.packages.find]\nwhere = [\"lib\"]\ninclude = [\"kit*\"]\nexclude = [\"*_tests\"]",
        ),
        (&["lib/kit/__init__.py"], "[metadata]\nname = kit\n[options]\npackage_dir =\n    = lib\n"),
        (&["lib/kit/__init__.py"], "[metadata]\nname = kit\n[options.packages.find]\nwhere = lib\n"),
    ];
    for (files, pyproject) in cases {
        assert_eq!(tops(files, pyproject), ["kit"], "{pyproject}");
    }
}

#[test]
fn files_know_their_modules_and_links_are_not_followed() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("src/kit");
    fs::create_dir_all(source.join("inner/__pycache__")).unwrap();
    for file in ["__init__.py", "a.py", "inner/b.py", "inner/__pycache__/c.py", "data.txt", ".hidden.py"] {
        fs::write(source.join(file), "").unwrap();
    }
    std::os::unix::fs::symlink(&source, source.join("round")).unwrap();
    let names: Vec<(String, bool)> =
        of(directory.path()).files.into_iter().map(|(_, module)| (module.name, module.is_package)).collect();
    let expected = [("kit", true), ("kit.a", false), ("kit.inner.b", false)];
    assert_eq!(names, expected.map(|(name, is_package)| (name.to_owned(), is_package)));
}
