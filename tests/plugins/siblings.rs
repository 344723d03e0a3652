//! `ws siblings` in pipelines: the rows, their types and their nulls.

use serde_json::{Value, json};
use ws_test_support::workspace::{Condition, SiblingSpec};

use super::{Nu, strings};

#[test]
fn where_dirty_gives_the_dirty_ones() {
    let nu = Nu::sample();
    let dirty = nu.dirty_according_to_git();
    assert!(dirty.len() >= 6, "{dirty:?}");
    assert_eq!(strings(&nu.value("ws siblings | where dirty | get name")), dirty);
    assert_eq!(strings(&nu.value("ws siblings --dirty | get name")), dirty);
}

#[test]
fn pipelines_of_every_day() {
    let nu = Nu::sample();
    let by_layer = strings(&nu.value("ws siblings | where layer != null | sort-by layer | get layer"));
    assert_eq!(by_layer.len(), 17);
    assert!(by_layer.is_sorted());

    let groups = nu.value("ws siblings | where layer != null | group-by layer | transpose layer rows | each {|g| {$g.layer: ($g.rows | length)} } | into record");
    assert_eq!(groups, json!({"foundation": 2, "framework": 5, "tools": 8, "providers": 2}));

    let counts =
        nu.value("ws siblings pyvider pyvider-components provide-foundry messometer | select name ahead behind");
    assert_eq!(
        counts,
        json!([
            {"name": "pyvider", "ahead": 2, "behind": 0},
            {"name": "pyvider-components", "ahead": 1, "behind": 3},
            {"name": "messometer", "ahead": null, "behind": null},
            {"name": "provide-foundry", "ahead": null, "behind": null},
        ])
    );

    assert_eq!(nu.value("ws siblings | where dirty | where ahead > 0 | get name"), json!(["pyvider", "plating"]));
}

#[test]
fn a_plugin_that_stays_sees_what_comes_and_goes() {
    let nu = Nu::sample();
    let sibling = nu.workspace.path("wrknv");
    let new = sibling.join("new/deep");
    std::fs::create_dir_all(&new).unwrap();
    // What has just changed is not remembered, so there is a look when everything is two seconds old.
    let script = format!(
        "let looks = {{|| ws siblings wrknv | first | select unstaged untracked }}; sleep 2100ms; do $looks; \
         let first = do $looks; 'x' | save {0}/file; let added = do $looks; rm {0}/file; let gone = do $looks; \
         '*' | save {0}/.gitignore; let ignored = do $looks; 'x' | save -f {1}/pyproject.toml; let edited = do $looks; \
         [$first $added $gone $ignored $edited]",
        new.display(),
        sibling.display()
    );
    let clean = json!({"unstaged": 0, "untracked": 0});
    let expected = json!([clean, {"unstaged": 0, "untracked": 1}, clean, clean, {"unstaged": 1, "untracked": 0}]);
    assert_eq!(nu.value(&script), expected);
}

#[test]
fn the_plugin_and_the_cli_give_the_same_rows() {
    let nu = Nu::sample();
    let here = nu.value("ws siblings");
    let cli = nu.value("^ws siblings --format nuon | from nuon");
    assert_eq!(here.as_array().unwrap().len(), 18);
    assert_eq!(here, cli);
    let types = nu.value("ws siblings | collect | describe");
    assert_eq!(types, nu.value("^ws siblings --format nuon | from nuon | describe"));
    let streamed = format!("{} (stream)", types.as_str().unwrap());
    assert_eq!(nu.value("ws siblings | describe"), streamed);
}

#[test]
fn branches_backup_and_snapshots_are_those_of_the_cli() {
    let nu = Nu::sample();
    for command in ["ws branches", "ws backup"] {
        let here = nu.value(command);
        assert!(here.as_array().unwrap().len() > 17, "{here}");
        assert_eq!(
            here,
            nu.value(&format!("^{command} --format nuon | complete | get stdout | from nuon")),
            "{command}"
        );
    }
    assert!(!nu.value("ws backup | where unbacked == true | get name").as_array().unwrap().is_empty());
    assert!(!nu.value("ws snapshot save one").as_array().unwrap().is_empty());
    for command in ["ws snapshot list", "ws snapshot diff one", "ws snapshot diff one wrknv --layer tools"] {
        assert_eq!(
            nu.value(command),
            nu.value(&format!("^{command} --format nuon | complete | get stdout | from nuon")),
            "{command}"
        );
    }
    let plan = "ws snapshot restore one --plan";
    // The CLI's exit code is that of the sibling that cannot be read.
    let cli = format!("do {{ ^{plan} --format nuon }} | complete | get stdout | from nuon");
    let rows = |command: &str| nu.value(&format!("{command} | reject duration"));
    assert_eq!(rows(plan), rows(&cli));
    let error = nu.error("ws snapshot save one");
    assert_eq!(error["code"], "ws::snapshot::exists", "{error}");
}

#[test]
fn a_row_for_every_state_and_null_for_what_is_unknown() {
    let nu = Nu::sample();
    let rows = nu.value("ws siblings messometer supsrc flavorpack plating | select name state dirty detached untracked operation error.code?");
    let [flavorpack, messometer, plating, supsrc] = &rows.as_array().unwrap()[..] else { panic!("{rows}") };
    let missing = json!({"name": "messometer", "state": "missing", "dirty": false, "detached": false,
        "untracked": null, "operation": null, "error.code": null});
    assert_eq!(messometer, &missing);
    assert_eq!(
        (&supsrc["state"], &supsrc["dirty"], &supsrc["untracked"]),
        (&json!("error"), &Value::Null, &Value::Null)
    );
    assert!(supsrc["error.code"].as_str().unwrap().starts_with("ws::git::"), "{supsrc}");
    assert_eq!((&flavorpack["detached"], &flavorpack["dirty"]), (&json!(true), &json!(false)));
    assert_eq!((&plating["operation"], &plating["dirty"]), (&json!("merge"), &json!(true)));
}

