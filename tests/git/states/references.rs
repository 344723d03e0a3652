//! States of HEAD, branches, upstreams, stashes and remotes.

use super::{State, asked, check, plain};

const HEADS: &[State] = &[
    plain("unborn", "git init -q repo"),
    plain("unborn on a name of its own", "git init -q -b trunk/one repo"),
    plain("unborn beside commits", "new repo; git checkout -q --orphan fresh; git rm -qrf ."),
    plain("detached", "new repo; more a; git checkout -q HEAD~1"),
    plain("detached at a tag", "new repo; git tag -am t v1; git checkout -q v1"),
    plain("detached from a branch with an upstream", "cloned; git checkout -q --detach main"),
    plain("a branch named like a path", "new repo; git checkout -qb feature/a.b/c; echo x >>one"),
    plain("a branch of another script", "new repo; git checkout -qb ветка"),
    plain("packed", "new repo; git checkout -qb other; more a; git tag v1; git pack-refs --all; git gc -q"),
    plain(
        "a branch that names another",
        "new repo; git symbolic-ref refs/heads/alias refs/heads/main; git symbolic-ref HEAD refs/heads/alias",
    ),
    plain(
        "an unborn branch that names another",
        "git init -q repo; cd repo; git symbolic-ref refs/heads/alias refs/heads/later; git symbolic-ref HEAD refs/heads/alias",
    ),
    asked("HEAD is a link", "new repo; rm .git/HEAD; ln -s refs/heads/main .git/HEAD"),
    plain(
        "other offsets",
        "new repo; export GIT_COMMITTER_DATE='2025-06-01T12:00:00-03:30'; more a; export GIT_COMMITTER_DATE='1999-12-31T23:59:59+1400'; more b",
    ),
    asked("a commit replaced", "cloned; git replace --graft HEAD HEAD~2; more c"),
];

const UPSTREAMS: &[State] = &[
    plain("even", "cloned"),
    plain("ahead", "cloned; more x; more y"),
    plain("behind", "cloned; git reset -q --hard HEAD~2"),
    plain("diverged", "cloned; git reset -q --hard HEAD~1; more x; more y"),
    plain(
        "diverged by a merge",
        "cloned; git checkout -q HEAD~2; more x; git merge -q -m m main~1; git checkout -qB main; git branch -q -u origin/main",
    ),
    plain(
        "unrelated",
        "cloned; git checkout -q --orphan new; git commit -qm new; git branch -qM main; git branch -q -u origin/main",
    ),
    plain(
        "gone",
        "cloned; git checkout -qb topic; git push -q -u origin topic; git push -q origin :topic; git fetch -q --prune",
    ),
    plain(
        "gone with commits",
        "cloned; git checkout -qb topic; git push -q -u origin topic; more x; git update-ref -d refs/remotes/origin/topic",
    ),
    plain(
        "never fetched",
        "new repo; git remote add origin ../nowhere; git config branch.main.remote origin; git config branch.main.merge refs/heads/main",
    ),
    plain(
        "unborn with one",
        "cloned; git checkout -q --orphan fresh; git config branch.fresh.remote origin; git config branch.fresh.merge refs/heads/main",
    ),
    plain("of another name", "cloned; git checkout -qb topic; git branch -q -u origin/main; more x"),
    plain("a local branch", "new repo; git checkout -q --track -b topic main; more x"),
    plain(
        "a name that is ambiguous",
        "cloned; git branch -q origin/main HEAD~1; git branch -q -u refs/remotes/origin/main 2>/dev/null || { git config branch.main.remote origin; git config branch.main.merge refs/heads/main; }",
    ),
    plain("a tag of the same name", "cloned; git tag origin/main HEAD~1"),
    plain("a remote that is a URL", "cloned; git config branch.main.remote ../origin"),
    plain(
        "a remote of several refspecs",
        "cloned; git config --add remote.origin.fetch '+refs/heads/*:refs/other/*'; more x",
    ),
    plain("no refspec for it", "cloned; git config --unset-all remote.origin.fetch"),
    plain(
        "a refspec of its own",
        "cloned; git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/up/*'; git fetch -q; more x",
    ),
    asked("several at once", "cloned; git config --add branch.main.merge refs/heads/other"),
    plain(
        "shallow",
        "(new origin; more a; more b); git clone -q --depth 1 \"file://$PWD/origin\" repo; cd repo; more x",
    ),
    plain(
        "shallow and behind",
        "(new origin; more a); git clone -q --depth 1 \"file://$PWD/origin\" repo; (cd origin; more b; more c); cd repo; git fetch -q --depth 2; more x",
    ),
    plain("borrowed objects", "cloned --shared; more x"),
    plain(
        "mixed up clocks",
        "cloned; for y in 2030 2001 2040 2010; do export GIT_COMMITTER_DATE=$y-01-01T00:00:00Z; more c$y; done; git checkout -q -b side HEAD~3; more s; git merge -q -m m main; git branch -q -u origin/main",
    ),
];

