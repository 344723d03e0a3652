//! What is released, unpacked and installed as its users do: the archive, the Debian package, and `cargo install`.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

mod walk;
mod wheel;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ws_test_support::tools::{self, PLUGINS, repository};
use ws_test_support::{Sandbox, Terminal};

/// `cargo xtask dist` over the binaries that are tested, once for all tests: the files it made, by extension.
fn made(extension: &str) -> PathBuf {
    static MADE: OnceLock<Vec<PathBuf>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let xtask = tools::binary_beside(Path::new(env!("CARGO_BIN_EXE_ws")), "xtask").unwrap();
        let output = Command::new(xtask).args(["dist", "--profile", "dev", "--no-build"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().filter_map(|line| line.strip_suffix(" bytes")?.split_once("  ")).map(|it| it.0.into()).collect()
    });
    let wanted = |path: &&PathBuf| path.to_string_lossy().ends_with(extension);
    made.iter().find(wanted).unwrap_or_else(|| panic!("no {extension} among {made:?}")).clone()
}

fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below the directory, relative to it.
fn files(directory: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            found.insert(name);
        }
    }
    found
}

#[test]
fn the_archive_has_all_that_is_needed_and_its_checksum_is_true() {
    let sandbox = Sandbox::new().unwrap();
    let archive = made(".tar.gz");
    succeeds(sandbox.command("tar", &sandbox.path()).arg("-xzf").arg(&archive));
    succeeds(
        sandbox.command("sha256sum", archive.parent().unwrap()).arg("--check").arg(archive.with_extension("gz.sha256")),
    );
    let name = archive.file_name().unwrap().to_str().unwrap().strip_suffix(".tar.gz").unwrap();
    let unpacked = sandbox.path().join(name);
    let found = files(&unpacked);
    let wanted = ["LICENSE", "README.md", "bin/ws", "completions/_ws", "completions/dynamic/ws.bash", "hooks/ws.zsh"];
    for file in wanted.into_iter().chain(["man/ws.1", "man/ws-siblings.1", "man/ws-venv-activate.1"]) {
        assert!(found.contains(file), "{file} is not in {found:#?}");
    }
    // Where cargo-binstall looks, as the metadata of each package says.
    for program in std::iter::once("ws").chain(PLUGINS) {
        let manifest = match program.strip_prefix("nu_plugin_ws_") {
            Some(plugin) => repository().join("plugins").join(plugin).join("Cargo.toml"),
            None => repository().join("Cargo.toml"),
        };
        let manifest: toml::Table = fs::read_to_string(manifest).unwrap().parse().unwrap();
        let template = manifest["package"]["metadata"]["binstall"]["bin-dir"].as_str().unwrap();
        let triple = name.strip_prefix(concat!("ws-", env!("CARGO_PKG_VERSION"), "-")).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let parts = [("version", version), ("target", triple), ("bin", program), ("binary-ext", "")];
        let path =
            parts.iter().fold(template.to_owned(), |path, (key, value)| path.replace(&format!("{{ {key} }}"), value));
        assert!(sandbox.path().join(&path).is_file(), "{path}");
    }
    let ws = unpacked.join("bin/ws");
    let version = succeeds(sandbox.command(&ws, &sandbox.path()).arg("--version"));
    assert_eq!(version.trim(), concat!("ws ", env!("CARGO_PKG_VERSION")));
    // Its own plugins are the ones that it registers.
    let mut install = sandbox.command(&ws, &sandbox.path());
    let nu = tools::nu().unwrap();
    let path = std::env::join_paths([nu.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let said = succeeds(install.env("PATH", path).args(["install", "--dry-run"]));
    for plugin in PLUGINS {
        assert!(said.contains(plugin), "{plugin}: {said}");
    }
    // Nothing of the machine it was made on.
    let page = fs::read_to_string(unpacked.join("man/ws.1")).unwrap();
    assert!(page.contains(".TH") && !page.contains(repository().to_str().unwrap()), "{page}");
}

/// The hooks of the archive are what a start-up file sources.
#[test]
fn the_hooks_of_the_archive_load_in_each_shell() {
    let sandbox = Sandbox::new().unwrap();
    succeeds(sandbox.command("tar", &sandbox.path()).arg("-xzf").arg(made(".tar.gz")).arg("--strip-components=1"));
    let path = format!("{}:{}", sandbox.path().join("bin").display(), std::env::var("PATH").unwrap());
    // fish's hook is for where somebody types.
    let flags = |shell: &str| if shell == "fish" { "-ic" } else { "-c" };
    let run = |shell: &str, script: &str| {
        succeeds(sandbox.command(shell, &sandbox.path()).env("PATH", &path).args([flags(shell), script]))
    };
    assert!(run("bash", ". hooks/ws.bash; declare -F").contains("__ws_"));
    assert!(run("zsh", ". hooks/ws.zsh; print -l ${(k)functions}").contains("__ws_"));
    assert!(run("fish", "source hooks/ws.fish; functions --all").contains("__ws_"));
    let nu = tools::nu().unwrap();
    let mut command = sandbox.command(&nu, &sandbox.path());
    succeeds(command.env("PATH", &path).args(["--no-config-file", "hooks/ws.nu"]));
    let loaded = sandbox.home().join(".config/nushell/autoload/ws-hook.nu");
    let mut check = sandbox.command(&nu, &sandbox.path());
    let said = succeeds(check.env("PATH", &path).args(["-n", "-c", &format!("source {}; 'sound'", loaded.display())]));
    assert_eq!(said.trim(), "sound");
}

#[test]
fn the_debian_package_installs_completes_and_goes_without_a_trace() {
    if !Path::new("/usr/bin/dpkg").is_file() {
        eprintln!("NOT RUN: there is no dpkg");
        return;
    }
    let sandbox = Sandbox::new().unwrap();
    let root = sandbox.path().join("fresh");
    fs::create_dir_all(root.join("var/lib/dpkg/updates")).unwrap();
    fs::write(root.join("var/lib/dpkg/status"), "").unwrap();
    let dpkg = |arguments: &[&str]| {
        let mut command = sandbox.command("dpkg", &sandbox.path());
        // The fresh root has no libc to depend on.
        command.arg(format!("--root={}", root.display())).args(["--force-depends", "--force-not-root"]);
        succeeds(command.arg("--log=/dev/null").args(arguments))
    };
    let ours = || files(&root).into_iter().filter(|file| !file.starts_with("var/lib/dpkg/")).collect::<Vec<_>>();
    let package = made(".deb");
    dpkg(&["--install", package.to_str().unwrap()]);
    let installed = ours();
    for file in ["usr/bin/ws", "usr/share/man/man1/ws.1.gz", "usr/share/zsh/vendor-completions/_ws"] {
        assert!(installed.iter().any(|it| it == file), "{file} is not in {installed:#?}");
    }
    let page = sandbox.command("zcat", &root.join("usr/share/man/man1")).arg("ws-siblings.1.gz").output().unwrap();
    assert!(String::from_utf8_lossy(&page.stdout).contains("affected"));
    // Completion as bash-completion loads it: the file that is named like the command, at the first TAB.
    fs::create_dir(root.join("w")).unwrap();
    fs::write(root.join("w/wrknv.toml"), "[workspace]\n[[siblings]]\nname = \"only-one\"\n").unwrap();
    let script = root.join("usr/share/bash-completion/completions/ws");
    fs::write(sandbox.home().join(".bashrc"), format!("PS1='ready '; . '{}'\n", script.display())).unwrap();
    let mut bash = sandbox.command("bash", &root.join("w"));
    bash.env("PATH", format!("{}:/usr/bin:/bin", root.join("usr/bin").display())).env("TERM", "screen");
    let terminal = Terminal::open(&bash, &sandbox.home(), "ready");
    terminal.text("ws siblings on");
    terminal.key("Tab");
    terminal.wait_for("ws siblings only-one");
    drop(terminal);
    fs::remove_dir_all(root.join("w")).unwrap();
    dpkg(&["--purge", "ws-cli"]);
    assert_eq!(ours(), [""; 0]);
}

/// The README's `cargo install`, into a root of its own. What is compiled already is not compiled again.
#[test]
fn cargo_installs_into_a_private_root() {
    let sandbox = Sandbox::new().unwrap();
    let root = sandbox.path().join("root");
    let target = Path::new(env!("CARGO_BIN_EXE_ws")).ancestors().nth(2).unwrap();
    for package in [".", "plugins/siblings"] {
        let mut install = Command::new(env!("CARGO"));
        install.current_dir(repository()).args(["install", "--quiet", "--debug", "--locked", "--offline"]);
        install.args(["--path", package, "--target-dir"]).arg(target).arg("--root").arg(&root);
        succeeds(&mut install);
    }
    let mut ws = sandbox.command(root.join("bin/ws"), &sandbox.path());
    let nu = tools::nu().unwrap();
    let path = std::env::join_paths([nu.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let said = succeeds(ws.env("PATH", &path).args(["install", "--dry-run", "--verbose"]));
    // The one plugin that was installed, and the program by its own path.
    assert!(said.contains("register nu_plugin_ws_siblings\n"), "{said}");
    assert!(said.contains(root.join("bin/ws").to_str().unwrap()), "{said}");
}
