//! The way of somebody who installs the wheel with uv or pipx: tries it, installs it, lets `ws install` write, upgrades,
//! and takes everything out again.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ws_test_support::Sandbox;
use ws_test_support::tools::{self, PLUGINS};

use super::wheel::index;
use super::{files, succeeds};

/// Writes the wheel `argv[1]` again under the version `argv[2]`, beside it.
const NEXT_VERSION: &str = "
import base64, hashlib, pathlib, sys, zipfile
wheel, new = pathlib.Path(sys.argv[1]), sys.argv[2]
old = wheel.name.split('-')[1]
before, record = zipfile.ZipFile(wheel), []
with zipfile.ZipFile(wheel.with_name(wheel.name.replace(old, new)), 'w') as after:
    for info in before.infolist():
        data, name = before.read(info), info.filename.replace(f'ws_cli-{old}', f'ws_cli-{new}')
        if name.endswith('/RECORD'):
            data = '\\n'.join([*record, f'{name},,', '']).encode()
        elif name.endswith('/METADATA'):
            data = data.replace(f'\\nVersion: {old}\\n'.encode(), f'\\nVersion: {new}\\n'.encode(), 1)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        record.append(f'{name},sha256={digest},{len(data)}')
        written = zipfile.ZipInfo(name)
        written.external_attr = info.external_attr
        after.writestr(written, data)
";

/// A home with a workspace, nothing of ws's on PATH but what the installer puts into `~/.local/bin`.
struct Place {
    sandbox: Sandbox,
    index: PathBuf,
}

impl Place {
    fn new() -> Self {
        let sandbox = Sandbox::new().unwrap();
        let index = index(&sandbox);
        let root = sandbox.path().join("workspace");
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join("wrknv.toml"), "[workspace]\n[[siblings]]\nname = \"some-sibling\"\n").unwrap();
        fs::write(sandbox.home().join(".bashrc"), "PS1='mine '\n").unwrap();
        let only_here = format!("no-index = true\nfind-links = [\"{}\"]\n", index.display());
        fs::write(sandbox.path().join("uv.toml"), only_here).unwrap();
        Self { sandbox, index }
    }

    fn path(&self) -> OsString {
        let (nu, uv) = (tools::nu().unwrap(), tools::python_tool("", "uv").unwrap());
        let own = self.sandbox.home().join(".local/bin");
        let directories = [own.as_path(), nu.parent().unwrap(), uv.parent().unwrap()];
        let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(std::path::Path::new);
        std::env::join_paths(directories.into_iter().chain(system)).unwrap()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let found = std::env::split_paths(&self.path()).map(|it| it.join(program)).find(|it| it.is_file());
        let program = found.unwrap_or_else(|| panic!("there is no {program} on PATH"));
        let mut command = self.sandbox.command(program, &self.sandbox.path().join("workspace"));
        command.args(arguments).env("PATH", self.path()).env("UV_PYTHON_DOWNLOADS", "never");
        command.env("PIPX_DEFAULT_BACKEND", "uv").env("UV_CONFIG_FILE", self.sandbox.path().join("uv.toml"));
        command
    }

    fn says(&self, program: &str, arguments: &[&str]) -> String {
        succeeds(&mut self.command(program, arguments))
    }

    /// What is in the home, but for what the installers keep for their own next run.
    fn traces(&self) -> Vec<String> {
        let own = [".cache/", ".local/share/uv/tools/.", ".local/share/pipx/", ".local/state/pipx/"];
        files(&self.sandbox.home()).into_iter().filter(|file| own.iter().all(|it| !file.starts_with(it))).collect()
    }

    /// What a new Nushell and a new bash say.
    fn works_in_new_shells(&self) {
        let registry = self.sandbox.home().join(".config/nushell/plugin.msgpackz");
        let script = "ws siblings | get name.0";
        let said = self.says("nu", &["--plugin-config", registry.to_str().unwrap(), "-c", script]);
        assert_eq!(said.trim(), "some-sibling");
        let script = "plugin list | where name =~ ws_ | length";
        let said = self.says("nu", &["--plugin-config", registry.to_str().unwrap(), "-c", script]);
        assert_eq!(said.trim(), PLUGINS.len().to_string());
        let hook = self.says("bash", &["-ic", "declare -F __ws_hook; ws siblings --format csv"]);
        assert!(hook.contains("__ws_hook") && hook.contains("\nsome-sibling,"), "{hook}");
    }

    /// From an installed `ws` to the newer version and back to nothing.
    fn walk(&self, before: &[String], installer: &[&str], upgraded: &str) {
        let ours = |verb: &[&'static str]| [installer, verb].concat();
        let program = ours(&[])[0];
        self.says(program, &ours(&["install", "ws-cli"])[1..]);
        let written = self.says("ws", &["install", "--yes"]);
        for shell in ["bash", "nu"] {
            assert!(written.contains(&format!("{shell}: a new shell has the hook\n")), "{written}");
        }
        self.works_in_new_shells();
        let wheel = fs::read_dir(&self.index).unwrap().next().unwrap().unwrap().path();
        succeeds(self.command("python3", &["-c", NEXT_VERSION]).arg(wheel).arg("7.8.9"));
        self.says(program, &ours(&["upgrade", "ws-cli"])[1..]);
        assert!(self.says(program, &ours(&["list"])[1..]).contains(upgraded));
        self.works_in_new_shells();
        let again = self.says("ws", &["install", "--yes"]);
        assert!(again.contains("bash: nothing to do"), "{again}");
        self.says("ws", &["uninstall", "--yes"]);
        self.says(program, &ours(&["uninstall", "ws-cli"])[1..]);
        assert_eq!(self.traces(), before);
        assert_eq!(fs::read_to_string(self.sandbox.home().join(".bashrc")).unwrap(), "PS1='mine '\n");
    }

    /// What is only tried is in a cache: nothing that stays may name it.
    fn refuses_to_be_named(tried: &mut Command) {
        let output = tried.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("is in the cache `") && said.contains("help: install it first"), "{said}");
    }
}

#[test]
fn with_uv_from_a_trial_to_an_upgrade_and_back() {
    let place = Place::new();
    let before = place.traces();
    let tried = place.says("uvx", &["--from", "ws-cli", "ws", "siblings", "--format", "csv"]);
    assert!(tried.contains("\nsome-sibling,"), "{tried}");
    Place::refuses_to_be_named(&mut place.command("uvx", &["--from", "ws-cli", "ws", "install", "--yes"]));
    assert_eq!(place.traces(), before);
    place.walk(&before, &["uv", "tool"], "ws-cli v7.8.9");
}

#[test]
fn with_pipx_from_a_trial_to_an_upgrade_and_back() {
    let place = Place::new();
    let before = place.traces();
    Place::refuses_to_be_named(&mut place.command("pipx", &["run", "--spec", "ws-cli", "ws", "install", "--yes"]));
    assert_eq!(place.traces(), before);
    place.walk(&before, &["pipx"], "ws-cli 7.8.9");
}
