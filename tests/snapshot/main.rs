//! `ws snapshot`, `ws branches` and `ws backup` against real repositories, and what git says of them.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use ws_test_support::TestContext;

ws_test_support::harness! {
    /// Clones of bare remotes next to a workspace's root; each remote has three commits on `main` and one on `topic`.
    struct Scene(TestContext);
}

impl Scene {
    fn new(names: &[&str]) -> Self {
        let scene = Self(TestContext::new());
        scene.sh(
            "git init -q -b main seed; cd seed; for n in 1 2 3; do echo $n >file; git add .; git commit -qm $n; done
             git switch -qc topic; echo t >t; git add .; git commit -qm t; git switch -q main",
        );
        let mut config = "[workspace]\nname = \"w\"\n".to_owned();
        for name in names {
            scene.sh(&format!(
                "git clone -q --bare seed 'remotes/{name}.git'; git clone -q 'remotes/{name}.git' '{name}'"
            ));
            let url = format!("file://{}/remotes/{name}.git", scene.path("").display());
            let url = url.replace("//remotes", "/remotes");
            config.extend(["[[siblings]]\nname = \"", name, "\"\nrepo = \"", &url, "\"\n"]);
        }
        fs::create_dir(scene.path("root")).unwrap();
        fs::write(scene.path("root/wrknv.toml"), config).unwrap();
        scene
    }

    fn ws(&self, arguments: &[&str]) -> (Output, Value) {
        let output = self.command(arguments).args(["--format", "json"]).output().unwrap();
        let rows = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output, rows)
    }

    fn head(&self, name: &str) -> String {
        self.sh(&format!("git -C '{name}' rev-parse HEAD")).trim().to_owned()
    }
}

fn row<'v>(rows: &'v Value, name: &str) -> &'v Value {
    rows.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name}: {rows:#}"))
}

/// Everything git knows of the repository but where HEAD is.
fn refs(scene: &Scene, name: &str) -> String {
    scene.sh(&format!("cd '{name}'; git for-each-ref; git stash list; git status --porcelain; git fsck 2>&1"))
}

