//! A panic in a command, in the real nu: an error of that call, and the same process serves the next.

#![allow(clippy::unwrap_used, reason = "clippy takes only a function with #[test] for a test")]

use std::path::PathBuf;

use ws_test_support::{Sandbox, tools};

fn plugin() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    // target/debug/deps/panics-HASH → target/debug/examples/nu_plugin_ws_panics
    let examples = here.parent().unwrap().with_file_name("examples");
    tools::binary_beside(&examples.join("any"), "nu_plugin_ws_panics").unwrap()
}

fn nu(script: &str) -> (String, String) {
    let sandbox = Sandbox::new().unwrap();
    let mut command = sandbox.command(tools::nu().unwrap(), &sandbox.path());
    command.args(["-n", "--no-std-lib", "--plugins"]).arg(format!("[\"{}\"]", plugin().display()));
    let output = command.args(["-c", script]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn a_panic_is_an_error_of_its_call_and_the_process_lives_on() {
    for place in ["run", "stream"] {
        let (said, errors) = nu(&format!(
            "let before = ws panics at nowhere | first
             let error = try {{ ws panics at {place} | collect }} catch {{|error| $error }}
             let after = ws panics at nowhere | last
             print $error.details.code $error.details.help ($before == $after)"
        ));
        assert_eq!(errors, "", "the panic was told on the terminal");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], "ws::internal::panic", "{said}");
        assert!(lines[1].contains("told to panic") && lines[1].contains("nu_plugin_ws_panics.rs:"), "{said}");
        assert_eq!(lines[2], "true", "{place}: another process served the next call: {said}");
    }
}

#[test]
fn a_panic_points_at_the_call() {
    let (_, errors) = nu("ws panics at run");
    assert!(errors.contains("`ws panics at` failed unexpectedly"), "{errors}");
    assert!(errors.contains("1 | ws panics at run") && errors.contains("during this call"), "{errors}");
}
