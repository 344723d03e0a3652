//! What completion does not say and does not offer.

use super::{Place, Shell};

/// Outside a workspace: no names, no files, no error text in the line.
fn outside(shell: Shell) {
    let place = Place::new();
    let elsewhere = place.sandbox.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("pyvider-file"), "").unwrap();
    let terminal = place.terminal_in(shell, &elsewhere);
    terminal.text("ws siblings pyv");
    terminal.key("Tab");
    terminal.key("Tab");
    let screen = terminal.settled();
    assert!(screen.contains("ws siblings pyv"), "{screen}");
    for word in ["pyvider", "error", "rror:", "workspace"] {
        assert!(!screen.contains(word), "{word}: {screen}");
    }
}

#[test]
fn bash_is_silent_outside_a_workspace() {
    outside(Shell::Bash);
}

#[test]
fn zsh_is_silent_outside_a_workspace() {
    outside(Shell::Zsh);
}

#[test]
fn fish_is_silent_outside_a_workspace() {
    outside(Shell::Fish);
}

#[test]
fn nu_is_silent_outside_a_workspace() {
    outside(Shell::Nu);
}

#[test]
fn a_broken_file_offers_nothing_and_says_nothing() {
    let place = Place::with_config("[workspace\nname = ");
    assert_eq!(place.offers(&place.root, &["ws", "siblings", ""]), [""; 0]);
}

#[test]
fn the_root_on_the_line_is_the_one_completed_from() {
    let place = Place::new();
    let elsewhere = place.sandbox.home();
    let root = place.root.to_str().unwrap();
    assert_eq!(place.offers(&elsewhere, &["ws", "siblings", "--root", root, "wr"]), ["wrknv"]);
    assert_eq!(place.offers(&elsewhere, &["ws", "--root", "../root", "siblings", "wr"]), ["wrknv"]);
    assert_eq!(place.offers(&elsewhere, &["ws", "siblings", "wr"]), [""; 0]);
}

#[test]
fn options_are_offered_once_one_is_begun() {
    let place = Place::new();
    let names = place.offers(&place.root, &["ws", "siblings", ""]);
    assert_eq!(names, ["provide-foundation", "pyvider", "pyvider-cty", "pyvider-hcl", "wrknv"]);
    let options = place.offers(&place.root, &["ws", "siblings", "--"]);
    assert!(options.contains(&"--layer".to_owned()), "{options:?}");
    assert!(options.iter().all(|option| option.starts_with("--")), "{options:?}");
}

#[test]
fn a_line_that_cannot_be_understood_is_met_with_silence() {
    let place = Place::new();
    for words in [&["ws", "no-such-command", ""][..], &["ws", "siblings", "--no-such", "x", "--layer=\u{fffd}"]] {
        place.offers(&place.root, words);
    }
    let mut command = place.command("ws", &place.root);
    let output = command.env("COMPLETE", "zsh").args(["--", "nonsense", "ws"]).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
}