/// As `ls` has them: coloured, and links in a terminal that knows those.
#[test]
fn paths_are_marked_as_paths() {
    let nu = Nu::with(&[SiblingSpec::new("pyvider")]);
    for (call, columns) in [
        ("ws siblings --fast", json!(["path"])),
        ("ws venv", json!(["path", "interpreter"])),
        ("ws exec pwd", json!(["stdout_file", "stderr_file"])),
    ] {
        assert_eq!(nu.value(&format!("{call} | metadata | get path_columns")), columns, "{call}");
    }
    let output = nu.run("$env.config.use_ansi_coloring = true; ws siblings --fast | select name path");
    let link = format!("\u{1b}]8;;file://{}", nu.workspace.path("pyvider").display());
    assert!(String::from_utf8_lossy(&output.stdout).contains(&link), "{output:?}");
}

#[test]
fn values_have_nushells_own_types() {
    let nu = Nu::with(&[SiblingSpec::new("a").layer("tools").with(Condition::Untracked(1))]);
    let types = nu.value("ws siblings | first | items {|name value| {$name: ($value | describe)}} | into record");
    let expected = [
        ("name", "string"),
        ("layer", "string"),
        ("path", "string"),
        ("branch", "string"),
        ("head", "string"),
        ("detached", "bool"),
        ("operation", "nothing"),
        ("ahead", "int"),
        ("dirty", "bool"),
        ("untracked", "int"),
        ("last_commit", "datetime"),
        ("version", "string"),
        ("error", "nothing"),
    ];
    for (column, kind) in expected {
        assert_eq!(types[column], kind, "{column}: {types}");
    }
    assert_eq!(nu.value("ws siblings | where last_commit < (date now) | length"), json!(1));
    let head = nu.workspace.git("a", ["rev-parse", "HEAD"]).unwrap();
    assert_eq!(nu.value("ws siblings | get 0.head"), json!(head));
}

#[test]
fn the_parser_knows_the_columns() {
    let nu = Nu::with(&[]);
    let wrong = nu.failure("let t: table<name: int> = ws siblings");
    assert!(wrong.contains("nu::parser::type_mismatch"), "{wrong}");
    assert!(wrong.contains("ahead: oneof<int, nothing>"), "{wrong}");
    let absent = nu.failure("let t: table<nope: int> = ws siblings");
    assert!(absent.contains("nu::parser::type_mismatch"), "{absent}");
    let wrong_in_command = nu.failure("def f []: table<behind: string> -> int { length }; ws siblings | f");
    assert!(wrong_in_command.contains("nu::parser::input_type_mismatch"), "{wrong_in_command}");
    let right = "let t: table<name: string, ahead: oneof<int, nothing>, dirty: oneof<bool, nothing>> = ws siblings; $t | length";
    assert_eq!(nu.value(right), json!(0));
    assert_eq!(nu.value("def f []: table<name: string> -> int { length }; ws siblings | f"), json!(0));
}

#[test]
fn fast_leaves_the_working_tree_unknown_and_excludes_dirty() {
    let nu = Nu::with(&[SiblingSpec::new("a").with(Condition::Untracked(1))]);
    let row = nu.value("ws siblings --fast | first | select branch dirty staged unstaged untracked conflicted");
    let unknown = Value::Null;
    assert_eq!(
        row,
        json!({"branch": "main", "dirty": unknown, "staged": unknown, "unstaged": unknown, "untracked": unknown,
            "conflicted": unknown})
    );
    let error = nu.error("ws siblings --fast --dirty");
    assert_eq!((&error["code"], &error["msg"]), (&json!("ws::usage"), &json!("--fast and --dirty exclude each other")));
}

#[test]
fn a_thousand_siblings_are_a_thousand_rows() {
    let config = (0..1000).map(|n| format!("[[siblings]]\nname = \"s{n}\"\n")).collect::<Vec<_>>().concat();
    let nu = Nu::with_config(&config);
    assert_eq!(nu.value("ws siblings | where state == missing | length"), json!(1000));
    assert_eq!(nu.value("ws siblings | last | get name"), json!("s999"));
    assert_eq!(nu.value("ws siblings | first 3 | get name"), json!(["s0", "s1", "s2"]));
}

#[test]
fn what_no_plugin_has_reaches_the_cli() {
    let nu = Nu::with(&[]);
    let version = nu.run("ws --version");
    assert_eq!(String::from_utf8_lossy(&version.stdout), format!("ws {}\n", env!("CARGO_PKG_VERSION")));
    let from_nushell = nu.run("ws trust --help | complete | to json --raw");
    let from_nushell: Value = serde_json::from_slice(&from_nushell.stdout).unwrap();
    let direct = nu.value("run-external ws trust '--help' | complete");
    assert_eq!(from_nushell, direct);
    let said = format!("{}{}", direct["stdout"], direct["stderr"]);
    assert!(said.contains("Usage: ws trust"), "{said}");
}
