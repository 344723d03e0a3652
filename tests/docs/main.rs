//! Every command that the documents show is run, in a sample workspace, and prints what the document says.
//!
//! A block marked `console` holds bash lines after `$ `, one marked `nu` holds Nushell lines after `> `; what stands
//! below a line is its output. `WS_BLESS=1 cargo test --test docs` writes the documents anew.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use ws_core::config::keys::{self, Table};
use ws_test_support::{Sandbox, Workspace, tools, workspace};

/// Where a reader would have the workspace: stands in the documents for the sandbox's path.
const SHOWN_HOME: &str = "/home/ada";

#[test]
fn readme_shows_what_is_true() {
    check("README.md");
}

#[test]
fn the_guide_shows_what_is_true() {
    check("docs/guide.md");
}

#[test]
fn the_reference_is_that_of_the_program() {
    let sandbox = Sandbox::new().unwrap();
    let generated = sandbox.path().join("generated");
    let status = Command::new(env!("CARGO_BIN_EXE_ws")).arg("generate").arg(&generated).status().unwrap();
    assert!(status.success());
    for page in ["docs/commands.md", "docs/columns.md"] {
        same(page, &std::fs::read_to_string(generated.join(page)).unwrap());
    }
}

#[test]
fn the_configuration_is_that_of_the_code() {
    check("docs/configuration.md");
}

#[test]
fn the_cookbook_shows_what_is_true() {
    check("docs/cookbook.md");
}

/// A terminal as a picture, in the colours that it has there.
#[test]
fn the_screen_is_of_the_sample() {
    const PIPELINE: &str =
        "ws siblings | where dirty | select name layer branch ahead behind staged unstaged untracked";
    let shown = format!("$env.config.use_ansi_coloring = true; {PIPELINE} | table --width 110");
    let table = Stage::new().run(Language::Nushell, &shown);
    let screen = format!("\u{1b}[32m~/provide-workspace\u{1b}[0m> \u{1b}[36m{PIPELINE}\u{1b}[0m\n{table}");
    same("docs/screen.svg", &anstyle_svg::Term::new().render_svg(&screen));
}

#[test]
fn the_picture_is_of_the_sample() {
    let picture = Stage::new().run(Language::Bash, "ws graph --format svg");
    same("docs/graph.svg", &picture);
}

/// Compares a file with what it should be, or writes it anew.
fn same(file: &str, truth: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if blesses() {
        std::fs::write(&path, truth).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == truth, "{file} is not what it should be: `cargo xtask docs`");
}

fn blesses() -> bool {
    std::env::var_os("WS_BLESS").is_some_and(|bless| bless == "1")
}

/// Runs a document's blocks and compares, or writes them anew.
fn check(document: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let stage = Stage::new();
    let fresh = with_tables(&with_outputs(&text, &stage));
    if blesses() {
        std::fs::write(&path, fresh).unwrap();
    } else if fresh != text {
        let at = fresh.lines().zip(text.lines()).take_while(|(fresh, text)| fresh == text).count();
        let around = |text: &str| text.lines().skip(at.saturating_sub(5)).take(25).collect::<Vec<_>>().join("\n");
        panic!("{document} differs from line {}:\n{}\n-- truth is --\n{}", at + 1, around(&text), around(&fresh));
    }
}

