//! The forms a `wrknv.toml` may have, and each problem by its code and place.

use proptest::prelude::*;

use super::*;

fn load_text(text: &str) -> Result<Config, Error> {
    let directory = tempfile::tempdir().unwrap();
    load_in(directory.path(), text)
}

fn load_in(directory: &Path, text: &str) -> Result<Config, Error> {
    let root = directory.join("root");
    std::fs::create_dir_all(&root).unwrap();
    load(SourceFile::new(root.join("wrknv.toml"), text.to_owned()), &root, Some(Path::new("/home/ada")))
}

/// The problems as `CODE LINE:COLUMN`.
fn problems(text: &str) -> Vec<String> {
    let Err(Error::Config { source_file, problems }) = load_text(text) else { panic!("no error in {text}") };
    let place = |problem: &Problem| source_file.line_column(problem.span.as_ref().unwrap().start);
    problems.iter().map(|p| format!("{} {}:{}", p.code, place(p).0, place(p).1)).collect()
}

fn names(config: &Config) -> Vec<&str> {
    config.siblings.iter().map(|sibling| sibling.name.as_str()).collect()
}

#[test]
fn the_full_form() {
    let config = load_text(
        r#"
        [workspace]
        name = "provide-workspace"
        description = "ecosystem"
        version = "0.1.0"
        [workspace.python]
        version = ">=3.11"
        venv_path = "envs/main"
        [workspace.env]
        LOG_LEVEL = "DEBUG"
        [workspace.tools]
        uv = ">=0.5"
        [workspace.tasks]
        lint = "ruff check ."
        [[siblings]]
        name = "pyvider"
        repo = "https://github.com/provide-io/pyvider.git"
        layer = "framework"
        depends_on = ["wrknv"]
        branch = "main"
        extras = ["dev"]
        [[siblings]]
        name = "wrknv"
        path = "~/src/wrknv"
        [[siblings]]
        name = "far"
        path = "/opt/./a/../far"
        "#,
    )
    .unwrap();
    assert_eq!(config.name, "provide-workspace");
    assert_eq!(config.python.version.as_ref().unwrap().to_string(), ">=3.11");
    assert_eq!(config.python.venv_path, config.root.join("envs/main"));
    assert_eq!(config.env["LOG_LEVEL"], "DEBUG");
    assert_eq!(config.tools["uv"].to_string(), ">=0.5");
    assert_eq!(config.tasks[0].action, TaskAction::Command("ruff check .".to_owned()));
    let sibling = &config.siblings[0];
    assert_eq!(sibling.path, config.root.parent().unwrap().join("pyvider"));
    assert_eq!(sibling.depends_on, [SiblingName::parse("wrknv").unwrap()]);
    assert_eq!((sibling.branch.as_deref(), sibling.extras.as_slice()), (Some("main"), &["dev".to_owned()][..]));
    assert_eq!(config.siblings[1].path, Path::new("/home/ada/src/wrknv"));
    assert_eq!(config.siblings[2].path, Path::new("/opt/far"));
    assert_eq!(config.warnings, []);
    let layers: Vec<(&str, bool)> = config.layers.iter().map(|layer| (layer.name.as_str(), layer.peers)).collect();
    assert_eq!(layers, [("foundation", true), ("framework", true), ("tools", false), ("providers", true)]);
}

#[test]
fn patterns_in_each_form_match_directories_but_never_the_root() {
    let forms = [
        "siblings = [\"r*\", \"pyvider-*\"]",
        "siblings = [\"../r*\", \"../pyvider-*\"]",
        "[siblings]\npatterns = [\"../*\"]\nexclude = [\"other\"]",
        "siblings = [{ pattern = \"pyvider-*\", with_deps = false }]",
    ];
    for form in forms {
        let directory = tempfile::tempdir().unwrap();
        for name in ["pyvider-hcl", "pyvider-cty", "other", ".hidden"] {
            std::fs::create_dir(directory.path().join(name)).unwrap();
        }
        std::fs::write(directory.path().join("pyvider-file"), "").unwrap();
        let config = load_in(directory.path(), form).unwrap();
        assert_eq!(names(&config), ["pyvider-cty", "pyvider-hcl"], "{form}");
        assert_eq!(config.siblings[0].with_deps, !form.contains("with_deps"));
    }
}

#[test]
fn a_named_sibling_says_more_than_a_pattern() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["pyvider-hcl", "pyvider-cty"] {
        std::fs::create_dir(directory.path().join(name)).unwrap();
    }
    let text = "siblings = [\"pyvider-*\", \"*-hcl\", { name = \"pyvider-hcl\", layer = \"framework\" }]";
    let config = load_in(directory.path(), text).unwrap();
    assert_eq!(names(&config), ["pyvider-cty", "pyvider-hcl"]);
    assert!(config.siblings[1].layer.is_some());
}

