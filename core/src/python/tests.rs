//! Metadata in each form that siblings have, and broken ones.

use super::*;

mod forms;

fn read_files(files: &[(&str, &str)]) -> Result<Option<Project>, RowError> {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    read(directory.path())
}

fn project(files: &[(&str, &str)]) -> (Option<String>, Option<String>) {
    let project = read_files(files).unwrap().unwrap();
    (project.package.map(|name| name.to_string()), project.version)
}

fn some(name: &str, version: &str) -> (Option<String>, Option<String>) {
    (Some(name.to_owned()), Some(version.to_owned()))
}

#[test]
fn a_name_is_normalised_and_a_version_taken_as_it_stands() {
    let text = "[project]\nname = \"Provide__Foundation.X\"\nversion = \"1.0\"\n";
    assert_eq!(project(&[("pyproject.toml", text)]), some("provide-foundation-x", "1.0"));
    let poetry = "[tool.poetry]\nname = \"old\"\nversion = \"0.1\"\n";
    assert_eq!(project(&[("pyproject.toml", poetry)]), some("old", "0.1"));
}

#[test]
fn a_dynamic_version_comes_from_the_file_that_is_named() {
    let head = "[project]\nname = \"a\"\ndynamic = [\"version\"]\n";
    let file = format!("{head}[tool.setuptools.dynamic]\nversion = {{ file = \"VERSION\" }}\n");
    assert_eq!(project(&[("pyproject.toml", &file), ("VERSION", "0.8.1\n")]), some("a", "0.8.1"));
    let hatch = format!("{head}[tool.hatch.version]\npath = \"src/a/about.py\"\n");
    let about = ("src/a/about.py", "import os\n__version__ = '2.1'\n");
    assert_eq!(project(&[("pyproject.toml", &hatch), about]), some("a", "2.1"));
    assert_eq!(project(&[("pyproject.toml", &file)]), (Some("a".to_owned()), None));
    assert_eq!(project(&[("pyproject.toml", &file), ("VERSION", "not one")]), (Some("a".to_owned()), None));
}

#[test]
fn a_version_file_outside_the_sibling_is_not_read() {
    let head = "[project]\nname = \"a\"\n[tool.setuptools.dynamic]\nversion = ";
    for file in ["{ file = \"/etc/hostname\" }", "{ file = \"../VERSION\" }"] {
        assert_eq!(project(&[("pyproject.toml", &format!("{head}{file}\n"))]).1, None);
    }
}

#[test]
fn no_metadata_is_none_and_broken_metadata_an_error_with_its_place() {
    assert_eq!(read_files(&[]), Ok(None));
    assert_eq!(read_files(&[("pyproject.toml", "[tool.ruff]\n")]), Ok(None));
    let error = read_files(&[("pyproject.toml", "[project]\nname = \n")]).unwrap_err();
    assert_eq!(error.code, "ws::python::parse");
    assert!(error.message.contains("pyproject.toml:2:"), "{error}");
}

