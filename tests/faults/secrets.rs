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

/// What people have pasted into such files, and what of it must not be seen: all that has SECRET in it.
const FORMS: [&str; 14] = [
    "https://u:SECRET'SECRET@127.0.0.1:1/x",
    "https://u:SEC\"SECRET@127.0.0.1:1/x",
    r"https://u:SEC\SECRET@127.0.0.1:1/x",
    "https://u:SEC SECRET@127.0.0.1:1/x",
    "https://SEC SECRET@127.0.0.1:1/x",
    "https://u:SEC@SECRET@127.0.0.1:1/x",
    "https://u:SEC%40SECRET@127.0.0.1:1/x",
    "https://u:<SECRET>|SECRET@127.0.0.1:1/x",
    "https:/u:SECRET@127.0.0.1/x",
    "//u:SECRET@127.0.0.1/x",
    "git://SECRET@127.0.0.1:1/x",
    "u:SECRET@127.0.0.1:x",
    "https://127.0.0.1:1/x?access_token=SECRET&a=b",
    "https://127.0.0.1:1/x?%74oken=SECRET",
];

#[test]
fn no_form_of_a_url_shows_its_secret() {
    let scene = Scene::new(&[]);
    let mut config = "[workspace]\nname = \"w\"\n".to_owned();
    for (index, form) in FORMS.iter().enumerate() {
        let directory = scene.path(&format!("s{index}"));
        let url = format!("{form:?}");
        scene.sh(&format!("git init -q s{index}; git -C s{index} commit -q --allow-empty -m first"));
        let quoted = form.replace('\\', r"\\").replace('"', "\\\"");
        let remote = format!("[remote \"origin\"]\n\turl = \"{quoted}\"\n[remote \"up\"]\n\turl = \"{quoted}\"\n");
        let settings = fs::read_to_string(directory.join(".git/config")).unwrap();
        fs::write(directory.join(".git/config"), settings + &remote).unwrap();
        let requirement = format!("{:?}", format!("s0 @ git+{form}"));
        fs::write(
            directory.join("pyproject.toml"),
            format!(
                "[project]\nname = \"s{index}\"\nversion = \"1\"\ndependencies = [{requirement}]\n[tool.uv.sources]\ns1 = {{git = {url}}}\n"
            ),
        )
        .unwrap();
        let line = format!("{:?}", format!("false {}", shell_words(form)));
        fs::write(
            directory.join("wrknv.toml"),
            format!("[tasks]\nget = {line}\nbad = {{run = {line}, timeout = {url}}}\n"),
        )
        .unwrap();
        for name in [format!("s{index}"), format!("m{index}")] {
            config.extend([format!("[[siblings]]\nname = \"{name}\"\nrepo = {url}\nrepoo = {url}\n")]);
        }
    }
    fs::write(scene.root.join("wrknv.toml"), &config).unwrap();
    let commands = [
        "siblings",
        "branches",
        "backup",
        "deps",
        "deps --imports",
        "why s0",
        "order",
        "layers",
        "graph --format svg",
        "graph --format dot",
        "graph --format mermaid",
        "venv siblings",
        "bootstrap --plan",
        "bootstrap",
        "setup --plan",
        "setup s5",
        "validate",
        "validate --fix",
        "validate --format github",
        "validate --format sarif",
        "sync",
        "tasks",
        "run get --plan",
        "run get",
        "run bad --plan",
        "snapshot save x",
        "snapshot diff x",
        "snapshot restore x --plan",
        "init --plan",
        "init --add --plan",
        "trust",
    ];
    for command in commands {
        let prints_rows = !["--format", "--fix", "init", "trust"].iter().any(|word| command.contains(word));
        for more in ["", " --format json"].into_iter().take(1 + usize::from(prints_rows)) {
            let line = [command, more].concat();
            let mut called = scene.behind(&[], &line.split(' ').collect::<Vec<_>>());
            // uv would try to reach the hosts several times, once for each sibling.
            let output = called.env("UV_OFFLINE", "1").output().unwrap();
            let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
            let shown: Vec<&str> = said.lines().filter(|line| line.contains("SECRET")).collect();
            assert!(shown.is_empty(), "ws {line}: {}", shown.join("\n"));
        }
    }
    let left = scene.sh("grep -rl SECRET root/.ws .cache .local 2>/dev/null || true");
    assert_eq!(left, "", "files of `ws` that hold secrets");
}

/// A word of a command line.
fn shell_words(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
