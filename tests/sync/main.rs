//! `ws sync`: repositories in every state that it may meet. The row says what is true, and nothing but a fast-forwarded
//! branch is other than it was.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

use std::fs;
use std::process::Output;

use serde_json::Value;
use ws_test_support::TestContext;

/// The states: a name, what makes it of `repo` (a clone of two commits, behind by two when synced), the state of the row,
/// and a part of its reason.
const STATES: &[(&str, &str, &str, &str)] = &[
    ("clean", "", "updated", ""),
    ("level", "git fetch -q; git merge -q --ff-only origin/main", "up_to_date", ""),
    (
        "ahead",
        "git fetch -q; git merge -q --ff-only origin/main; git commit -q --allow-empty -m mine",
        "up_to_date",
        "",
    ),
    ("diverged", "git commit -q --allow-empty -m mine", "skipped", "have diverged: 1 ahead, 2 behind"),
    ("detached", "git checkout -q --detach", "skipped", "HEAD is detached"),
    ("untouched", "echo mine >>other", "updated", ""),
    ("touched", "echo mine >>file", "skipped", "lies in files that the update touches"),
    ("staged untouched", "echo mine >>other; git add other", "updated", ""),
    ("staged touched", "echo mine >>file; git add file", "skipped", "lies in files that the update touches"),
    ("untracked", "echo mine >mine", "updated", ""),
    ("untracked in the way", "echo mine >new", "skipped", "lies in files that the update touches"),
    ("deleted", "rm other", "updated", ""),
    ("stashed", "echo mine >>other; git stash -q", "updated", ""),
    ("no upstream", "git branch --unset-upstream", "skipped", "has no upstream"),
    ("own branch", "git checkout -q -b own", "skipped", "`own` has no upstream"),
    (
        "gone upstream",
        "git checkout -q -b own; git push -q -u origin own; git push -q origin :own",
        "skipped",
        "no longer exists",
    ),
    ("no remote", "git remote remove origin", "skipped", "it has no remote"),
    ("broken remote", "git remote set-url origin /absent", "failed", ""),
    ("second remote", "git remote add up ../remote.git; git fetch -q up; git branch -q -u up/main", "updated", ""),
    (
        "unborn",
        "git checkout -q --orphan empty; git rm -qrf .; git branch -q -f tmp main",
        "skipped",
        "has no upstream",
    ),
    (
        "merging",
        "git checkout -q -b x HEAD~1; echo x >file; git commit -qam x; git checkout -q main; git merge -q x || true",
        "skipped",
        "a merge is in progress",
    ),
    (
        "rebasing",
        "git checkout -q -b x HEAD~1; echo x >file; git commit -qam x; git branch -q -u origin/main; git rebase -q main || true",
        "skipped",
        "a rebase is in progress",
    ),
    ("shallow", "cd ..; rm -rf repo; git clone -q --depth 1 file://$PWD/remote.git repo", "up_to_date", ""),
    ("worktree", "git worktree add -q ../wt -b linked", "updated", ""),
    ("pull.rebase", "git config pull.rebase true; git config branch.autoSetupRebase always", "updated", ""),
    ("merge.ff", "git config merge.ff false; git config branch.main.mergeOptions '--no-ff --squash'", "updated", ""),
    (
        "autostash",
        "git config merge.autoStash true; git config rebase.autoStash true; echo mine >>file",
        "skipped",
        "lies in files",
    ),
    // git would overwrite what it ignores without a word.
    ("ignored", "echo new >.git/info/exclude; echo precious >new", "skipped", "lies in files"),
    ("prune", "git config fetch.prune true; git branch -q keep", "updated", ""),
    ("tags", "git tag mine; git branch -q keep; git update-ref refs/notes/x HEAD", "updated", ""),
    ("forced", "force", "skipped", "have diverged"),
];

ws_test_support::harness! {
    struct Scene(TestContext);
}

impl Scene {
    /// A remote of four commits, a clone of its first two in `repo`, and a workspace that lists it.
    fn new(state: &str) -> Self {
        let scene = Self(TestContext::new());
        scene.sh(
            "git init -q --bare -b main remote.git; git clone -q remote.git seed 2>/dev/null; cd seed; git checkout -q -b main 2>/dev/null || true
             echo 1 >file; echo 1 >other; git add .; git commit -qm 1; echo 2 >>file; git commit -qam 2; git push -q -u origin main
             git clone -q ../remote.git ../repo; echo 3 >>file; git commit -qam 3; echo 4 >new; git add new; git commit -qm 4",
        );
        if state == "force" {
            scene.sh("cd seed; git reset -q --hard HEAD~3; echo forced >file; git commit -qam forced; git push -q -f origin main");
        } else {
            scene.sh("cd seed; git push -q");
            // Those that fetch in between see what is there now.
            scene.sh(&format!("cd repo; {state}"));
        }
        fs::create_dir(scene.path("root")).unwrap();
        let config = "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"repo\"\n[[siblings]]\nname = \"gone\"\n";
        fs::write(scene.path("root/wrknv.toml"), config).unwrap();
        scene
    }

