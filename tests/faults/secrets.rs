//! Passwords and tokens in URLs are shown nowhere.

use std::fs;

use super::Scene;

#[test]
fn no_output_has_a_secret_of_a_url() {
    let scene = Scene::new(&["a", "b"]);
    let url = "https://bob:SECRET@127.0.0.1:1/a.git";
    scene.sh("git -C a remote set-url origin https://SECRET@127.0.0.1:1/me/a; rm -rf b");
    let config = format!(
        "[workspace]\nname = \"w\"\n[[siblings]]\nname = \"a\"\nrepo = \"{url}\"\nlayers = 1\n[[siblings]]\nname = \"b\"\nrepo = \"{url}\"\n\
         [workspace.env]\nDATABASE = \"postgres://me:SECRET@localhost/x\"\n[workspace.tasks]\nget = \"curl {url}\"\n"
    );
    fs::write(scene.root.join("wrknv.toml"), &config).unwrap();
    fs::write(scene.path("a/pyproject.toml"), format!("[project]\nname = \"a\"\ndependencies = [\"b @ git+{url}\"]\n"))
        .unwrap();
    let commands: [&[&str]; 21] = [
        &["siblings"],
        &["siblings", "--format", "json"],
        &["bootstrap", "--plan"],
        &["bootstrap", "--plan", "--format", "json"],
        &["bootstrap"],
        &["bootstrap", "--format", "csv"],
        &["sync"],
        &["sync", "--format", "json"],
        &["validate"],
        &["validate", "--format", "json"],
        &["deps", "--format", "json"],
        &["setup", "--plan", "--format", "json"],
        &["snapshot", "save", "x", "--format", "json"],
        &["init"],
        &["tasks"],
        &["tasks", "--format", "json"],
        &["run", "get", "--plan"],
        &["run", "get", "--plan", "--format", "json"],
        &["why", "b", "--format", "json"],
        &["graph", "--format", "svg"],
        &["trust"],
    ];
    for arguments in commands {
        let output = scene.behind(&[], arguments).output().unwrap();
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(!said.contains("SECRET"), "{arguments:?}: {said}");
    }
    assert!(!fs::read_to_string(scene.root.join(".ws/snapshots/x.toml")).unwrap().contains("SECRET"));
    // With the place underlined, too.
    fs::write(scene.root.join("wrknv.toml"), config.replace("repo =", "branch = 1, repo =")).unwrap();
    let output = scene.behind(&[], &["siblings"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && !said.contains("SECRET"), "{said}");
}
