//! What `ws` reads of a project beside what setuptools itself makes of it, and of names and requirements beside
//! `packaging`. setuptools computes what `ws` leaves unknown, so `ws` may say less, and nothing else.

use std::fs;
use std::path::Path;
use std::str::FromStr as _;

use serde_json::{Value, json};
use ws_test_support::{Sandbox, tools};

/// Prints what setuptools and `packaging` say of the project in the current directory.
const SCRIPT: &str = r#"
import json, os, sys, warnings
warnings.simplefilter("ignore")
import setuptools
from setuptools.dist import Distribution
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
seen = []
setuptools.setup = lambda **attrs: seen.append(attrs)
if os.path.exists("setup.py"):
    sys.path.insert(0, os.getcwd())
    exec(compile(open("setup.py").read(), "setup.py", "exec"), {"__name__": "__main__", "__file__": "setup.py"})
dist = Distribution(seen[0] if seen else {})
dist.parse_config_files()
try:
    dist.set_defaults()
except Exception:
    pass
name = lambda text: canonicalize_name(Requirement(text).name)
version = dist.metadata.version
print(json.dumps({
    "package": canonicalize_name(dist.metadata.name) if dist.metadata.name else None,
    "version": str(Version(version)) if version else None,
    "runtime": sorted(name(it) for it in dist.install_requires or []),
    "extras": sorted(canonicalize_name(it) for it in dist.extras_require or {}),
}))
"#;

const ATTR: &str =
    "[project]\nname = 'a'\ndynamic = ['version']\n[tool.setuptools.dynamic]\nversion = { attr = 'a.about.V' }\n";

/// A name, the files of the project, and whether the version can be known without running anything.
type Case = (&'static str, Vec<(&'static str, String)>, bool);

fn cases() -> Vec<Case> {
    let attr = |name, path: &'static str, code: &str, known| {
        (
            name,
            vec![("pyproject.toml", ATTR.to_owned()), ("a/__init__.py", String::new()), (path, code.to_owned())],
            known,
        )
    };
    let with = |name, more: &str, path: &'static str| {
        (name, vec![("pyproject.toml", format!("{ATTR}{more}")), (path, "V = '1.0'\n".to_owned())], true)
    };
    let cfg = |name, text: &str, more: &[(&'static str, &str)]| {
        let more = more.iter().map(|(path, text)| (*path, (*text).to_owned()));
        (name, [("setup.cfg", text.to_owned())].into_iter().chain(more).collect(), true)
    };
    vec![
        attr("a literal", "a/about.py", "V = '1.0'\n", true),
        attr("an annotation", "a/about.py", "V: str = '1.0'\n", true),
        attr("a docstring before it", "a/about.py", "'''\nV = '9'\n'''\nV = '1.0'\n", true),
        attr("a longer name before it", "a/about.py", "VV = '9'\nV2 = '8'\nV = '1.0'\n", true),
        attr("a tuple", "a/about.py", "V = (1, 2, 3)\n", true),
        attr("twice", "a/about.py", "V = '1.0'\nV = '2.0'\n", true),
        attr("a chain", "a/about.py", "W = V = '1.0'\n", true),
        attr("joined parts", "a/about.py", "V = '1' '.0'\n", true),
        attr("a concatenation", "a/about.py", "V = '1' + '.0'\n", false),
        attr("a conditional", "a/about.py", "import sys\nif sys:\n    V = '1.0'\nelse:\n    V = '9'\n", false),
        attr("computed, then a literal", "a/about.py", "V = '.'.join('12')\n", false),
        attr("a package beside it", "a/about/__init__.py", "V = '1.0'\n", true),
        with("package-dir", "[tool.setuptools]\npackage-dir = { '' = 'lib' }\npackages = ['a']\n", "lib/a/about.py"),
        with(
            "package-dir of one",
            "[tool.setuptools]\npackage-dir = { 'a' = 'other' }\npackages = ['a']\n",
            "other/about.py",
        ),
        with("src by itself", "", "src/a/about.py"),
        with("where", "[tool.setuptools.packages.find]\nwhere = ['code']\n", "code/a/about.py"),
        cfg("one line", "[metadata]\nname = A.b\nversion = 1.0\n[options]\ninstall_requires = b; c>=1\n", &[]),
        cfg(
            "comments",
            "[metadata]\nname = a\nversion = 1.0\n[options]\ninstall_requires =\n    # why\n    b\n    c ; python_version > '3'\n",
            &[],
        ),
        cfg(
            "files",
            "[metadata]\nname = a\nversion = file: V.txt\n[options]\ninstall_requires = file: r.txt\n[options.extras_require]\nDev_Tools = file: d.txt\n",
            &[("V.txt", "1.0\n"), ("r.txt", "# x\nb\n\nc>=1\n"), ("d.txt", "d\n")],
        ),
        cfg(
            "a build system beside it",
            "[metadata]\nname = a\nversion = attr: a.V\n[options]\npackages = find:\npackage_dir =\n    = src\n[options.packages.find]\nwhere = src\n",
            &[("pyproject.toml", "[build-system]\nrequires = ['setuptools']\n"), ("src/a/__init__.py", "V = '1.0'\n")],
        ),
        cfg(
            "setup() with nothing",
            "[metadata]\nname = a\nversion = 1.0\n[options]\ninstall_requires =\n    b\n",
            &[("setup.py", "from setuptools import setup\nsetup()\n")],
        ),
    ]
}

