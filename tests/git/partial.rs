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

/// A repository whose index has `file`, whose working tree does not, and which does not have its object: `partial` says
/// whether it is one that has not fetched it. `x.txt` is as the index has it if `.gitattributes` counts, and the
/// untracked `sub/x.o` is excluded if `sub/.gitignore` counts.
fn without_rules(file: &str, partial: bool) -> Scene {
    let clone = if partial { "-n --filter=blob:none" } else { "-n" };
    Scene::new(&format!(
        r#"(new origin; git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
          echo '*.txt text eol=crlf' >.gitattributes; echo '*.o' >sub/.gitignore; echo x >x.txt
          git add .; git commit -qm rules)
         git clone -q {clone} "file://$PWD/origin" repo; cd repo; git read-tree HEAD
         mkdir sub; printf 'x\r\n' >x.txt; echo >sub/x.o
         for kept in one many sub/two .gitattributes sub/.gitignore; do
             [ "$kept" = {file} ] || git cat-file blob ":$kept" >"$kept"
         done
         git update-index --skip-worktree {file}
         if ! {partial}; then
             mv .git/objects/pack/*.pack ../pack; git unpack-objects -q <../pack
             id=$(git rev-parse :{file}); object=.git/objects/${{id:0:2}}/${{id:2}}; chmod u+w "$object"
         fi"#
    ))
}

/// Where the object of a file that [`without_rules`] has made is.
fn object(file: &str) -> String {
    format!("cd repo; id=$(git rev-parse :{file}); object=.git/objects/${{id:0:2}}/${{id:2}}")
}

/// What is unknown while rules are not fetched, and known once they are: by us, and by the git program.
fn hinges_on(file: &str, unknown: TreeState) {
    for by_git in [false, true] {
        let mut scene = without_rules(file, true);
        if by_git {
            // libgit2 does not read this.
            let config = [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "a.b"), ("GIT_CONFIG_VALUE_0", "c")];
            scene.extra = config.map(|(name, value)| (name.into(), value.into())).to_vec();
        }
        let before = missing(&scene);
        let (found, calls) = state(&scene);
        assert_eq!(found.tree, Some(unknown), "by git: {by_git}, {:?}", found.error);
        let error = found.error.unwrap();
        assert_eq!(error.code, "ws::git::not_fetched");
        assert!(error.message.contains(&format!("`{file}`")), "{}", error.message);
        assert_eq!(calls.is_empty(), !by_git, "{calls:?}");
        assert_eq!((missing(&scene), before.is_empty()), (before, false), "something was fetched");

        scene.script("cd repo; git status >/dev/null");
        let (found, _) = state(&scene);
        assert_eq!((found.tree.and_then(|tree| tree.dirty), &found.error), (Some(false), &None));
        let differences = differences(&scene, &scene.path("repo"), &found, false);
        assert!(differences.is_empty(), "{differences:?}");
    }
}

const CLEAN: TreeState =
    TreeState { dirty: None, staged: Some(0), unstaged: Some(0), untracked: Some(0), conflicted: Some(0) };

#[test]
fn what_changed_hinges_on_attributes_that_were_not_fetched() {
    hinges_on(".gitattributes", TreeState { unstaged: None, ..CLEAN });
}

#[test]
fn what_is_untracked_hinges_on_ignore_rules_that_were_not_fetched() {
    hinges_on("sub/.gitignore", TreeState { untracked: None, ..CLEAN });
}

#[test]
fn what_no_rules_decide_is_known_without_them() {
    let scene = without_rules("sub/.gitignore", true);
    scene.script("cd repo; rm sub/x.o; echo 2 >>sub/two; echo new >new");
    let (found, calls) = state(&scene);
    let expected = TreeState { dirty: Some(true), unstaged: Some(1), untracked: Some(1), ..CLEAN };
    assert_eq!((found.tree, found.error), (Some(expected), None));
    assert!(calls.is_empty(), "{calls:?}");
}

#[test]
fn rules_whose_object_is_lost_are_unknown_and_damaged_ones_an_error() {
    for (file, unknown) in [
        (".gitattributes", TreeState { unstaged: None, ..CLEAN }),
        ("sub/.gitignore", TreeState { untracked: None, ..CLEAN }),
    ] {
        let scene = without_rules(file, false);
        scene.script(&format!("{}; mv $object ../kept", object(file)));
        let (found, _) = state(&scene);
        assert_eq!(found.tree, Some(unknown), "{file}");
        let error = found.error.unwrap();
        assert_eq!(error.code, "ws::git::corrupt");
        assert!(error.message.contains(&format!("`{file}`")), "{}", error.message);

        scene.script(&format!("{}; echo garbage >$object", object(file)));
        let (look, _) = scene.look(&scene.path("repo"), false);
        let Look::Failed(error) = look else { panic!("{look:?}") };
        assert_eq!(error.code, "ws::git::corrupt", "{}", error.message);
        let git = scene.git(&scene.path("repo")).arg("status").output().unwrap();
        assert!(!git.status.success(), "git reads it");
    }
}