#[test]
fn all_problems_are_told_at_once_each_at_its_place() {
    let text = "[workspace]\nname = 7\n[workspace.python]\nversion = \"three\"\n[[layers]]\nname = \"low\"\n\
        [[layers]]\nname = \"low\"\n[[siblings]]\nname = \"a\"\nlayer = \"lo\"\ndepends_on = [\"a\", \"bb\"]\n\
        [[siblings]]\nname = \"a\"\n[[siblings]]\nname = \"-x\"\n[[siblings]]\npath = \"../c\"\n\
        [[siblings]]\nname = \"b\"\npath = \".\"\n[[siblings]]\nname = \"c\"\npath = \"../a\"\n\
        [[siblings]]\nname = \"d\"\npath = \"../d\\u0000\"\n";
    let expected = [
        "ws::config::wrong_type 2:8",
        "ws::config::bad_specifier 4:11",
        "ws::config::duplicate_layer 8:8",
        "ws::config::unknown_layer 11:9",
        "ws::config::self_dependency 12:15",
        "ws::config::unknown_dependency 12:20",
        "ws::config::duplicate_name 14:8",
        "ws::config::bad_name 16:8",
        "ws::config::missing_key 17:1",
        "ws::config::root_as_sibling 21:8",
        "ws::config::duplicate_path 24:8",
        "ws::config::bad_path 27:8",
    ];
    assert_eq!(problems(text), expected);
}

/// It would be a workspace without siblings, and nothing would say why.
#[test]
fn siblings_below_the_header_of_the_workspace_are_an_error() {
    assert_eq!(problems("[workspace]\nname = \"s\"\nsiblings = [\"a*\"]\n"), ["ws::config::misplaced_key 3:1"]);
    assert!(load_text("siblings = [\"a*\"]\n[workspace]\nname = \"s\"\n").is_ok());
}

#[test]
fn symlinks_to_the_root_to_another_sibling_and_in_a_loop_are_errors() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directory.path().join("a")).unwrap();
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, directory.path().join(name)).unwrap();
    link("root", "self");
    link("a", "alias");
    link("loop", "loop");
    let text = "[[siblings]]\nname = \"a\"\n[[siblings]]\nname = \"self\"\n[[siblings]]\nname = \"alias\"\n\
        [[siblings]]\nname = \"loop\"\n";
    let Err(Error::Config { problems, .. }) = load_in(directory.path(), text) else { panic!("no error") };
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["ws::config::root_as_sibling", "ws::config::duplicate_path", "ws::config::symlink_loop"]);
    assert!(problems[1].message.starts_with("`alias` and `a` are the same directory, by way of a symlink: /"));
}

#[test]
fn unknown_keys_are_warnings_with_the_nearest_match() {
    let config = load_text("[workspace]\nnmae = \"x\"\n[[siblings]]\nname = \"a\"\nlair = \"tools\"\n").unwrap();
    let hints: Vec<&str> = config.warnings.iter().filter_map(|warning| warning.hint.as_deref()).collect();
    assert_eq!(hints, ["did you mean `name`?", "did you mean `layer`?"]);
}

#[test]
fn syntax_errors_are_told_with_the_rest() {
    let found = problems("[workspace]\nname = \n[[siblings]]\nname = \"a\"\nlayer = \"nowhere\"\n");
    assert!(found[0].starts_with("ws::config::parse 2:"), "{found:?}");
    assert!(found.contains(&"ws::config::unknown_layer 5:9".to_owned()), "{found:?}");
}

#[test]
fn tasks_in_every_form() {
    let config = load_text(
        r#"
        [workspace.tasks]
        lint = "ruff check ."
        all = ["lint", "test"]
        [workspace.tasks.test]
        _default = "pytest"
        unit = { run = "pytest -k unit", timeout = 60, env = { CI = "1" }, depends_on = ["lint"], working_dir = "t" }
        deep.er = "true"
        deep.more.levels = "false"
        "#,
    );
    let Err(Error::Config { problems, .. }) = config else { panic!("too deep is no error") };
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["ws::config::task_too_deep"]);

    let config = load_text("[workspace.tasks]\na = [\"b\"]\nb._default = \"x\"\nb.c = { run = \"y\", timeout = 60 }\n");
    let config = config.unwrap();
    let names: Vec<&str> = config.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "b.c"]);
    assert_eq!(config.tasks[0].action, TaskAction::Composite(vec!["b".to_owned()]));
    assert_eq!(config.tasks[2].timeout, Some(std::time::Duration::from_mins(1)));
}

#[test]
fn nesting_without_end_is_an_error_and_no_crash() {
    for text in [format!("a = {}", "[".repeat(100_000)), format!("a{} = 1", ".a".repeat(100_000))] {
        assert!(matches!(load_text(&text), Err(Error::Config { .. }) | Ok(_)));
    }
}

#[test]
fn a_thousand_siblings_load_in_linear_time() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for n in 0..1000 {
        writeln!(text, "[[siblings]]\nname = \"s{n}\"\ndepends_on = [\"s{}\"]", (n + 1) % 1000).unwrap();
    }
    assert_eq!(load_text(&text).unwrap().siblings.len(), 1000);
}

proptest! {
    #[test]
    fn no_text_is_a_crash(text in "[a-z\\[\\]{}=.,\"'\\\\#\n \u{e9}]{0,200}") {
        let _ = load_text(&text);
    }

    #[test]
    fn no_mutation_of_a_sound_file_is_a_crash(at in 0usize..4000, byte in any::<char>()) {
        let mut text = include_str!("../../../wrknv.toml").to_owned();
        let at = text.floor_char_boundary(at.min(text.len()));
        text.insert(at, byte);
        if let Err(error) = load_text(&text) {
            let _ = crate::report::error(&error, false);
        }
    }
}

#[test]
fn the_sample_is_sound() {
    let config = load_text(include_str!("../../../wrknv.toml")).unwrap();
    assert_eq!(config.siblings.len(), 18);
    assert_eq!(config.warnings, []);
}
