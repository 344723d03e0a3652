//! The forms in which projects say what they are: each build backend's own, old and new.

use super::{kinds, pairs, project, read_files, some};
use crate::python::{Kind, Origin, Project};

fn read_one(files: &[(&str, &str)]) -> Project {
    let project = read_files(files).unwrap().unwrap();
    assert_eq!(project.problems, []);
    project
}

#[test]
fn poetry_2_has_a_standard_table_and_its_own() {
    let text = r#"
[project]
name = "a"
dynamic = ["version", "dependencies", "requires-python"]
[tool.poetry]
version = "2.1"
[tool.poetry.dependencies]
python = ">=3.10,<4"
b = { path = "../b", develop = true }
c = "^1.2"
[tool.poetry.group.Dev_Tools.dependencies]
d = ">=1"
[build-system]
requires = ["poetry-core>=2"]
build-backend = "poetry.core.masonry.api"
"#;
    let found = read_one(&[("pyproject.toml", text)]);
    assert_eq!((found.version.as_deref(), found.unknown_dependencies), (Some("2.1"), None));
    let expected = [("runtime", "b"), ("runtime", "c"), ("group:dev-tools", "d"), ("build", "poetry-core")];
    assert_eq!(kinds(&found), pairs(&expected));
    assert_eq!(found.requires_python.as_ref().unwrap().to_string(), ">=3.10, <4");
    // What `[project]` says itself counts once, and the table says only where it comes from.
    let fixed = text
        .replace(", \"dependencies\", \"requires-python\"]", "]\ndependencies = [\"b\", \"c>=1\"]")
        .replace("python = \">=3.10,<4\"\n", "");
    let found = read_one(&[("pyproject.toml", &fixed)]);
    let expected = [("runtime", "b"), ("runtime", "c"), ("group:dev-tools", "d"), ("build", "poetry-core")];
    assert_eq!(kinds(&found), pairs(&expected));
    let source = &found.sources.values().next().unwrap()[0].origin;
    assert!(matches!(source, Origin::Directory { path, editable: true } if path.ends_with("b")), "{source:?}");
}

#[test]
fn a_version_that_a_plugin_replaces_is_no_version() {
    let text = "[tool.poetry]\nname = \"a\"\nversion = \"0.0.0\"\n[tool.poetry-dynamic-versioning]\nenable = true\n";
    assert_eq!(project(&[("pyproject.toml", text)]), (Some("a".to_owned()), None));
    assert_eq!(project(&[("pyproject.toml", &text.replace("true", "false"))]), some("a", "0.0.0"));
}

#[test]
fn flit_in_its_old_form_and_with_a_standard_table() {
    let text = "[build-system]\nbuild-backend = \"flit_core.buildapi\"\n[tool.flit.metadata]\nmodule = \"a_mod\"\ndist-name = \"A.Pkg\"\nrequires = [\"b>=1\"]\nrequires-python = \">=3.8\"\ndev-requires = [\"d\"]\n[tool.flit.metadata.requires-extra]\nTest_All = [\"c\"]\n";
    let module = ("a_mod/__init__.py", "\"\"\"About.\n__version__ = '9'\n\"\"\"\n__version__ = '0.3'\n");
    let found = read_one(&[("pyproject.toml", text), module]);
    assert_eq!(kinds(&found), pairs(&[("runtime", "b"), ("extra:test-all", "c"), ("extra:dev", "d")]));
    assert_eq!(project(&[("pyproject.toml", text), module]), some("a-pkg", "0.3"));
    let new = "[build-system]\nbuild-backend = \"flit_core.buildapi\"\n[project]\nname = \"a-mod\"\ndynamic = [\"version\"]\ndescription = \"A.\"\n";
    assert_eq!(project(&[("pyproject.toml", new), module]), some("a-mod", "0.3"));
    let src = ("src/a_mod.py", "__version__ = '0.4'\n");
    assert_eq!(project(&[("pyproject.toml", new), src]), some("a-mod", "0.4"));
    // flit refuses two files that could be the module, and what is no string.
    assert_eq!(project(&[("pyproject.toml", new), src, module]).1, None);
    assert_eq!(project(&[("pyproject.toml", new), ("a_mod.py", "__version__ = (0, 4)\n")]).1, None);
    // Where nothing describes it, the module's docstring has to.
    let undescribed = new.replace("description = \"A.\"\n", "");
    assert_eq!(project(&[("pyproject.toml", &undescribed), ("a_mod.py", "__version__ = '0.4'\n")]).1, None);
    assert_eq!(
        project(&[("pyproject.toml", &undescribed), ("a_mod.py", "'A.'\n__version__ = '0.4'\n")]).1.unwrap(),
        "0.4"
    );
}