/// The sample workspace and a home whose PATH has `ws`.
struct Stage {
    sandbox: Sandbox,
    workspace: Workspace,
    nu: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::new().unwrap();
        let workspace = workspace::sample(&sandbox.path()).unwrap();
        let nu = tools::nu().unwrap();
        // Where `cargo install` puts them.
        let bin = sandbox.home().join(".cargo/bin");
        std::fs::create_dir_all(&bin).unwrap();
        for program in tools::plugins_beside(Path::new(env!("CARGO_BIN_EXE_ws"))).unwrap().iter().chain([&nu]) {
            std::os::unix::fs::symlink(program, bin.join(program.file_name().unwrap())).unwrap();
        }
        Self { sandbox, workspace, nu }
    }

    fn run(&self, language: Language, line: &str) -> String {
        let root = self.workspace.root();
        let mut command = match language {
            Language::Bash => {
                let mut command = self.sandbox.command("bash", &root);
                command.args(["-c", line]);
                command
            }
            Language::Nushell => {
                let mut command = self.sandbox.command(&self.nu, &root);
                let plugins = tools::plugins_beside(Path::new(env!("CARGO_BIN_EXE_ws"))).unwrap();
                command.args(["-n", "--no-std-lib", "--plugins"]).arg(tools::nu_list(&plugins)).args(["-c", line]);
                command
            }
        };
        self.output(line, &mut command)
    }

    fn output(&self, line: &str, command: &mut Command) -> String {
        let binaries = Path::new(env!("CARGO_BIN_EXE_ws")).parent().unwrap().to_path_buf();
        let programs = [binaries, self.sandbox.home().join(".cargo/bin")];
        let path = std::env::var_os("PATH").unwrap();
        let path = std::env::join_paths(programs.into_iter().chain(std::env::split_paths(&path)));
        let output = command.env("PATH", path.unwrap()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{line}` failed: {stderr}");
        assert_eq!(stderr, "", "`{line}` complains");
        let text = String::from_utf8(output.stdout).unwrap();
        text.replace(self.workspace.directory().to_str().unwrap(), SHOWN_HOME)
    }
}

#[derive(Clone, Copy)]
enum Language {
    Bash,
    Nushell,
}

impl Language {
    fn of_fence(line: &str) -> Option<(Self, &'static str)> {
        match line {
            "```console" => Some((Self::Bash, "$ ")),
            "```nu" => Some((Self::Nushell, "> ")),
            _ => None,
        }
    }
}

/// The document with the true output below every command of its blocks.
fn with_outputs(text: &str, stage: &Stage) -> String {
    let mut fresh = String::new();
    let mut block: Option<(Language, &str)> = None;
    for line in text.lines() {
        match block {
            Some(_) if line == "```" => block = None,
            Some((language, prompt)) => {
                if let Some(command) = line.strip_prefix(prompt) {
                    // Rows that are late would begin a table of their own, on a machine that has other things to do.
                    let output = match language {
                        Language::Nushell => stage.run(language, &format!("{command} | collect")),
                        Language::Bash => stage.run(language, command),
                    };
                    let output: Vec<&str> = output.lines().map(str::trim_end).collect();
                    writeln!(fresh, "{}", format!("{line}\n{}", output.join("\n")).trim_end()).unwrap();
                }
                continue;
            }
            None => block = Language::of_fence(line),
        }
        writeln!(fresh, "{line}").unwrap();
    }
    fresh
}

/// The document with the reference tables that stand behind `<!-- keys: TABLE -->` and `<!-- example -->`, each up to the next
/// empty line.
fn with_tables(text: &str) -> String {
    let mut fresh = String::new();
    let mut replaced = false;
    for line in text.lines() {
        replaced &= !line.is_empty();
        if replaced {
            continue;
        }
        writeln!(fresh, "{line}").unwrap();
        let marker = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
        let table = match marker.and_then(|marker| marker.split_once(": ")) {
            Some(("keys", table)) => keys_of(table),
            _ if marker == Some("example") => numbered_example(),
            _ => continue,
        };
        fresh.push_str(&table);
        replaced = true;
    }
    fresh
}

/// Each key of a table of `wrknv.toml`, with the line of the example that has it.
fn keys_of(table: &str) -> String {
    let table = match table {
        "workspace" => Table::Workspace,
        "python" => Table::Python,
        "validate" => Table::Validate,
        "layers" => Table::Layers,
        "siblings" => Table::Siblings,
        "patterns" => Table::Patterns,
        "task" => Table::Task,
        other => panic!("no table is called {other}"),
    };
    let (_, places) = keys::example();
    let mut text = "| key | type | default | says | line |\n|---|---|---|---|---|\n".to_owned();
    for key in keys::of(table) {
        let line = places.iter().find(|(known, _)| std::ptr::eq(*known, key)).map(|(_, line)| line.to_string());
        let line = line.unwrap_or_default();
        writeln!(text, "| `{}` | {} | {} | {} | {line} |", key.name, key.kind, key.default, key.about).unwrap();
    }
    text
}

fn numbered_example() -> String {
    let lines = keys::example().0;
    // No empty line: it would end what is replaced.
    let numbered = lines.lines().enumerate().map(|(at, line)| format!("{:>2}  {line}", at + 1).trim_end().to_owned());
    format!("```text\n{}\n```\n", numbered.collect::<Vec<_>>().join("\n"))
}
