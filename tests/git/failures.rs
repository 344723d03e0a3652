//! What is no repository, and what is one and cannot be read: a clear code, no waiting, no panic.

use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use ws_core::RowError;
use ws_core::git::{self, Look, LookOptions};

use super::oracle::differences;
use super::repository::Scene;

/// Looks with a limit: nothing may wait for ever.
fn look(scene: &Scene, path: &Path) -> Look {
    let options =
        LookOptions { fast: false, run_repository_filters: false, env: scene.environment(), ..LookOptions::default() };
    let (sender, received) = channel();
    let path = path.to_path_buf();
    let asked = path.clone();
    thread::spawn(move || sender.send(git::look(&path, &options)));
    received.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("{} makes it wait", asked.display()))
}

fn error(script: &str, path: &str) -> RowError {
    let scene = Scene::new(script);
    let before = scene.listing();
    let look = look(&scene, &scene.path(path));
    assert_eq!(scene.listing(), before, "{script}");
    match look {
        Look::Failed(error) => error,
        other => panic!("{script}: {other:?}"),
    }
}

#[test]
fn nothing_there() {
    let scene = Scene::new("ln -s nowhere dangling; : >file");
    for name in ["absent", "dangling", "absent/deeper", "file/below"] {
        assert_eq!(look(&scene, &scene.path(name)), Look::Missing, "{name}");
    }
}

#[test]
fn no_repository() {
    let scene = Scene::new(
        "(new outer); mkdir outer/plain plain empty empty/.git; : >file; ln -s file link; ln -s outer/sub into; mkfifo pipe
         (cd outer; mkdir hollow; mkdir hollow/.git)",
    );
    for name in ["file", "link", "plain", "outer/plain", "outer/sub", "into", "empty", "outer/hollow", "pipe"] {
        assert_eq!(look(&scene, &scene.path(name)), Look::NotGit, "{name}");
    }
}

#[test]
fn corrupt() {
    let linked = "new repo; git worktree add -q ../linked; ";
    let cases = [
        ("echo nonsense >.git/HEAD", "HEAD"),
        ("echo 'ref: somewhere' >.git/HEAD", "HEAD"),
        (": >.git/HEAD", "HEAD"),
        ("rm .git/HEAD", "HEAD"),
        ("echo 0123456789012345678901234567890123456789 >.git/HEAD", ""),
        ("echo nonsense >.git/refs/heads/main", ""),
        ("echo 0123456789012345678901234567890123456789 >.git/refs/heads/main", ""),
        ("echo nonsense >.git/index", "index"),
        ("head -c 20 .git/index >i; mv i .git/index", "index"),
        ("printf DIRC >.git/index", "index"),
        ("echo '[core' >.git/config", "config"),
        ("rm -r .git/objects", "objects"),
        ("rm -r .git/refs", "refs"),
        ("rm -r .git/objects/*", ""),
        ("rm -r .git; echo nonsense >.git", ".git"),
        ("rm -r .git; echo 'gitdir: ../nowhere' >.git", "nowhere"),
        ("rm -r .git; ln -s nowhere .git", ".git"),
        ("rm -r .git; mkfifo .git", ".git"),
        ("f=$(git rev-parse HEAD); f=.git/objects/${f:0:2}/${f:2}; chmod +w $f; echo x >$f", ""),
    ];
    for (script, named) in cases {
        let error = error(&format!("new repo; {script}"), "repo");
        assert_eq!(error.code, "ws::git::corrupt", "{script}: {error}");
        assert!(error.message.contains(named) && error.message.contains("repo"), "{script}: {error}");
    }
    for script in ["echo ../../nowhere >.git/worktrees/linked/commondir", "rm -r .git", "rm .git/worktrees/linked/HEAD"]
    {
        let error = error(&format!("{linked}{script}"), "linked");
        assert_eq!(error.code, "ws::git::corrupt", "{script}: {error}");
    }
}

