//! Formats that libgit2 does not read, and some that it does although they are rare.

use super::{State, asked, check, plain};

const FORMATS: &[State] = &[
    asked("sha256", "new --object-format=sha256 repo; more a; echo x >>one; echo y >y"),
    asked(
        "sha256, with an upstream and a stash",
        "(new --object-format=sha256 origin; more a); git clone -q origin repo; cd repo; more x; git reset -q --hard HEAD~2; more y; echo x >>one; git stash -q; echo z >z; git add z",
    ),
    asked(
        "sha256, torn",
        "new --object-format=sha256 repo; git checkout -qb other; echo a >one; git commit -qam a; git checkout -q main; echo b >one; git commit -qam b; git merge -q other || true",
    ),
    asked("sha256 and unborn", "git init -q --object-format=sha256 repo"),
    asked("sha256 and bare", "(new --object-format=sha256 origin; more a); git clone -q --bare origin repo"),
    asked("sha256, bare and empty", "git init -q --bare --object-format=sha256 repo"),
    asked(
        "sha256 and gone",
        "(new --object-format=sha256 origin); git clone -q origin repo; cd repo; git checkout -qb t; git push -q -u origin t; git push -q origin :t; git fetch -q --prune",
    ),
    asked("reftable", "new --ref-format=reftable repo; more a; echo x >>one; git stash -q; echo y >>one"),
    asked(
        "reftable, picking",
        "new --ref-format=reftable repo; git checkout -qb other; echo a >one; git commit -qam a; git checkout -q main; echo b >one; git commit -qam b; git cherry-pick other || true",
    ),
    asked("a branch in brackets", "new --ref-format=reftable repo; git checkout -qb '(unknown)'"),
    asked("reftable, reverting", "new --ref-format=reftable repo; more a; git revert -n HEAD"),
    asked("reftable, linked", "new --ref-format=reftable repo; git worktree add -q ../linked; cd ../linked; echo x >x")
        .at("linked"),
    asked("reftable, detached", "new --ref-format=reftable repo; git checkout -q --detach"),
    plain("split index", "new repo; git update-index --split-index; echo x >>one; echo y >y; git add y"),
    plain(
        "sparse index",
        "new repo; mkdir in out; echo x >in/x; echo x >out/x; git add .; git commit -qm s; git sparse-checkout set --cone --sparse-index in; echo y >>in/x; echo z >z",
    ),
    plain(
        "split index, with entries replaced, added and gone",
        "new repo; git config status.renames false; git config splitIndex.maxPercentChange 100; for i in $(seq 90); do echo $i >f$i; done; git add .; git commit -qm f; git update-index --split-index; echo x >>f7; echo y >a; echo z >zz; git add f7 a zz; git rm -q --cached f8 f70; git rm -q f71; echo w >>f72",
    ),
    asked(
        "sparse index, with a change in a folded directory",
        "new repo; mkdir in out; echo x >in/x; echo x >out/x; git add .; git commit -qm s; echo y >out/x; git commit -qam t; git sparse-checkout set --cone --sparse-index in; git reset -q --soft HEAD~1",
    ),
    asked(
        "sparse index, and nothing of it is committed",
        "new repo; mkdir in out; echo x >in/x; echo x >out/x; echo y >out/y; git add .; git commit -qm s; git sparse-checkout set --cone --sparse-index in; git checkout -q --orphan fresh",
    ),
    plain(
        "partial clone",
        "(new origin; git config uploadpack.allowFilter true); git clone -q --filter=blob:none \"file://$PWD/origin\" repo; cd repo; echo x >>one",
    ),
    plain("index version 4", "new repo; git update-index --index-version 4; echo x >>one; echo y >y"),
    plain(
        "untracked cache",
        "new repo; git update-index --untracked-cache --force-untracked-cache; git status >/dev/null; echo y >y; rm one",
    ),
    plain(
        "end of index markers",
        "new repo; git config index.threads 2; git config core.preloadIndex true; for i in $(seq 200); do echo $i >f$i; done; git add .; echo x >>f7",
    ),
    plain("an index without its checksum", "new repo; git config index.skipHash true; more a; echo x >>one"),
    plain(
        "a commit graph and a multi-pack index",
        "new repo; more a; git repack -q -adb; git multi-pack-index write; git commit-graph write --reachable; more b; echo x >>one",
    ),
    plain(
        "precious objects",
        "new repo; git config core.repositoryFormatVersion 1; git config extensions.preciousObjects true; echo x >>one",
    ),
];

#[test]
fn formats() {
    check(FORMATS);
}

/// Config in the environment is the user's own, and libgit2 does not read it.
#[test]
fn config_in_the_environment() {
    let mut scene = super::Scene::new("new repo; echo x >x; git remote add origin ex:x");
    for (name, value) in [
        ("GIT_CONFIG_COUNT", "2"),
        ("GIT_CONFIG_KEY_0", "status.showUntrackedFiles"),
        ("GIT_CONFIG_VALUE_0", "no"),
        ("GIT_CONFIG_KEY_1", "url.https://example.org/.insteadOf"),
        ("GIT_CONFIG_VALUE_1", "ex:"),
    ] {
        scene.extra.push((name.into(), value.into()));
    }
    let found = asked("config in the environment", "").compare(&scene, "fresh", false);
    assert!(found.is_empty(), "{found:?}");
}
