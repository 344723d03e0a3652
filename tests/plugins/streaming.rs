//! Rows come as they are ready, and ctrl-c ends the waiting.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use ws_test_support::sandbox;
use ws_test_support::workspace::SiblingSpec;

use super::Nu;

/// A workspace whose second sibling hangs: only the git program can read it, and that never answers.
fn with_a_sibling_that_hangs() -> (Nu, PathBuf) {
    let nu = Nu::with(&["first", "second", "third"].map(SiblingSpec::new));
    let second = nu.workspace.path("second");
    std::fs::remove_dir_all(&second).unwrap();
    std::fs::create_dir(&second).unwrap();
    sandbox::git(&nu.workspace.home(), &second, ["init", "-q", "--object-format=sha256"]).unwrap();
    let bin = nu.workspace.directory().join("bin");
    std::fs::create_dir(&bin).unwrap();
    ws_test_support::tools::write_script(&bin.join("git"), "#!/bin/sh\nexec sleep 600\n").unwrap();
    (nu, bin)
}

#[test]
fn rows_come_before_the_one_that_hangs() {
    let (nu, bin) = with_a_sibling_that_hangs();
    let script =
        format!("$env.PATH = ($env.PATH | prepend '{}'); ws siblings | each {{|row| print $row.name }}", bin.display());
    let mut child = nu.command(&nu.workspace.root()).args(["-c", &script]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "first");
    // Rows that wait for each other come at one moment.
    let first = Instant::now();
    assert_eq!(lines.next().unwrap().unwrap(), "second");
    assert!(first.elapsed() > Duration::from_secs(1), "both came at once");
    assert_eq!(lines.next().unwrap().unwrap(), "third");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_enough_is_not_held_by_the_one_that_hangs() {
    let (nu, bin) = with_a_sibling_that_hangs();
    let time = |pipeline: &str| {
        let begun = Instant::now();
        let script = format!("$env.PATH = ($env.PATH | prepend '{}'); ws siblings | {pipeline}", bin.display());
        let mut command = nu.command(&nu.workspace.root());
        // Not the end of its standard error: the plugin has that too, and ends later.
        let mut child = command.args(["-c", &script]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "first");
        assert!(child.wait().unwrap().success());
        begun.elapsed()
    };
    let (enough, all) = (time("first | get name"), time("get name | to text"));
    assert!(enough + Duration::from_secs(2) < all, "{enough:?}, {all:?}");
}

#[test]
fn ctrl_c_ends_it_at_once_and_the_next_call_works() {
    let (nu, bin) = with_a_sibling_that_hangs();
    let terminal = nu.terminal();
    terminal.line(&format!("$env.PATH = ($env.PATH | prepend '{}')", bin.display()));
    terminal.line("ws siblings | each {|row| print $'row ($row.name)' }");
    terminal.wait_for("row first");
    terminal.key("C-c");
    terminal.line("'the prompt' | str uppercase");
    terminal.wait_for("THE PROMPT");
    // It stands there if the prompt had to wait for it.
    assert!(!terminal.screen().contains("row second"), "{}", terminal.screen());
    terminal.line("ws siblings third | each {|row| print $'again ($row.name)' }");
    terminal.wait_for("again third");
}