/// git ends with what it cannot read in `.gitmodules`; here the rest is known, and whether a submodule changed is not.
#[test]
fn what_hinges_on_a_broken_gitmodules_is_unknown() {
    let nested = "(new module); new repo; git submodule --quiet add ../module module; git commit -qm m";
    for broken in [
        "echo '<<<<<<< HEAD' >>.gitmodules",
        "git config -f .gitmodules submodule.module.update '!x'",
        "printf '\\tignore\\n' >>.gitmodules",
        "git config submodule.module.ignore some",
    ] {
        let scene = Scene::new(&format!("{nested}; {broken}; git add .gitmodules; git mv many lots"));
        assert!(!scene.git(&scene.path("repo")).arg("status").output().unwrap().status.success(), "{broken}");
        let Look::Repo(state) = look(&scene, &scene.path("repo")) else { panic!("{broken}") };
        let (tree, error) = (state.tree.unwrap(), state.error.unwrap());
        assert_eq!((tree.unstaged, tree.untracked, tree.dirty), (None, Some(0), Some(true)), "{broken}");
        assert!(["ws::git::corrupt", "ws::git::config_unreadable"].contains(&error.code), "{broken}: {error}");
    }
}

/// Something else in place of a file must not hold the reader.
#[test]
fn pipes() {
    for file in ["HEAD", "config", "index", "packed-refs", "refs/heads/main", "info/exclude", "shallow"] {
        let error = error(&format!("new repo; rm -f .git/{file}; mkfifo .git/{file}"), "repo");
        assert_eq!(error.code, "ws::git::corrupt", "{file}: {error}");
        assert!(error.message.contains(file), "{error}");
    }
    let error = error("new repo; mkfifo .gitignore", "repo");
    assert_eq!(error.code, "ws::git::corrupt", "{error}");
}

#[test]
fn unsupported() {
    for script in [
        "git config core.repositoryFormatVersion 99",
        "git config core.repositoryFormatVersion 1; git config extensions.fromTheFuture yes",
        "git config core.repositoryFormatVersion 1; git config extensions.objectFormat sha3",
        "git config core.repositoryFormatVersion 1; git config extensions.refStorage paper",
    ] {
        let error = error(&format!("new repo; {script}"), "repo");
        assert_eq!(error.code, "ws::git::unsupported", "{script}: {error}");
    }
}

/// Borrowed objects that are gone: as much as git can still say, or an error.
#[test]
fn alternates_that_are_gone() {
    let error = error("cloned --shared; rm -rf ../origin", "repo");
    assert_eq!(error.code, "ws::git::corrupt", "{error}");
}

#[test]
fn without_the_git_program() {
    let scene =
        Scene::new("new --object-format=sha256 repo; cd ..; new plain; git mv many lots; echo x >>lots; git add lots");
    let env = scene.environment().into_iter().filter(|(name, _)| name != "PATH").collect();
    let options = LookOptions { fast: false, run_repository_filters: false, env, ..LookOptions::default() };
    let Look::Failed(error) = git::look(&scene.path("repo"), &options) else { panic!("no answer is possible") };
    assert_eq!(error.code, "ws::git::program_missing", "{error}");
    // What needs no program is known.
    let Look::Repo(state) = git::look(&scene.path("plain"), &options) else { panic!("it can be read") };
    assert_eq!(state.branch.as_deref(), Some("main"));
    assert_eq!(state.tree, Some(ws_core::git::TreeState::default()));
    assert_eq!(state.error.unwrap().code, "ws::git::program_missing");
}

/// A git that hangs is ended, with what it started.
#[test]
fn a_program_that_hangs() {
    let scene = Scene::new(
        "new --object-format=sha256 repo; mkdir ../hang
         printf '#!/bin/sh\\nsleep 60 & echo $! >../hang/pid\\nwait\\n' >../hang/git; sed -i \"s:\\.\\./hang/pid:$PWD/../hang/pid:\" ../hang/git
         chmod +x ../hang/git",
    );
    let mut options =
        LookOptions { fast: false, run_repository_filters: false, env: scene.environment(), ..LookOptions::default() };
    options.env.retain(|(name, _)| name != "PATH");
    let path = format!("{}:/usr/bin:/bin", scene.path("hang").display());
    options.env.push(("PATH".into(), path.into()));
    let Look::Failed(error) = git::look(&scene.path("repo"), &options) else { panic!("it hangs") };
    assert_eq!(error.code, "ws::git::timed_out", "{error}");
    let pid = fs::read_to_string(scene.path("hang/pid")).unwrap();
    let stat = Path::new("/proc").join(pid.trim()).join("stat");
    // Killed children of children are reaped by init, or stay as zombies where there is none; either takes a moment.
    let mut state = fs::read_to_string(&stat).unwrap_or_default();
    for _ in 0..50 {
        if state.is_empty() || state.contains(") Z ") {
            return;
        }
        thread::sleep(Duration::from_millis(100));
        state = fs::read_to_string(&stat).unwrap_or_default();
    }
    panic!("it lives on: {state}");
}

