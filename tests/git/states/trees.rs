//! States of the working tree and the index.

use super::{State, asked, check, plain};

const CHANGES: &[State] = &[
    plain("clean", "new repo"),
    plain("modified", "new repo; echo x >>one"),
    plain("modified to the same length", "new repo; echo eno >one"),
    plain("staged", "new repo; echo x >>one; git add one; echo new >new; git add new"),
    plain("staged and modified", "new repo; echo x >>one; git add one; echo y >>one"),
    plain("staged and taken back", "new repo; echo x >>one; git add one; echo one >one"),
    plain("deleted", "new repo; rm one; rm -r sub"),
    plain("deleted and staged", "new repo; git rm -q one"),
    plain("deleted from the index alone", "new repo; git rm -q --cached one"),
    plain("renamed", "new repo; git mv one uno; git mv sub/two two"),
    plain(
        "renamed, two of the same content",
        "new repo; echo one >again; git add .; git commit -qm x; git rm -q one again; echo one >a; git add a",
    ),
    plain("an added file that is a copy", "new repo; cp one uno; git add uno"),
    plain("renamed and made executable", "new repo; git mv one uno; chmod +x uno; git add uno"),
    plain("deleted and an unlike one added", "new repo; git rm -q many; echo x >y; git add y"),
    asked("renamed and edited", "new repo; git mv many lots; echo x >>lots; git add lots"),
    asked("renamed and rewritten", "new repo; git mv many lots; seq 200 300 >lots; git add lots"),
    plain("renames off", "new repo; git mv one uno; git config status.renames false"),
    plain("renames off for diff", "new repo; git mv one uno; git config diff.renames 0"),
    asked("copies looked for", "new repo; cp many lots; echo x >>many; git add .; git config status.renames copies"),
    plain("a link renamed", "new repo; ln -s one link; git add link; git commit -qm l; git mv link chain"),
    plain("a file replaced by a link", "new repo; rm one; ln -s many one"),
    plain(
        "a link replaced by a file",
        "new repo; ln -s one link; git add link; git commit -qm l; rm link; echo one >link",
    ),
    plain("a staged change of type", "new repo; rm one; ln -s many one; git add one"),
    plain("a file replaced by a directory", "new repo; rm one; mkdir one; echo x >one/x"),
    plain(
        "a file replaced by a directory, all shown",
        "new repo; rm one; mkdir one; echo x >one/x; git config status.showUntrackedFiles all",
    ),
    plain("a directory replaced by a file", "new repo; rm -r sub; echo x >sub"),
    plain(
        "a directory replaced by a link to one",
        "new repo; mkdir other; cp sub/two other; rm -r sub; ln -s other sub",
    ),
    plain("a directory replaced by a link to itself", "new repo; rm -r sub; ln -s sub sub"),
    plain("a directory replaced by a link to a file", "new repo; rm -r sub; ln -s one sub"),
    plain(
        "a directory replaced by a link to one where a file is a link to itself",
        "new repo; rm -r sub; mkdir other; ln -s two other/two; ln -s other sub",
    ),
    plain(
        "a directory replaced by a link to a name that is too long",
        "new repo; rm -r sub; ln -s $(printf %0300d 0) sub",
    ),
    plain("a file replaced by a link to itself", "new repo; rm one; ln -s one one"),
    plain(
        "a name that is too long in the index",
        "new repo; for n in 300 200; do git update-index --add --cacheinfo 100644,$(git rev-parse :one),$(printf %0${n}d 0); git update-index --add --cacheinfo 100644,$(git rev-parse :one),$(printf %0${n}d 1)/x; done",
    ),
    plain(
        "a path that is too long",
        "new repo; git update-index --add --cacheinfo 100644,$(git rev-parse :one),$(printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/%.0s' $(seq 90))x",
    ),
    plain("executable", "new repo; chmod +x one"),
    plain("executable and not trusted", "new repo; chmod +x one; git config core.fileMode false"),
    plain("a dangling link", "new repo; ln -s nowhere link; git add link; git commit -qm l; ln -s nowhere other"),
    plain("to be added", "new repo; echo x >new; git add -N new"),
    asked("renamed in the working tree", "new repo; mv many lots; git add -N lots"),
    plain("assumed unchanged", "new repo; git update-index --assume-unchanged one sub/two; echo x >>one; rm sub/two"),
    plain("added and assumed unchanged", "new repo; echo x >new; git add new; git update-index --assume-unchanged new"),
    plain(
        "changed and assumed unchanged",
        "new repo; echo x >>one; git add one; git update-index --assume-unchanged one; echo y >>one",
    ),
    plain("skipped", "new repo; git update-index --skip-worktree one sub/two; echo x >>one; rm sub/two"),
    plain("not committed yet", "git init -q repo; cd repo; echo x >staged; git add staged; echo y >other"),
    plain("a stale lock", "new repo; echo x >>one; : >.git/index.lock; : >.git/HEAD.lock"),
    plain("no index", "new repo; rm .git/index"),
    plain(
        "hard names",
        "new repo; for n in ' a' 'b ' $'c\\nd' $'e\\tf' '\"g\"' \"'\" '\\' ä $'a\\u0308' '*' '?' '-r' '{x}'; do echo x >\"$n\"; done; git add -- ' a' '\"g\"' ä",
    ),
    plain(
        "names that are not UTF-8",
        "new repo; echo x >$'\\xff'; git add .; git commit -qm x; echo y >$'\\xff'; echo z >$'\\xfe'; mkdir $'d\\xfd'; echo x >$'d\\xfd/x'",
    ),
    plain(
        "tracked and ignored",
        "new repo; echo one >.gitignore; git add .; git commit -qm i; echo x >>one; git rm -q --cached sub/two; echo 'sub/' >>.git/info/exclude",
    ),
];

