//! Partial clones: a look fetches nothing, and only the column that hinges on what is not there is unknown.

use ws_core::git::{Look, RepoState, TreeState};

use super::oracle::differences;
use super::repository::Scene;

/// A clone that lacks what `filter` leaves out, one commit back, with a new file.
fn behind_its_index(filter: &str) -> Scene {
    Scene::new(&format!(
        "(new origin; git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
          git mv many more; echo x >>more; git commit -qam renamed)
         git clone -q --filter={filter} \"file://$PWD/origin\" repo; cd repo; git reset -q --soft HEAD~1; echo y >y"
    ))
}

fn state(scene: &Scene) -> (RepoState, Vec<String>) {
    let (look, calls) = scene.look(&scene.path("repo"), false);
    let Look::Repo(state) = look else { panic!("{look:?}") };
    (*state, calls)
}

/// Objects that the clone knows of and does not have.
fn missing(scene: &Scene) -> String {
    let mut list = scene.git(&scene.path("repo"));
    let list = list.args(["rev-list", "--objects", "--all", "--missing=print"]).env("GIT_NO_LAZY_FETCH", "1");
    let text = String::from_utf8(list.output().unwrap().stdout).unwrap();
    text.lines().filter(|line| line.starts_with('?')).collect()
}

#[test]
fn whether_a_file_was_renamed_hinges_on_one_that_was_not_fetched() {
    let scene = behind_its_index("blob:none");
    let before = missing(&scene);
    let (found, calls) = state(&scene);
    let expected =
        TreeState { dirty: Some(true), staged: None, unstaged: Some(0), untracked: Some(1), conflicted: Some(0) };
    assert_eq!(found.tree, Some(expected));
    assert_eq!(found.error.as_ref().map(|error| error.code), Some("ws::git::not_fetched"));
    assert_eq!((found.branch.as_deref(), found.behind), (Some("main"), Some(1)));
    assert!(calls.is_empty(), "{calls:?}");
    assert_eq!((missing(&scene), before.is_empty()), (before, false), "something was fetched");

    // Once git has fetched it, all is known, as git says.
    scene.script("cd repo; git status >/dev/null");
    let (found, _) = state(&scene);
    assert_eq!(found.tree.and_then(|tree| tree.staged), Some(1));
    let differences = differences(&scene, &scene.path("repo"), &found, false);
    assert!(differences.is_empty(), "{differences:?}");
}

#[test]
fn what_does_not_hinge_on_a_file_is_known_without_it() {
    let scene = behind_its_index("blob:none");
    scene.script("cd repo; git config status.renames false");
    let before = missing(&scene);
    let (found, _) = state(&scene);
    assert_eq!((found.tree.and_then(|tree| tree.staged), found.error), (Some(2), None));
    assert_eq!(missing(&scene), before);
}

#[test]
fn a_clone_without_trees_does_not_know_whether_anything_is_staged() {
    let scene = behind_its_index("tree:0");
    scene.script("rm repo/y");
    let (found, calls) = state(&scene);
    let tree = found.tree.unwrap();
    assert_eq!((tree.dirty, tree.staged, tree.unstaged, tree.untracked), (None, None, Some(0), Some(0)));
    assert_eq!(found.error.map(|error| error.code), Some("ws::git::not_fetched"));
    assert!(calls.is_empty(), "{calls:?}");
    let _ = scene.git(&scene.path("repo")).arg("status").output().unwrap();
    let (found, _) = state(&scene);
    assert_eq!(found.tree.and_then(|tree| tree.dirty), Some(true));
}