#[test]
fn a_snapshot_says_what_is_not_in_it_and_is_never_replaced() {
    let scene = Scene::new(&["clean", "dirty", "ahead", "detached", "unborn", "missing", "plain"]);
    scene.sh(
        "echo x >dirty/file; cd ahead; git commit -q --allow-empty -m mine; cd ../detached; git switch -q --detach HEAD~1
         cd ..; rm -rf unborn missing plain; git init -q unborn; mkdir plain",
    );
    let (output, rows) = scene.ws(&["snapshot", "save", "monday"]);
    assert!(output.status.success(), "{output:?}");
    let facts = |name: &str| {
        let row = row(&rows, name);
        (row["state"].clone(), row["dirty"].clone(), row["pushed"].clone(), row["unpushed"].clone())
    };
    let of = |state: &str, dirty: Value, pushed: Value, unpushed: Value| (state.into(), dirty, pushed, unpushed);
    assert_eq!(facts("clean"), of("ok", false.into(), true.into(), 0.into()));
    assert_eq!(facts("dirty"), of("ok", true.into(), true.into(), 0.into()));
    assert_eq!(facts("ahead"), of("ok", false.into(), false.into(), 1.into()));
    assert_eq!(facts("detached"), of("ok", false.into(), true.into(), 0.into()));
    assert_eq!(facts("unborn"), of("ok", false.into(), Value::Null, Value::Null));
    assert_eq!(facts("missing"), of("missing", false.into(), Value::Null, Value::Null));
    assert_eq!(facts("plain"), of("not_git", false.into(), Value::Null, Value::Null));
    assert_eq!(row(&rows, "detached")["branch"], Value::Null);
    let file = scene.path("root/.ws/snapshots/monday.toml");
    let before = fs::read_to_string(&file).unwrap();
    assert!(before.contains(&scene.head("ahead")) && !before.contains("plain/"), "{before}");
    let (again, _) = scene.ws(&["snapshot", "save", "monday"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("ws::snapshot::exists"), "{again:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    for name in ["", "../x", "-x", "a b", "a\nb", ".hidden"] {
        assert_eq!(scene.ws(&["snapshot", "save", "--", name]).0.status.code(), Some(2), "{name:?}");
    }
    // The root may be a repository: the snapshots are not its.
    scene.sh("cd root; git init -q; test \"$(git status --porcelain)\" = '?? wrknv.toml'");
    fs::write(scene.path("root/.ws/snapshots/broken.toml"), "version = 9\nworkspace = \"w\"\ncreated = \"x\"\n")
        .unwrap();
    let (_, listed) = scene.ws(&["snapshot", "list"]);
    assert_eq!(row(&listed, "broken")["error"]["code"], "ws::snapshot::bad_file");
    let monday = row(&listed, "monday");
    assert_eq!(
        (&monday["siblings"], &monday["dirty"][0], &monday["unpushed"][0]),
        (&4.into(), &"dirty".into(), &"ahead".into())
    );
}

#[test]
fn a_difference_has_a_direction() {
    let names = ["same", "forward", "backward", "diverged", "gone", "rewritten", "new"];
    let scene = Scene::new(&names);
    scene.sh("rm -rf new; for n in backward diverged rewritten; do git -C $n commit -q --allow-empty -m two; done");
    assert!(scene.ws(&["snapshot", "save", "before"]).0.status.success());
    scene.sh(
        "for n in 1 2; do git -C forward commit -q --allow-empty -m $n; done
         git -C backward reset -q --hard HEAD~2; git -C diverged reset -q --hard HEAD~1; git -C diverged commit -q --allow-empty -m x
         rm -rf gone; git clone -q remotes/new.git new
         git -C rewritten reset -q --hard HEAD~1; git -C rewritten reflog expire --expire=all --all; git -C rewritten gc -q --prune=now",
    );
    let (_, rows) = scene.ws(&["snapshot", "diff", "before"]);
    let facts: Vec<_> =
        names.iter().map(|name| (row(&rows, name)["direction"].clone(), row(&rows, name)["commits"].clone())).collect();
    let wanted: [(&str, Value); 7] = [
        ("same", 0.into()),
        ("forward", 2.into()),
        ("backward", 2.into()),
        ("diverged", 2.into()),
        ("missing", Value::Null),
        ("unknown", Value::Null),
        ("new", Value::Null),
    ];
    let wanted: Vec<(Value, Value)> =
        wanted.into_iter().map(|(direction, commits)| (direction.into(), commits)).collect();
    assert_eq!(facts, wanted);
    assert_eq!(row(&rows, "rewritten")["error"]["code"], "ws::snapshot::commit_missing");
    let (unknown, _) = scene.ws(&["snapshot", "diff", "befor"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `before`"), "{unknown:?}");
}

#[test]
fn what_would_be_lost_is_refused_and_the_rest_is_checked_out() {
    let names =
        ["moved", "away", "here", "dirty", "staged", "merging", "loose", "blocked", "ignored", "fetch", "gone", "kept"];
    let scene = Scene::new(&names);
    let pinned = |name: &str| scene.head(name);
    scene.sh("cd fetch; git switch -qc mine; git commit -q --allow-empty -m mine; git push -q origin mine");
    assert!(scene.ws(&["snapshot", "save", "before"]).0.status.success());
    let was: Vec<(&str, String)> = names.iter().map(|name| (*name, pinned(name))).collect();
    scene.sh(
        "for n in moved dirty staged merging blocked ignored; do git -C $n commit -q --allow-empty -m later; done
         git -C away switch -q topic
         echo x >>dirty/file; echo y >>staged/file; git -C staged add file
         (cd merging; git switch -qc one; echo 1 >file; git commit -qam 1; git switch -q main; echo 2 >file; git commit -qam 2; git merge -q one || true)
         (cd loose; git switch -q --detach; git commit -q --allow-empty -m loose)
         (cd blocked; git rm -q file; git commit -qm gone; echo precious >file)
         (cd ignored; git rm -q file; echo file >.gitignore; git add .; git commit -qm gone; echo precious >file)
         rm -rf fetch; git clone -q --single-branch remotes/fetch.git fetch
         rm -rf gone; git clone -q --single-branch remotes/gone.git gone
         (cd gone; git remote set-head origin -d; git checkout -q --orphan other; git commit -qm other; git branch -qD main; git update-ref -d refs/remotes/origin/main)
         rm -rf kept",
    );
    let before: Vec<String> = names[..11].iter().map(|name| refs(&scene, name)).collect();
    let heads: Vec<String> = names[..11].iter().map(|name| scene.head(name)).collect();
    let (_, plan) = scene.ws(&["snapshot", "restore", "before", "--plan"]);
    assert_eq!(row(&plan, "moved")["state"], "planned", "{plan:#}");
    assert_eq!(row(&plan, "kept")["action"], "clone");
    assert_eq!(names[..11].iter().map(|name| scene.head(name)).collect::<Vec<_>>(), heads, "a plan changes nothing");
    let (output, rows) = scene.ws(&["snapshot", "restore", "before"]);
    assert_eq!(output.status.code(), Some(1));
    let facts = |name: &str| {
        let row = row(&rows, name);
        [&row["action"], &row["state"], &row["branch"]].map(|it| it.as_str().unwrap_or("null").to_owned())
    };
    assert_eq!(facts("moved"), ["checkout", "ok", "null"], "{rows:#}");
    assert!(row(&rows, "moved")["reason"].as_str().unwrap().contains("`main` is not at that commit"));
    assert_eq!(facts("away"), ["checkout", "ok", "main"]);
    assert_eq!(facts("here"), ["skip", "ok", "main"]);
    for (name, reason) in [
        ("dirty", "1 unstaged"),
        ("staged", "1 staged"),
        ("merging", "a merge is in progress"),
        ("loose", "HEAD is detached at commits that no branch has"),
        ("blocked", "in the way"),
        ("ignored", "in the way"),
    ] {
        assert_eq!(facts(name)[..2], ["refuse", "refused"], "{name}: {rows:#}");
        assert!(row(&rows, name)["reason"].as_str().unwrap().contains(reason), "{name}: {rows:#}");
    }
    assert_eq!(facts("fetch")[1], "ok", "{rows:#}");
    assert_eq!(facts("kept"), ["clone", "ok", "main"]);
    // What is restored is where the snapshot says, what is refused is where it was, and no branch has moved.
    for (at, (name, commit)) in was.iter().enumerate() {
        let state = facts(name)[1].clone();
        if state == "ok" {
            assert_eq!(scene.head(name), *commit, "{name}");
        } else {
            assert_eq!(scene.head(name), heads[at], "{name}");
        }
        if at < 11 && !["fetch", "gone"].contains(name) {
            assert_eq!(refs(&scene, name), before[at], "{name}");
        }
    }
    assert_eq!(scene.sh("cat blocked/file ignored/file"), "precious\nprecious\n");
    // Again: what is done is done.
    let (_, again) = scene.ws(&["snapshot", "restore", "before", "moved", "away", "kept", "fetch"]);
    assert!(again.as_array().unwrap().iter().all(|row| row["action"] == "skip"), "{again:#}");
}

#[test]
fn a_lock_file_is_restored_by_others() {
    let scene = Scene::new(&["a", "b"]);
    scene.sh("cd b; git reset -q --hard HEAD~1; git commit -q --allow-empty -m mine");
    scene.ws(&["snapshot", "save", "release"]);
    let refused = scene.command(&["snapshot", "export", "release"]).output().unwrap();
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("push it first"), "{refused:?}");
    // Pushed since: the very same snapshot will do.
    scene.sh("cd b; git push -q origin HEAD:refs/heads/for-others");
    let exported = scene.command(&["snapshot", "export", "release"]).output().unwrap();
    assert!(exported.status.success(), "{exported:?}");
    let (a, b) = (scene.head("a"), scene.head("b"));
    // Somebody else, with nothing but the configuration and the file.
    scene.sh("mkdir other; cp -r root other/root; rm -rf other/root/.ws");
    fs::write(scene.path("other/root/ws.lock"), &exported.stdout).unwrap();
    let restore = ["snapshot", "restore", "ws.lock"];
    let output = scene.command_in(&scene.path("other/root"), &restore).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!((scene.head("other/a"), scene.head("other/b")), (a, b));
    assert!(!scene.path("other/root/.ws").exists());
}

/// A file from somebody else is text, and nothing of it is run or believed.
#[test]
fn a_hostile_lock_file_is_an_error() {
    let scene = Scene::new(&["a"]);
    let head = "version = 1\nworkspace = \"w\"\ncreated = \"2026-01-02T03:04:05Z\"\n[[siblings]]\nname = \"a\"\n";
    let lock = |rest: &str| fs::write(scene.path("root/ws.lock"), format!("{head}{rest}")).unwrap();
    let at = scene.head("a");
    for commit in ["--upload-pack=touch PWNED", "HEAD", "main", "ffff", "$(touch PWNED)"] {
        lock(&format!("commit = \"{commit}\"\n"));
        let (output, _) = scene.ws(&["snapshot", "restore", "ws.lock"]);
        assert!(String::from_utf8_lossy(&output.stderr).contains("ws::snapshot::bad_file"), "{commit}: {output:?}");
    }
    lock(&format!("commit = \"{}\"\n", "0".repeat(40)));
    let (_, rows) = scene.ws(&["snapshot", "restore", "ws.lock"]);
    assert_eq!(row(&rows, "a")["error"]["code"], "ws::snapshot::commit_missing", "{rows:#}");
    lock(&format!("commit = \"{at}\"\nbranch = \"--orphan\"\n"));
    let (_, rows) = scene.ws(&["snapshot", "restore", "ws.lock"]);
    assert_eq!(row(&rows, "a")["state"], "ok", "{rows:#}");
    // A directory of snapshots that leads elsewhere is not written to.
    scene.sh("mkdir elsewhere; ln -s ../elsewhere root/.ws");
    let (output, _) = scene.ws(&["snapshot", "save", "x"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("ws::snapshot::symlink"), "{output:?}");
    assert_eq!(scene.sh("ls -A elsewhere; find . -name PWNED"), "");
    assert_eq!(scene.head("a"), at);
}

#[test]
fn branches_are_those_of_git() {
    let scene = Scene::new(&["a", "empty", "broken", "missing"]);
    scene.sh(
        "cd a; git branch -q --track topic origin/topic; git switch -qc old HEAD~1; git switch -qc mine main; git commit -q --allow-empty -m x
         git push -q -u origin mine; git push -q origin :mine; git fetch -q --prune; git switch -qc \"we/ird-na'me\" main; git branch -q --track behind origin/main; git reset -q --hard
         git branch -f behind HEAD~2; cd ..; rm -rf empty missing; git init -q empty; rm broken/.git/objects -rf",
    );
    let (output, rows) = scene.ws(&["branches"]);
    assert_eq!(output.status.code(), Some(1), "one of them cannot be read: {output:?}");
    let of =
        |name: &str| -> Vec<&Value> { rows.as_array().unwrap().iter().filter(|row| row["name"] == name).collect() };
    assert!(of("empty").is_empty() && of("missing").is_empty());
    assert_eq!(of("broken")[0]["error"]["code"], "ws::git::corrupt");
    let names: Vec<&str> = of("a").iter().map(|row| row["branch"].as_str().unwrap()).collect();
    let listed = scene.sh("git -C a for-each-ref --format='%(refname:short)' refs/heads");
    assert_eq!(names, listed.lines().collect::<Vec<_>>());
    let merged = scene.sh("git -C a branch --format='%(refname:short)' --merged origin/main");
    for row in of("a") {
        let branch = row["branch"].as_str().unwrap();
        assert_eq!(row["merged"].as_bool().unwrap(), merged.lines().any(|line| line == branch), "{branch}");
        assert_eq!(row["default"], branch == "main", "{branch}");
        let track = scene.sh(&format!("git -C a for-each-ref --format='%(upstream:track)' \"refs/heads/{branch}\""));
        assert_eq!(row["gone"], track.contains("gone"), "{branch}");
        let counts = scene.sh(&format!(
            "git -C a rev-list --left-right --count \"{branch}...{branch}@{{upstream}}\" 2>/dev/null || true"
        ));
        let counts: Vec<u64> = counts.split_whitespace().map(|count| count.parse().unwrap()).collect();
        assert_eq!(row["ahead"].as_u64(), counts.first().copied(), "{branch}");
        assert_eq!(row["behind"].as_u64(), counts.get(1).copied(), "{branch}");
        let date = scene.sh(&format!("git -C a log -1 --format=%ct \"{branch}\" --"));
        let at: jiff::Timestamp = row["last_commit"].as_str().unwrap().parse().unwrap();
        assert_eq!(at.as_second().to_string(), date.trim(), "{branch}");
    }
}

#[test]
fn what_would_be_lost_with_a_directory() {
    let names = [
        "clean",
        "pushed",
        "ahead",
        "local",
        "detached",
        "stash",
        "untracked",
        "amended",
        "linked",
        "loose",
        "plain",
        "nothing",
        "none",
        "no-remote",
        "tagged",
        "prefetched",
        "module",
        "deinited",
        "removed",
        "mirrored",
    ];
    let scene = Scene::new(&names);
    scene.sh(
        "git -C tagged commit -q --allow-empty -m x; git -C tagged tag mine; git -C tagged reset -q --hard HEAD~1; git -C tagged tag old
         git -C prefetched commit -q --allow-empty -m x; git -C prefetched push -q; git -C prefetched update-ref refs/prefetch/remotes/origin/main HEAD
         git -C prefetched reset -q --hard HEAD~1; git -C prefetched update-ref refs/remotes/origin/main HEAD
         git -C module -c protocol.file.allow=always submodule --quiet add ../clean.git deep/inner; git -C module commit -qm module; git -C module push -q
         git -C module/deep/inner config submodule.recurse false; git -C module/deep/inner commit -q --allow-empty -m x; git -C module config submodule.deep/inner.ignore all
         for name in deinited removed; do
            git -C $name -c protocol.file.allow=always submodule --quiet add ../clean.git deep/inner; git -C $name commit -qm module
            git -C $name push -q; git -C $name/deep/inner commit -q --allow-empty -m x
         done
         git -C deinited submodule --quiet deinit -f deep/inner
         git -C removed rm -qf deep/inner; git -C removed commit -qm gone; git -C removed push -q
         git -C mirrored commit -q --allow-empty -m x; git -C mirrored remote add mirror ./; git -C mirrored fetch -q mirror
         git -C pushed commit -q --allow-empty -m x; git -C pushed push -q
         git -C ahead commit -q --allow-empty -m x; git -C ahead commit -q --allow-empty -m y
         git -C local branch mine; git -C local switch -qc other; git -C local commit -q --allow-empty -m x; git -C local switch -q main
         git -C detached switch -q --detach; git -C detached commit -q --allow-empty -m x
         echo x >>stash/file; git -C stash stash -q; echo y >>stash/file; git -C stash stash -q
         echo x >untracked/new
         git -C amended commit -q --allow-empty -m x; git -C amended commit -q --amend --allow-empty -m y; git -C amended push -q
         rm -rf linked loose; git -C clean worktree add -q ../linked topic 2>/dev/null; git -C clean worktree add -q --detach ../loose
         git -C loose commit -q --allow-empty -m x; git -C clean branch -q elsewhere HEAD~1
         rm -rf plain nothing none; mkdir plain nothing; echo x >plain/file; git -C no-remote remote remove origin",
    );
    let (output, rows) = scene.ws(&["backup"]);
    assert!(output.status.success(), "{output:?}");
    let facts = |name: &str| {
        let row = row(&rows, name);
        (row["unbacked"].clone(), row["unpushed"].clone(), row["orphan_commits"].clone())
    };
    let known = |unbacked: bool, unpushed: u64, orphans: u64| (unbacked.into(), unpushed.into(), orphans.into());
    // The commit of the worktree `loose` is in this repository, and nowhere else.
    assert_eq!(facts("clean"), known(true, 1, 0), "{rows:#}");
    assert_eq!(facts("pushed"), known(false, 0, 0));
    assert_eq!(facts("ahead"), known(true, 2, 0));
    assert_eq!(facts("local"), known(true, 1, 0));
    assert_eq!(row(&rows, "local")["local_only_branches"], serde_json::json!(["other"]));
    assert_eq!(facts("detached"), known(true, 1, 0));
    assert_eq!(facts("stash"), known(true, 0, 0));
    assert_eq!(facts("untracked"), known(true, 0, 0));
    assert_eq!(facts("amended"), known(false, 0, 1));
    assert_eq!(facts("linked").0, false);
    assert_eq!(facts("loose").0, true);
    assert_eq!(facts("plain"), (true.into(), Value::Null, Value::Null));
    assert_eq!(facts("nothing").0, false);
    assert_eq!(facts("none"), (false.into(), Value::Null, Value::Null));
    assert_eq!(facts("no-remote"), known(true, 3, 0));
    assert_eq!(facts("tagged"), known(true, 0, 0));
    assert_eq!(facts("prefetched"), known(false, 0, 0));
    assert_eq!(facts("module"), known(true, 0, 0));
    // The repository of a submodule stays when its working tree goes, and with it what is nowhere else.
    for name in ["module", "deinited", "removed"] {
        assert_eq!(row(&rows, name)["submodules"], serde_json::json!(["deep/inner"]), "{name}: {rows:#}");
        assert_eq!(facts(name), known(true, 0, 0), "{name}");
    }
    // A remote that is lost with the directory is no copy.
    assert_eq!(facts("mirrored"), known(true, 1, 0));
}

#[test]
fn a_prompt_is_as_old_as_it_may_be() {
    let scene = Scene::new(&["a", "b"]);
    scene.sh("echo x >>a/file; git -C b commit -q --allow-empty -m x");
    let prompt = |directory: &Path, arguments: &[&str]| {
        let output = scene.command_in(directory, &["prompt"]).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let said = |arguments: &[&str]| prompt(&scene.path("root"), arguments).1;
    let format = ["--format", "{workspace} {dirty} {ahead} {behind}"];
    assert_eq!(said(&format), "w 1 1 0\n");
    assert_eq!(said(&[]), "w ±1 ↑1\n");
    scene.sh("git -C a checkout -q file");
    assert_eq!(said(&[&format[..], &["--max-age", "3600"]].concat()), "w 1 1 0\n");
    assert_eq!(said(&[&format[..], &["--max-age", "0"]].concat()), "w 0 1 0\n");
    assert_eq!(said(&[&format[..], &["--max-age", "3600"]].concat()), "w 0 1 0\n", "what was counted is remembered");
    assert_eq!(prompt(&scene.path("a"), &format).1, "w 0 1 0\n", "from inside a sibling");
    // Outside, and where the file is broken: nothing, and no complaint in the prompt.
    assert_eq!(prompt(&scene.path("remotes"), &[]), (Some(0), String::new(), String::new()));
    fs::write(scene.path("root/wrknv.toml"), "[workspace\n").unwrap();
    assert_eq!(prompt(&scene.path("root"), &[]), (Some(0), String::new(), String::new()));
    assert_eq!(prompt(&scene.path("root"), &["--format", "{x}"]).0, Some(2));
}

#[test]
fn a_commit_that_no_branch_names_is_fetched_by_its_id() {
    let scene = Scene::new(&["rebased", "shallow"]);
    let wanted = ["rebased", "shallow"].map(|name| scene.head(name));
    assert!(scene.ws(&["snapshot", "save", "was"]).0.status.success());
    scene.sh(
        "git -C remotes/rebased.git config uploadpack.allowAnySHA1InWant true
         cd seed; git commit -q --amend -m other; git push -q -f ../remotes/rebased.git main
         git commit -q --allow-empty -m next; git push -q -f ../remotes/shallow.git main
         cd ..; rm -rf rebased shallow; git clone -q remotes/rebased.git rebased
         git clone -q --depth 1 \"file://$PWD/remotes/shallow.git\" shallow; git -C remotes/shallow.git config uploadpack.allowAnySHA1InWant true",
    );
    let (output, rows) = scene.ws(&["snapshot", "restore", "was"]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!(["rebased", "shallow"].map(|name| scene.head(name)), wanted);
    scene.sh("git -C rebased fsck; git -C shallow fsck");
}
