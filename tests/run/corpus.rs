//! Task files of every form that projects have, and what wrknv 0.4.1 makes of them: names, and the commands that each task
//! comes to, and how running it ends. The answers are recorded; where wrknv is at hand, it is asked again.

use std::path::PathBuf;
use std::process::Command;
use std::{fs, iter};

use serde_json::{Value, json};
use ws_core::discover::{self, Request};
use ws_core::tasks::Tasks;
use ws_test_support::{TestContext, tools::repository};

use super::Scene;

fn corpus() -> PathBuf {
    repository().join("tests/run/wrknv")
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

fn answers() -> Value {
    serde_json::from_str(&fs::read_to_string(corpus().join("answers.json")).unwrap()).unwrap()
}

#[test]
fn the_recorded_answers_are_wrknvs() {
    let python = repository().join("target/tools/wrknv/bin/python");
    if !python.is_file() {
        eprintln!("NOT RUN: wrknv is not in target/tools/wrknv, since PyPI did not answer");
        return;
    }
    let output = Command::new(python).arg(corpus().join("ask.py")).args(files()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), answers());
}

/// A command line as the words that a shell would make of it.
fn words(line: &str) -> Vec<String> {
    shell_words::split(line.trim()).unwrap_or_else(|_| vec![line.trim().to_owned()])
}

#[test]
fn names_and_commands_are_wrknvs() {
    let scene = Scene::new("");
    let config = discover::open(&Request { current_dir: scene.path("root"), ..Request::default() }).unwrap();
    let low = config.siblings.iter().find(|sibling| sibling.name.as_str() == "low").unwrap();
    let answers = answers();
    assert_eq!(files().len(), 70);
    for file in files() {
        let stem = file.file_stem().unwrap().to_str().unwrap();
        fs::copy(&file, low.path.join("wrknv.toml")).unwrap();
        let (_, rows) = scene.rows(&["tasks", "low"]);
        let found: Vec<(&str, &str)> =
            rows.iter().map(|row| (row["task"].as_str().unwrap(), row["command"].as_str().unwrap())).collect();
        let known = answers[stem].as_object().unwrap();
        let mut wanted: Vec<(&str, String)> = known
            .iter()
            .map(|(name, task)| {
                let run = match &task["run"] {
                    Value::String(command) => command.clone(),
                    list => list
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|part| part.as_str().unwrap())
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                // A namespace's default has its name.
                (name.strip_suffix("._default").unwrap_or(name), run)
            })
            .collect();
        wanted.sort();
        assert_eq!(found, wanted.iter().map(|(name, run)| (*name, run.as_str())).collect::<Vec<_>>(), "{stem}");

        let tasks = Tasks::of(&config, low).unwrap();
        for (name, task) in known {
            let Some(lines) = task["lines"].as_array() else { continue };
            let steps = tasks.steps(name, &[]).unwrap_or_else(|error| panic!("{stem}: {name}: {error}"));
            let came: Vec<Vec<String>> = steps.iter().map(|step| words(&step.line)).collect();
            let wanted: Vec<Vec<String>> = lines.iter().map(|line| words(line.as_str().unwrap())).collect();
            assert_eq!(came, wanted, "{stem}: {name}");
        }
    }
}

#[test]
fn a_task_ends_as_with_wrknv() {
    let answers = answers();
    let mut count = 0;
    for (stem, known) in answers.as_object().unwrap() {
        let ran = known.as_object().unwrap().iter().filter(|(name, task)| {
            // A name that looks like a flag is run as a part of a composite alone.
            task["end"].is_object() && !name.starts_with('-')
        });
        let scene = TestContext::new();
        scene.write("root/wrknv.toml", "[workspace]\nname = 'w'\n[[siblings]]\nname = 'low'\n");
        scene.write("low/log", "");
        fs::copy(corpus().join(format!("{stem}.toml")), scene.path("low/wrknv.toml")).unwrap();
        for (name, task) in ran {
            fs::write(scene.path("low/log"), "").unwrap();
            let (code, rows) = scene.rows(&["run", name.strip_suffix("._default").unwrap_or(name)]);
            let (row, end) = (&rows[0], &task["end"]);
            let what = format!("{stem}: {name}: {row:#}");
            assert_eq!(code == Some(0), end["exit_code"] == 0, "{what}");
            let log = fs::read_to_string(scene.path("low/log")).unwrap();
            let mut log: Vec<&str> = log.lines().collect();
            log.sort_unstable();
            // A part that is no task is found before any is run.
            assert!(json!(log) == end["log"] || row["error"]["code"] == "ws::tasks::unknown", "{log:?}: {what}");
            // wrknv forgets what the parts of a composite said, and says 1 for whatever they exited with.
            if task["run"].is_string() {
                let here = fs::canonicalize(scene.path("low")).unwrap();
                let said = row["stdout"].as_str().unwrap().replace(here.to_str().unwrap(), "HERE");
                assert_eq!(json!(said), end["stdout"], "{what}");
                assert!(row["exit_code"].is_null() || row["exit_code"] == end["exit_code"], "{what}");
            }
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

/// What wrknv has no say in, or leaves out: what is dependent on, and a task's own mode.
#[test]
fn what_ws_does_beyond_wrknv() {
    let scene = Scene::new("");
    let lines = |file: &str, name: &str| {
        fs::copy(corpus().join(file), scene.path("low/wrknv.toml")).unwrap();
        let config = discover::open(&Request { current_dir: scene.path("root"), ..Request::default() }).unwrap();
        let low = config.siblings.iter().find(|sibling| sibling.name.as_str() == "low").unwrap();
        let steps = Tasks::of(&config, low).unwrap().steps(name, &[]).unwrap();
        steps.iter().map(|step| (step.line.clone(), step.without_venv)).collect::<Vec<_>>()
    };
    let plain = |lines: &[&str]| {
        iter::zip(lines, iter::repeat(false)).map(|(line, not)| ((*line).to_owned(), not)).collect::<Vec<_>>()
    };
    assert_eq!(lines("10-depends-on.toml", "all"), plain(&["uv sync", "ruff check .", "pytest"]));
    assert_eq!(lines("15-modes.toml", "uv"), plain(&["uv run pytest"]));
    assert_eq!(lines("15-modes.toml", "direct"), plain(&["pytest"]));
    assert_eq!(lines("15-modes.toml", "system"), [("git status".to_owned(), true)]);
}
