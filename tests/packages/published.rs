//! What `ws` reads of real projects from `PyPI`, of all common build backends, beside what they are published as.
//! A recorded share of them always runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use serde_json::{Value, json};
use ws_core::python::{Kind, Project};
use ws_test_support::{Sandbox, packages, tools};

/// What the judge says of one project.
#[derive(Deserialize)]
struct Verdict {
    project: String,
    different: Vec<String>,
    unknown: Vec<String>,
}

/// What `ws` reads, with requirements in PEP 508's form.
fn by_ws(directory: &Path) -> Value {
    let project = ws_core::python::read(directory).unwrap().unwrap_or_default();
    let texts = |wanted: &dyn Fn(&Kind) -> bool| -> Vec<String> {
        let meant = project.dependencies.iter().filter(|it| wanted(&it.kind));
        meant.map(|it| it.requirement.to_string()).collect()
    };
    let by_name = |names: &BTreeSet<String>, kind: fn(&str) -> Kind| -> BTreeMap<String, Vec<String>> {
        names.iter().map(|name| (name.clone(), texts(&|it| *it == kind(name)))).collect()
    };
    let Project { package, version, problems, .. } = &project;
    json!({
        "directory": directory,
        "package": package.as_ref().map(ToString::to_string),
        "version": version,
        "requires_python": project.requires_python.as_ref().map(ToString::to_string),
        "runtime": texts(&|it| *it == Kind::Runtime),
        "extras": by_name(&project.extras, Kind::extra),
        "groups": by_name(&project.groups, Kind::group),
        "unknown_dependencies": project.unknown_dependencies.is_some(),
        "unknown_extras": project.unknown_extras,
        "problems": problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Every difference is a failure. Gives what is unknown, by project without its version.
#[track_caller]
fn judge(sandbox: &Sandbox, directories: &[PathBuf]) -> BTreeMap<String, String> {
    let read: Vec<String> = directories.iter().map(|directory| by_ws(directory).to_string()).collect();
    let python = tools::python_tool("WS_TEST_PYTHON", "python3").unwrap();
    let script = tools::repository().join("tests/packages/published.py");
    let mut command = sandbox.command(python, &sandbox.path());
    let mut child =
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(read.join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Verdict> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), directories.len());
    let different: Vec<String> = verdicts
        .iter()
        .filter(|it| !it.different.is_empty())
        .map(|it| format!("{}:\n    {}", it.project, it.different.join("\n    ")))
        .collect();
    assert!(different.is_empty(), "{} projects are read as something else:\n{}", different.len(), different.join("\n"));
    let name = |project: &str| project.rsplit_once('-').unwrap().0.to_owned();
    verdicts.iter().filter(|it| !it.unknown.is_empty()).map(|it| (name(&it.project), it.unknown.join(" "))).collect()
}

/// What a recorded project consists of: its files as far as they say what is compared, and its published metadata.
#[derive(Deserialize)]
struct Recorded {
    project: String,
    files: BTreeMap<String, String>,
}

/// What only a build tells, by project. A project that is missing here is known in full.
const UNKNOWN: [(&str, &str); 25] = [
    // From tags by hatch-vcs, setuptools_scm or versioneer, from Cargo.toml by maturin, or what a module computes.
    ("attrs", "version"),
    ("chardet", "version"),
    ("configparser", "version"),
    ("idna", "version"),
    ("partd", "version"),
    ("platformdirs", "version"),
    ("pluggy", "version"),
    ("python_dateutil", "version"),
    ("rpds_py", "version"),
    ("setuptools_scm", "version"),
    ("tabulate", "version"),
    ("termcolor", "version"),
    ("toolz", "version"),
    ("urllib3", "version"),
    ("versioneer", "version"),
    ("wrapt", "version"),
    ("zipp", "version"),
    // A `setup.py` says them.
    ("certifi", "package version"),
    ("docopt", "package version"),
    ("h11", "package version"),
    ("jmespath", "package version"),
    ("ply", "package version"),
    ("pytz", "package version"),
    ("six", "package version"),
    ("sortedcontainers", "package version dependencies"),
];

#[track_caller]
fn is_known_as_ever(unknown: &BTreeMap<String, String>, projects: &[PathBuf]) {
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().rsplit_once('-').unwrap().0.to_owned();
    let here: BTreeSet<String> = projects.iter().map(name).collect();
    let expected = UNKNOWN.iter().filter(|(name, _)| here.contains(*name));
    let expected: BTreeMap<String, String> =
        expected.map(|(name, what)| ((*name).to_owned(), (*what).to_owned())).collect();
    assert_eq!(*unknown, expected);
}

#[test]
fn recorded_projects_are_read_as_they_are_published() {
    let sandbox = Sandbox::new().unwrap();
    let recorded: Vec<Recorded> = serde_json::from_str(include_str!("recorded.json")).unwrap();
    let mut projects = Vec::new();
    for Recorded { project, files } in recorded {
        let directory = sandbox.path().join(project);
        for (path, text) in files {
            let path = directory.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        projects.push(directory);
    }
    let unknown = judge(&sandbox, &projects);
    is_known_as_ever(&unknown, &projects);
}

#[test]
fn projects_of_all_build_backends_are_read_as_they_are_published() {
    let sandbox = Sandbox::new().unwrap();
    let Some(projects) = packages::published(&sandbox).unwrap() else { return };
    assert!(projects.len() >= 40, "{} projects", projects.len());
    let unknown = judge(&sandbox, &projects);
    is_known_as_ever(&unknown, &projects);
}