#[test]
fn dependencies_that_only_a_build_tells_are_unknown_and_not_absent() {
    let hatch = "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"a\"\nversion = \"1\"\ndynamic = [\"dependencies\", \"optional-dependencies\"]\n";
    let found = read_one(&[("pyproject.toml", &format!("{hatch}[tool.hatch.metadata.hooks.custom]\n"))]);
    assert!(found.unknown_dependencies.is_some() && found.unknown_extras);
    let hook = format!("{hatch}[tool.hatch.metadata.hooks.requirements_txt]\nfiles = [\"r.txt\"]\n");
    let found = read_one(&[("pyproject.toml", &hook), ("r.txt", "b>=1 \\\n  ,<2\nc\n")]);
    assert_eq!((kinds(&found), found.unknown_dependencies), (pairs(&[("runtime", "b"), ("runtime", "c")]), None));
    assert!(read_one(&[("pyproject.toml", &hook)]).unknown_dependencies.is_some());
    let setuptools = "[project]\nname = \"a\"\nversion = \"1\"\ndynamic = [\"dependencies\"]\n";
    let setup_py = ("setup.py", "from setuptools import setup\nsetup(install_requires=read())\n");
    assert!(read_one(&[("pyproject.toml", setuptools), setup_py]).unknown_dependencies.is_some());
    let cfg = ("setup.cfg", "[options]\ninstall_requires = b; c\n");
    let found = read_one(&[("pyproject.toml", setuptools), cfg]);
    assert_eq!((kinds(&found), found.unknown_dependencies), (pairs(&[("runtime", "b"), ("runtime", "c")]), None));
}

#[test]
fn setup_py_alone_is_python_with_nothing_known() {
    let setup_py = ("setup.py", "from setuptools import setup\nsetup(name='a', version='1', install_requires=['b'])\n");
    for files in
        [vec![setup_py], vec![setup_py, ("pyproject.toml", "[build-system]\nrequires = [\"setuptools\", \"d\"]\n")]]
    {
        let found = read_one(&files);
        assert_eq!((found.package.as_ref(), found.version.as_deref()), (None, None));
        assert!(found.unknown_dependencies.is_some() && !found.unknown_extras);
        assert_eq!(kinds(&found).len(), if files.len() == 2 { 2 } else { 0 });
    }
    // meson-python takes name and version from meson.build.
    let meson = "[build-system]\nrequires = [\"meson-python\"]\nbuild-backend = \"mesonpy\"\n";
    assert!(read_one(&[("pyproject.toml", meson)]).unknown_dependencies.is_some());
    assert_eq!(read_files(&[("pyproject.toml", "[build-system]\nrequires = [\"setuptools\"]\n")]), Ok(None));
}