const UNTRACKED: &[State] = &[
    plain("untracked", "new repo; echo x >a; echo x >sub/b"),
    plain("an untracked directory", "new repo; mkdir -p d/e; echo x >d/a; echo x >d/e/b"),
    plain("empty directories", "new repo; mkdir -p d/e f"),
    plain(
        "a directory with ignored files alone",
        "new repo; mkdir -p d/e; echo x >d/a.o; echo x >d/e/b.o; echo '*.o' >.gitignore; git add .gitignore; git commit -qm i",
    ),
    plain(
        "ignored and not",
        "new repo; printf '*.o\\n/top\\nd/\\n!keep.o\\n' >.gitignore; mkdir d sub/d; for f in a.o keep.o top sub/top d/x sub/d/x sub/a.o sub/keep.o; do echo x >$f; done",
    ),
    plain(
        "rules further down",
        "new repo; echo '*.log' >.gitignore; echo '!*.log' >sub/.gitignore; echo x >a.log; echo x >sub/a.log; mkdir new; echo '*' >new/.gitignore; echo x >new/x",
    ),
    plain(
        "taken back below an ignored directory",
        "new repo; printf 'd/*\\n!d/keep\\n' >.gitignore; mkdir d; echo x >d/a; echo x >d/keep",
    ),
    plain(
        "rules with stars and brackets",
        "new repo; printf 'a/**/z\\n**/q\\n[xy].t\\n\\\\#h\\nw\\\\ \\n' >.gitignore; mkdir -p a/b/c; for f in a/z a/b/c/z a/b/q x.t z.t '#h' 'w '; do echo x >\"$f\"; done",
    ),
    plain("info/exclude", "new repo; echo a >>.git/info/exclude; echo x >a; echo x >b"),
    plain(
        "the user's excludes file",
        "echo '*.user' >rules; git config --global core.excludesFile \"$PWD/rules\"; new repo; echo x >a.user; echo x >b",
    ),
    plain(
        "the user's excludes file by default",
        "mkdir -p home/.config/git; echo '*.user' >home/.config/git/ignore; new repo; echo x >a.user; echo x >b",
    ),
    plain(
        "the user's excludes file at home",
        "echo '*.user' >home/rules; git config --global core.excludesFile '~/rules'; new repo; echo x >a.user; echo x >b",
    ),
    plain("untracked files hidden", "new repo; git config status.showUntrackedFiles no; echo x >a; echo x >>one"),
    plain("untracked files hidden by a boolean", "new repo; git config status.showUntrackedFiles false; echo x >a"),
    plain(
        "untracked files all shown",
        "new repo; git config status.showUntrackedFiles all; mkdir -p d/e; echo x >d/a; echo x >d/e/b; mkdir empty",
    ),
    plain(
        "untracked files shown by the user",
        "git config --global status.showUntrackedFiles all; new repo; mkdir d; echo x >d/a; echo x >d/b",
    ),
    plain("a repository in it", "new repo; (new inner); (cd sub; new inner)"),
    plain("a repository without a commit in it", "new repo; git init -q inner; git init -q sub/inner"),
    plain(
        "a repository in it, all shown",
        "new repo; (new inner); git init -q void; git config status.showUntrackedFiles all",
    ),
    plain(
        "repositories without a file in it",
        "new repo; git init -q d/e/inner; git init -q d/f; mkdir -p c/d; echo '*.o' >.gitignore; git init -q o; echo x >o/a.o; echo ig >>.gitignore; git init -q ig; git init -q p/ig",
    ),
    plain(
        "repositories without a file in it, all shown",
        "new repo; git init -q d/e/inner; git init -q d/f; mkdir -p c/d; echo '*.o' >.gitignore; git init -q o; echo x >o/a.o; git config status.showUntrackedFiles all",
    ),
    plain("a repository deep in it", "new repo; mkdir -p d/e; cd d/e; new inner"),
    plain("an ignored repository in it", "new repo; echo inner >.git/info/exclude; (new inner)"),
    plain("a folder with an empty .git in it", "new repo; mkdir -p d/.git; echo x >d/x"),
    plain("sockets and pipes", "new repo; mkfifo pipe; mkdir d; mkfifo d/pipe; mkdir e; mkfifo e/pipe; echo x >e/x"),
    plain("a pipe in place of a file", "new repo; rm one; mkfifo one"),
    plain("case", "new repo; echo x >One; echo x >SUB; git config core.ignoreCase false"),
];