fn kinds(project: &Project) -> Vec<(String, String)> {
    project.dependencies.iter().map(|d| (d.kind.to_string(), d.requirement.name.to_string())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect()
}

#[test]
fn requirements_of_every_kind_with_their_kind() {
    let text = r#"
[project]
name = "a"
version = "1"
requires-python = ">=3.11"
dependencies = ["B_c>=1 ; python_version >= '3.8'"]
[project.optional-dependencies]
cli = ["d[x]>2"]
[build-system]
requires = ["setuptools>=61"]
[dependency-groups]
test = ["e", {include-group = "Lint_all"}]
lint-all = ["f"]
[tool.uv.sources]
b-c = { path = "../bc", editable = true }
d = { git = "https://example.org/d" }
"#;
    let project = read_files(&[("pyproject.toml", text)]).unwrap().unwrap();
    assert_eq!(project.problems, []);
    let expected = [
        ("runtime", "b-c"),
        ("extra:cli", "d"),
        ("build", "setuptools"),
        ("group:lint-all", "f"),
        ("group:test", "e"),
        ("group:test", "f"),
    ];
    let mut found = kinds(&project);
    found[3..].sort();
    assert_eq!(found, pairs(&expected));
    assert_eq!(project.requires_python.unwrap().to_string(), ">=3.11");
    let origins: Vec<&Origin> = project.sources.values().map(|sources| &sources[0].origin).collect();
    assert!(matches!(origins[0], Origin::Directory { path, editable: true } if path.ends_with("bc")), "{origins:?}");
    assert_eq!(*origins[1], Origin::Url("git+https://example.org/d".to_owned()));
}

#[test]
fn what_is_wrong_in_one_place_leaves_the_rest() {
    let text = r#"
[project]
name = "a"
requires-python = "three"
dependencies = ["good", "not a requirement", 3]
[dependency-groups]
round = [{include-group = "about"}]
about = [{include-group = "round"}]
lost = [{include-group = "nowhere"}]
"#;
    let project = read_files(&[("pyproject.toml", text)]).unwrap().unwrap();
    assert_eq!(kinds(&project), pairs(&[("runtime", "good")]));
    let codes: Vec<&str> = project.problems.iter().map(|problem| problem.code).collect();
    let bad = "ws::python::bad_group";
    assert_eq!(codes, ["ws::python::bad_specifier", "ws::python::bad_requirement", bad, bad, bad]);
    assert!(project.problems[1].message.contains("not a requirement"), "{}", project.problems[1]);
}

#[test]
fn dynamic_dependencies_come_from_the_files_that_are_named() {
    let text = "[project]\nname = \"a\"\ndynamic = [\"dependencies\"]\n[tool.setuptools.dynamic]\ndependencies = { file = [\"requirements.txt\"] }\noptional-dependencies.x = { file = \"x.txt\" }\n";
    let files = [("pyproject.toml", text), ("requirements.txt", "# all\nb>1 # why\n-r other.txt\n\n"), ("x.txt", "c")];
    let project = read_files(&files).unwrap().unwrap();
    assert_eq!(kinds(&project), pairs(&[("runtime", "b"), ("extra:x", "c")]));
}

#[test]
fn a_version_attribute_is_found_where_setuptools_looks() {
    let text = "[project]\nname = \"a\"\ndynamic = [\"version\"]\n[tool.setuptools.dynamic]\nversion = { attr = \"a.about.__version__\" }\n";
    for file in ["a/about.py", "src/a/about.py", "src/a/about/__init__.py"] {
        assert_eq!(project(&[("pyproject.toml", text), (file, "__version__: str = \"3.1\"\n")]), some("a", "3.1"));
    }
    let computed = ("a/about.py", "__version__ = compute()\n");
    assert_eq!(project(&[("pyproject.toml", text), computed]), (Some("a".to_owned()), None));
}

#[test]
fn poetry_s_table_is_read_where_there_is_no_project() {
    let text = r#"
[tool.poetry]
name = "a"
version = "1"
[tool.poetry.dependencies]
python = "^3.11"
b = "^1.2"
c = { version = "*", optional = true }
d = [{ version = "1", python = "<3.12" }, { version = "2", python = ">=3.12" }]
e = { path = "../e" }
[tool.poetry.extras]
more = ["c"]
[tool.poetry.group.test.dependencies]
f = ">=1"
"#;
    let project = read_files(&[("pyproject.toml", text)]).unwrap().unwrap();
    assert_eq!(project.problems, []);
    let mut found = kinds(&project);
    found.sort();
    let runtime = "runtime";
    let expected =
        [("extra:more", "c"), ("group:test", "f"), (runtime, "b"), (runtime, "d"), (runtime, "d"), (runtime, "e")];
    assert_eq!(found, pairs(&expected));
    assert_eq!(project.requires_python.unwrap().to_string(), ">=3.11, <4");
}

#[test]
fn setup_cfg_is_read_where_pyproject_names_no_package() {
    let text = "[metadata]\nname = Old_Package\nversion = attr: old.__version__\n\n[options]\npython_requires = >=3.8\ninstall_requires =\n    b>=1\n    c; python_version < '3'\n\n[options.extras_require]\ntest =\n    d\n";
    let files =
        [("pyproject.toml", "[tool.ruff]\n"), ("setup.cfg", text), ("old/__init__.py", "__version__ = '0.9'\n")];
    let project = read_files(&files).unwrap().unwrap();
    assert_eq!(project.problems, []);
    assert_eq!(
        (project.package.as_ref().unwrap().to_string().as_str(), project.version.as_deref()),
        ("old-package", Some("0.9"))
    );
    assert_eq!(kinds(&project), pairs(&[("runtime", "b"), ("runtime", "c"), ("extra:test", "d")]));
    assert_eq!(read_files(&[("setup.cfg", "[flake8]\nx = 1\n")]), Ok(None));
}

#[test]
fn a_marker_that_hangs_on_an_unknown_python_is_unknown() {
    let text = "[project]\nname = \"a\"\ndependencies = [\"b ; python_version < '3.12'\", \"c ; sys_platform == 'win32'\", \"d\"]\n";
    let project = read_files(&[("pyproject.toml", text)]).unwrap().unwrap();
    let source_file = crate::SourceFile::new("/nowhere/root/wrknv.toml".into(), "[workspace]\n".into());
    let config = crate::config::load(source_file, Path::new("/nowhere/root"), None).unwrap();
    let answers = |markers: &markers::Markers| -> Vec<Option<bool>> {
        project.dependencies.iter().map(|dependency| markers.apply(dependency)).collect()
    };
    let windows = Some(cfg!(windows));
    assert_eq!(answers(&markers::Markers::of(&config)), [None, windows, Some(true)]);
    let version = Version::from_str("3.11.4").unwrap();
    assert_eq!(answers(&markers::Markers::of_version(&version)), [Some(true), windows, Some(true)]);
}

#[test]
fn letters_that_no_requirement_has_are_a_problem_and_no_panic() {
    let text = "[project]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"attrs; extra == 'a'\u{e9}\", \"b\"]\n";
    let project = read_files(&[("pyproject.toml", text)]).unwrap().unwrap();
    assert_eq!(kinds(&project), pairs(&[("runtime", "b")]));
    assert_eq!(project.problems[0].code, "ws::python::bad_requirement");
}

#[test]
fn parentheses_without_end_are_refused_and_not_followed() {
    for open in ["x; ", "x ", "x; extra == 'a' and "] {
        let error = parse_requirement(&format!("{open}{}", "(".repeat(200_000))).unwrap_err();
        assert!(error.contains("parentheses"), "{error}");
    }
    assert!(parse_requirement("x (>=1); ((python_version > '3') or (extra == 'a'))").is_ok());
}
