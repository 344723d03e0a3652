//! The scripts that are checked in are those that the clap types make, and the shells can read them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Place;
use ws_test_support::tools;

/// Every file below a directory, with its text.
fn files(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut directories = vec![directory.to_path_buf()];
    while let Some(next) = directories.pop() {
        for entry in std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.insert(path.strip_prefix(directory).unwrap().to_path_buf(), text);
            }
        }
    }
    files
}

#[test]
fn what_is_checked_in_is_what_is_generated() {
    let place = Place::new();
    place.ws(&["generate", "generated"]);
    let generated = files(&place.root.join("generated/completions"));
    let checked_in = files(&tools::repository().join("completions"));
    assert_eq!(generated.keys().collect::<Vec<_>>(), checked_in.keys().collect::<Vec<_>>());
    for (path, text) in &generated {
        assert!(
            text == &checked_in[path],
            "completions/{} is out of date: run `cargo xtask completions`",
            path.display()
        );
    }
    let man = files(&place.root.join("generated/man"));
    assert!(man[Path::new("ws-siblings.1")].contains(".TH ws-siblings 1"), "{:?}", man.keys());
    assert!(!man.contains_key(Path::new("ws-generate.1")), "a hidden command has no page");
}

#[test]
fn each_shell_can_read_its_scripts() {
    let place = Place::new();
    place.ws(&["generate", "generated"]);
    let scripts = place.root.join("generated/completions");
    for (program, option, script) in [
        ("bash", "-n", "ws.bash"),
        ("bash", "-n", "dynamic/ws.bash"),
        ("zsh", "-n", "_ws"),
        ("zsh", "-n", "dynamic/_ws"),
        ("fish", "-n", "ws.fish"),
        ("fish", "-n", "dynamic/ws.fish"),
        ("shellcheck", "--norc", "dynamic/ws.bash"),
    ] {
        let output = place.command(program, &scripts).args([option, script]).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{program} {script}: {}", String::from_utf8_lossy(&said));
    }
    for wanted in [&[][..], &["--wrap"], &["--beside-plugins"]] {
        let module = place.root.join("module.nu");
        std::fs::write(&module, place.ws(&[&["completions", "nu"], wanted].concat())).unwrap();
        let mut nu = place.command(tools::nu().unwrap(), &place.root);
        let output = nu.args(["-n", "--no-std-lib", "--ide-check", "10"]).arg(&module).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !said.contains("\"Error\""), "{wanted:?}: {said}");
    }
}

#[test]
fn every_command_flag_and_value_has_a_description() {
    let place = Place::new();
    let described = |words: &[&str]| {
        let index = (words.len() - 1).to_string();
        let mut command = place.command("ws", &place.root);
        let output = command.env("COMPLETE", "zsh").args(["--", &index]).args(words).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.is_empty(), "{words:?}");
        // `:directories` tells the script that the shell knows better.
        for line in text.lines().filter(|line| !line.starts_with(':')) {
            assert!(line.split_once('\t').is_some_and(|(_, about)| !about.is_empty()), "{words:?}: {line}");
        }
        text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for command in described(&["ws", ""]) {
        if command != "help" {
            described(&["ws", &command, "--"]);
        }
    }
    for flag in ["--format", "--color"] {
        described(&["ws", "siblings", flag, ""]);
    }
    for command in ["completions", "install"] {
        let words = if command == "install" { vec!["ws", command, "--shell", ""] } else { vec!["ws", command, ""] };
        described(&words);
    }
}