    fn sync(&self, arguments: &[&str]) -> (Output, Value) {
        let output = self.command(&["sync", "--format", "json"]).args(arguments).output().unwrap();
        let rows = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output, rows)
    }

    /// Everything of the user's: refs but those of remotes, the stash, what is uncommitted.
    fn own(&self) -> String {
        self.sh(
            "cd repo; git for-each-ref | grep -v -e refs/remotes -e 'refs/heads/main$' || true; git stash list; git status --porcelain | grep -v '^## ' || true
             git symbolic-ref -q HEAD || git rev-parse HEAD; cat other 2>/dev/null || true; ls .git/*_HEAD 2>/dev/null | grep -v -e FETCH_HEAD -e ORIG_HEAD || true",
        )
    }
}

#[test]
fn each_state_gets_the_row_that_is_true() {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((name, state, expected, reason)) =
                    STATES.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    one(name, state, expected, reason);
                }
            });
        }
    });
}

fn one(name: &str, state: &str, expected: &str, reason: &str) {
    let scene = Scene::new(state);
    let (before, was) = (scene.own(), scene.sh("cd repo; git rev-parse -q --verify main || true"));
    let (output, rows) = scene.sync(&["repo"]);
    let row = &rows[0];
    let found = row["state"].as_str().unwrap();
    assert_eq!(found, expected, "{name}: {row:#}");
    assert_eq!(output.status.code(), Some(i32::from(found == "failed")), "{name}");
    assert!(row["reason"].as_str().unwrap_or_default().contains(reason), "{name}: {row:#}");
    assert_eq!(scene.own(), before, "{name}: {row:#}");
    let is = scene.sh("cd repo; git rev-parse -q --verify main || true");
    if found == "updated" {
        assert_eq!(is.trim(), row["to"].as_str().unwrap(), "{name}");
        assert_eq!(scene.sh("git -C remote.git rev-parse main"), is, "{name}");
        let commits = scene.sh(&format!("git -C repo rev-list --count {}..{}", was.trim(), is.trim()));
        assert_eq!(commits.trim(), row["commits"].to_string(), "{name}");
    } else {
        assert_eq!(is, was, "{name}");
        assert_eq!(row["from"], row["to"], "{name}");
    }
    let said = scene.sh("cd repo; git fsck 2>&1");
    assert!(!said.contains("error"), "{name}: {said}");
    // Again: nothing more to do.
    let (_, again) = scene.sync(&["repo"]);
    let same = if found == "updated" { "up_to_date" } else { found };
    assert_eq!(again[0]["state"], same, "{name}: {again:#}");
}

#[test]
fn fetched_alone_leaves_the_branch() {
    let scene = Scene::new("");
    let was = scene.sh("git -C repo rev-parse main");
    let (output, rows) = scene.sync(&["--fetch-only"]);
    assert!(output.status.success());
    assert_eq!((rows[0]["state"].as_str(), rows[1]["state"].as_str()), (Some("fetched"), Some("skipped")));
    assert_eq!(scene.sh("git -C repo rev-parse main"), was);
    assert_eq!(scene.sh("git -C repo rev-parse origin/main"), scene.sh("git -C remote.git rev-parse main"));
    assert!(rows[1]["reason"].as_str().unwrap().contains("ws bootstrap"));
}

#[test]
fn the_branch_s_own_remote_decides_and_another_s_failure_is_a_note() {
    let scene = Scene::new(
        "git remote add fork /absent; git remote add mirror /absent; git config remote.mirror.skipFetchAll true",
    );
    let (output, rows) = scene.sync(&["repo"]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!(rows[0]["state"], "updated");
    let reason = rows[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("fork could not be fetched: ") && !reason.contains("mirror"), "{reason}");

    // Where the branch follows the one that fails, the sibling has failed, whatever else could be fetched.
    scene.sh("cd repo; git config branch.main.remote fork");
    let (output, rows) = scene.sync(&["repo"]);
    assert_eq!((output.status.code(), &rows[0]["state"]), (Some(1), &Value::from("failed")), "{rows:#}");
}

#[test]
fn a_branch_that_is_gone_from_the_remote_is_no_more_up_to_date() {
    let scene = Scene::new("");
    scene.sh("git -C remote.git branch -m main trunk; git -C remote.git symbolic-ref HEAD refs/heads/trunk");
    for (arguments, reason) in [
        (&["repo"][..], "`main` tracks `main`, which no longer exists on origin"),
        (&["repo", "--prune"], "`main` tracks `main`, which no longer exists on origin"),
    ] {
        let (output, rows) = scene.sync(arguments);
        assert!(output.status.success(), "{rows:#}");
        assert_eq!((&rows[0]["state"], &rows[0]["reason"]), (&Value::from("skipped"), &Value::from(reason)));
    }
    let remote = scene.sh("git -C repo for-each-ref --format='%(refname)' refs/remotes/origin/main");
    assert_eq!(remote, "", "--prune removes it");
}

#[test]
fn a_fetch_that_failed_does_not_count_as_one() {
    let scene = Scene::new("git fetch -q; touch -d 2020-01-01T00:00:00Z .git/FETCH_HEAD; mv ../remote.git ../gone.git");
    let before = scene.sh("cat repo/.git/FETCH_HEAD");
    let (_, rows) = scene.sync(&["repo"]);
    assert_eq!(rows[0]["state"], "failed");
    let fetched_at = || scene.rows(&["siblings", "repo", "--fast"]).1[0]["fetched_at"].clone();
    assert_eq!(fetched_at(), "2020-01-01T00:00:00+00:00");
    assert_eq!(scene.sh("cat repo/.git/FETCH_HEAD"), before);
    // git's own failure leaves the file empty: when the last one that succeeded was is not known then.
    scene.sh("git -C repo fetch -q 2>/dev/null || true");
    assert_eq!(fetched_at(), Value::Null);
}

#[test]
fn worktrees_of_one_repository_are_fetched_one_after_the_other() {
    let scene = Scene::new("");
    let mut config = String::from("[workspace]\nname = \"w\"\n");
    for n in 0..6 {
        scene.sh(&format!("cd repo; git worktree add -q ../wt{n} -b b{n}; git branch -q -u origin/main b{n}"));
        config.extend(["[[siblings]]\nname = \"wt", &n.to_string(), "\"\n"]);
    }
    fs::write(scene.path("root/wrknv.toml"), config).unwrap();
    for round in 0..4 {
        scene.sh("cd seed; for n in 1 2 3 4 5; do git branch -f x$n; done; git commit -q --allow-empty -m more; git push -q --all");
        let (output, rows) = scene.sync(&["-j", "6"]);
        assert!(output.status.success(), "{round}: {rows:#}");
        let states: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["updated"; 6], "{round}: {rows:#}");
    }
}

#[test]
fn a_directory_in_the_way_is_skipped() {
    let scene = Scene::new("");
    scene.sh("cd seed; git rm -q other; mkdir other; echo 1 >other/inside; git add .; git commit -qm dir; git push -q
              cd ../repo; git rm -q --cached other; rm other; mkdir other; echo mine >other/inside; echo other >.git/info/exclude");
    let (output, rows) = scene.sync(&["repo"]);
    assert!(output.status.success(), "{rows:#}");
    assert_eq!(rows[0]["state"], "skipped", "{rows:#}");
    assert_eq!(scene.sh("cat repo/other/inside"), "mine\n");
}

/// What came in requires what the venv lacks: the row says that setup is due, whichever package of the repository it is.
#[test]
fn setup_is_due_after_an_update_that_requires_more() {
    let scene = Scene::new("");
    scene.sh(
        "python3 -m venv --without-pip root/.venv; s=$(echo root/.venv/lib/python*/site-packages)
         cd seed; printf '[tool.uv.workspace]\\nmembers = [\"packages/*\"]\\n' >pyproject.toml
         for n in a b; do
            mkdir -p packages/$n; printf '[project]\\nname = \"%s\"\\nversion = \"1\"\\n' $n >packages/$n/pyproject.toml
            d=../$s/$n-1.dist-info; mkdir $d; printf 'Metadata-Version: 2.1\\nName: %s\\nVersion: 1\\n' $n >$d/METADATA; touch $d/RECORD
            printf '{\"url\":\"file://%s\",\"dir_info\":{\"editable\":true}}' \"${PWD%/*}/repo/packages/$n\" >$d/direct_url.json
         done
         git add .; git commit -qm packages; git push -q",
    );
    let (_, rows) = scene.sync(&["repo"]);
    assert_eq!((&rows[0]["state"], &rows[0]["reason"]), (&"updated".into(), &Value::Null), "{rows:#}");
    scene.sh("cd seed; for n in a b; do echo 'dependencies = [\"zzz>=2\", \"yyy\"]' >>packages/$n/pyproject.toml; done
         git commit -qam requires; git push -q");
    let (output, rows) = scene.sync(&["repo"]);
    assert_eq!((rows[0]["state"].as_str(), output.status.code()), (Some("updated"), Some(0)), "{rows:#}");
    let reason = "setup is due: `a` requires `zzz>=2`, but the venv lacks it (and 3 more): run `ws setup`";
    assert_eq!(rows[0]["reason"], reason, "{rows:#}");
    assert_eq!(scene.sync(&["repo"]).1[0]["reason"], Value::Null);
}
