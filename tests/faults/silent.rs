//! Nothing fails in silence: whatever a command cannot read of a sibling is an error in its table, and exit code 1.

use super::Scene;

/// How a sibling `s` beside `fine` is broken, and what is said of it: the command, the column that names it, the code.
type Fault = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

const FAULTS: [Fault; 9] = [
    (
        "printf '[tasks' >s/wrknv.toml",
        &[
            ("tasks", "sibling", "ws::tasks::unreadable"),
            ("run t", "name", "ws::tasks::unreadable"),
            ("run t --plan", "name", "ws::tasks::unreadable"),
            ("validate", "sibling", "ws::config::parse"),
        ],
    ),
    (
        "printf '[tasks]\\nt = 5\\n' >s/wrknv.toml",
        &[
            ("tasks", "sibling", "ws::config::wrong_type"),
            ("run t", "name", "ws::config::wrong_type"),
            ("run t --plan", "name", "ws::config::wrong_type"),
            ("validate", "sibling", "ws::config::wrong_type"),
        ],
    ),
    (
        "printf '[project' >s/pyproject.toml",
        &[
            ("deps", "from", "ws::python::parse"),
            ("order", "name", "ws::python::parse"),
            ("affected fine", "name", "ws::python::parse"),
            ("run t --plan", "name", "ws::python::parse"),
            ("setup --plan", "siblings", "ws::python::parse"),
            ("validate", "sibling", "ws::python::parse"),
        ],
    ),
    // A clone with one commit.
    ("true", &[("affected --since HEAD~1", "name", "ws::git::unknown_revision")]),
    (
        "git -C s commit -q --allow-empty -m more; git -C s push -q origin HEAD:main; rm -rf s
         git clone -q --depth 1 \"file://$PWD/up/s\" s",
        &[("affected --since HEAD~1", "name", "ws::git::unknown_revision")],
    ),
    (
        "git -C s commit -q --allow-empty -m more; git -C s push -q origin HEAD:main; rm -rf s
         git clone -q --depth 1 \"file://$PWD/up/s\" shallow; git -C shallow worktree add -q ../s",
        &[("affected --since HEAD~1", "name", "ws::git::unknown_revision")],
    ),
    ("rm -rf s; git init -q s", &[("affected --since HEAD", "name", "ws::git::unknown_revision")]),
    (
        "rm -rf s; mkdir s; touch s/file",
        &[
            ("validate", "sibling", "ws::sibling::not_git"),
            ("bootstrap --plan", "name", "ws::bootstrap::not_a_repository"),
        ],
    ),
    (
        "echo nonsense >s/.git/HEAD",
        &[
            ("branches", "name", "ws::git::corrupt"),
            ("backup", "name", "ws::git::corrupt"),
            ("affected --since HEAD", "name", "ws::git::corrupt"),
            ("sync", "name", "ws::git::corrupt"),
            ("validate", "sibling", "ws::git::corrupt"),
        ],
    ),
];

#[test]
fn what_cannot_be_read_is_an_error_in_the_table() {
    let mut wrong = Vec::new();
    for (fault, commands) in FAULTS {
        let scene = Scene::new(&["fine", "s"]);
        scene.sh(fault);
        for (command, column, code) in commands {
            let arguments: Vec<&str> = command.split(' ').collect();
            let output = scene.command(&arguments).args(["--format", "jsonl"]).output().unwrap();
            let rows = super::rows_of(&output);
            let of_s = |row: &&serde_json::Value| row[*column] == "s" || row[*column][0] == "s";
            let is_told = rows.iter().filter(of_s).any(|row| row["error"]["code"] == *code || row["code"] == *code);
            if !is_told || output.status.code() != Some(1) {
                wrong.push(format!("{fault}: {command}: {code}: {output:?}"));
            }
            // People see it too, and not an empty row; `run` says it in a line of its own.
            let shown = scene.command(&arguments).output().unwrap();
            let text = format!("{}{}", String::from_utf8_lossy(&shown.stdout), String::from_utf8_lossy(&shown.stderr));
            let says = [*code, "s: failed: ", "what `s` depends on is unknown"];
            if shown.status.code() != Some(1) || !says.iter().any(|said| text.contains(said)) {
                wrong.push(format!("{fault}: {command}: shown: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
