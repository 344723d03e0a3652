//! Rules by which git and libgit2, or git and what people expect of it, part ways: ignore rules, index flags, references.

use super::{State, asked, check, plain};

const IGNORED: &[State] = &[
    plain(
        "a rule of the root negated below",
        "new repo; echo '*.log' >.gitignore; echo '!keep.log' >sub/.gitignore; : >sub/keep.log; : >sub/a.log",
    ),
    plain(
        "all of a directory but a name in it",
        "new repo; mkdir storage; : >storage/a; : >storage/.gitkeep; printf '/storage/*\\n!.gitkeep\\n' >.gitignore",
    ),
    plain(
        "the user's rule negated",
        "new repo; echo '*.log' >../rules; git config core.excludesFile ../rules; : >a.log; : >keep.log; echo '!keep.log' >.gitignore",
    ),
    plain(
        "stars with a slash are directories alone",
        "new repo; mkdir d; : >d/f; : >f; ln -s d l; printf '*/\\n' >.gitignore",
    ),
    plain("a slash, a star and a slash", "new repo; mkdir -p d/e; : >d/e/f; : >f; printf '/*/\\n' >.git/info/exclude"),
    plain("two stars and a slash", "new repo; mkdir -p d/e; : >d/e/f; : >f; printf '**/\\n' >.gitignore"),
    plain(
        "a symlink to a directory is none",
        "new repo; mkdir ../venv; ln -s ../venv .venv; echo '.venv/' >.gitignore",
    ),
    plain(
        "nothing below what is excluded comes back",
        "new repo; mkdir build; : >build/a.md; : >build/b; printf 'build/\\n!*.md\\n' >.gitignore",
    ),
    plain(
        "nor beside what is tracked",
        "new repo; mkdir -p d/sub; : >d/sub/t; git add .; git commit -qm d; : >d/sub/u; : >d/v; printf 'd/\\n!d/sub/*\\n' >.gitignore",
    ),
    plain("rules that are a symlink", "new repo; echo '*.log' >../rules; ln -s ../rules .gitignore; : >a.log"),
    plain(
        "attributes that are a symlink",
        "new repo; echo '* text eol=crlf' >../attributes; ln -s ../attributes .gitattributes; printf 'a\\r\\n' >one",
    ),
    plain(
        "info/exclude that is a symlink",
        "new repo; echo '*.log' >../rules; ln -sf ../../../rules .git/info/exclude; : >a.log; : >b",
    ),
    plain("rules that are a directory", "new repo; mkdir .gitignore; : >.gitignore/a; : >b"),
    plain(
        "rules outside a sparse checkout",
        "new repo; echo '*.log' >sub/.gitignore; git add .; git commit -qm i; git sparse-checkout set --no-cone '/*' '!/sub/.gitignore'; : >sub/a.log; : >sub/b",
    ),
    plain(
        "the deepest file of rules counts, then info/exclude, then the user's",
        "new repo; echo 'a*' >../rules; git config core.excludesFile ../rules; printf '!ab\\nc*\\n' >.git/info/exclude; printf '!cd\\nab\\n' >.gitignore; echo '!ab' >sub/.gitignore; for f in ax ab cx cd; do : >$f; : >sub/$f; done",
    ),
];

const ENTRIES: &[State] = &[
    plain(
        "line ends that changed with a checkout in the same second",
        "(new origin; printf 'a\\r\\nb\\r\\n' >crlf; git add .; git commit -qm c; echo '* text=auto' >.gitattributes; git add .gitattributes; git commit -qm a); git clone -q origin repo",
    ),
    plain(
        "attributes with a comment, a quoted name, a macro and one undone",
        "new repo; printf '# c\\n[attr]src text eol=lf\\n\"a b\" src\\n*.x src\\ny.x -src\\n' >.gitattributes; printf 'a\\n' >'a b'; printf 'b\\n' >x.x; printf 'c\\n' >y.x; git add .; git commit -qm a; printf 'a\\r\\n' >'a b'; printf 'b\\r\\n' >x.x; printf 'c\\r\\n' >y.x",
    ),
    plain(
        "a submodule that is assumed unchanged, and a symlink in its place",
        "nested; git update-index --assume-unchanged module; rm -rf module; ln -s sub module",
    ),
    plain("a submodule whose place is an empty directory", "nested; rm -rf module; mkdir module"),
    plain(
        "a repository in the place of a tracked file",
        "new repo; rm one; git init -q one; (cd one; git commit -q --allow-empty -m o)",
    ),
];

const REFERENCES: &[State] = &[
    asked("a branch that the fetch leaves out", "cloned; git config --add remote.origin.fetch '^refs/heads/main'"),
    plain(
        "an upstream that is a tag here",
        "new repo; git tag v1; more a; git config branch.main.remote .; git config branch.main.merge refs/tags/v1",
    ),
    plain(
        "a branch called like the whole name of another",
        "new repo; git branch refs/heads/main; git checkout -q refs/heads/main --; git symbolic-ref HEAD refs/heads/refs/heads/main; more a",
    ),
    plain(
        "remotes with options",
        "cloned; git config remote.origin.skipFetchAll true; git config remote.origin.tagOpt --no-tags; git remote add other ../origin; echo x >>one",
    ),
    plain("bitmaps", "cloned; git repack -q -adb; more c; echo x >>one"),
    plain(
        "objects that are another's",
        "(new origin; more a); git clone -q --shared origin repo; cd repo; more b; echo x >>one",
    ),
    asked(
        "config under a condition, of the user's",
        "new repo; printf '[status]\\n\\tshowUntrackedFiles = no\\n' >../extra; git config --global includeIf.onbranch:main.path \"$PWD/../extra\"; : >new",
    ),
    asked(
        "config under a condition, of the repository's",
        "new repo; printf '[core]\\n\\tfileMode = false\\n' >../extra; git config \"includeIf.gitdir:$PWD/.git.path\" \"$PWD/../extra\"; chmod +x one; : >new",
    ),
];

#[test]
fn ignore_rules_where_git_is_its_own() {
    check(IGNORED);
}

#[test]
fn entries_where_git_is_its_own() {
    check(ENTRIES);
}

#[test]
fn references_where_git_is_its_own() {
    check(REFERENCES);
}
