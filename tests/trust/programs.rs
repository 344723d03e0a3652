//! Which programs are run, in which environment, and that nothing waits for ever: git, uv, python and nu come from absolute
//! directories of PATH alone, and no child works on the repository of a hook that `ws` was started from.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::{Scene, set_mode, succeeds};

/// A scene whose root is a repository too, and which is trusted.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.sandbox.git(&scene.root, ["init", "-q"]).unwrap();
    fs::write(scene.root.join(".git/info/exclude"), ".venv/\n").unwrap();
    // What stands on PATH when it is trusted is not the subject here.
    fs::remove_file(scene.root.join(".venv/bin/git")).unwrap();
    scene
}

/// `ws` with these arguments and variables.
fn ws_with(scene: &Scene, directory: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = scene.sandbox.command("/usr/bin/timeout", directory);
    command.args(["60", env!("CARGO_BIN_EXE_ws")]).args(arguments).envs(variables.iter().copied());
    command.output().unwrap()
}

#[test]
fn no_program_comes_from_a_relative_entry_of_path() {
    let scene = scene();
    fs::write(
        scene.root.join("wrknv.toml"),
        format!(
            "{}[[siblings]]\nname = \"new\"\nrepo = \"/nowhere/new.git\"\n[workspace.tools]\nuv = \">0\"\n",
            super::CONFIG
        ),
    )
    .unwrap();
    let mark = scene.sandbox.path().join("MARK");
    for directory in [scene.root.clone(), scene.mine(), scene.root.join("bin"), scene.mine().join("bin")] {
        fs::create_dir_all(&directory).unwrap();
        for name in ["git", "uv", "python3", "python", "nu", "ssh", "python3.12", "git-remote-https"] {
            let file = directory.join(name);
            fs::write(&file, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", mark.display())).unwrap();
            set_mode(&file, 0o755);
        }
    }
    for path in [".:/usr/bin:/bin", ":/usr/bin:/bin", "/usr/bin:/bin:", "bin:./:../mine:/usr/bin:/bin", "."] {
        for directory in [scene.root.clone(), scene.mine()] {
            for arguments in [
                &["trust"][..],
                &["siblings"],
                &["siblings", "--backup"],
                &["branches"],
                &["validate"],
                &["sync"],
                &["bootstrap"],
                &["setup", "--plan"],
                &["exec", "--", "git", "status"],
                &["exec", "--", "sh", "-c", "git status"],
                &["run", "test"],
                &["snapshot", "save", "now"],
                &["install", "--dry-run"],
                &["install", "--dry-run", "--nu", "nu"],
            ] {
                let output = ws_with(&scene, &directory, arguments, &[("PATH", path)]);
                let ran = fs::read_to_string(&mark).unwrap_or_default();
                assert!(ran.is_empty(), "PATH={path} ws {arguments:?}: {ran}\n{output:?}");
            }
        }
    }
    let entries = ws_with(&scene, &scene.root, &["exec", "--", "printenv", "PATH"], &[("PATH", ".:/usr/bin::/bin")]);
    assert!(String::from_utf8(entries.stdout).unwrap().contains(".venv/bin:/usr/bin:/bin\n"));
}

#[test]
fn no_child_inherits_what_names_a_repository() {
    let scene = scene();
    let list = scene.git(&["rev-parse", "--local-env-vars"]);
    let names: Vec<&str> = list.lines().collect();
    assert!(names.len() >= 15 && names.contains(&"GIT_DIR"), "{names:?}");
    let elsewhere = scene.root.join(".git");
    let variables: Vec<(&str, &str)> = names.iter().map(|name| (*name, elsewhere.to_str().unwrap())).collect();
    let output = ws_with(&scene, &scene.root, &["exec", "--", "printenv"], &variables);
    succeeds(&output);
    let said = String::from_utf8(output.stdout).unwrap();
    for name in names {
        assert!(!said.contains(&format!(" {name}=")), "{name}:\n{said}");
    }
    // The commit is where it was asked for.
    let commit = ["exec", "--", "git", "commit", "-q", "--allow-empty", "-m", "MEANT"];
    succeeds(&ws_with(&scene, &scene.root, &commit, &variables[..]));
    assert_eq!(scene.git(&["log", "-1", "--format=%s"]), "MEANT");
}

/// The caller is a hook of a repository whose index has no venv: what counts is the repository that the venv is in.
#[test]
fn trust_asks_the_repository_that_the_venv_is_in() {
    let scene = scene();
    scene.sandbox.git(&scene.root, ["add", "--force", ".venv/pyvenv.cfg"]).unwrap();
    let (git_dir, index) = (scene.mine().join(".git"), scene.mine().join("no-index"));
    let variables = [
        ("GIT_DIR", git_dir.to_str().unwrap()),
        ("GIT_INDEX_FILE", index.to_str().unwrap()),
        ("GIT_WORK_TREE", scene.root.to_str().unwrap()),
    ];
    for variables in [&variables[..], &variables[..1], &variables[1..2], &[]] {
        let output = ws_with(&scene, &scene.root, &["trust"], variables);
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("ws::trust::venv_tracked"),
            "{variables:?}: {output:?}"
        );
    }
}

