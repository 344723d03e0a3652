//! Whose directory is this? Linked worktrees of siblings, workspaces within each other, and what only claims to be one.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::{CONFIG, Scene, give, set_mode, succeeds};

impl Scene {
    /// The name of the workspace whose venv a shell gets in `directory`, and what is said about it.
    fn member_of(&self, directory: &Path) -> (Option<String>, String) {
        let output = self.ws_in(directory, &["reconcile", "bash"]);
        succeeds(&output);
        let text = String::from_utf8_lossy(&output.stdout);
        let name = text.lines().find_map(|line| line.strip_prefix("\\export VIRTUAL_ENV_PROMPT='")?.strip_suffix('\''));
        (name.map(str::to_owned), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn is_in(&self, directory: &Path, workspace: Option<&str>) {
        let (name, said) = self.member_of(directory);
        assert_eq!(name.as_deref(), workspace, "{}: {said}", directory.display());
    }

    fn at(&self, name: &str) -> PathBuf {
        self.sandbox.path().join(name)
    }

    /// A trusted workspace at `root` with this configuration.
    fn trusted(&self, root: &Path, config: &str) {
        self.make_root(root);
        fs::remove_file(root.join(".venv/bin/git")).unwrap();
        fs::write(root.join("wrknv.toml"), config).unwrap();
        succeeds(&self.ws_in(root, &["trust"]));
    }

    /// Where `ws cd` goes, or the code of the error.
    fn cd(&self, directory: &Path, arguments: &[&str]) -> Result<PathBuf, String> {
        let output = self.ws_in(directory, &[&["path"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(said);
        }
        Ok(PathBuf::from(String::from_utf8(output.stdout).unwrap().trim_end_matches(['\n', '/'])))
    }
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.trusted(&scene.root, CONFIG);
    scene
}

#[test]
fn a_linked_worktree_of_a_sibling_is_a_member() {
    let scene = scene();
    let elsewhere = scene.at("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let linked = elsewhere.join("feature");
    scene.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "-b", "feature"]);
    fs::create_dir(linked.join("src")).unwrap();
    scene.is_in(&linked.join("src"), Some("w"));
    scene.is_in(&elsewhere, None);
    // By a symlink, too, and with paths that git writes relative to each other.
    symlink(&linked, scene.at("link")).unwrap();
    scene.is_in(&scene.at("link"), Some("w"));
    fs::write(linked.join(".git"), "gitdir: ../../mine/.git/worktrees/feature\n").unwrap();
    fs::write(scene.mine().join(".git/worktrees/feature/gitdir"), "../../../../elsewhere/feature/.git\n").unwrap();
    scene.is_in(&linked, Some("w"));
    // Commands find the workspace there, also without trust.
    succeeds(&scene.ws_in(&scene.root, &["untrust"]));
    let found = scene.ws_in(&linked.join("src"), &["siblings", "--fast", "--format", "json"]);
    succeeds(&found);
    assert!(String::from_utf8_lossy(&found.stdout).contains("\"mine\""), "{found:?}");
}

/// A sibling may itself be a linked worktree, of a bare repository.
#[test]
fn checkouts_of_a_bare_repository_are_one_sibling() {
    let scene = scene();
    let (mine, bare) = (scene.mine(), scene.at("store.git"));
    fs::rename(&mine, scene.at("first")).unwrap();
    let git = |arguments: &[&str]| scene.sandbox.git(&scene.sandbox.path(), arguments).unwrap();
    git(&["clone", "-q", "--bare", "first", "store.git"]);
    let checkout = |path: &Path, branch: &str| {
        git(&["-C", bare.to_str().unwrap(), "worktree", "add", "-q", path.to_str().unwrap(), "-b", branch]);
    };
    checkout(&mine, "one");
    checkout(&scene.at("deep/two"), "two");
    scene.is_in(&scene.at("deep/two"), Some("w"));
    scene.is_in(&bare, None);
}

/// The repository's own `worktrees/ID/gitdir` decides, never the directory.
#[test]
fn a_directory_cannot_claim_to_be_a_worktree() {
    let scene = scene();
    let real = scene.at("real");
    scene.git(&["worktree", "add", "-q", real.to_str().unwrap(), "-b", "real"]);
    let git_dir = scene.mine().join(".git/worktrees/real");
    let hostile = scene.at("hostile");
    let claim = |text: String| {
        let _ = fs::remove_dir_all(&hostile);
        fs::create_dir(&hostile).unwrap();
        fs::write(hostile.join(".git"), text).unwrap();
    };
    let refused = |what: &str| {
        let (name, _) = scene.member_of(&hostile);
        assert_eq!(name, None, "{what}");
    };
    for place in [git_dir.clone(), scene.mine().join(".git"), scene.mine(), scene.mine().join(".git/worktrees/none")] {
        claim(format!("gitdir: {}\n", place.display()));
        refused(&place.display().to_string());
    }
    // A repository of its own that calls the sibling's the common one, and points back.
    let own = hostile.join("store/worktrees/real");
    claim(format!("gitdir: {}\n", own.display()));
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("gitdir"), format!("{}\n", hostile.join(".git").display())).unwrap();
    for common in [scene.mine().join(".git"), scene.mine()] {
        fs::write(own.join("commondir"), format!("{}\n", common.display())).unwrap();
        refused("a common directory elsewhere");
    }
    // By symlinks to what the sibling has.
    claim(String::new());
    fs::remove_file(hostile.join(".git")).unwrap();
    symlink(real.join(".git"), hostile.join(".git")).unwrap();
    refused("a symlink to a real one");
    claim(format!("gitdir: {}/link\n", hostile.display()));
    symlink(&git_dir, hostile.join("link")).unwrap();
    refused("a symlink on the way");
    // One that was moved by hand is none for git either.
    fs::rename(&real, scene.at("moved")).unwrap();
    scene.is_in(&scene.at("moved"), None);
    // Bytes that are no path, and a file that never ends, are nothing.
    for text in ["gitdir:", "gitdir: \n", "gitdir: \0\n", "gitdir: ", "nothing"] {
        claim(text.to_owned());
        refused(text);
    }
    claim(format!("gitdir: {}\n{}", git_dir.display(), "x".repeat(1 << 20)));
    refused("too long");
    fs::remove_file(hostile.join(".git")).unwrap();
    let status = std::process::Command::new("mkfifo").arg(hostile.join(".git")).status().unwrap();
    assert!(status.success());
    refused("a FIFO");
}

#[test]
fn a_worktree_that_others_may_write_is_no_member() {
    let scene = scene();
    let linked = scene.at("linked");
    scene.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "-b", "linked"]);
    let git_dir = scene.mine().join(".git/worktrees/linked");
    for (path, mode) in [
        (linked.clone(), 0o777),
        (linked.join(".git"), 0o666),
        (git_dir.clone(), 0o775),
        (git_dir.join("gitdir"), 0o664),
    ] {
        let before = fs::metadata(&path).unwrap().permissions();
        scene.is_in(&linked, Some("w"));
        set_mode(&path, mode);
        scene.is_in(&linked, None);
        fs::set_permissions(&path, before).unwrap();
    }
    if rustix::process::geteuid().is_root() {
        give(&linked, 65_534);
        scene.is_in(&linked, None);
    }
}

