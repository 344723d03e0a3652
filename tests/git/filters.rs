//! Clean filters: the user's own decide, by the git program; those that only the repository defines are not run, and
//! what they would decide is unknown.

use std::fs;

use ws_core::git::{Look, RepoState, Source};

use super::oracle::differences;
use super::repository::Scene;

/// A filter as git-lfs installs its own: in the user's config, with the attribute in the repository.
const USERS: &str = "
    git config --global filter.up.clean 'tr a-z A-Z'; git config --global filter.up.smudge 'tr A-Z a-z'
    git config --global filter.up.required true
    new repo; echo '*.up filter=up' >.gitattributes; echo hello >a.up; echo there >b.up; git add .; git commit -qm up
";

/// The same in the repository's own config, with a canary.
const REPOSITORYS: &str = "
    new repo; git config filter.up.clean \"touch ../canary; tr a-z A-Z\"
    echo '*.up filter=up' >.gitattributes; echo hello >a.up; echo there >b.up; git add .; git commit -qm up
    rm -f ../canary
";

fn repo(scene: &Scene) -> (RepoState, Vec<String>) {
    match scene.look(&scene.path("repo"), false) {
        (Look::Repo(state), calls) => (*state, calls),
        (other, _) => panic!("{other:?}"),
    }
}

/// Waits until the index is younger than every file, so that no entry is in doubt.
fn settle(scene: &Scene) {
    Scene::touch(&scene.path("repo"));
    scene.script("cd repo; git status >/dev/null");
}

fn agree(scene: &Scene, answers: Source) {
    let (state, _) = repo(scene);
    let found = differences(scene, &scene.path("repo"), &state, false);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(state.source, answers);
    assert_eq!(state.error, None);
}

#[test]
fn the_users_filter_decides() {
    let scene = Scene::new(USERS);
    Scene::touch(&scene.path("repo"));
    agree(&scene, Source::GitProgram);
    settle(&scene);
    let (state, calls) = repo(&scene);
    assert_eq!((state.source, calls.len()), (Source::Libgit2, 0), "nothing is in doubt: {calls:?}");
    agree(&scene, Source::Libgit2);
    scene.script("cd repo; echo HELLO >a.up; echo other >one");
    agree(&scene, Source::GitProgram);
    scene.script("cd repo; echo howdy >a.up");
    agree(&scene, Source::GitProgram);
}

/// Raw content that equals the index says nothing either: the filter came later.
#[test]
fn the_users_filter_came_after_the_commit() {
    let scene = Scene::new("new repo; echo hello >a.up; git add .; git commit -qm raw");
    settle(&scene);
    scene.script(
        "git config --global filter.up.clean 'tr a-z A-Z'; cd repo; echo '*.up filter=up' >.gitattributes; touch a.up",
    );
    agree(&scene, Source::GitProgram);
}

#[test]
fn attributes_are_found_wherever_they_are() {
    let user = "git config --global filter.up.clean 'tr a-z A-Z'; new repo; mkdir -p d/e; ";
    for place in [
        "echo 'a.up filter=up' >d/e/.gitattributes",
        "echo '*.up filter=up' >.git/info/attributes",
        "echo '*.up filter=up' >../rules; git config --global core.attributesFile \"$PWD/../rules\"",
        "printf '[attr]loud filter=up\\n*.up loud\\n' >.gitattributes",
        "echo '*.up filter=up' >.gitattributes; git add .gitattributes; rm .gitattributes",
        "mkdir -p ../home/.config/git; echo '*.up filter=up' >../home/.config/git/attributes",
    ] {
        let scene = Scene::new(&format!("{user}{place}; echo hello >d/e/a.up; git add d; git commit -qm up"));
        Scene::touch(&scene.path("repo/d"));
        agree(&scene, Source::GitProgram);
    }
}