const AROUND: &[State] = &[
    plain("stashes", "new repo; for i in 1 2 3; do echo $i >>one; git stash -q; done; echo x >>one"),
    plain("a stash dropped", "new repo; for i in 1 2; do echo $i >>one; git stash -q; done; git stash drop -q"),
    plain("stashes cleared", "new repo; echo x >>one; git stash -q; git stash clear"),
    plain("fetched", "cloned; (cd ../origin; more c); git fetch -q"),
    plain(
        "two remotes",
        "new repo; git remote add fork https://example.org/fork.git; git remote add origin git@example.org:o.git",
    ),
    plain("two remotes and none is origin", "new repo; git remote add a ../a; git remote add b ../b"),
    plain("one remote of another name", "new repo; git remote add fork ssh://git@example.org:22/fork.git"),
    plain(
        "the branch's own remote",
        "new repo; git remote add origin ../o; git remote add fork ../f; git config branch.main.remote fork",
    ),
    plain(
        "a URL rewritten",
        "git config --global url.https://example.org/.insteadOf ex:; git config --global url.https://long.example.org/.insteadOf ex:long/; new repo; git remote add origin ex:long/x.git",
    ),
    plain("two URLs", "new repo; git remote add origin ../one; git remote set-url --add origin ../two"),
    plain("bare", "(new origin; more a); git clone -q --bare origin repo"),
    plain("bare and empty", "git init -q --bare repo"),
    plain("reached by a link", "new real; cd ..; ln -s real repo; echo x >>real/one"),
    plain(
        "a working tree elsewhere",
        "new repo; mkdir ../away; git config core.worktree ../../away; cp one ../away/one; echo x >../away/x",
    ),
];

const WORKTREES: &[State] = &[
    plain("with a linked worktree", "new repo; git worktree add -q ../linked; (cd ../linked; echo x >>one; git stash -q); echo x >>one"),
    plain("linked", "new repo; echo x >>one; git stash -q; git worktree add -q ../linked; cd ../linked; echo x >>one; more y").at("linked"),
    plain("linked and detached", "new repo; git worktree add -q --detach ../linked").at("linked"),
    plain("linked and unborn", "new repo; git worktree add -q --orphan -b fresh ../linked").at("linked"),
    plain("linked to a bare one", "(new origin); git clone -q --bare origin bare; cd bare; git worktree add -q ../linked main; cd ../linked; echo x >x").at("linked"),
    plain("linked, with config of its own", "new repo; git config extensions.worktreeConfig true; git worktree add -q ../linked; cd ../linked; git config --worktree status.showUntrackedFiles no; echo x >x").at("linked"),
    plain("linked, in the middle of a merge", "torn; git worktree add -q ../linked other; cd ../linked; git merge -q main || true").at("linked"),
    plain("fetched in a linked one", "cloned; git worktree add -q ../linked; rm -f .git/FETCH_HEAD; cd ../linked; git fetch -q").at("linked"),
    plain("a .git that is a link", "new real; cd ..; mkdir repo; cd repo; ln -s ../real/.git .git; echo x >x"),
    plain("a separate git directory", "git init -q --separate-git-dir store repo; cd repo; echo x >x; git add x"),
];

#[test]
fn heads() {
    check(HEADS);
}

#[test]
fn upstreams() {
    check(UPSTREAMS);
}

#[test]
fn around() {
    check(AROUND);
}

#[test]
fn worktrees() {
    check(WORKTREES);
}