#[test]
fn of_workspaces_within_each_other_the_inner_one_wins() {
    let scene = scene();
    let named = |name: &str, sibling: &str| {
        format!("[workspace]\nname = \"{name}\"\n[[siblings]]\nname = \"s\"\npath = \"{sibling}\"\n")
    };
    // Below the root, below a sibling, and a member that is a workspace itself.
    scene.trusted(&scene.root.join("inner"), &named("inner", "s"));
    scene.trusted(&scene.mine().join("deep/within"), &named("within", "../beside"));
    for (directory, workspace) in [
        ("root/inner/s/src", "inner"),
        ("root/inner", "inner"),
        ("root", "w"),
        ("mine/deep/within", "within"),
        ("mine/deep/beside/src", "within"),
        ("mine/deep", "w"),
    ] {
        fs::create_dir_all(scene.at(directory)).unwrap();
        scene.is_in(&scene.at(directory), Some(workspace));
    }
    let outer = named("w", "inner");
    fs::write(scene.root.join("wrknv.toml"), outer).unwrap();
    succeeds(&scene.ws_in(&scene.root, &["trust"]));
    scene.is_in(&scene.root.join("inner"), Some("inner"));
    let again = scene.ws_in(&scene.root.join("inner"), &["trust"]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("neither"), "{again:?}");
}

