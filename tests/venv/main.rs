//! The venv and trust, against what uv, pip and Python themselves make and say.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod agreement;
mod editables;
mod hostile;
mod published;
mod writers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::str::FromStr as _;
use std::sync::Arc;

use ws_core::config::{Config, FoundBy, PythonSettings, Sibling, SiblingName};
use ws_core::python::venv::{InstallState, SiblingProject, Venv, VenvSiblingRow};
use ws_core::python::{PackageName, Project};
use ws_core::{RowError, SourceFile};
use ws_test_support::{TestContext, sandbox, tools};

/// A sandbox with the real tools in reach.
struct Place {
    context: TestContext,
    uv: PathBuf,
    python: PathBuf,
}

impl std::ops::Deref for Place {
    type Target = TestContext;

    fn deref(&self) -> &TestContext {
        &self.context
    }
}

impl Place {
    fn new() -> Self {
        let uv = tools::python_tool("WS_TEST_UV", "uv").unwrap();
        let python = tools::python_tool("WS_TEST_PYTHON", "python3").unwrap();
        Self { context: TestContext::new(), uv, python }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = self.sandbox.command(program, &self.sandbox.path());
        command.envs(sandbox::package_index());
        command
    }

    /// Runs uv, which must succeed.
    fn uv(&self, arguments: &[&str]) -> Output {
        succeed(self.command(&self.uv).args(arguments))
    }

    /// Runs uv, which may fail.
    fn try_uv(&self, arguments: &[&str]) -> Output {
        self.command(&self.uv).args(arguments).output().unwrap()
    }

    /// Makes a venv with uv.
    fn uv_venv(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        self.uv(&["venv", "-q", "--python", &text(&self.python), &text(&path)]);
        path
    }

    /// Makes a venv with Python's own module.
    fn python_venv(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        succeed(self.command(&self.python).args(["-m", "venv"]).arg(&path));
        path
    }

    fn uv_install(&self, venv: &Path, arguments: &[&str]) {
        let python = text(&venv.join("bin/python"));
        self.uv(&[&["pip", "install", "-q", "--python", &python], arguments].concat());
    }

    fn pip_install(&self, venv: &Path, arguments: &[&str]) {
        succeed(self.command(&venv.join("bin/python")).args(["-m", "pip", "install", "-q"]).args(arguments));
    }

    /// Where Python itself imports a module of the venv from; `None` when it cannot.
    fn imported(&self, venv: &Path, module: &str) -> Option<PathBuf> {
        let mut command = self.command(&venv.join("bin/python"));
        command.args(["-c", &format!("import {module} as m; print(m.__file__)")]).current_dir(self.sandbox.home());
        let output = command.output().unwrap();
        let path = String::from_utf8(output.stdout).unwrap();
        output.status.success().then(|| PathBuf::from(path.trim_end()).canonicalize().unwrap())
    }

    /// A project of one package with a build back end.
    fn project(&self, directory: &str, package: &str, backend: &Backend) -> PathBuf {
        let root = self.path(directory);
        fs::create_dir_all(root.join(backend.modules)).unwrap();
        fs::write(root.join(backend.modules).join("__init__.py"), "").unwrap();
        let toml = format!(
            "[build-system]\nrequires = [{:?}]\nbuild-backend = {:?}\n[project]\nname = {package:?}\nversion = \"1.0\"\ndescription = \"x\"\n{}\n",
            backend.requires, backend.name, backend.more
        );
        fs::write(root.join("pyproject.toml"), toml).unwrap();
        root
    }
}

/// A build back end and where its modules lie.
struct Backend {
    requires: &'static str,
    name: &'static str,
    modules: &'static str,
    more: &'static str,
}

const SETUPTOOLS: (&str, &str) = ("setuptools>=77", "setuptools.build_meta");

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A sibling at `path` whose package is `package` at `version`; `None` for a folder without Python metadata.
fn sibling(path: &Path, package: Option<(&str, &str)>) -> (Sibling, Result<Option<Project>, RowError>) {
    let name = path.file_name().unwrap().to_str().unwrap().replace(' ', "-");
    let sibling = Sibling {
        install: true,
        optional: false,
        packages: Vec::new(),
        submodules: false,
        name: SiblingName::parse(&name).unwrap(),
        path: path.to_path_buf(),
        repo: None,
        layer: None,
        depends_on: Vec::new(),
        branch: None,
        extras: Vec::new(),
        with_deps: true,
        part_of: None,
        span: 0..0,
    };
    let project = package.map(|(name, version)| project_of(name, version));
    (sibling, Ok(project))
}

fn project_of(name: &str, version: &str) -> Project {
    Project {
        package: Some(PackageName::from_str(name).unwrap()),
        version: Some(version.to_owned()),
        ..Project::default()
    }
}

fn install(venv: &Path, (sibling, project): &(Sibling, Result<Option<Project>, RowError>)) -> VenvSiblingRow {
    let mut rows = Venv::open(venv, false).siblings(&[SiblingProject { sibling, project, requires_python: None }]);
    rows.remove(0)
}

fn state(venv: &Path, sibling: &(Sibling, Result<Option<Project>, RowError>)) -> InstallState {
    install(venv, sibling).state
}

/// A workspace with this root, venv and siblings.
fn config(root: &Path, venv_path: &Path, siblings: Vec<Sibling>) -> Config {
    Config {
        allow: Vec::new(),
        root: root.to_path_buf(),
        found: FoundBy::default(),
        source_file: Arc::new(SourceFile::new(root.join("wrknv.toml"), String::new())),
        name: "ws".to_owned(),
        description: None,
        version: None,
        python: PythonSettings { version: None, venv_path: venv_path.to_path_buf() },
        env: BTreeMap::new(),
        tools: BTreeMap::new(),
        tasks: Vec::new(),
        layers: Vec::new(),
        siblings,
        has_patterns: false,
        warnings: Vec::new(),
    }
}
