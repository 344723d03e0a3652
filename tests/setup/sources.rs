//! Every kind of `[tool.uv.sources]`, with uv and with pip: what Python imports comes from where the project says.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::resolution::succeeded;
use super::{Scene, code, steps};

/// Writes a wheel of the package `argv[2]` at version `argv[3]` into the directory `argv[1]`.
const WHEEL: &str = "
import pathlib, sys, zipfile
place, name, version = sys.argv[1:]
pathlib.Path(place).mkdir(parents=True, exist_ok=True)
info = f'{name}-{version}.dist-info'
files = {f'{name}/__init__.py': f'OWN = \"{version}\"\\n', f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n',
         f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'}
files[f'{info}/RECORD'] = ''.join(f'{file},,\\n' for file in [*files, f'{info}/RECORD'])
with zipfile.ZipFile(f'{place}/{name}-{version}-py3-none-any.whl', 'w') as wheel:
    for file, text in files.items():
        wheel.writestr(file, text)
";

/// Serves the directory `argv[1]` on a port that it says.
const SERVER: &str = "
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
print(server.server_address[1], flush=True)
server.serve_forever()
";

struct Served(Child, u16);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn served(directory: &std::path::Path) -> Served {
    let mut server = Command::new("python3");
    server.args(["-c", SERVER]).arg(directory).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = server.spawn().unwrap();
    let mut port = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
    Served(child, port.trim().parse().unwrap())
}

impl Scene {
    fn wheel(&self, directory: &str, name: &str, version: &str) {
        let mut python = self.sandbox.command("python3", &self.sandbox.path());
        let place = self.path(directory);
        assert!(python.args(["-c", WHEEL]).arg(place).args([name, version]).status().unwrap().success());
    }

    fn own(&self, names: &[&str]) -> String {
        let names = names.join(",");
        self.python(&format!("import {names}; print(*(m.OWN for m in [{names}]))"))
    }
}

#[test]
fn every_kind_of_source_is_honoured() {
    for uv in [true, false] {
        let scene = Scene::new(uv);
        scene.wheel("served", "pluggy", "99.1");
        let server = served(&scene.path("served"));
        for (place, package) in [
            ("plain", "packaging"),
            ("edited", "tomli"),
            ("repository/below", "zipp"),
            ("marked", "click"),
            ("grouped", "idna"),
            ("extra", "six"),
        ] {
            scene.project(place, package, "99", "");
        }
        let commit =
            "git init -qb main; git add -A; git commit -qm 1; git tag v1; rm -r below; git add -A; git commit -qm 2";
        let repository = scene.path("repository");
        assert!(scene.sandbox.command("bash", &repository).args(["-ec", commit]).status().unwrap().success());
        let sources = format!(
            "dependencies = ['pluggy', 'packaging', 'tomli', 'zipp', 'click']\n[project.optional-dependencies]\nmore = ['six']\n\
             [dependency-groups]\ndev = ['idna']\n[tool.uv.sources]\n\
             pluggy = {{ url = 'http://127.0.0.1:{}/pluggy-99.1-py3-none-any.whl' }}\n\
             packaging = {{ path = '../plain', editable = false }}\ntomli = {{ path = '../edited', editable = true }}\n\
             zipp = {{ git = 'file://{}', tag = 'v1', subdirectory = 'below' }}\n\
             click = [{{ path = '../nowhere', marker = \"sys_platform == 'win32'\" }}, {{ path = '../marked', marker = \"sys_platform != 'win32'\" }}]\n\
             idna = [{{ path = '../grouped', group = 'dev' }}]\nsix = [{{ path = '../extra', extra = 'more' }}]",
            server.1,
            repository.display()
        );
        scene.project("top", "ws-test-top", "1.0", &sources);
        scene.configure(&[("top", "tools")]);
        let asked = ["--groups", "dev", "--extras", "more"];
        succeeded(scene.setup(&asked));
        assert_eq!(
            scene.own(&["packaging", "tomli", "zipp", "click", "idna", "six"]),
            "True True True True True True",
            "uv: {uv}"
        );
        assert_eq!(scene.python("import pluggy; print(pluggy.OWN)"), "99.1", "uv: {uv}");
        assert_eq!(scene.location("tomli").as_deref(), scene.path("edited").to_str(), "uv: {uv}");
        assert_ne!(scene.location("packaging").as_deref(), scene.path("plain").to_str(), "uv: {uv}");
        let again = succeeded(scene.setup(&asked));
        assert_eq!(steps(&again), [("verify", "up_to_date")], "uv: {uv}: {again:#?}");
    }
}

/// Whatever another index has under the name: also newer, and also what a group asks for.
#[test]
fn an_index_of_a_project_is_the_only_one_and_pip_is_refused() {
    for (uv, group) in [(true, false), (true, true), (false, false), (false, true)] {
        let scene = Scene::new(uv);
        scene.wheel("flat", "iniconfig", "0.0.1");
        let wants = if group { "[dependency-groups]\ndev = ['iniconfig']" } else { "dependencies = ['iniconfig']" };
        let index = scene.path("flat");
        let more = format!(
            "{wants}\n[tool.uv.sources]\niniconfig = {{ index = 'own' }}\n[[tool.uv.index]]\nname = 'own'\nurl = 'file://{}'\n\
             format = 'flat'\nexplicit = true",
            index.display()
        );
        scene.project("top", "ws-test-top", "1.0", &more);
        scene.project("other", "ws-test-other", "1.0", "");
        scene.configure(&[("top", "tools"), ("other", "tools")]);
        let asked: &[&str] = if group { &["--groups", "dev"] } else { &[] };
        if uv {
            succeeded(scene.setup(asked));
            assert_eq!(scene.python("import iniconfig; print(iniconfig.OWN)"), "0.0.1", "group: {group}");
            assert_eq!(steps(&succeeded(scene.setup(asked))), [("verify", "up_to_date")]);
        } else {
            scene.assert_needs_uv(asked);
        }
    }
    let scene = Scene::new(false);
    let more = "dependencies = ['iniconfig']\n[tool.uv.workspace]\nmembers = ['gone']\n[tool.uv.sources]\niniconfig = { workspace = true }";
    scene.project("top", "ws-test-top", "1.0", more);
    scene.project("other", "ws-test-other", "1.0", "");
    scene.configure(&[("top", "tools"), ("other", "tools")]);
    scene.assert_needs_uv(&[]);
}

impl Scene {
    /// `top` is refused, and nothing of the name that it asks for goes in; `other` does.
    fn assert_needs_uv(&self, asked: &[&str]) {
        for _ in 0..2 {
            let (output, rows) = self.setup(asked);
            assert_eq!(output.status.code(), Some(1), "{rows:#?}");
            let failed: Vec<&Value> = rows.iter().filter(|row| row["state"] == "failed").collect();
            assert_eq!(failed.iter().map(|row| code(row)).collect::<Vec<_>>(), ["ws::setup::needs_uv"], "{rows:#?}");
            let message = failed[0]["error"]["message"].as_str().unwrap();
            assert!(message.starts_with("`top` takes `iniconfig` from"), "{message}");
            assert_eq!((self.location("iniconfig"), self.location("ws-test-top")), (None, None));
            assert!(self.location("ws-test-other").is_some());
        }
    }
}

/// A marker on the Python's version says nothing before there is a Python; the first run then does as the second.
#[test]
fn a_marker_is_decided_by_the_python_of_the_new_venv() {
    for (marker, is_refused) in [("python_version < '3.9'", false), ("python_version >= '3.9'", true)] {
        let scene = Scene::new(true);
        scene.project("plugin", "iniconfig", "0.1", "");
        scene.project("top", "ws-test-top", "1.0", "");
        scene.project("user", "ws-test-user", "1.0", "");
        let edit = |file: &str, from: &str, to: &str| {
            let text = fs::read_to_string(scene.path(file)).unwrap();
            assert!(text.contains(from), "{text}");
            scene.write(file, &text.replace(from, to));
        };
        edit("top/pyproject.toml", "<4']", &format!("<4', \"iniconfig ; {marker}\"]"));
        scene.configure(&[("plugin", "foundation"), ("top", "tools"), ("user", "tools")]);
        let codes = |rows: &[Value]| {
            rows.iter().filter(|row| row["state"] == "failed").map(|row| code(row).to_owned()).collect::<Vec<_>>()
        };
        let expected: &[&str] = if is_refused { &["ws::setup::build_requirement"] } else { &[] };
        for _ in 0..2 {
            let (_, rows) = scene.setup(&[]);
            assert_eq!(codes(&rows), expected, "{marker}: {rows:#?}");
            assert_eq!(scene.location("ws-test-top").is_none(), is_refused, "{marker}");
            assert!(scene.location("ws-test-user").is_some());
        }
        fs::remove_dir_all(scene.path("root/.venv")).unwrap();
        edit("user/pyproject.toml", "[project]", &format!("[project]\ndependencies = [\"iniconfig>=2 ; {marker}\"]"));
        let (_, rows) = scene.setup(&["user"]);
        let expected: &[&str] = if is_refused { &["ws::setup::conflict"] } else { &[] };
        assert_eq!(codes(&rows), expected, "{marker}: {rows:#?}");
    }
}