#[test]
fn a_filter_without_a_driver_is_none() {
    let scene = Scene::new("new repo; echo '* filter=none' >.gitattributes; git add .; git commit -qm a");
    Scene::touch(&scene.path("repo"));
    agree(&scene, Source::Libgit2);
    let scene = Scene::new(
        "git config --global filter.lfs.clean nonsense; new repo; echo '* text' >.gitattributes; git add .; git commit -qm a",
    );
    Scene::touch(&scene.path("repo"));
    agree(&scene, Source::Libgit2);
}

#[test]
fn the_repositorys_filter_is_not_run() {
    for (form, source) in [
        ("", Source::Libgit2),
        ("rm .git/HEAD; ln -s refs/heads/main .git/HEAD", Source::GitProgram),
        ("git config filter.up.required true", Source::Libgit2),
        ("git config filter.up.process 'touch ../canary'", Source::Libgit2),
        (
            "grep -v xyz .git/config >.git/more; git config --remove-section filter.up; git config include.path more",
            Source::Libgit2,
        ),
    ] {
        let scene = Scene::new(&format!("{REPOSITORYS}\n{form}"));
        Scene::touch(&scene.path("repo"));
        let (state, _) = repo(&scene);
        let tree = state.tree.unwrap();
        assert_eq!((tree.unstaged, tree.dirty, tree.staged, tree.untracked), (None, None, Some(0), Some(0)), "{form}");
        let error = state.error.unwrap();
        assert_eq!(error.code, "ws::git::filter_not_run");
        assert!(error.message.contains("`a.up` and 1 other") && error.message.contains("`up`"), "{}", error.message);
        assert_eq!(state.source, source, "{form}");
        // Something else is surely dirty.
        scene.script("cd repo; echo x >new");
        let (state, _) = repo(&scene);
        let tree = state.tree.unwrap();
        assert_eq!((tree.unstaged, tree.dirty, tree.untracked), (None, Some(true), Some(1)), "{form}");
        assert!(!scene.path("canary").exists(), "{form}: the filter ran");
    }
}

#[test]
fn what_the_repositorys_filter_does_not_decide_is_known() {
    let scene = Scene::new(REPOSITORYS);
    settle(&scene);
    fs::remove_file(scene.path("canary")).unwrap();
    // Nothing in doubt; then a size that says it; then a file that is gone, and one that has no filter.
    agree(&scene, Source::Libgit2);
    scene.script("cd repo; rm -f ../canary; echo longer than before >a.up");
    let (state, _) = repo(&scene);
    assert_eq!((state.tree.unwrap().unstaged, state.error), (Some(1), None));
    scene.script("cd repo; rm b.up; echo x >>one");
    let (state, _) = repo(&scene);
    assert_eq!((state.tree.unwrap().unstaged, state.error), (Some(3), None));
    assert!(!scene.path("canary").exists());
}

/// A repository cannot put its own command behind the name of the user's filter.
#[test]
fn the_repository_cannot_take_over_the_users_filter() {
    let scene = Scene::new(&format!("{USERS}\ngit config filter.up.clean 'touch ../canary; cat'"));
    Scene::touch(&scene.path("repo"));
    let (state, _) = repo(&scene);
    assert_eq!(state.source, Source::GitProgram);
    assert_eq!((state.tree.unwrap().unstaged, state.error), (Some(0), None));
    assert!(!scene.path("canary").exists());
    scene.script("cd repo; git config filter.up.process 'touch ../canary; false'");
    let (state, _) = repo(&scene);
    assert_eq!(state.error.map(|error| error.code), Some("ws::git::filter_not_run"));
    assert!(!scene.path("canary").exists());
}

#[test]
fn a_filter_of_the_users_that_fails() {
    let scene = Scene::new(USERS);
    scene.script("git config --global filter.up.clean false");
    Scene::touch(&scene.path("repo"));
    let (look, _) = scene.look(&scene.path("repo"), false);
    let Look::Failed(error) = look else { panic!("{look:?}") };
    assert_eq!(error.code, "ws::git::filter_failed", "{error}");
}
