//! The scripts as they are printed, by each shell's own judge. bash 3.2 is judged by its syntax and by what it lacks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Session;
use ws_test_support::{Sandbox, tools};

/// A sandbox whose paths need quoting, with every script in it.
struct Scripts {
    sandbox: Sandbox,
}

impl Scripts {
    fn new() -> Self {
        Self { sandbox: Sandbox::new().unwrap() }
    }

    /// What `ws ARGUMENTS` prints, in a file.
    fn printed(&self, arguments: &[&str], extension: &str) -> PathBuf {
        let output = self.sandbox.command(Session::program(), &self.sandbox.home()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let file = self.sandbox.path().join(format!("{}.{extension}", arguments.join("-")));
        fs::write(&file, output.stdout).unwrap();
        file
    }

    fn judge(&self, judge: impl AsRef<std::ffi::OsStr>, arguments: &[&str], file: &Path) -> Output {
        let mut command: Command = self.sandbox.command(judge, &self.sandbox.path());
        command.args(arguments).arg(file).output().unwrap()
    }
}

fn assert_quiet(output: &Output, file: &Path) {
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{}:\n{said}", file.display());
}

#[test]
fn bash() {
    let scripts = Scripts::new();
    for arguments in [&["hook", "bash"][..], &["hook", "bash", "--wrap-cd"], &["completions", "bash"]] {
        let file = scripts.printed(arguments, "bash");
        assert_quiet(&scripts.judge("shellcheck", &["--shell=bash"], &file), &file);
        for mode in [&["-n"][..], &["--posix", "-n"]] {
            assert_quiet(&scripts.judge("bash", mode, &file), &file);
        }
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with('#')) {
            for (what, newer) in NOT_IN_3_2 {
                assert!(!line.contains(what), "{}:{number}: {newer}: {line}", file.display());
            }
        }
    }
}

/// What bash 3.2, which macOS has, does not know, and what would bring it.
const NOT_IN_3_2: [(&str, &str); 20] = [
    ("declare -A", "associative arrays"),
    ("local -A", "associative arrays"),
    ("declare -g", "4.2"),
    ("local -n", "references"),
    ("declare -n", "references"),
    ("mapfile", "4.0"),
    ("readarray", "4.0"),
    ("&>>", "4.0"),
    ("|&", "4.0"),
    (";;&", "4.0"),
    (";&", "4.0"),
    ("@Q}", "4.4"),
    ("@P}", "4.4"),
    (",,}", "4.0"),
    ("^^}", "4.0"),
    ("[-1]", "negative indices, 4.3"),
    ("[[ -v ", "4.2"),
    ("$BASHPID", "4.0"),
    ("$EPOCH", "5.0"),
    ("coproc", "4.0"),
];

#[test]
fn zsh() {
    let scripts = Scripts::new();
    for arguments in [["hook", "zsh"], ["completions", "zsh"]] {
        let file = scripts.printed(&arguments, "zsh");
        assert_quiet(&scripts.judge("zsh", &["--no-rcs", "-n"], &file), &file);
    }
}

#[test]
fn fish() {
    let scripts = Scripts::new();
    for arguments in [["hook", "fish"], ["completions", "fish"]] {
        let file = scripts.printed(&arguments, "fish");
        assert_quiet(&scripts.judge("fish", &["--no-config", "--no-execute"], &file), &file);
    }
}

#[test]
fn nushell() {
    let scripts = Scripts::new();
    for arguments in [["hook", "nu"], ["completions", "nu"]] {
        let file = scripts.printed(&arguments, "nu");
        let output = scripts.judge(tools::nu().unwrap(), &["--no-config-file", "--ide-check", "10"], &file);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        // It answers with hints as well.
        assert!(said.contains("\"type\":\"hint\""), "it has read the file: {output:?}");
        assert!(!said.contains("\"type\":\"diagnostic\""), "{said}");
    }
}