/// A relative directory in PATH would be the repository's.
#[test]
fn a_git_in_the_repository_is_not_run() {
    let scene = Scene::new(
        "new --object-format=sha256 repo; printf '#!/bin/sh\\ntouch ../canary\\n' >git; chmod +x git; cp git sub/git",
    );
    let mut options =
        LookOptions { fast: false, run_repository_filters: false, env: scene.environment(), ..LookOptions::default() };
    for (name, value) in &mut options.env {
        if name == "PATH" {
            *value = format!(".:sub::{}", value.to_string_lossy()).into();
        }
    }
    let look = git::look(&scene.path("repo"), &options);
    assert!(matches!(look, Look::Repo(_)), "{look:?}");
    assert!(!scene.path("canary").exists());
}

/// Variables by which git is told of another repository, or to write its trace, do not reach it.
#[test]
fn variables_of_git_s_own() {
    let mut scene = Scene::new("(new other; more a); new --object-format=sha256 repo; echo x >x");
    let other = scene.path("other/.git");
    let trace = scene.path("trace");
    scene.extra = vec![
        ("GIT_DIR".into(), other.clone().into()),
        ("GIT_WORK_TREE".into(), scene.path("other").into()),
        ("GIT_INDEX_FILE".into(), other.join("index").into()),
        ("GIT_TRACE".into(), trace.clone().into()),
    ];
    let Look::Repo(state) = look(&scene, &scene.path("repo")) else { panic!("a repository") };
    scene.extra.clear();
    let found = differences(&scene, &scene.path("repo"), &state, false);
    assert!(found.is_empty(), "{found:?}");
    assert!(!trace.exists());
}

/// Who runs the suite as root can give files away; others cannot make what these need.
#[cfg(target_os = "linux")]
mod as_root {
    use std::os::unix::fs::chown;

    use super::*;

    const STRANGER: u32 = 12345;

    fn is_root(test: &str) -> bool {
        let root = rustix::process::geteuid().is_root();
        if !root {
            eprintln!("{test} needs root, to give files to another user");
        }
        root
    }

    fn give_away(path: &Path) {
        chown(path, Some(STRANGER), Some(STRANGER)).unwrap();
        if path.is_dir() && !path.is_symlink() {
            for entry in fs::read_dir(path).unwrap() {
                give_away(&entry.unwrap().path());
            }
        }
    }

    #[test]
    fn somebody_elses() {
        if !is_root("somebody_elses") {
            return;
        }
        for script in ["new repo; echo x >x", "new --object-format=sha256 repo; echo x >x"] {
            let scene = Scene::new(script);
            let repo = scene.path("repo");
            give_away(&repo);
            let Look::Failed(error) = look(&scene, &repo) else { panic!("it belongs to another") };
            assert_eq!(error.code, "ws::git::not_owner", "{error}");
            let allow = format!("git config --global --add safe.directory '{}'", repo.display());
            assert!(error.message.contains(&allow), "{error}");
            // What the message says helps.
            let output = scene.sandbox.command("sh", &scene.sandbox.path()).args(["-c", &allow]).output().unwrap();
            assert!(output.status.success());
            let Look::Repo(state) = look(&scene, &repo) else { panic!("it is allowed") };
            let found = differences(&scene, &repo, &state, false);
            assert!(found.is_empty(), "{found:?}");
        }
    }