#[test]
fn setup_cfg_in_each_of_its_forms() {
    let cfg = "[metadata]\nname = a\nversion = file: VERSION\n[options]\ninstall_requires =\n    # why\n    b>=1\n    c; python_version < '3'  # old\n\n    d\nsetup_requires = s1; s2\n[options.extras_require]\nDev_Tools = file: dev.txt\none = e; f\n";
    let pyproject = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n";
    let files = [("setup.cfg", cfg), ("pyproject.toml", pyproject), ("VERSION", "1.5\n"), ("dev.txt", "# x\ng\n")];
    let found = read_one(&files);
    assert_eq!((found.version.as_deref(), found.unknown_dependencies), (Some("1.5"), None));
    let runtime = "runtime";
    let expected = [
        ("build", "setuptools"),
        (runtime, "b"),
        (runtime, "c"),
        (runtime, "d"),
        ("build", "s1"),
        ("build", "s2"),
        ("extra:dev-tools", "g"),
        ("extra:one", "e"),
        ("extra:one", "f"),
    ];
    assert_eq!(kinds(&found), pairs(&expected));
    let from_file = "[metadata]\nname = a\n[options]\ninstall_requires = file: r.txt\n";
    assert_eq!(kinds(&read_one(&[("setup.cfg", from_file), ("r.txt", "b\n")])), pairs(&[(runtime, "b")]));
    assert!(read_one(&[("setup.cfg", from_file)]).unknown_dependencies.is_some());
    // What `setup()` says as well decides, and what it computes is unknown.
    let plain = ("setup.py", "from setuptools import setup\nsetup()\n");
    let found = read_one(&[("setup.cfg", "[metadata]\nname = a\nversion = 1\n"), plain]);
    assert_eq!((found.version.as_deref(), found.unknown_dependencies), (Some("1"), None));
    let computing =
        ("setup.py", "import versioneer\nfrom setuptools import setup\nsetup(version=versioneer.get_version())\n");
    assert_eq!(read_one(&[("setup.cfg", "[metadata]\nname = a\nversion = 1\n"), computing]).version, None);
}

#[test]
fn groups_of_every_tool_with_names_that_are_compared() {
    let text = r#"
[project]
name = "a"
version = "1"
[project.optional-dependencies]
Dev_Tools = ["x"]
[dependency-groups]
dev = ["b", { include-group = "Lint.All" }]
"Lint__All" = ["c"]
[tool.uv]
dev-dependencies = ["d"]
[tool.pdm.dev-dependencies]
Test_It = ["e", "-e file:///${PROJECT_ROOT}/sub#egg=f"]
"#;
    let found = read_one(&[("pyproject.toml", text)]);
    let mut all = kinds(&found);
    all.sort();
    let dev = "group:dev";
    let expected = [
        ("extra:dev-tools", "x"),
        (dev, "b"),
        (dev, "c"),
        (dev, "d"),
        ("group:lint-all", "c"),
        ("group:test-it", "e"),
        ("group:test-it", "f"),
    ];
    assert_eq!(all, pairs(&expected));
    assert_eq!(found.groups.iter().map(String::as_str).collect::<Vec<_>>(), ["dev", "lint-all", "test-it"]);
    assert_eq!(Kind::group("A._-b").to_string(), "group:a-b");
    let twice = "[project]\nname = \"a\"\n[dependency-groups]\na_b = []\nA-B = []\n";
    let problems = read_files(&[("pyproject.toml", twice)]).unwrap().unwrap().problems;
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["ws::python::bad_group"]);
}

#[test]
fn sources_of_a_uv_workspace_count_for_its_members() {
    let root = "[project]\nname = \"root\"\nversion = \"1\"\n[tool.uv.workspace]\nmembers = [\"packages/*\"]\nexclude = [\"packages/old\"]\n[tool.uv.sources]\nbird-feeder = { workspace = true }\nseed = { git = \"https://example.org/seed\", tag = \"v1\", subdirectory = \"py\" }\ngone = { workspace = true }\nhusk = [{ path = \"husk.whl\", marker = \"sys_platform == 'linux'\" }, { index = \"other\" }]\n";
    let member = "[project]\nname = \"Bird_Feeder\"\nversion = \"1\"\ndependencies = [\"seed\"]\n";
    let files = [
        ("pyproject.toml", root),
        ("packages/bird-feeder/pyproject.toml", member),
        ("packages/old/pyproject.toml", "[project]\nname = \"gone\"\n"),
    ];
    let found = read_one(&files);
    let origins = |name: &str| -> Vec<String> {
        let sources = found.sources.iter().find(|(package, _)| package.as_ref() == name).unwrap().1;
        sources.iter().map(|source| format!("{:?}", source.origin)).collect()
    };
    assert!(
        origins("bird-feeder")[0].contains("packages/bird-feeder\", editable: true"),
        "{:?}",
        origins("bird-feeder")
    );
    assert_eq!(origins("seed"), ["Url(\"git+https://example.org/seed@v1#subdirectory=py\")"]);
    assert_eq!(origins("gone"), ["NoMember"]);
    assert!(origins("husk")[0].starts_with("Url(\"file:///") && origins("husk")[1] == "Index", "{:?}", origins("husk"));
    // A member has what the root says.
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::create_dir_all(directory.path().join(name).parent().unwrap()).unwrap();
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let of_member = crate::python::read(&directory.path().join("packages/bird-feeder")).unwrap().unwrap();
    assert!(of_member.sources.keys().any(|name| name.as_ref() == "seed"));
    let of_other = crate::python::read(&directory.path().join("packages/old")).unwrap().unwrap();
    assert!(of_other.sources.is_empty());
}