#[test]
fn unrelated_claims_on_one_directory_stay_refused() {
    let scene = scene();
    let other = scene.at("other");
    scene.trusted(&other, &CONFIG.replace("\"w\"", "\"other\""));
    let (name, said) = scene.member_of(&scene.mine());
    assert_eq!(name, None);
    for part in ["claimed by more than one", "/root`", "/other`"] {
        assert!(said.contains(part), "{said}");
    }
    // Its linked worktrees likewise.
    let linked = scene.at("linked");
    scene.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "-b", "linked"]);
    assert!(scene.member_of(&linked).1.contains("claimed by more than one"));
    // A sibling that is a workspace of its own lies beside, not within.
    scene.trusted(&scene.mine(), &CONFIG.replace("name = \"mine\"", "name = \"x\"").replace("\"w\"", "\"own\""));
    assert!(scene.member_of(&scene.mine()).1.contains("claimed by more than one"));
}

#[test]
fn ws_cd_goes_to_a_sibling_of_a_trusted_workspace_from_anywhere() {
    let scene = scene();
    let outside = scene.at("home");
    let several = |name: &str| {
        CONFIG
            .replace("\"w\"", &format!("\"{name}\""))
            .replace("\"mine\"", "\"mine\"\npath = \"here\"\n[[siblings]]\nname = \"alone\"")
    };
    assert_eq!(scene.cd(&outside, &["mine"]), Ok(scene.mine()));
    scene.trusted(&scene.at("far/other"), &several("other"));
    assert_eq!(scene.cd(&outside, &["alone"]), Ok(scene.at("far/alone")));
    assert_eq!(scene.cd(&outside, &["other/mine"]), Ok(scene.at("far/other/here")));
    assert_eq!(scene.cd(&outside, &["w/mine"]), Ok(scene.mine()));
    assert_eq!(scene.cd(&outside, &["other/"]), Ok(scene.at("far/other")));
    let said = scene.cd(&outside, &["mine"]).unwrap_err();
    assert!(
        said.contains("`w/mine`") && said.contains("`other/mine`") && said.contains("ws::sibling::ambiguous"),
        "{said}"
    );
    // In a workspace, its own come first, and the others' are there too.
    assert_eq!(scene.cd(&scene.root, &["mine"]), Ok(scene.mine()));
    assert_eq!(scene.cd(&scene.root, &["alone"]), Ok(scene.at("far/alone")));
    assert_eq!(scene.cd(&scene.mine().join(".git"), &["."]), Ok(scene.mine()));
    for (wanted, near) in [("alon", "`alone`"), ("othr/mine", "`other`"), ("other/min", "`other/mine`")] {
        let said = scene.cd(&outside, &[wanted]).unwrap_err();
        assert!(said.contains(&format!("did you mean {near}")), "{wanted}: {said}");
    }
    // Two of one name: by their directories.
    scene.trusted(&scene.at("more/again"), &several("other"));
    let said = scene.cd(&outside, &["other/mine"]).unwrap_err();
    assert!(said.contains("far/other/here") && said.contains("more/again/here"), "{said}");
    let again = scene.at("more/again");
    assert_eq!(scene.cd(&outside, &["--root", again.to_str().unwrap(), "mine"]), Ok(again.join("here")));
    // By the name of its directory where no workspace has that name.
    assert_eq!(scene.cd(&outside, &["again/alone"]), Ok(scene.at("more/alone")));
    // One that nobody trusts is not looked at.
    succeeds(&scene.ws_in(&again, &["untrust"]));
    assert_eq!(scene.cd(&outside, &["other/mine"]), Ok(scene.at("far/other/here")));
}