const LINE_ENDS: &[State] = &[
    plain(
        "autocrlf",
        "git config --global core.autocrlf true; new repo; rm one; git checkout -q one; printf 'a\\r\\nb\\r\\n' >two; git add two; printf 'a\\nb\\r\\n' >two",
    ),
    plain(
        "autocrlf with CRLF in the index",
        "new repo; printf 'a\\r\\nb\\r\\n' >w; git add w; git commit -qm w; git config core.autocrlf true",
    ),
    plain("autocrlf=input", "new repo; git config core.autocrlf input; printf 'one\\r\\n' >one"),
    plain(
        "eol=crlf",
        "new repo; echo '* text=auto eol=crlf' >.gitattributes; git add .; git commit -qm a; rm one many; git checkout -q .; printf 'one\\n' >one",
    ),
    plain(
        "text and then CRLF",
        "new repo; echo '*.t text' >.gitattributes; printf 'a\\n' >a.t; git add .; git commit -qm a; printf 'a\\r\\n' >a.t",
    ),
    plain(
        "text came after CRLF",
        "new repo; printf 'a\\r\\nb\\r\\n' >a.t; git add .; git commit -qm a; echo '*.t text' >.gitattributes; touch a.t",
    ),
    plain(
        "-text",
        "new repo; git config core.autocrlf true; echo 'one -text' >.gitattributes; printf 'one\\r\\n' >one",
    ),
    plain(
        "ident",
        "new repo; echo '*.c ident' >.gitattributes; printf '$Id$\\n' >a.c; git add .; git commit -qm i; rm a.c; git checkout -q a.c",
    ),
    asked(
        "working-tree-encoding",
        "new repo; echo '*.u working-tree-encoding=UTF-16' >.gitattributes; printf 'a\\n' | iconv -t UTF-16 >a.u; git add .; git commit -qm u; touch a.u",
    ),
    asked(
        "working-tree-encoding of the index alone",
        "new repo; echo '*.u working-tree-encoding=UTF-16' >.gitattributes; printf 'a\\n' | iconv -t UTF-16 >a.u; git add .; git commit -qm u; rm .gitattributes; touch a.u",
    ),
];

const SPARSE: &[State] = &[
    plain(
        "sparse by cones",
        "new repo; mkdir -p in out; echo x >in/x; echo x >out/x; git add .; git commit -qm s; git sparse-checkout set --no-sparse-index --cone in; echo y >>in/x",
    ),
    plain("sparse by patterns", "new repo; git sparse-checkout set --no-cone '/*' '!many'; echo y >>one"),
    plain("a file outside of it is there", "new repo; git sparse-checkout set --no-cone '/*' '!many'; seq 3 >many"),
    plain(
        "outside of it through a link",
        "new repo; mkdir in out away; echo x >in/x; echo x >out/x; echo x >out/y; git add .; git commit -qm s; git sparse-checkout set --no-sparse-index --cone in; rm -rf out; echo z >away/x; ln -s away out",
    ),
    plain("skipped and there without sparseness", "new repo; git update-index --skip-worktree many; seq 3 >many"),
];

#[test]
fn changes() {
    check(CHANGES);
}

#[test]
fn untracked() {
    check(UNTRACKED);
}

#[test]
fn line_ends() {
    check(LINE_ENDS);
}

#[test]
fn sparse() {
    check(SPARSE);
}
