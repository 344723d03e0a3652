//! Operations that were begun and not ended, and what they leave unmerged.

use super::{State, check, plain};

const OPERATIONS: &[State] = &[
    plain("a merge with a conflict", "torn; git merge -q other || true"),
    plain("a merge with the conflict resolved", "torn; git merge -q other || true; echo both >one; git add one"),
    plain(
        "a merge without one",
        "new repo; git checkout -qb other; more a; git checkout -q main; more b; git merge -q --no-commit other",
    ),
    plain(
        "both added",
        "new repo; git checkout -qb other; echo a >new; git add new; git commit -qm a; git checkout -q main; echo b >new; git add new; git commit -qm b; git merge -q other || true",
    ),
    plain("deleted by one", "torn; git rm -q one; git commit -qm gone; git merge -q other || true; echo x >x"),
    plain(
        "deleted by the other",
        "torn; git checkout -q other; git rm -q one; git commit -qm gone; git checkout -q main; git merge -q other || true; rm -f one",
    ),
    plain(
        "renamed twice",
        "new repo; git checkout -qb other; git mv many a; git commit -qm a; git checkout -q main; git mv many b; git commit -qm b; git merge -q other || true",
    ),
    plain("several unmerged and more", "torn; git merge -q other || true; echo x >x; git add x; echo y >>many"),
    plain("a rebase with a conflict", "torn; git rebase -q other || true"),
    plain("a rebase by patches", "torn; git rebase -q --apply other || true"),
    plain(
        "a rebase that stops to edit",
        "new repo; more a; more b; GIT_SEQUENCE_EDITOR='sed -i s/pick/edit/' git rebase -q -i HEAD~1",
    ),
    plain(
        "a rebase with a merge in it",
        "torn; git checkout -q -b side main~1; more s; git checkout -q main; git merge -q -m m side; git rebase -q --rebase-merges other || true",
    ),
    plain("a cherry-pick with a conflict", "torn; git cherry-pick other || true"),
    plain(
        "a cherry-pick between two",
        "torn; git checkout -q other; more x; git checkout -q main; git cherry-pick other~1 other || true; git checkout -q --ours one; git add one; git commit -q --allow-empty -m picked",
    ),
    plain(
        "a revert with a conflict",
        "new repo; echo a >one; git commit -qam a; echo b >one; git commit -qam b; git revert --no-edit HEAD~1 || true",
    ),
    plain("a revert that is not committed", "new repo; more a; git revert -n HEAD"),
    plain("a bisection", "new repo; for i in 1 2 3 4; do more $i; done; git bisect start -q HEAD HEAD~4"),
    plain("a bisection that was begun", "new repo; more a; git bisect start -q"),
    plain("an am with a conflict", "torn; git format-patch -q -1 other -o ..; git am -q ../0001* || true"),
    plain(
        "a stash that does not apply",
        "new repo; echo a >one; git stash -q; echo b >one; git commit -qam b; git stash pop -q || true",
    ),
];

#[test]
fn operations() {
    check(OPERATIONS);
}
