//! What a prompt costs: in an unchanged directory, no process; what a cd costs: one at most.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use super::{Session, Shell, value, workspace};
use ws_test_support::Sandbox;

/// How many processes an interactive shell with `ws hook SHELL FLAGS` starts over these lines, and how many of them are `ws`.
fn starts(shell: Shell, flags: &[&str], lines: &str) -> (usize, usize) {
    let sandbox = Sandbox::new().unwrap();
    let path = sandbox.path();
    workspace(&path.join("one"), "one");
    let root = path.join("one/root");
    let trust = sandbox.command(Session::program(), &root).arg("trust").output().unwrap();
    assert!(trust.status.success(), "{trust:?}");
    let (name, file) = if shell == Shell::Bash { ("bash", ".bashrc") } else { ("zsh", ".zshrc") };
    let hook = sandbox.command(Session::program(), &root).args(["hook", name]).args(flags).output().unwrap();
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
    // A call that another process interrupts has a second line.
    let begun = |line: &&str| ["clone(", "clone3(", "fork("].iter().any(|call| line.contains(call));
    let processes = log.lines().filter(begun).count();
    let own = log.lines().filter(|line| line.contains("execve(") && line.contains("\"reconcile\"")).count();
    (processes, own)
}

#[test]
fn a_prompt_in_an_unchanged_directory_starts_no_process() {
    for shell in [Shell::Bash, Shell::Zsh] {
        let idle = ":\n".repeat(50);
        for (visit, flags) in [("", &[][..]), ("cd ROOT\n", &["--prompt"]), ("cd ROOT\ncd .venv\ncd /\n", &[])] {
            let short = starts(shell, flags, &format!("{visit}exit\n"));
            let long = starts(shell, flags, &format!("{visit}{idle}exit\n"));
            assert_eq!(short, long, "{shell:?}: {visit}");
            // Once at the first prompt, and at most once for each cd.
            let changes = visit.lines().count();
            assert!(long.1 > 0 && long.1 <= 1 + changes, "{shell:?}: {visit}: {long:?}");
        }
    }
}

/// How many programs were executed so far but for the probe's own, and how many of them are `ws reconcile`.
fn executed(session: &Session, idle: &str) -> (usize, usize) {
    // Once the shell does what comes next, whatever went before is done.
    session.after(idle);
    let log = fs::read_to_string(session.path("strace.log")).unwrap();
    // One that fails is a search along PATH.
    let done = log.lines().filter(|line| line.contains("execve(") && line.ends_with("= 0"));
    let done = done.filter(|line| !line.contains("/probe") && !line.contains("\"env\", \"-0\""));
    let (own, others): (Vec<&str>, Vec<&str>) = done.partition(|line| line.contains("\"reconcile\""));
    (own.len() + others.len(), own.len())
}

#[test]
fn nor_does_it_in_fish_and_nushell() {
    for shell in [Shell::Fish, Shell::Nu] {
        let session = Session::traced(shell);
        session.ws(&session.path("one/root"), &["trust"]);
        let idle = if shell == Shell::Nu { "null" } else { ":" };
        for (directory, most) in [("outside", 1), ("one/root", 1), ("one/root/.venv", 1), ("one/one-sibling", 1)] {
            let before = executed(&session, idle);
            session.line(&format!("cd '{}'", session.path(directory).display()));
            let after = executed(&session, idle);
            assert!(after.0 - before.0 <= most, "{shell:?}: cd {directory}: {before:?} {after:?}");
            for _ in 0..10 {
                session.line(idle);
            }
            assert_eq!(executed(&session, idle), after, "{shell:?}: prompts in {directory}");
        }
        let inside = session.after(idle);
        assert_eq!(value(&inside, "VIRTUAL_ENV_PROMPT"), Some("one"), "{shell:?}");
        // Without its terminal, a traced Nushell would go on for ever, with a processor to itself.
        session.end();
    }
}
