//! Where only the flag `dirty` is asked, a look ends at the first difference.

use ws_core::git::{self, Look, LookOptions, Source};

use super::repository::Scene;

#[test]
fn the_first_difference_is_enough() {
    // All of it would take the git program: it decides by its own measure whether a file was renamed.
    let scene = Scene::new("new repo; git mv many lots; echo x >>lots; git add lots");
    let options = LookOptions { env: scene.environment(), only_dirty: true, ..LookOptions::default() };
    let Look::Repo(state) = git::look(&scene.path("repo"), &options) else { panic!("it is a repository") };
    let tree = state.tree.unwrap();
    assert_eq!((state.source, tree.dirty, tree.staged, tree.untracked), (Source::Libgit2, Some(true), None, None));
    let whole = LookOptions { only_dirty: false, ..options };
    let Look::Repo(state) = git::look(&scene.path("repo"), &whole) else { panic!("it is a repository") };
    assert_eq!((state.source, state.tree.unwrap().staged), (Source::GitProgram, Some(1)));
}