fn by_setuptools(sandbox: &Sandbox, directory: &Path) -> Value {
    let python = tools::python_tool("WS_TEST_PYTHON", "python3").unwrap();
    let output = sandbox.command(python, directory).args(["-c", SCRIPT]).output().unwrap();
    assert!(output.status.success(), "{}: {output:?}", directory.display());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn by_ws(directory: &Path) -> Value {
    let project = ws_core::python::read(directory).unwrap().unwrap();
    assert_eq!(project.problems, [], "{}", directory.display());
    let runtime = project.dependencies.iter().filter(|it| it.kind == ws_core::python::Kind::Runtime);
    let mut runtime: Vec<String> = runtime.map(|it| it.requirement.name.to_string()).collect();
    runtime.sort();
    json!({
        "package": project.package.as_ref().map(ToString::to_string),
        "version": project.parsed_version().map(|version| version.to_string()),
        "runtime": runtime,
        "extras": project.extras,
    })
}

#[test]
fn every_form_is_read_as_setuptools_reads_it() {
    let sandbox = Sandbox::new().unwrap();
    for (place, (name, files, is_known)) in cases().into_iter().enumerate() {
        let directory = sandbox.path().join(format!("case-{place}"));
        for (path, text) in files {
            fs::create_dir_all(directory.join(path).parent().unwrap()).unwrap();
            fs::write(directory.join(path), text).unwrap();
        }
        let (mine, mut theirs) = (by_ws(&directory), by_setuptools(&sandbox, &directory));
        assert!(theirs["version"].is_string(), "{name}: {theirs}");
        assert_eq!(mine["version"].is_null(), !is_known, "{name}: {mine}");
        if !is_known {
            theirs["version"] = Value::Null;
        }
        assert_eq!(mine, theirs, "{name}");
    }
}

/// The projects that provide.io has published, whatever their backend: what their own metadata says.
#[test]
fn published_projects_are_read_as_their_metadata_says() {
    let sandbox = Sandbox::new().unwrap();
    let Some(root) = ws_test_support::packages::unpack(&sandbox).unwrap() else { return };
    let mut seen = 0;
    for entry in fs::read_dir(root.parent().unwrap()).unwrap().flatten() {
        let Ok(info) = fs::read_to_string(entry.path().join("PKG-INFO")) else { continue };
        let project = ws_core::python::read(&entry.path()).unwrap().unwrap();
        let field = |name: &str| -> Vec<String> {
            let head = info.split("\n\n").next().unwrap_or_default();
            head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned).collect()
        };
        let version = ws_core::python::Version::from_str(&field("Version")[0]).unwrap();
        assert_eq!(project.parsed_version(), Some(version), "{}", entry.path().display());
        let extras: std::collections::BTreeSet<String> =
            field("Provides-Extra").iter().map(|extra| ws_core::python::normal(extra)).collect();
        assert_eq!(project.extras, extras, "{}", entry.path().display());
        seen += 1;
    }
    assert!(seen >= 10, "{seen} projects have a PKG-INFO");
}