    /// As a user whom permissions hold.
    #[test]
    fn forbidden() {
        if !is_root("forbidden") {
            return;
        }
        for (script, code) in [
            ("chmod 0 repo", "ws::git::unreadable"),
            ("chmod 0 repo/.git", "ws::git::unreadable"),
            ("chmod 0 repo/.git/HEAD", "ws::git::unreadable"),
            ("chmod 0 repo/.git/config", "ws::git::unreadable"),
            ("chmod 0 repo/.git/index", "ws::git::unreadable"),
            ("chmod 0 repo/.git/objects", "ws::git::unreadable"),
        ] {
            let scene = Scene::new(&format!("(new repo); {script}"));
            give_away(&scene.sandbox.path());
            let found = as_stranger(&scene);
            assert!(found.starts_with(&format!("Failed({code}")), "{script}: {found}");
        }
    }

    /// What may not be read or searched counts as git counts it, and no program is asked.
    #[test]
    fn closed_directories() {
        if !is_root("closed_directories") {
            return;
        }
        for script in [
            "mkdir closed; : >closed/x; echo x >x; chmod 0 closed one",
            "mkdir closed; : >closed/x; chmod 0 sub closed",
            "echo x >>sub/two; : >sub/x; chmod 0111 sub",
            "rm sub/two; : >sub/x; chmod 0111 sub",
            "mkdir sub/deep; : >sub/deep/x; git add .; git commit -qm d; echo y >sub/deep/x; : >sub/y; chmod 0111 sub",
            "echo x >>sub/two; mkdir -p sub/new/er; : >sub/x; : >sub/new/er/x; chmod 0444 sub",
            "rm -r sub; mkdir -p closed/in; ln -s closed/in sub; chmod 0 closed",
            "echo '*' >sub/.gitignore; : >sub/x; chmod 0 sub/.gitignore",
            "git config status.showUntrackedFiles no; echo x >>sub/two; chmod 0444 sub",
        ] {
            let scene = Scene::new(&format!("(new repo; {script})"));
            let top = scene.sandbox.path();
            fs::create_dir(top.join("root")).unwrap();
            fs::write(top.join("root/wrknv.toml"), "[[siblings]]\nname = \"repo\"\n").unwrap();
            // A process of its own, because libgit2 looks for the config of whoever started it, and without a git.
            ws_test_support::tools::copy_program(Path::new(env!("CARGO_BIN_EXE_ws")), &top.join("ws")).unwrap();
            give_away(&top);
            let run = |command: &str| {
                let command = format!("exec setpriv --reuid={STRANGER} --regid={STRANGER} --clear-groups {command}");
                let output = scene.sandbox.command("sh", &top).args(["-c", &command]).output().unwrap();
                assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
                String::from_utf8(output.stdout).unwrap()
            };
            let lines = run("git -C repo status --porcelain=v2");
            let count = |is: &dyn Fn(&&str) -> bool| serde_json::json!(lines.lines().filter(is).count());
            let rows = run("env PATH=/nowhere \"$PWD/ws\" --root root siblings --format json");
            let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
            let ours = ["error", "unstaged", "untracked"].map(|column| rows[0][column].clone());
            let hidden = script.contains("status.showUntrackedFiles");
            let untracked = if hidden { serde_json::Value::Null } else { count(&|line: &&str| line.starts_with('?')) };
            let unstaged = count(&|line| line.starts_with("1 ") && line.as_bytes().get(3) != Some(&b'.'));
            assert_eq!(ours, [serde_json::Value::Null, unstaged, untracked], "{script}\n{lines}");
        }
    }

    /// Looks in a thread that is another user.
    fn as_stranger(scene: &Scene) -> String {
        let options = LookOptions {
            fast: false,
            run_repository_filters: false,
            env: scene.environment(),
            ..LookOptions::default()
        };
        let path = scene.path("repo");
        thread::spawn(move || {
            let user = rustix::thread::Uid::from_raw(STRANGER);
            rustix::thread::set_thread_res_uid(user, user, user).unwrap();
            match git::look(&path, &options) {
                Look::Failed(error) => format!("Failed({})", error.code),
                Look::Repo(state) => {
                    let tree = state.tree.unwrap();
                    format!("Repo(unstaged {:?}, untracked {:?})", tree.unstaged, tree.untracked)
                }
                other => format!("{other:?}"),
            }
        })
        .join()
        .unwrap()
    }
}