#[test]
fn the_root_stands_for_the_project_in_a_direct_reference() {
    let text = "[project]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b @ {root:parent:uri}/b\", \"c @ file:///${PROJECT_ROOT}/../c\"]\n";
    let found = read_one(&[("pyproject.toml", text)]);
    assert_eq!(kinds(&found), pairs(&[("runtime", "b"), ("runtime", "c")]));
    let text = found.dependencies[0].requirement.to_string();
    assert!(text.starts_with("b @ file:///") && text.ends_with("/b"), "{text}");
}

#[test]
fn a_version_is_what_the_backend_reads_or_unknown() {
    let hatch = |settings: &str, about: &str| {
        let head =
            "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"a\"\ndynamic = [\"version\"]\n";
        project(&[("pyproject.toml", &format!("{head}[tool.hatch.version]\n{settings}")), ("about.py", about)]).1
    };
    let path = "path = \"about.py\"\n";
    assert_eq!(hatch(path, "VERSION = 'v1.0'\n").as_deref(), Some("1.0"));
    // hatchling 1.33 refuses these.
    assert_eq!(hatch(path, "VERSION: str = 'v1.0'\n"), None);
    assert_eq!(hatch(&format!("{path}pattern = true\n"), "VERSION = '1.0'\n"), None);
    assert_eq!(hatch(&format!("{path}source = \"code\"\n"), "__version__ = (3, 0)\n"), None);
    let pattern = format!("{path}pattern = '^RELEASE = \"(?P<version>[^\"]+)\"$'\n");
    assert_eq!(hatch(&pattern, "X = 1\nRELEASE = \"2.0\"\n").as_deref(), Some("2.0"));
    assert_eq!(hatch(&format!("{path}source = \"code\"\n"), "__version__ = '3.0'\n").as_deref(), Some("3.0"));
    assert_eq!(hatch(&format!("{path}source = \"code\"\n"), "__version__ = '3.0'\n__version__ += 'x'\n"), None);
    assert_eq!(hatch("source = \"vcs\"\n", "__version__ = '3.0'\n"), None);
    for unsure in [
        "'''\n__version__ = '9'\n'''\n",
        "__version__ = '1' + '.0'\n",
        "__version_info__ = '9'\n",
        "if x:\n    __version__ = '9'\n",
    ] {
        assert_eq!(hatch(path, unsure), None, "{unsure}");
    }
    // A pattern that never ends is given up.
    let endless = format!("{path}pattern = '^(a+)+\\1$(?P<version>x)'\n");
    assert_eq!(hatch(&endless, &"a".repeat(4000)), None);
    let pdm = "[build-system]\nbuild-backend = \"pdm.backend\"\n[project]\nname = \"a\"\ndynamic = [\"version\"]\n[tool.pdm]\nversion = { source = \"file\", path = \"about.py\" }\n";
    assert_eq!(project(&[("pyproject.toml", pdm), ("about.py", "__version__ = '4.0'  # x\n")]), some("a", "4.0"));
}

