//! Submodules, from around and from within.

use super::{State, asked, check, plain};

const SUBMODULES: &[State] = &[
    plain("as recorded", "nested"),
    plain("another commit", "nested; git -C module checkout -q HEAD~1"),
    plain("another commit, staged", "nested; git -C module checkout -q HEAD~1; git add module"),
    plain(
        "another commit, and back in the index",
        "nested; git -C module checkout -q HEAD~1; git add module; git -C module checkout -q main",
    ),
    plain("edited", "nested; echo x >>module/one"),
    plain("staged within", "nested; echo x >>module/one; git -C module add one"),
    plain("untracked within", "nested; echo x >module/x"),
    plain("untracked and hidden within", "nested; echo x >module/x; git -C module config status.showUntrackedFiles no"),
    plain("untracked and hidden around", "nested; echo x >module/x; git config status.showUntrackedFiles no"),
    plain("ignore=untracked", "nested; echo x >module/x; git config submodule.module.ignore untracked"),
    plain("ignore=untracked and edited", "nested; echo x >>module/one; git config submodule.module.ignore untracked"),
    plain("ignore=dirty", "nested; echo x >>module/one; git config submodule.module.ignore dirty"),
    plain(
        "ignore=dirty and another commit",
        "nested; git -C module checkout -q HEAD~1; git config submodule.module.ignore dirty",
    ),
    plain("ignore=all", "nested; git -C module checkout -q HEAD~1; git config submodule.module.ignore all"),
    plain(
        "ignore=all and staged",
        "nested; git -C module checkout -q HEAD~1; git add module; git config submodule.module.ignore all",
    ),
    plain("ignore=all and gone", "nested; rm -r module; git config submodule.module.ignore all"),
    plain(
        "ignore=dirty in .gitmodules",
        "nested; git config -f .gitmodules submodule.module.ignore dirty; git commit -qam i; echo x >>module/one",
    ),
    plain(
        "ignore=none over .gitmodules",
        "nested; git config -f .gitmodules submodule.module.ignore all; git commit -qam i; git config submodule.module.ignore none; echo x >>module/one",
    ),
    plain(
        ".gitmodules gone, and in the index",
        "nested; git config -f .gitmodules submodule.module.ignore all; git add .gitmodules; rm .gitmodules; echo x >>module/one",
    ),
    plain(
        ".gitmodules outside the sparse checkout",
        "nested; git config -f .gitmodules submodule.module.ignore dirty; git commit -qam i; git update-index --skip-worktree .gitmodules; rm .gitmodules; echo x >>module/one",
    ),
    plain(
        ".gitmodules gone, and in HEAD alone",
        "nested; git config -f .gitmodules submodule.module.ignore all; git commit -qam i; git rm -q .gitmodules; echo x >>module/one",
    ),
    asked(
        ".gitmodules in the index alone, and git answers",
        "nested; git config -f .gitmodules submodule.module.ignore all; git commit -qam i; rm .gitmodules; echo x >>module/one; git mv many lots; echo x >>lots; git add lots",
    ),
    plain(
        "ignore=all in a .gitmodules that is unmerged",
        "nested; git config -f .gitmodules submodule.module.ignore all; git commit -qam i; git checkout -qb other; git config -f .gitmodules submodule.module.branch x; git commit -qam o; git checkout -q main; git config -f .gitmodules submodule.module.branch y; git commit -qam m; git merge -q other || true; git checkout -q --ours .gitmodules; echo x >>module/one",
    ),
    plain(
        "ignore=all of a submodule, and an unmerged .gitmodules",
        "nested; git config submodule.module.ignore all; git checkout -qb other; git config -f .gitmodules submodule.module.branch x; git commit -qam o; git checkout -q main; git config -f .gitmodules submodule.module.branch y; git commit -qam m; git merge -q other || true; echo x >>module/one",
    ),
    plain(
        "an ignore that is none in .gitmodules",
        "nested; git config -f .gitmodules submodule.module.ignore dirty; git config -f .gitmodules --add submodule.module.ignore some; git commit -qam i; git config diff.ignoreSubmodules none; echo x >>module/one",
    ),
    plain(
        "a submodule whose name leads out",
        "nested; printf '[submodule \"../x\"]\\n\\tpath = module\\n\\tignore = all\\n' >.gitmodules; git commit -qam i; echo x >>module/one",
    ),
    plain("diff.ignoreSubmodules", "nested; git config diff.ignoreSubmodules dirty; echo x >>module/one"),
    plain(
        "diff.ignoreSubmodules and its own",
        "nested; git config diff.ignoreSubmodules all; git config submodule.module.ignore none; echo x >>module/one",
    ),
    plain("not checked out", "nested; git submodule --quiet deinit -f module"),
    plain(
        "not checked out, with files in its place",
        "nested; git submodule --quiet deinit -f module; echo x >module/x",
    ),
    plain("gone", "nested; rm -r module"),
    plain("a file in its place", "nested; rm -r module; echo x >module"),
    plain(
        "below a link to itself",
        "(new module); new repo; git submodule --quiet add ../module deep/er; git commit -qm m; rm -r deep; ln -s deep deep",
    ),
    plain(
        "below a link to where it is now",
        "(new module); new repo; git submodule --quiet add ../module deep/er; git commit -qm m; mv deep ../away; ln -s ../away deep; sed -i \"s#../../.git#$PWD/.git#\" ../away/er/.git; git config -f .git/modules/deep/er/config core.worktree $PWD/../away/er",
    ),
    plain("added", "(new module); new repo; git submodule --quiet add ../module module"),
    plain("removed", "nested; git rm -q module"),
    plain("to be added", "new repo; (new inner); git add -N inner 2>/dev/null"),
    plain("to be added and gone", "new repo; (new inner); git add -N inner 2>/dev/null; rm -rf inner"),
    plain(
        "to be added and no repository",
        "new repo; (new inner); git add -N inner 2>/dev/null; rm -rf inner; mkdir -p inner/e; echo x >inner/e/x",
    ),
    asked(
        "to be added and no repository, and git answers",
        "new repo; (new inner); git add -N inner 2>/dev/null; rm -rf inner/.git; git mv many lots; echo x >>lots; git add lots",
    ),
    plain(
        "to be added and ignored",
        "new repo; (new inner); git add -N inner 2>/dev/null; git config diff.ignoreSubmodules all",
    ),
    plain("moved", "nested; git mv module elsewhere"),
    plain(
        "a name of its own",
        "(new module); new repo; git submodule --quiet add --name other ../module deep/er; git commit -qm m; git config submodule.other.ignore dirty; echo x >>deep/er/one",
    ),
    plain(
        "without .gitmodules",
        "new repo; (new inner); git add inner 2>/dev/null; git commit -qm i; echo x >>inner/one",
    ),
    plain(
        "unmerged",
        "nested; git checkout -qb other; git -C module checkout -q HEAD~1; git commit -qam o; git checkout -q main; git submodule --quiet update; (cd module; more third); git commit -qam m; git merge -q other || true",
    ),
    plain(
        "within a submodule",
        "(new deep); (new module; git submodule --quiet add ../deep deep; git commit -qm d); new repo; git submodule --quiet add ../module module; git commit -qm m; git submodule --quiet update --init --recursive; echo x >>module/deep/one",
    ),
    plain(
        "untracked within a submodule",
        "(new deep); (new module; git submodule --quiet add ../deep deep; git commit -qm d); new repo; git submodule --quiet add ../module module; git commit -qm m; git submodule --quiet update --init --recursive; echo x >module/deep/x; git config submodule.module.ignore untracked",
    ),
    plain("the submodule itself", "nested; echo x >>module/one").at("repo/module"),
    plain(
        "an unborn one",
        "new repo; (new inner); git add inner 2>/dev/null; git commit -qm i; git -C inner symbolic-ref HEAD refs/heads/none",
    ),
    asked(
        "around which git answers",
        "nested; git mv many lots; echo x >>lots; git add lots; echo x >>module/one; git -C module checkout -q HEAD~1; echo x >x",
    ),
    asked("edited, and git answers", "nested; git mv many lots; echo x >>lots; git add lots; echo x >>module/one"),
    asked(
        "ignored, and git answers",
        "nested; git mv many lots; echo x >>lots; git add lots; git -C module checkout -q HEAD~1; git config submodule.module.ignore all",
    ),
];

#[test]
fn submodules() {
    check(SUBMODULES);
}