/// A partial clone whose remote is a command, and whose index needs an object that is not there.
#[test]
fn trust_fetches_nothing_and_runs_nothing_of_the_repositorys() {
    let scene = scene();
    let mark = scene.sandbox.path().join("MARK");
    let git = |arguments: &[&str]| scene.sandbox.git(&scene.root, arguments).unwrap();
    for name in ["in/file", "out/file"] {
        fs::create_dir_all(scene.root.join(name).parent().unwrap()).unwrap();
        fs::write(scene.root.join(name), name).unwrap();
    }
    git(&["add", "in", "out", "wrknv.toml"]);
    git(&["commit", "-q", "-m", "first"]);
    git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    let tree = git(&["rev-parse", "HEAD:out"]);
    fs::remove_file(scene.root.join(".git/objects").join(&tree[..2]).join(&tree[2..])).unwrap();
    let script = scene.sandbox.path().join("script");
    fs::write(&script, format!("#!/bin/sh\necho \"$*\" >> '{}'\nexit 1\n", mark.display())).unwrap();
    set_mode(&script, 0o755);
    let script = script.to_str().unwrap();
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("ext::{script} %s")),
        ("protocol.ext.allow", "always"),
        ("core.fsmonitor", script),
        ("core.sshCommand", script),
        ("core.hooksPath", scene.sandbox.path().to_str().unwrap()),
        ("alias.ls-files", &format!("!{script}")),
        ("core.pager", script),
    ] {
        git(&["config", key, value]);
    }
    let output = ws_with(&scene, &scene.root, &["trust"], &[]);
    assert!(!mark.exists(), "{}\n{output:?}", fs::read_to_string(&mark).unwrap());
    assert!(matches!(output.status.code(), Some(0 | 2)), "{output:?}");
    // Asked without care, git would have run it.
    let _ = scene.sandbox.git(&scene.root, ["ls-files"]);
    assert!(mark.exists(), "the repository is no trap: the test shows nothing");
}

/// Nothing that trust reads may be waited for: whoever opens a FIFO without care waits for a writer.
#[test]
fn a_fifo_in_place_of_a_file_is_an_error_and_no_wait() {
    let fresh = scene();
    fresh.sandbox.git(&fresh.root, ["add", "wrknv.toml"]).unwrap();
    let state = fresh.sandbox.home().join(".local/state/ws");
    succeeds(&ws_with(&fresh, &fresh.root, &["trust"], &[]));
    let files = [
        fresh.root.join("wrknv.toml"),
        fresh.root.join(".venv/pyvenv.cfg"),
        fresh.root.join(".git/config"),
        fresh.root.join(".git/index"),
        fresh.root.join(".git/HEAD"),
        fresh.root.join(".git/info/exclude"),
        state.join("trusted.json"),
        state.join("trusted.lock"),
    ];
    for file in files {
        let away = file.with_extension("away");
        fs::rename(&file, &away).unwrap();
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &file, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for arguments in [&["trust"][..], &["untrust"], &["activate"]] {
            let output = ws_with(&fresh, &fresh.root, arguments, &[]);
            assert_ne!(output.status.code(), Some(124), "{} {arguments:?} waits", file.display());
        }
        fs::remove_file(&file).unwrap();
        fs::rename(&away, &file).unwrap();
    }
    succeeds(&ws_with(&fresh, &fresh.root, &["trust"], &[]));
}

/// Another writer that never ends is not waited for without end.
#[test]
fn a_registry_that_stays_locked_is_an_error() {
    let scene = scene();
    succeeds(&ws_with(&scene, &scene.root, &["trust"], &[]));
    let lock = fs::File::open(scene.sandbox.home().join(".local/state/ws/trusted.lock")).unwrap();
    lock.lock().unwrap();
    let output = ws_with(&scene, &scene.root, &["trust"], &[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("trusted.lock"), "{output:?}");
}