/// Each of these is refused by the backend of its time, though something in it looks like a version.
#[test]
fn what_a_backend_refuses_is_no_version() {
    let head = |backend: &str, more: &str| {
        format!("[build-system]\nbuild-backend = '{backend}'\n[project]\nname = 'a'\ndescription = 'A.'\n{more}\n")
    };
    let (dynamic, about) = ("dynamic = ['version']", "__version__ = '1.0'\n");
    let (hatch, pdm, setuptools) = ("hatchling.build", "pdm.backend", "setuptools.build_meta");
    let of_setuptools =
        |value: &str| head(setuptools, &format!("{dynamic}\n[tool.setuptools.dynamic]\nversion = {value}"));
    let of_hatch = |settings: &str| head(hatch, &format!("{dynamic}\n[tool.hatch.version]\n{settings}"));
    let of_pdm = |settings: &str| head(pdm, &format!("{dynamic}\n[tool.pdm.version]\n{settings}"));
    let by_path = of_hatch("path = 'about.py'");
    let marked = "\u{feff}__version__ = '1.0'\n";
    let cases: Vec<(String, &str)> = vec![
        (by_path.clone(), marked),
        (of_pdm("source = 'file'\npath = 'about.py'"), marked),
        (of_setuptools("{ file = 'about.py' }"), "\u{feff}1.0\n"),
        (of_setuptools("{ file = 'about.py' }"), " 1.0\n"),
        (of_setuptools("{ attr = 'about.__version__' }"), "__version__ = ' 1.0'\n"),
        (of_setuptools("{ attr = ' about.__version__' }"), about),
        (of_setuptools("{ attr = 'about.__version__', file = 'x' }"), about),
        (of_setuptools("{ attr = 'about.__version__' }\n[tool.setuptools_scm]"), about),
        (of_hatch("path = ['about.py']"), about),
        (of_hatch("source = 1\npath = 'about.py'"), about),
        (of_hatch("path = 'about.py'\npattern = '(?P<version>1.0).*\\Z'"), about),
        (of_hatch("source = 'code'\npath = 'about.py'\nexpression = 1"), about),
        (of_hatch("source = 'code'\npath = 'about.py'"), "__version__ = '1.0'\nglobals()['__version__'] = '2.0'\n"),
        (of_pdm("source = 'file'\npath = 'about.py'\nwrite_to = 'b.py'"), about),
        // pdm-backend 2.5 takes the first of the two, and 2.4 the second.
        (of_pdm("source = 'file'\npath = 'about.py'"), "VERSION = '2.0'\n__version__ = '1.0'\n"),
        (by_path.replace(dynamic, ""), about),
        (head(hatch, "version = '1.0'\ndynamic = ['version']"), about),
        (head(hatch, "version = 1"), about),
        (
            of_setuptools("{ attr = 'about.__version__' }").replace(dynamic, "version = '1.0'\ndynamic = ['version']"),
            about,
        ),
    ];
    for (settings, about) in cases {
        assert_eq!(project(&[("pyproject.toml", &settings), ("about.py", about)]).1, None, "{settings}{about}");
    }
    for version in ["", "one", " 1.0", "1,0", "1 0", "=1.0", "1.0.*", "1.0..1", "1.0+", "release-1.0"] {
        let settings = head(hatch, &format!("version = '{version}'"));
        assert_eq!(project(&[("pyproject.toml", &settings)]).1, None, "{version}");
    }
    assert_eq!(project(&[("pyproject.toml", &by_path), ("about.py", about)]).1.as_deref(), Some("1.0"));
    let with_line_ends = of_hatch("path = 'about.py'\npattern = '^v(?P<version>.*)$'");
    assert_eq!(
        project(&[("pyproject.toml", &with_line_ends), ("about.py", "v1.0\r\nv2\r\n")]).1.as_deref(),
        Some("1.0")
    );
}

#[test]
fn a_version_that_setuptools_tags_when_it_builds_is_unknown() {
    let new = ("pyproject.toml", "[project]\nname = \"a\"\nversion = \"1.2\"\n");
    for (tag, version) in [
        ("tag_build = .dev5", None),
        ("tag-build = rc1", None),
        ("tag_date = yes", None),
        ("tag_build =\ntag_date = 0", Some("1.2")),
    ] {
        let tag = format!("[egg_info]\n{tag}\n");
        let old = format!("[metadata]\nname = a\nversion = 1.2\n{tag}");
        assert_eq!(project(&[("setup.cfg", &old)]).1.as_deref(), version, "{tag}");
        assert_eq!(project(&[new, ("setup.cfg", &tag)]).1.as_deref(), version, "{tag}");
        let hatch = format!("{}[build-system]\nbuild-backend = \"hatchling.build\"\n", new.1);
        assert_eq!(project(&[("pyproject.toml", &hatch), ("setup.cfg", &tag)]).1.as_deref(), Some("1.2"));
    }
}
