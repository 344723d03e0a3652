//! Files and variables that somebody else wrote: an error with a reason, and never a panic.

use std::fs;
use std::process::Stdio;

use super::Scene;

#[test]
fn a_remote_without_a_value_is_an_error_of_its_row() {
    let scene = Scene::new(&["a", "b"]);
    scene.sh("cd a; git remote remove origin; printf '[remote \"origin\"]\\n\\turl\\n' >>.git/config");
    let (output, rows) = scene.rows(&["sync"]);
    assert_eq!(
        (rows[0]["state"].as_str(), rows[1]["state"].as_str()),
        (Some("failed"), Some("up_to_date")),
        "{rows:?}"
    );
    let message = rows[0]["error"]["message"].as_str().unwrap();
    assert!(message.contains("`remote.origin.url`") && message.contains("has no value"), "{message}");
    assert_eq!(output.status.code(), Some(1));
    for arguments in [&["siblings"][..], &["backup"], &["validate"], &["bootstrap", "--plan"]] {
        let (output, _) = scene.rows(arguments);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_requirement_that_makes_the_parser_panic_is_an_error_of_its_file() {
    let scene = Scene::new(&["a", "b"]);
    let project = "[project]\nname = \"a\"\ndependencies = [\"attrs; extra == 'a'é\", \"b @ file:///home/jürgen/b\"]\n";
    fs::write(scene.path("a/pyproject.toml"), project).unwrap();
    fs::write(scene.path("b/pyproject.toml"), "[project]\nname = \"b\"\nversion = \"1\"\n").unwrap();
    let (output, rows) = scene.rows(&["validate"]);
    let about: Vec<_> = rows.iter().filter(|row| row["code"] == "ws::python::bad_requirement").collect();
    assert_eq!((about.len(), about[0]["line"].as_u64()), (1, Some(3)), "{rows:?}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    let (_, rows) = scene.rows(&["deps"]);
    assert!(rows.iter().any(|row| row["to"] == "b"), "a path may have letters that are not ASCII: {rows:?}");
}

#[test]
fn unknown_keys_are_told_up_to_twenty() {
    let scene = Scene::new(&["a"]);
    let mut config = fs::read_to_string(scene.root.join("wrknv.toml")).unwrap();
    config.extend((0..5000).map(|key| format!("unknown{key} = 1\n")));
    fs::write(scene.root.join("wrknv.toml"), config).unwrap();
    let (_, rows) = scene.rows(&["validate"]);
    let unknown: Vec<_> = rows.iter().filter(|row| row["code"] == "ws::config::unknown_key").collect();
    assert_eq!(unknown.len(), 21);
    assert!(unknown[20]["message"].as_str().unwrap().starts_with("4980 more unknown keys"), "{:?}", unknown[20]);
}

/// Bytes that a command reads of the file, by strace.
#[test]
fn an_unknown_file_is_glanced_at_and_not_read() {
    let scene = Scene::new(&["a"]);
    let mut config = "[workspace]\nname = \"w\"\n".to_owned();
    config += &"[[layers]]\nname = \"x\"\n".repeat(200_000);
    fs::write(scene.root.join("wrknv.toml"), config).unwrap();
    let log = scene.path("log");
    let strace = ["strace", "-f", "-y", "-e", "trace=read,pread64,mmap", "-o", log.to_str().unwrap()];
    let output = scene.behind(&strace, &["reconcile", "bash"]).stderr(Stdio::piped()).output().unwrap();
    let said = [output.stdout.clone(), output.stderr.clone()].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(said.concat().contains("ws trust"), "{said:?}");
    let log = fs::read_to_string(log).unwrap();
    let reads = log.lines().filter(|line| line.contains("wrknv.toml>"));
    let read: usize = reads.filter_map(|line| line.rsplit_once("= ")?.1.trim().parse::<usize>().ok()).sum();
    assert!(read > 0 && read <= 64 * 1024, "{read} bytes");
}

#[test]
fn a_relative_home_is_refused_and_nothing_is_made_in_the_current_directory() {
    let scene = Scene::new(&["a"]);
    let before = scene.sh("ls -A root");
    for name in ["HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        for arguments in [&["siblings"][..], &["trust"], &["sync"], &["reconcile", "bash"], &["install", "--dry-run"]] {
            let output = scene.behind(&[], arguments).env(name, "relative").output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}, {arguments:?}: {output:?}");
            assert!(said.contains(&format!("{name} is `relative`")), "{name}, {arguments:?}: {said}");
        }
    }
    assert_eq!(scene.sh("ls -A root"), before);
}

#[test]
fn a_missing_remote_helper_is_said_to_be_missing() {
    let scene = Scene::new(&["a"]);
    scene.sh("rm -rf a; sed -i 's|repo = .*|repo = \"nope::there/a\"|' root/wrknv.toml");
    let (_, rows) = scene.rows(&["bootstrap"]);
    assert_eq!(rows[0]["error"]["code"], "ws::git::helper_missing", "{rows:?}");
}
