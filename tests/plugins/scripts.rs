//! Outside of the prompt, where Nushell loads no file of an autoload directory: the file that `ws install` writes is used
//! by name, in every Nushell, beside the plugins and instead of them. And the prompt that README shows.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use ws_test_support::tools::{self, NU_VERSIONS};

use super::{Nu, ws};

const PROMPT: &str = "provide-workspace \u{b1}6 \u{2191}4 \u{2193}3";

/// What `ws` gives once its file is used, or sourced.
fn check(nu: &Nu, version: &str, ws: &Path, plugins: &[PathBuf]) {
    let binary = tools::nu_of(version).unwrap();
    let kind = if plugins.is_empty() { "alone" } else { "beside" };
    let [file, registry] =
        ["nu", "msgpackz"].map(|end| nu.workspace.directory().join(format!("{version}-{kind}.{end}")));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (nu_option, file_option, registry_option) = (text(&binary), text(&file), text(&registry));
    let options = ["install", "--nu", &nu_option, "--file", &file_option, "--plugin-config", &registry_option];
    nu.program(ws.to_str().unwrap(), &options);
    assert_eq!(registry.exists(), !plugins.is_empty(), "{version}, {kind}");
    let gives =
        "[(ws order pyvider | get name.0) (ws trust --list | length) (ws prompt) (do --env { ws cd pyvider; pwd })]";
    let sibling = nu.workspace.path("pyvider").display().to_string();
    for line in [format!("use '{}' *", file.display()), format!("source '{}'", file.display())] {
        let mut command = nu.command_of(&binary, plugins, &nu.workspace.root());
        let output = command.args(["-c", &format!("{line}\n{gives} | to json --raw")]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{version}, {line}: {said}");
        let values: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(values, json!(["pyvider", 0, PROMPT, sibling]), "{version}, {line}");
    }
}

#[test]
fn the_file_of_ws_install_is_used_in_scripts() {
    let nu = Nu::sample();
    // Without plugins beside it, all commands are in Nushell's own language.
    let alone = nu.workspace.directory().join("alone");
    std::fs::create_dir(&alone).unwrap();
    tools::copy_program(ws(), &alone.join("ws")).unwrap();
    let beside = tools::plugins_beside(ws()).unwrap();
    std::thread::scope(|threads| {
        for version in NU_VERSIONS {
            let (nu, alone, beside) = (&nu, &alone, &beside);
            threads.spawn(move || {
                check(nu, version, ws(), beside);
                check(nu, version, &alone.join("ws"), &[]);
            });
        }
    });
}

#[test]
fn the_prompt_of_readme_shows_the_workspace() {
    let readme = std::fs::read_to_string(tools::repository().join("README.md")).unwrap();
    let line = readme.split('`').find(|text| text.starts_with("$env.PROMPT_COMMAND_RIGHT = ")).unwrap();
    for version in ["0.101.0", "0.115.1"] {
        let nu = Nu::sample();
        let binary = tools::nu_of(version).unwrap();
        let terminal = nu.terminal_of(nu.command_of(&binary, &[], &nu.workspace.root()));
        terminal.line(line);
        terminal.wait_for(PROMPT);
        terminal.line("cd /; clear");
        terminal.line("print (3 * 1234)");
        terminal.wait_for("3702");
        assert!(!terminal.screen().contains('\u{b1}'), "{version}: {}", terminal.screen());
    }
}
