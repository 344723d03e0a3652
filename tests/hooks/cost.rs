//! What a prompt costs: in an unchanged directory, no process.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use super::{Session, Shell, workspace};
use ws_test_support::Sandbox;

/// How many processes an interactive shell starts over these lines, and how many of them are `ws`.
fn starts(shell: Shell, lines: &str) -> (usize, usize) {
    let sandbox = Sandbox::new().unwrap();
    let path = sandbox.path();
    workspace(&path.join("one"), "one");
    let root = path.join("one/root");
    let trust = sandbox.command(Session::program(), &root).arg("trust").output().unwrap();
    assert!(trust.status.success(), "{trust:?}");
    let (name, file) = if shell == Shell::Bash { ("bash", ".bashrc") } else { ("zsh", ".zshrc") };
    let hook = sandbox.command(Session::program(), &root).args(["hook", name]).output().unwrap();
    fs::write(sandbox.home().join(file), hook.stdout).unwrap();
    let log = path.join("log");
    let mut strace = sandbox.command("strace", &path);
    strace.args(["-f", "-qq", "-e", "trace=execve,clone,clone3,fork,vfork", "-o"]).arg(&log).args([name, "-i"]);
    let mut child = strace
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("strace is not installed: run `cargo xtask test`");
    child.stdin.take().unwrap().write_all(lines.replace("ROOT", root.to_str().unwrap()).as_bytes()).unwrap();
    child.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    let processes = log.lines().filter(|line| line.contains("clone") || line.contains("fork(")).count();
    let own = log.lines().filter(|line| line.contains("execve(") && line.contains("\"reconcile\"")).count();
    (processes, own)
}

#[test]
fn a_prompt_in_an_unchanged_directory_starts_no_process() {
    for shell in [Shell::Bash, Shell::Zsh] {
        let idle = ":\n".repeat(50);
        for visit in ["", "cd ROOT\n", "cd ROOT\ncd .venv\ncd /\n"] {
            let short = starts(shell, &format!("{visit}exit\n"));
            let long = starts(shell, &format!("{visit}{idle}exit\n"));
            assert_eq!(short, long, "{shell:?}: {visit}");
            // Once at the first prompt, and at most once for each cd.
            let changes = visit.lines().count();
            assert!(long.1 > 0 && long.1 <= 1 + changes, "{shell:?}: {visit}: {long:?}");
        }
    }
}
